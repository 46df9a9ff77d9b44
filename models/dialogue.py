"""Examples of the world as sequences for training: ids, visual tokens, and what is to be learnt."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from models.encoder import TOKENS, WIDTH, Backbone, Neck
from models.pool import to_encoder_input
from models.smollm import IMAGE_END, IMAGE_START, encode
from models.world.example import Example, Turn
from models.world.scenes import Scene, render

VISUAL = -1
BEFORE = {role: f"<|im_start|>{role}\n" for role in ("system", "user", "assistant")}
AFTER = "<|im_end|>\n"


class Seen:
    """Visual tokens of scenes by the frozen encoder, each computed once."""

    def __init__(self, backbone: Backbone, neck: Neck, most: int = 120_000) -> None:
        self.backbone = backbone.to(memory_format=torch.channels_last)
        self.neck = neck.eval()
        self.most = most
        self.known: dict[Scene, Tensor] = {}

    @torch.no_grad()
    def look(self, scenes: list[Scene]) -> None:
        """Computes the tokens of the scenes that are not known yet."""
        fresh = list(dict.fromkeys(s for s in scenes if s not in self.known))
        if len(self.known) > self.most:
            self.known.clear()
        for at in range(0, len(fresh), 64):
            part = fresh[at : at + 64]
            pixels = to_encoder_input(np.stack([render(s) for s in part]))
            with torch.autocast("cpu", torch.bfloat16):
                cells = self.backbone(pixels.contiguous(memory_format=torch.channels_last))
            tokens = self.neck(cells.float()).half()
            self.known |= dict(zip(part, tokens, strict=True))

    def tokens(self, scene: Scene) -> Tensor:
        """Visual tokens (16, W) of a scene, float32."""
        if scene not in self.known:
            self.look([scene])
        return self.known[scene].float()


@dataclass
class Sequence:
    """One conversation in tokens; ``ids`` has VISUAL where a visual token stands."""

    ids: list[int] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    learn: list[bool] = field(default_factory=list)
    pictures: list[Scene] = field(default_factory=list)
    asked: bool = False  # a picture stands in a question

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
        self.add_text([IMAGE_END], learn)
        self.asked |= not learn


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
    sequence = Sequence()
    for turn in example.turns:
        add_turn(sequence, turn)
    return sequence


def prompt_ids(example: Example) -> Sequence:
    """The conversation up to where the last answer begins."""
    sequence = Sequence()
    for turn in example.turns[:-1]:
        add_turn(sequence, turn)
    sequence.add_text(encode(BEFORE["assistant"]), False)
    return sequence


@dataclass
class Batch:
    """Padded sequences: ids, place, learn (B, T), and visual tokens (N, W) in reading order."""

    ids: Tensor
    place: Tensor
    learn: Tensor
    visual: Tensor
    through_frozen: bool

    @property
    def is_visual(self) -> Tensor:
        """Where visual tokens stand, (B, T)."""
        return self.ids == VISUAL


def to_batch(sequences: list[Sequence], seen: Seen) -> Batch:
    """Pads to the longest on the right, where causal attention never looks."""
    longest = max(len(s.ids) for s in sequences)
    ids = torch.zeros(len(sequences), longest, dtype=torch.long)
    place = torch.full_like(ids, -1)
    learn = torch.zeros_like(ids, dtype=torch.bool)
    for row, s in enumerate(sequences):
        n = len(s.ids)
        ids[row, :n] = torch.tensor(s.ids)
        place[row, :n] = torch.tensor(s.place)
        learn[row, :n] = torch.tensor(s.learn)
    scenes = [p for s in sequences for p in s.pictures]
    seen.look(scenes)
    tokens = [seen.tokens(s) for s in scenes]
    visual = torch.cat(tokens) if tokens else torch.zeros(0, WIDTH)
    return Batch(ids, place, learn, visual, any(s.asked for s in sequences))
