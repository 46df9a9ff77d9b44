"""Stage "language": the paper's two stages of instruction tuning.

Stage 1 trains the connector alone (``connector_words.py``). Stage 2 trains layers of the language
model, connector and vision head on all tasks (``losses.py``). What is fed back of the answer's
visual tokens is hidden or disturbed, so that the model reads the words instead of going on from
true tokens. The same code runs on the processor and on a graphics card.
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from models.export.import_package import begin_from_package, neck_of
from models.grading.exact_match import held_out, look
from models.metamorph.data_loader import feed
from models.metamorph.encoder import Backbone, Neck
from models.metamorph.losses import Base, losses
from models.metamorph.model import VPiT
from models.metamorph.packing import ROW
from models.metamorph.precision import device
from models.metamorph.quantized_linear import learn_scales, round_for_good, see_rounded
from models.metamorph.sequences import Reader, read_by
from models.metamorph.training import Stage, Together, clip_and_step, trained
from models.paths import train_folder
from models.pictograms.connector_stage import teach
from models.pictograms.positional_names import squares_in_words

TOKENS_A_BATCH = 1024
ROUNDED_FROM = 0.5  # progress from which the trained layers see their weights rounded
ROUNDED_EVERY = 8  # steps
LOGGED_EVERY = 10  # steps
# Rate of connector and vision head beside that of the trunk's weights, or of its scales: these lie
# near 1 and take longer steps.
HEADS_RATE = {False: 3.0, True: 0.25}
# Share of the batches that teach the connector through frozen layers.
THROUGH_FROZEN = (1.0, 0.1)  # at first, and after a third of the stage


def load_neck() -> Neck:
    """The frozen neck of the stage before."""
    neck = Neck()
    neck.load_state_dict(trained("neck")["neck"])
    return neck.eval().requires_grad_(False)


def encoder(package: Path | None = None) -> Reader | None:
    """Reads the user's pictures: by the encoder once its neck is trained, else as it will.

    Where the neck has no checkpoint, that of a package may stand in.
    """
    if (train_folder() / "neck.pt").exists():
        return read_by(Backbone(), load_neck())
    if package is not None:
        return read_by(Backbone(), neck_of(package))
    print("No neck yet: pictures of questions say what the encoder is being taught.", flush=True)
    return None


@dataclass
class Options:
    """How the stage runs."""

    minutes: float = 60
    threads: int = 2
    frozen: int = 15
    rate: float = 4e-4
    compiled: bool = False
    look: float = 0.0  # seconds between looks at held-out answers, 0 for none
    begin: Path | None = None  # a package whose language model is gone on from
    curriculum: str = "language"  # of ``mixtures.PHASES``
    batch: int = TOKENS_A_BATCH  # tokens
    processes: int = 0  # that make the batches; 0: the training itself makes them
    rounded: bool = False  # from the first step on
    save_every: float = 300  # seconds
    name_places: bool = False  # for a package from before places had words
    scales: bool = False  # of the blocks of 4 bits learn, and norms, but no other weight
    through: float | None = None  # share of THROUGH_FROZEN, the same from first to last


def prepare(options: Options, stage: Stage, model: VPiT) -> None:
    """Resumes, or begins: from a package where one is given, with the connector taught first."""
    if stage.resume():
        return
    if options.begin is not None and begin_from_package(model, options.begin):
        if options.name_places:
            with torch.no_grad():
                model.place += squares_in_words(model.lm.embedding.weight)
        return
    print(f"connector: cosine to the words {teach(model):.3f}", flush=True)


def train(options: Options) -> None:
    """Runs or resumes the stage."""
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision("high")
    rank = int(os.environ.get("RANK", "0"))
    torch.manual_seed(1 + rank)
    there = device()
    model = VPiT(options.frozen).to(there)
    base = Base(model)
    if options.scales:
        learn_scales(model.lm.blocks[options.frozen :])
    read = encoder(options.begin)
    trunk = [p for p in model.lm.parameters() if p.requires_grad]
    known = {id(p) for p in trunk}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    parameters = [*trunk, *heads]
    heads_rate = options.rate * HEADS_RATE[options.scales]
    groups = [{"params": trunk, "lr": options.rate}, {"params": heads, "lr": heads_rate}]
    optimizer = torch.optim.AdamW(
        groups, betas=(0.9, 0.98), weight_decay=0.0, fused=there.type == "cuda"
    )
    stage = Stage(
        "language",
        options.minutes,
        {"vpit": model},
        [optimizer],
        warmup_steps=100 if there.type == "cuda" else 20,
        save_every=options.save_every,
    )
    stage.together = Together(parameters)
    prepare(options, stage, model)
    # Weights that are not trained are what is shipped from the first step on.
    round_for_good(model.lm.blocks[: None if options.scales else options.frozen])
    rows = max(1, options.batch // ROW)
    source, progress = feed(
        options.curriculum, 17 + 500_000 * rank, rows, options.processes, stage.step
    )
    held = held_out(48, rows) if options.look else []
    if options.compiled:
        for block in model.lm.blocks[options.frozen :]:
            block.compile()
    chance = np.random.default_rng(stage.step + 100 * rank)
    tokens = 0
    looked = time.monotonic()
    begun = stage.step
    for step in stage.steps():
        progress.value = stage.progress
        # A package's weights are rounded already: to see them whole would be to unlearn it.
        rounded_from = 0.0 if options.begin or options.rounded else ROUNDED_FROM
        stale = step % ROUNDED_EVERY == 0 or step == begun
        if not options.scales and stage.progress >= rounded_from and stale:
            see_rounded(model.lm.blocks[options.frozen :])
        batch = next(source).to(there)
        first, last = THROUGH_FROZEN
        early = max(0.0, 1 - stage.progress * 3)
        share = options.through if options.through is not None else last + (first - last) * early
        loss = losses(model, batch, read, bool(chance.random() < share), base)
        loss.total().backward()
        length = clip_and_step([optimizer], parameters)
        tokens += batch.ids.numel()
        if step % LOGGED_EVERY == 0:
            stage.log(
                text=loss.text,
                cosine=1 - loss.distance,
                told=loss.told,
                right=loss.right,
                kept=loss.kept,
                length=length,
                tokens=tokens,
            )
        if held and time.monotonic() - looked > options.look:
            stage.log(**look(model, held, read))
            looked = time.monotonic()
    if held:
        stage.log(**look(model, held, read))


def options_of(words: list[str] | None = None) -> Options:
    """The options from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--frozen", type=int, default=15, help="lower layers that are not trained")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--compile", dest="compiled", action="store_true")
    parser.add_argument("--look", type=float, default=0.0, help="seconds between looks")
    parser.add_argument("--begin", type=Path, help="package whose language model is gone on from")
    parser.add_argument("--curriculum", default="language", help="of models/mixtures.py")
    parser.add_argument("--batch", type=int, default=TOKENS_A_BATCH, help="tokens a step")
    parser.add_argument("--processes", type=int, default=0, help="that make the batches")
    parser.add_argument("--rounded", action="store_true", help="rounded from the first step on")
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument(
        "--name-places",
        action="store_true",
        help="add the names of squares to the places of a package that was trained without",
    )
    parser.add_argument("--scales", action="store_true", help="train the blocks' scales alone")
    parser.add_argument(
        "--through",
        type=float,
        help="share of batches that teach the connector through the "
        "frozen layers; without it, all at first and a tenth from a third of the stage on",
    )
    return Options(**vars(parser.parse_args(words)))


if __name__ == "__main__":
    train(options_of())
