"""What the second world takes from the first, and from the grading that was there: one file."""

from models.grading.arrangement import Guess, best_set
from models.grading.backgrounds import Ground, grounds
from models.grading.comparison import COARSE, FINE, LEAST_GAIN, LEAST_SHARE, Comparison
from models.grading.figures import Share
from models.grading.reader import Read, Reader, Reading, world_reader
from models.grading.templates import Floats, Templates, as_floats, box, soften, world_templates
from models.grading.words import normal, says
from models.paths import ROOT, train_folder
from models.pictograms.world.notes import conclusion
from models.pictograms.world.sprites import Pixels, atlas

__all__ = [
    "COARSE",
    "FINE",
    "LEAST_GAIN",
    "LEAST_SHARE",
    "ROOT",
    "Comparison",
    "Floats",
    "Ground",
    "Guess",
    "Pixels",
    "Read",
    "Reader",
    "Reading",
    "Share",
    "Templates",
    "as_floats",
    "atlas",
    "best_set",
    "box",
    "conclusion",
    "grounds",
    "normal",
    "says",
    "soften",
    "train_folder",
    "world_reader",
    "world_templates",
]
