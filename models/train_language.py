"""Stage "language": the paper's two stages of instruction tuning.

Stage 1 trains the connector alone (``connector_words.py``). Stage 2 trains the upper layers of the
language model, connector and vision head on all tasks: cross-entropy on the answer's text, cosine
distance on its visual tokens and what they say (``told.py``). What is fed back of the answer's
visual tokens is hidden or disturbed, so that the model reads the words instead of going on from
true tokens.
"""

from __future__ import annotations

import argparse
import copy
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.arithmetic import WORKING, working
from models.chat_answers import chat_examples
from models.codes import WIDTH
from models.connector_words import teach
from models.dialogue import Batch, Seen, Sequence, read_by, to_batch, to_sequence
from models.encoder import TOKENS, Backbone, Neck
from models.free_running import evaluate
from models.from_package import begin_from_package, reader
from models.mixtures import weights_at
from models.paths import train_folder
from models.places import squares_in_words
from models.rounding import round_for_good, see_rounded
from models.smollm import IMAGE_START
from models.told import busy_weights, told_loss
from models.training import Stage, Together, clip_and_step, trained
from models.vpit import VPiT, through
from models.world.example import Example
from models.world.mixture import examples

TOKENS_A_BATCH = 1000
KEPT_WEIGHT = 1.0  # of staying near the base model in plain talk
VISUAL_WEIGHT = 10.0
ROUNDED_FROM = 0.5  # progress from which the trained layers see their weights rounded
ROUNDED_EVERY = 8  # steps
LOGGED_EVERY = 5  # steps
# Share of the batches with pictures in questions that teach the connector through frozen layers.
THROUGH_FROZEN = (1.0, 0.1)  # at first, and after a third of the stage


def load_neck() -> Neck:
    """The frozen neck of the stage before."""
    neck = Neck()
    neck.load_state_dict(trained("neck")["neck"])
    return neck.eval().requires_grad_(False)


def stream(seed: int, weights: dict[str, float]) -> Iterator[Example]:
    """Endless training examples of the world and of chat, by weight."""
    rng = np.random.default_rng(seed)
    chat_share = weights.get("chat", 0.0) / sum(weights.values())
    world = examples(seed, "train", {k: v for k, v in weights.items() if k != "chat"})
    chat = chat_examples(seed) if chat_share > 0 else iter(())
    while True:
        yield next(chat) if rng.random() < chat_share else next(world)


def batches(source: Iterator[Example], tokens: int) -> Iterator[list[Sequence]]:
    """Sequences of like length together, about so many tokens; pictures in questions, plain talk
    and the rest each apart."""
    rng = np.random.default_rng(0)
    while True:
        drawn = [to_sequence(e) for e in islice(source, 320)]
        ready: list[list[Sequence]] = []
        for kind in ((False, False), (False, True), (True, False)):
            group = [s for s in drawn if (s.asked, s.kept) == kind]
            group.sort(key=lambda s: len(s.ids))
            part: list[Sequence] = []
            for s in group:
                if part and len(s.ids) * (len(part) + 1) > tokens:
                    ready.append(part)
                    part = []
                part.append(s)
            if part:
                ready.append(part)
        for i in rng.permutation(len(ready)):
            yield ready[int(i)]


def fed_back(batch: Batch) -> tuple[Tensor, Tensor]:
    """Visual inputs (N, 256), the answer's disturbed, and which of them are hidden (N)."""
    rows = batch.is_visual.nonzero()[:, 0]
    answer = batch.learn[batch.is_visual]
    count = len(rows)
    pictures = torch.arange(count) // TOKENS
    many = count // TOKENS
    mode = torch.rand(many)
    share = torch.where(mode < 0.55, 0.4 + 0.9 * torch.rand(many), 0.0)
    hidden = (torch.rand(count) < share[pictures]) & answer
    strength = torch.where(
        answer, torch.rand(many)[pictures] * 1.0, torch.rand(many)[pictures] * 0.3
    )
    noise = torch.randn(count, WIDTH) * strength[:, None] / WIDTH**0.5
    return F.normalize(batch.visual + noise, dim=-1), hidden


