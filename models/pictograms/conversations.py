"""Examples of the world as token sequences, and as the data of the language stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.metamorph.data_loader import Phase
from models.metamorph.sequences import TokenSequence
from models.pictograms.chat_answers import chat_examples
from models.pictograms.config import CHAT
from models.pictograms.curricula import curricula, weights_at
from models.pictograms.picture import NOTO, Picture
from models.pictograms.talks import stream
from models.pictograms.world.example import Example
from models.pictograms.world.scenes import Scene


@dataclass(frozen=True)
class PictureTurn:
    """A turn whose scenes are drawn in one set of icons."""

    role: str
    parts: tuple[str | Picture, ...]


def to_sequence(example: Example) -> TokenSequence:
    """The whole conversation of an example; answers are drawn in the first set of icons."""
    of_user = example.meta.get("style", NOTO)
    turns = []
    for turn in example.turns:
        style = of_user if turn.role == "user" else NOTO
        parts = (Picture(part, style) if isinstance(part, Scene) else part for part in turn.parts)
        turns.append(PictureTurn(turn.role, tuple(parts)))
    return CHAT.sequence(turns)


@dataclass(frozen=True)
class PictogramData:
    """The world's conversations by a curriculum, a ``DataSource`` of the language stage."""

    curriculum: str

    def phase(self, progress: float) -> Phase:
        """The phase at this share of the stage."""
        number, weights = weights_at(self.curriculum, progress)
        return Phase(number, weights.get("chat", 0.0) / sum(weights.values()))

    def conversations(self, phase: Phase, seed: int) -> Iterator[TokenSequence]:
        """Examples of all tasks and longer talks, by the phase's weights."""
        _, weights = curricula()[self.curriculum][phase.number]
        return map(to_sequence, stream(seed, weights))

    def plain_talk(self, phase: Phase, seed: int) -> Iterator[TokenSequence]:
        """The base model's own answers and talk."""
        return map(to_sequence, chat_examples(seed))
