"""Notes: what is on a picture and where, in words that an answer says before it concludes.

To compare frames, count or find a place is several steps; said one by one, each is learnt from few
examples and can be checked by the reader. Squares are counted from 1 at the top left, in units of
the grid (32 pixels): "owl c4 size 2" is 64 pixels wide and begins 64 from the left, 96 from the
top. The conclusion stands alone in the last paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.pictograms.world.arrange import reading_order
from models.pictograms.world.concepts import concepts
from models.pictograms.world.phrases import caption_background, listed, several
from models.pictograms.world.scenes import GRID, Scene, Thing

APART = "\n\n"
COLUMNS = "abcdefgh"


def caption_of(scene: Scene) -> str:
    """The one caption of a scene: things in reading order, then the background."""
    names: list[str] = []
    kinds = [thing.concept for thing in reading_order(scene)]
    for kind in dict.fromkeys(kinds):
        concept, count = concepts()[kind], kinds.count(kind)
        names.append(concept.phrase if count == 1 else several(concept, count))
    behind = caption_background(scene.background)
    return f"{listed(names)} {behind}".strip()


def place_of(thing: Thing) -> str:
    """ "c4", of the top left corner."""
    return f"{COLUMNS[thing.x // GRID]}{thing.y // GRID + 1}"


def note_of(thing: Thing) -> str:
    """ "owl c4 size 2"."""
    return f"{concepts()[thing.concept].name} {place_of(thing)} size {thing.size // GRID}"


def noted(scene: Scene) -> str:
    """Everything on a picture from the top down, each with its place and size."""
    return ", ".join(map(note_of, reading_order(scene)))


def seen(scene: Scene) -> str:
    """ "I see: cat a3 size 4, dog e3 size 4.", the paragraph before a conclusion."""
    return f"I see: {noted(scene)}.{APART}" if scene.things else ""


def counted_out(scene: Scene, concept: str) -> str:
    """Every thing of one kind pointed at: "1 a1, 2 c5"."""
    places = [place_of(one) for one in reading_order(scene) if one.concept == concept]
    listed = ", ".join(f"{number} {place}" for number, place in enumerate(places, 1))
    return f"{listed}{APART}"


def frame_note(scene: Scene, behind: bool = False) -> str:
    """A frame in few words: things of one kind by their number, else each with its place.

    With ``behind`` the background alone, where nothing else is asked for.
    """
    if behind:
        return scene.background
    kinds = {thing.concept for thing in scene.things}
    if len(kinds) == 1 and len(scene.things) > 1:
        return several(concepts()[scene.things[0].concept], len(scene.things))
    return noted(scene)


def frame_notes(frames: Sequence[Scene], first: int = 1, behind: bool = False) -> str:
    """A numbered list, a line for each frame: "1. owl c4 size 2"."""
    lines = (f"{n}. {frame_note(frame, behind)}" for n, frame in enumerate(frames, first))
    return "\n".join(lines) + APART


def conclusion(text: str) -> str:
    """The last paragraph of an answer, which is what it is judged by."""
    return text.rstrip().rsplit(APART, 1)[-1]