@dataclass
class Losses:
    """Of one batch, over what is to be learnt."""

    text: Tensor  # cross-entropy of the words; of plain talk the distance to the base model
    distance: Tensor  # cosine distance of the visual tokens
    told: Tensor  # what the visual tokens say
    right: Tensor  # share of drawn cells whose concept is right; a figure

    def total(self) -> Tensor:
        """The sum that is trained on."""
        return self.text + VISUAL_WEIGHT * self.distance + self.told


class Base:
    """The upper layers as they came, which plain talk is kept near to."""

    def __init__(self, model: VPiT) -> None:
        self.model = model
        self.blocks = copy.deepcopy(model.lm.blocks[model.frozen_layers :])
        self.norm = copy.deepcopy(model.lm.norm)
        self.blocks.requires_grad_(False)
        self.norm.requires_grad_(False)

    def kept(self, batch: Batch) -> Tensor:
        """Divergence of the model's next words from the base's, in nats a token.

        Over the whole conversation, the question too: each word is as good a measure of what the
        model knew before.
        """
        model, there = self.model, batch.ids[:, 1:] > 0  # 0 fills up
        with working():
            x = model.embed_text(batch.ids)
            with torch.no_grad():
                x = through(model.lm.blocks[: model.frozen_layers], x)
                states = self.norm(through(self.blocks, x))[:, :-1]
                wanted = model.text_logits(states[there]).float()
                wanted = wanted[:, :IMAGE_START].log_softmax(-1)
            states = model.lm.norm(through(model.lm.blocks[model.frozen_layers :], x))[:, :-1]
            found = model.text_logits(states[there]).float().log_softmax(-1)
        return F.kl_div(found[:, :IMAGE_START], wanted, reduction="batchmean", log_target=True)


def losses(
    model: VPiT, batch: Batch, through_frozen: bool = True, base: Base | None = None
) -> Losses:
    """The losses of a batch; with ``through_frozen`` the connector learns from questions too."""
    if batch.kept and base is not None:
        nothing = torch.tensor(0.0)
        return Losses(KEPT_WEIGHT * base.kept(batch), nothing, nothing, torch.tensor(1.0))
    with working():
        x = model.embed_text(batch.ids.clamp(min=0))
        if len(batch.visual):
            disturbed, hidden = fed_back(batch)
            places = batch.place[batch.is_visual]
            x = x.masked_scatter(
                batch.is_visual.unsqueeze(-1),
                model.embed_visual(disturbed, places, hidden).to(x.dtype),
            )
        states = model.trunk(x.to(WORKING), through_frozen and batch.asked)[:, :-1]
        learn, visual = batch.learn[:, 1:], batch.is_visual[:, 1:]
        words = learn & ~visual
        logits = model.text_logits(states[words]).float()
        wanted = batch.ids[:, 1:][words]
        nothing = states.sum().float() * 0
        text = F.cross_entropy(logits, wanted) if len(wanted) else nothing
        drawn = learn & visual
        if not drawn.any():
            return Losses(text, nothing, nothing, torch.tensor(1.0))
        answers = batch.learn[batch.is_visual]
        predicted = model.predict_visual(states[drawn])
        ground, concept, layout = batch.numbers
        weights = busy_weights(concept).flatten()[answers]
        weights = weights / weights.mean()
        distance = 1 - ((predicted * batch.visual[answers]).sum(-1) * weights).mean()
        told, right = told_loss(
            predicted,
            ground.repeat_interleave(TOKENS)[answers],
            concept.flatten(0, 1)[answers],
            layout.flatten(0, 1)[answers],
            weights,
        )
    return Losses(text, distance, told, right)


def encoder(package: Path | None = None) -> Seen:
    """Reads the user's pictures: by the encoder once its neck is trained, else as it will.

    Where the neck has no checkpoint, a package's encoder may stand in.
    """
    if (train_folder() / "neck.pt").exists():
        return Seen(read_by(Backbone(), load_neck()))
    if package is not None:
        return Seen(reader(package))
    print("No neck yet: pictures of questions say what the encoder is being taught.", flush=True)
    return Seen(None)


@dataclass
class Options:
    """How the stage runs."""

    minutes: float = 60
    threads: int = 2
    frozen: int = 15
    rate: float = 4e-4
    compiled: bool = False
    look: bool = False
    begin: Path | None = None  # a package whose language model is gone on from
    curriculum: str = "language"  # of ``mixtures.PHASES``
    batch: int = TOKENS_A_BATCH  # tokens
    name_places: bool = False  # for a package from before places had words
    through: float | None = None  # share of THROUGH_FROZEN, the same from first to last


