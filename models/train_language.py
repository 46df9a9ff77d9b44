"""Stage "connector" and stage "language": the paper's two stages of instruction tuning.

Stage 1 trains the connector alone on captions. Stage 2 trains the upper layers of the language
model, connector and vision head on all tasks: cross-entropy on the answer's text, cosine distance
on its visual tokens. What is fed back of the answer's visual tokens is hidden or disturbed, so
that the model reads the words instead of going on from true tokens.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.chat_answers import chat_examples
from models.dialogue import Batch, Seen, Sequence, to_batch, to_sequence
from models.encoder import TOKENS, WIDTH, Backbone, Neck
from models.free_running import evaluate
from models.mixtures import weights_at
from models.paths import train_folder
from models.training import Stage, Together, clip_and_step
from models.vpit import VPiT
from models.world.example import Example
from models.world.mixture import examples

TOKENS_A_BATCH = 1400
VISUAL_WEIGHT = 10.0


def load_neck() -> Neck:
    """The frozen neck of the stage before."""
    neck = Neck()
    state = torch.load(train_folder() / "neck.pt", weights_only=True)
    neck.load_state_dict(state["modules"]["neck"])
    return neck.eval().requires_grad_(False)


def stream(seed: int, weights: dict[str, float]) -> Iterator[Example]:
    """Endless training examples of the world and of chat, by weight."""
    rng = np.random.default_rng(seed)
    chat_share = weights.get("chat", 0.0) / sum(weights.values())
    world = examples(seed, "train", {k: v for k, v in weights.items() if k != "chat"})
    chat = chat_examples(seed) if chat_share > 0 else iter(())
    while True:
        yield next(chat) if rng.random() < chat_share else next(world)


def batches(source: Iterator[Example]) -> Iterator[list[Sequence]]:
    """Sequences of like length together, pictures in questions apart from those without."""
    rng = np.random.default_rng(0)
    while True:
        drawn = [to_sequence(e) for e in islice(source, 320)]
        ready: list[list[Sequence]] = []
        for asked in (False, True):
            group = sorted((s for s in drawn if s.asked == asked), key=lambda s: len(s.ids))
            part: list[Sequence] = []
            for s in group:
                if part and len(s.ids) * (len(part) + 1) > TOKENS_A_BATCH:
                    ready.append(part)
                    part = []
                part.append(s)
            if part:
                ready.append(part)
        for i in rng.permutation(len(ready)):
            yield ready[int(i)]


def fed_back(batch: Batch) -> tuple[Tensor, Tensor]:
    """Visual inputs (N, 512), the answer's disturbed, and which of them are hidden (N)."""
    rows = batch.is_visual.nonzero()[:, 0]
    answer = batch.learn[batch.is_visual]
    count = len(rows)
    pictures = torch.arange(count) // TOKENS
    many = count // TOKENS
    mode = torch.rand(many)
    share = torch.where(mode < 0.55, 0.4 + 0.9 * torch.rand(many), 0.0)
    hidden = (torch.rand(count) < share[pictures]) & answer
    strength = torch.where(
        answer, torch.rand(many)[pictures] * 1.0, torch.rand(many)[pictures] * 0.15
    )
    noise = torch.randn(count, WIDTH) * strength[:, None] / WIDTH**0.5
    return F.normalize(batch.visual + noise, dim=-1), hidden


def losses(model: VPiT, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Text cross-entropy, visual cosine distance of the answers, and the share of words right."""
    with torch.autocast("cpu", torch.bfloat16):
        x = model.embed_text(batch.ids.clamp(min=0))
        if len(batch.visual):
            disturbed, hidden = fed_back(batch)
            places = batch.place[batch.is_visual]
            x = x.masked_scatter(
                batch.is_visual.unsqueeze(-1),
                model.embed_visual(disturbed, places, hidden).to(x.dtype),
            )
        states = model.trunk(x.to(torch.bfloat16), batch.through_frozen)[:, :-1]
        learn, visual = batch.learn[:, 1:], batch.is_visual[:, 1:]
        words = learn & ~visual
        logits = model.text_logits(states[words]).float()
        told = batch.ids[:, 1:][words]
        text = F.cross_entropy(logits, told) if len(told) else states.sum() * 0
        right = (logits.argmax(-1) == told).float().mean() if len(told) else torch.tensor(1.0)
        drawn = learn & visual
        if drawn.any():
            wanted = batch.visual[batch.learn[batch.is_visual]]
            predicted = model.predict_visual(states[drawn])
            distance = 1 - (predicted * wanted).sum(-1).mean()
        else:
            distance = states.sum().float() * 0
    return text, distance, right


def train(
    name: str, minutes: float, threads: int, frozen: int, rate: float, compiled: bool, look: bool
) -> None:
    """Runs or resumes stage 1 ("connector") or stage 2 ("language")."""
    torch.set_num_threads(threads)
    rank = int(os.environ.get("RANK", "0"))
    torch.manual_seed(1 + rank)
    model = VPiT(frozen)
    seen = Seen(Backbone(), load_neck())
    if name == "connector":
        model.requires_grad_(False)
        model.connector.requires_grad_(True)
        parts = [(list(model.connector.parameters()), 1e-3)]
    else:
        before = train_folder() / "connector.pt"
        if before.exists():
            model.load_state_dict(torch.load(before, weights_only=True)["modules"]["vpit"])
        trunk = [p for p in model.lm.parameters() if p.requires_grad]
        trained = {id(p) for p in trunk}
        heads = [p for p in model.parameters() if p.requires_grad and id(p) not in trained]
        parts = [(trunk, rate), (heads, rate * 3.5)]
    parameters = [p for part, _ in parts for p in part]
    groups = [{"params": part, "lr": top} for part, top in parts]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0)
    stage = Stage(name, minutes, {"vpit": model}, [optimizer], warmup_steps=20, save_every=300)
    stage.together = Together(parameters)
    stage.resume()
    if compiled:
        for block in model.lm.blocks[frozen:] if name == "language" else model.lm.blocks:
            block.compile(dynamic=True)
    phase = -1
    source: Iterator[list[Sequence]] = iter(())
    tokens = 0
    next_look = stage.spent if look else float("inf")
    for step in stage.steps():
        now, weights = weights_at(name, stage.progress)
        if now != phase:
            phase, source = now, batches(stream(1000 * now + step + 17 + 500_000 * rank, weights))
        batch = to_batch(next(source), seen)
        text, distance, right = losses(model, batch)
        (text + VISUAL_WEIGHT * distance).backward()
        length = clip_and_step([optimizer], parameters)
        tokens += int((batch.place >= -1).sum())
        if step % 20 == 0:
            stage.log(text=text, cosine=1 - distance, right=right, length=length, tokens=tokens)
        if name == "language" and stage.spent > next_look:
            next_look = stage.spent + 600
            stage.log(**evaluate(model, seen, 40))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=["connector", "language"])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--frozen", type=int, default=15, help="lower layers that are not trained")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--look", action="store_true", help="free running every ten minutes")
    a = parser.parse_args()
    train(a.stage, a.minutes, a.threads, a.frozen, a.rate, a.compile, a.look)
