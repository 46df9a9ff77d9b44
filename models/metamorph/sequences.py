"""Examples of the world as sequences for training: ids, visual tokens, and what is to be learnt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from models.metamorph.encoder import TOKENS, Backbone, Neck
from models.metamorph.llama import IMAGE_END, IMAGE_START, encode
from models.metamorph.precision import device, working
from models.pictograms.codes import WIDTH, codes
from models.pictograms.picture_pool import to_encoder_input
from models.pictograms.world.example import Example, Turn
from models.pictograms.world.scenes import Scene, render

VISUAL = -1
NOTO = "noto"
BEFORE = {role: f"<|im_start|>{role}\n" for role in ("system", "user", "assistant")}
AFTER = "<|im_end|>\n"


Reader = Callable[[Tensor], Tensor]  # pixels (B, 3, 256, 256) to visual tokens (B, 16, W)


def read_by(backbone: Backbone, neck: Neck) -> Reader:
    """The encoder in PyTorch as a reader of pictures."""
    backbone.to(device(), memory_format=torch.channels_last)
    neck.to(device()).eval()

    def read(pixels: Tensor) -> Tensor:
        there = pixels.to(device())
        with working():
            cells = backbone(there.contiguous(memory_format=torch.channels_last))
        tokens: Tensor = neck(cells.float())
        return tokens.to(pixels.device)

    return read


Shown = tuple[Scene, str]  # a picture of the user, and the set of icons it is drawn with


class Seen:
    """Visual tokens of scenes: of the user's pictures by the frozen encoder, each computed once.

    Without an encoder, which may still be in training, they are what it is taught to say.
    """

    def __init__(self, read: Reader | None, most: int = 20_000) -> None:
        self.read = read
        self.most = most
        self.known: dict[Shown, Tensor] = {}

    @torch.no_grad()
    def look(self, shown: list[Shown]) -> None:
        """Computes the tokens of the pictures that are not known yet."""
        fresh = list(dict.fromkeys(one for one in shown if one not in self.known))
        if len(self.known) > self.most:
            self.known.clear()
            fresh = list(dict.fromkeys(shown))
        for at in range(0, len(fresh), 64):
            part = fresh[at : at + 64]
            if self.read is None:
                tokens = codes().tokens([scene for scene, _ in part]).half()
            else:
                pixels = to_encoder_input(np.stack([render(*one) for one in part]))
                tokens = self.read(pixels).half()
            self.known |= dict(zip(part, tokens, strict=True))

    def tokens(self, scene: Scene, style: str = NOTO) -> Tensor:
        """Visual tokens (16, W) of a picture, float32."""
        if (scene, style) not in self.known:
            self.look([(scene, style)])
        return self.known[scene, style].float()


@dataclass
class Sequence:
    """One conversation in tokens; ``ids`` has VISUAL where a visual token stands."""

    ids: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    learn: list[bool] = field(default_factory=list)
    pictures: list[Scene] = field(default_factory=list)
    drawn: list[bool] = field(default_factory=list)  # whether a picture is part of an answer
    style: str = NOTO  # of the user's pictures

    def add_text(self, ids: list[int], learn: bool) -> None:
        """Appends text tokens."""
        self.ids += ids
        self.place += [-1] * len(ids)
        self.learn += [learn] * len(ids)

    def add_picture(self, scene: Scene, learn: bool) -> None:
        """Appends image_start, m visual tokens, image_end."""
        self.add_text([IMAGE_START], learn)
        self.ids += [VISUAL] * TOKENS
        self.place += list(range(TOKENS))
        self.learn += [learn] * TOKENS
        self.pictures.append(scene)
        self.drawn.append(learn)
        self.add_text([IMAGE_END], learn)


def add_turn(sequence: Sequence, turn: Turn) -> None:
    """Appends one turn; an answer and its end are to be learnt."""
    learn = turn.role == "assistant"
    sequence.add_text(encode(BEFORE[turn.role]), False)
    for part in turn.parts:
        if isinstance(part, Scene):
            sequence.add_picture(part, learn)
        else:
            sequence.add_text(encode(part), learn)
    end = encode(AFTER)
    sequence.add_text(end[:1], learn)
    sequence.add_text(end[1:], False)


def to_sequence(example: Example) -> Sequence:
    """The whole conversation of an example."""
    sequence = Sequence(style=example.meta.get("style", NOTO))
    for turn in example.turns:
        add_turn(sequence, turn)
    return sequence


def pictured(sequences: list[Sequence], seen: Seen) -> Tensor:
    """Visual tokens (N, W) in reading order: as seen in questions, as taught in answers."""
    rows = [(p, d, s.style) for s in sequences for p, d in zip(s.pictures, s.drawn, strict=True)]
    if not rows:
        return torch.zeros(0, WIDTH)
    seen.look([(scene, style) for scene, drawn, style in rows if not drawn])
    taught = codes().tokens([scene for scene, _, _ in rows])
    return torch.cat(
        [
            told if drawn else seen.tokens(scene, style)
            for (scene, drawn, style), told in zip(rows, taught, strict=True)
        ]
    )
