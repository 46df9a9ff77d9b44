"""Stage "language": the paper's visual-predictive instruction tuning, on any data source.

Trains layers of the language model, connector and vision head on packed batches (``losses.py``).
The same code runs on the processor and on a graphics card.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from models.metamorph.data_loader import DataSource, PackedBatches, load, shared_progress
from models.metamorph.encoder import Encode
from models.metamorph.losses import ReferenceModel, losses
from models.metamorph.model import MetaMorph
from models.metamorph.packing import Packer
from models.metamorph.precision import device
from models.metamorph.quantized_linear import learn_scales, round_weights, use_rounded
from models.metamorph.training import LocalSGD, Stage, clip_and_step, process_rank

ROUNDED_FROM = 0.5  # progress from which the trained layers see their weights rounded
ROUNDED_EVERY = 8  # steps
LOGGED_EVERY = 10  # steps
# Rate of connector and vision head beside that of the trunk's weights, or of its scales: these lie
# near 1 and take longer steps.
HEADS_RATE = {False: 3.0, True: 0.25}
# Share of the batches that teach the connector through frozen layers.
THROUGH_FROZEN = (1.0, 0.1)  # at first, and after a third of the stage


@dataclass(frozen=True)
class StageOptions:
    """How the stage runs."""

    minutes: float = 60
    threads: int = 2
    rate: float = 4e-4
    compiled: bool = False
    evaluate_every: float = 0.0  # seconds between evaluations, 0 for none
    batch: int = 1024  # tokens
    processes: int = 0  # that make the batches; 0: the training itself makes them
    rounded: bool = False  # weights are seen rounded from the first step on
    save_every: float = 300  # seconds
    scales: bool = False  # of the blocks of 4 bits learn, and norms, but no other weight
    through: float | None = None  # share of THROUGH_FROZEN, the same from first to last


def start_process(threads: int) -> None:
    """Sets threads, precision and the seed of this process, before a model is made."""
    torch.set_num_threads(threads)
    torch.set_float32_matmul_precision("high")
    torch.manual_seed(1 + process_rank())


def optimizer_of(model: MetaMorph, options: StageOptions) -> torch.optim.Optimizer:
    """AdamW with one rate for the trunk and another for what reads and writes visual tokens."""
    trunk = [p for p in model.lm.parameters() if p.requires_grad]
    known = {id(p) for p in trunk}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    heads_rate = options.rate * HEADS_RATE[options.scales]
    groups = [{"params": trunk, "lr": options.rate}, {"params": heads, "lr": heads_rate}]
    return torch.optim.AdamW(
        groups, betas=(0.9, 0.98), weight_decay=0.0, fused=device().type == "cuda"
    )


def train(
    model: MetaMorph,
    source: DataSource,
    packer: Packer,
    encode: Encode | None,
    options: StageOptions,
    begin: Callable[[], None],
    evaluate: Callable[[], dict[str, float]] | None = None,
) -> None:
    """Runs or resumes the stage on a model that is on the training's device.

    ``begin`` prepares the model where there is no checkpoint to resume; ``evaluate`` gives figures
    for the log.
    """
    on_card, frozen, rank = device().type == "cuda", model.frozen_layers, process_rank()
    reference = ReferenceModel(model)
    trained_blocks = model.lm.blocks[frozen:]
    if options.scales:
        learn_scales(trained_blocks)
    optimizer = optimizer_of(model, options)
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    stage = Stage(
        "language",
        options.minutes,
        {"vpit": model},
        [optimizer],
        warmup_steps=100 if on_card else 20,
        save_every=options.save_every,
        processes=LocalSGD(parameters),
    )
    if not stage.resume():
        begin()
    # Weights that are not trained are what is shipped from the first step on.
    round_weights(model.lm.blocks[: None if options.scales else frozen])
    rows = max(1, options.batch // packer.row_length)
    progress = shared_progress()
    seed = 17 + 500_000 * rank
    batches = load(
        PackedBatches(source, packer, seed, rows, progress, stage.step), options.processes
    )
    if options.compiled:
        for block in trained_blocks:
            block.compile()
    chance = np.random.default_rng(stage.step + 100 * rank)
    tokens = 0
    evaluated = time.monotonic()
    first_step = stage.step
    for step in stage.steps():
        progress.value = stage.progress
        stale = step % ROUNDED_EVERY == 0 or step == first_step
        rounded_from = 0.0 if options.rounded else ROUNDED_FROM
        if not options.scales and stage.progress >= rounded_from and stale:
            use_rounded(trained_blocks)
        batch = next(batches).to(device())
        first, last = THROUGH_FROZEN
        early = max(0.0, 1 - stage.progress * 3)
        share = options.through if options.through is not None else last + (first - last) * early
        loss = losses(model, batch, encode, bool(chance.random() < share), reference)
        loss.total().backward()
        length = clip_and_step([optimizer], parameters)
        tokens += batch.ids.numel()
        if step % LOGGED_EVERY == 0:
            # The keys are those of the logs that were plotted before.
            stage.log(
                text=loss.text,
                cosine=1 - loss.distance,
                told=loss.auxiliary,
                right=loss.accuracy,
                kept=loss.kept,
                length=length,
                tokens=tokens,
            )
        if evaluate and time.monotonic() - evaluated > options.evaluate_every:
            stage.log(**evaluate())
            evaluated = time.monotonic()
    if evaluate:
        stage.log(**evaluate())