def prepare(options: Options, stage: Stage, model: VPiT) -> None:
    """Resumes, or begins: from a package where one is given, with the connector taught first."""
    if stage.resume():
        return
    if options.begin is not None and begin_from_package(model, options.begin, options.frozen):
        if options.name_places:
            with torch.no_grad():
                model.place += squares_in_words(model.lm.embedding.weight)
        return
    print(f"connector: cosine to the words {teach(model):.3f}", flush=True)


def train(options: Options) -> None:
    """Runs or resumes the stage."""
    torch.set_num_threads(options.threads)
    rank = int(os.environ.get("RANK", "0"))
    torch.manual_seed(1 + rank)
    model = VPiT(options.frozen)
    base = Base(model)
    seen = encoder(options.begin)
    trunk = [p for p in model.lm.parameters() if p.requires_grad]
    trained = {id(p) for p in trunk}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in trained]
    parameters = [*trunk, *heads]
    groups = [{"params": trunk, "lr": options.rate}, {"params": heads, "lr": options.rate * 3}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0)
    stage = Stage(
        "language", options.minutes, {"vpit": model}, [optimizer], warmup_steps=20, save_every=300
    )
    stage.together = Together(parameters)
    prepare(options, stage, model)
    if options.compiled:
        for block in model.lm.blocks[options.frozen :]:
            block.compile(dynamic=True)
    # The lower layers are not trained: they are what is shipped from the first step on.
    round_for_good(model.lm.blocks[: options.frozen])
    phase = -1
    source: Iterator[list[Sequence]] = iter(())
    chance = np.random.default_rng(stage.step + 100 * rank)
    tokens = 0
    next_look = stage.spent + 600 if options.look else float("inf")
    begun = stage.step
    for step in stage.steps():
        now, weights = weights_at(options.curriculum, stage.progress)
        if now != phase:
            phase, source = (
                now,
                batches(stream(1000 * now + step + 17 + 500_000 * rank, weights), options.batch),
            )
        # A package's weights are rounded already: to see them whole would be to unlearn it.
        rounded_from = 0.0 if options.begin else ROUNDED_FROM
        stale = step % ROUNDED_EVERY == 0 or step == begun
        if stage.progress >= rounded_from and stale:
            see_rounded(model.lm.blocks[options.frozen :])
        batch = to_batch(next(source), seen)
        first, last = THROUGH_FROZEN
        early = max(0.0, 1 - stage.progress * 3)
        share = options.through if options.through is not None else last + (first - last) * early
        loss = losses(model, batch, bool(chance.random() < share), base)
        loss.total().backward()
        length = clip_and_step([optimizer], parameters)
        tokens += int((batch.place >= -1).sum())
        if step % LOGGED_EVERY == 0:
            stage.log(
                text=loss.text,
                cosine=1 - loss.distance,
                told=loss.told,
                right=loss.right,
                length=length,
                tokens=tokens,
            )
        if stage.spent > next_look:
            next_look = stage.spent + 600
            stage.log(**evaluate(model, seen, 40))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--frozen", type=int, default=15, help="lower layers that are not trained")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--look", action="store_true", help="free running every ten minutes")
    parser.add_argument("--begin", type=Path, help="package whose language model is gone on from")
    parser.add_argument("--curriculum", default="language", help='or "further"')
    parser.add_argument("--batch", type=int, default=TOKENS_A_BATCH, help="tokens a step")
    parser.add_argument(
        "--name-places",
        action="store_true",
        help="add the names of squares to the places of a package that was trained without",
    )
    parser.add_argument(
        "--through",
        type=float,
        help="share of batches with pictures in questions that teach the connector through the "
        "frozen layers; without it, all at first and a tenth from a third of the stage on",
    )
    a = parser.parse_args()
    train(
        Options(
            a.minutes,
            a.threads,
            a.frozen,
            a.rate,
            a.compile,
            a.look,
            a.begin,
            a.curriculum,
            a.batch,
            a.name_places,
            a.through,
        )
    )
