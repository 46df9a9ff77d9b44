"""A quick look while training: what the model draws when nothing true is fed back.

Only a compass: the nearest true tokens are looked up, no pixel is judged. The grades come from
``models.grade``.
"""

from __future__ import annotations

from itertools import islice

import torch

from models.dialogue import Seen, prompt_ids
from models.smollm import IMAGE_START, encode
from models.vpit import VPiT
from models.world.concepts import concept_ids
from models.world.mixture import examples
from models.world.scenes import Scene, Thing

OPENING = "Here is an image based on your request: "


@torch.no_grad()
def evaluate(model: VPiT, seen: Seen, count: int) -> dict[str, float]:
    """Share of held-out one-object prompts whose drawn tokens are nearest the right concept."""
    right = near = 0.0
    done = 0
    ids = concept_ids()
    for example in islice(examples(5, "heldout", {"generate": 1.0}), count):
        wanted = [p for p in example.turns[-1].parts if isinstance(p, Scene)][0]
        if len(wanted.things) != 1:
            continue
        prompt = prompt_ids(example).ids + encode(OPENING) + [IMAGE_START]
        with torch.autocast("cpu", torch.bfloat16):
            tokens = model.imagine([prompt])[0].float()
        thing = wanted.things[0]
        others = [
            Scene(wanted.background, (Thing(i, thing.size, thing.x, thing.y),)) for i in ids[::4]
        ]
        choices = list(dict.fromkeys([wanted, *others]))
        seen.look(choices)
        table = torch.stack([seen.tokens(s) for s in choices])
        likeness = (table * tokens).sum(-1).mean(-1)
        right += float(likeness.argmax() == 0)
        near += float(likeness[0])
        done += 1
    return {
        "free_right": right / max(done, 1),
        "free_cosine": near / max(done, 1),
        "free_cases": done,
    }
