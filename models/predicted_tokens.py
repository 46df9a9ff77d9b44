"""What the trained language model really predicts for pictures it was trained to draw.

A regression pulls what it cannot tell towards the mean, in ways that no simple noise resembles.
Free running over prompts of the training split gives pairs of predicted tokens and the picture
that was meant; the visualizer is trained on them beside the encoder's own tokens.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from itertools import islice

import torch

from models.dialogue import VISUAL, Seen, Sequence, to_sequence
from models.encoder import TOKENS, WIDTH, Backbone
from models.latent import LatentSpace
from models.paths import train_folder
from models.train_language import load_neck
from models.vpit import VPiT
from models.world.mixture import examples
from models.world.scenes import Scene, render

FILE = "predicted.pt"
TOGETHER = 64
WEIGHTS = {
    "generate": 6.0,
    "several": 2.5,
    "edit": 0.8,
    "puzzle": 0.8,
    "nuance": 0.5,
}


def up_to_picture(sequence: Sequence) -> tuple[Sequence, Scene] | None:
    """The conversation up to the first picture of an answer, and that picture."""
    for at, (token, learn) in enumerate(zip(sequence.ids, sequence.learn, strict=True)):
        if token == VISUAL and learn:
            before = sum(1 for token in sequence.ids[:at] if token == VISUAL) // TOKENS
            head = Sequence(sequence.ids[:at], sequence.place[:at], sequence.learn[:at])
            head.pictures = sequence.pictures[:before]
            return head, sequence.pictures[before]
    return None


@torch.no_grad()
def imagine(model: VPiT, heads: list[Sequence], seen: Seen) -> torch.Tensor:
    """Visual tokens (B, 16, W) after conversations of equal length that end with image_start."""
    ids = torch.tensor([h.ids for h in heads])
    x = model.embed_text(ids.clamp(min=0))
    shown = [scene for h in heads for scene in h.pictures]
    if shown:
        seen.look(shown)
        tokens = torch.cat([seen.tokens(s) for s in shown])
        places = torch.tensor([p for h in heads for p in h.place])[(ids == VISUAL).flatten()]
        inputs = model.embed_visual(tokens, places).to(x.dtype)
        x = x.masked_scatter((ids == VISUAL).unsqueeze(-1), inputs)
    states, past = model.lm.trunk(x, None)
    made = [model.predict_visual(states[:, -1])]
    for place in range(TOKENS - 1):
        at = torch.full((len(heads),), place)
        x = model.embed_visual(made[-1], at).unsqueeze(1)
        states, past = model.lm.trunk(x.to(states.dtype), past)
        made.append(model.predict_visual(states[:, -1]))
    return torch.stack(made, 1).float()


@torch.no_grad()
def collect(count: int, threads: int, seed: int = 41) -> None:
    """Writes ``predicted.pt``: predicted and true tokens (n, 16, W), latents (n, 64, 128), fp16."""
    torch.set_num_threads(threads)
    model = VPiT(frozen_layers=0)
    state = torch.load(train_folder() / "language.pt", weights_only=True)["modules"]["vpit"]
    model.load_state_dict(state)
    model.lm.bfloat16()
    model.eval()
    seen, space = Seen(Backbone(), load_neck()), LatentSpace.load()
    waiting: dict[tuple[int, int], list[tuple[Sequence, Scene]]] = defaultdict(list)
    predicted, true, latents, near = [], [], [], []

    def run(part: list[tuple[Sequence, Scene]]) -> None:
        with torch.autocast("cpu", torch.bfloat16):
            tokens = imagine(model, [head for head, _ in part], seen)
        scenes = [scene for _, scene in part]
        seen.look(scenes)
        wanted = torch.stack([seen.tokens(s) for s in scenes])
        predicted.append(tokens.half())
        true.append(wanted.half())
        near.append((tokens * wanted).sum(-1).mean(-1))
        pictures = torch.stack([torch.from_numpy(render(s)) for s in scenes])
        latents.append(space.encode(pictures).half())

    for example in islice(examples(seed, "train", WEIGHTS), count):
        found = up_to_picture(to_sequence(example))
        if found is None:
            continue
        key = (len(found[0].ids), len(found[0].pictures))
        waiting[key].append(found)
        if len(waiting[key]) == TOGETHER:
            run(waiting.pop(key))
            print(f"{sum(map(len, predicted))} pictures", flush=True)
    for part in waiting.values():
        if len(part) > TOGETHER // 8:
            run(part)
    likeness = torch.cat(near)
    print(f"{len(likeness)} pictures, mean cosine {float(likeness.mean()):.3f}", flush=True)
    assert predicted[0].shape[1:] == (TOKENS, WIDTH)
    parts = {"predicted": predicted, "true": true, "latent": latents}
    torch.save({name: torch.cat(rows) for name, rows in parts.items()}, train_folder() / FILE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    collect(given.count, given.threads)
