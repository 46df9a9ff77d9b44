"""What every training stage shares: time-based schedule, checkpoints that survive a kill, a log.

A stage's length is given in minutes of its own running time, so that it stops when it should on
any machine; the minutes already spent are part of the checkpoint.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.paths import train_folder


@dataclass
class Stage:
    """One stage of training: its name, its minutes, what is saved, and the loop's clock."""

    name: str
    minutes: float
    modules: dict[str, nn.Module]
    optimizers: list[torch.optim.Optimizer] = field(default_factory=list)
    warmup_steps: int = 50
    floor: float = 0.03
    save_every: float = 120.0
    step: int = 0
    spent: float = 0.0
    processes: LocalSGD | None = None

    @property
    def checkpoint(self) -> Path:
        """Where this stage's state lies."""
        return train_folder() / f"{self.name}.pt"

    @property
    def progress(self) -> float:
        """Share of the stage's minutes that is spent, 0 to 1."""
        return min(1.0, self.spent / (self.minutes * 60))

    def resume(self) -> bool:
        """Continues from the checkpoint, or from the one before when that is damaged."""
        for path in (self.checkpoint, self.checkpoint.with_suffix(".before")):
            if not path.exists():
                continue
            try:
                state = torch.load(path, map_location="cpu", weights_only=True)
            except Exception as problem:  # any damage leads to the one before
                print(f"{path.name} is damaged ({problem}); trying the one before", flush=True)
                continue
            for key, module in self.modules.items():
                module.load_state_dict(state["modules"][key])
            for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(saved)
            self.step, self.spent = state["step"], state["spent"]
            print(
                f"{self.name}: resumed at step {self.step}, {self.spent / 60:.1f} min", flush=True
            )
            return True
        return False

    def save(self) -> None:
        """Writes the state whole: temporary file, fsync, rename; the last one is kept beside it.

        Of several processes the first writes.
        """
        if self.processes and self.processes.rank:
            return
        state = {
            "modules": {k: m.state_dict() for k, m in self.modules.items()},
            "optimizers": [o.state_dict() for o in self.optimizers],
            "step": self.step,
            "spent": self.spent,
        }
        temporary = self.checkpoint.with_suffix(".writing")
        try:
            with open(temporary, "wb") as out:
                torch.save(state, out)
                out.flush()
                os.fsync(out.fileno())
        except (OSError, RuntimeError) as problem:  # torch has its own error for a full disk
            temporary.unlink(missing_ok=True)
            raise SystemExit(
                f"{self.name}: the checkpoint of step {self.step} was not written ({problem}). "
                "Make room and give the same command again: it goes on from the one before."
            ) from problem
        if self.checkpoint.exists():
            self.checkpoint.replace(self.checkpoint.with_suffix(".before"))
        temporary.replace(self.checkpoint)

    def steps(self) -> Iterator[int]:
        """Yields step numbers until the minutes are spent; sets rates and saves on the way."""
        base = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        for optimizer, rates in zip(self.optimizers, base, strict=True):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group.setdefault("top", rate)
        saved = last = time.monotonic()
        while self.progress < 1:
            factor = min(1.0, (self.step + 1) / self.warmup_steps)
            factor *= max(self.floor, (1 - self.progress) ** 0.7)
            for optimizer in self.optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = group["top"] * factor
            yield self.step
            self.step += 1
            now = time.monotonic()
            self.spent += now - last
            last = now
            if self.processes:
                self.processes.average(self.step)
                self.spent = self.processes.latest(self.spent)
            if now - saved > self.save_every:
                self.save()
                saved = last = time.monotonic()
        self.save()

    def log(self, **figures: float | Tensor) -> None:
        """One JSON line to ``NAME.jsonl`` and one readable line to the screen, by one process."""
        if self.processes and self.processes.rank:
            return
        line: dict[str, Any] = {"step": self.step, "minutes": round(self.spent / 60, 2)}
        line |= {k: round(float(torch.as_tensor(v).detach()), 4) for k, v in figures.items()}
        with open(train_folder() / f"{self.name}.jsonl", "a") as out:
            out.write(json.dumps(line) + "\n")
        print(self.name, *(f"{k} {v}" for k, v in line.items()), flush=True)


class LocalSGD:
    """Several processes that train the same stage and average their weights every few steps.

    ``torchrun --nproc-per-node 2 -m models.scripts.train_language`` gives each process its own
    examples; averaging weights now and then costs far less than averaging gradients at every step.
    Of a single process nothing is averaged.
    """

    def __init__(self, parameters: Iterable[Tensor], every: int = 8) -> None:
        self.parameters = list(parameters)
        self.every = every
        self.count = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = process_rank()
        if self.count > 1:
            torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")

    @torch.no_grad()
    def average(self, step: int) -> None:
        """Averages the parameters over all processes, at every so many steps."""
        if self.count == 1 or step % self.every:
            return
        for parameter in self.parameters:
            torch.distributed.all_reduce(parameter)
            parameter.div_(self.count)

    def latest(self, spent: float) -> float:
        """The greatest of the processes' clocks, so that all stop at the same step."""
        if self.count == 1:
            return spent
        clock = torch.tensor(spent, dtype=torch.float64)
        torch.distributed.all_reduce(clock, torch.distributed.ReduceOp.MAX)
        return float(clock)


def process_rank() -> int:
    """Number of this process among those that train together, from 0."""
    return int(os.environ.get("RANK", "0"))


class WeightAverage:
    """Exponential moving average of a module's weights, for what is shipped."""

    def __init__(self, module: nn.Module, decay: float = 0.998) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in module.state_dict().items()}

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        """Moves the averages towards the module's weights, faster while the step is young."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for key, value in module.state_dict().items():
            self.weights[key].lerp_(value, 1 - decay)


def clip_and_step(optimizers: list[torch.optim.Optimizer], parameters: Iterable[Tensor]) -> Tensor:
    """Clips the gradient to length 1, steps, clears; returns the length before clipping."""
    length: Tensor = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    for optimizer in optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return length


def load_stage(stage: str) -> dict[str, Any]:
    """Modules of a stage's checkpoint; one sentence when the stage has not run."""
    path = train_folder() / f"{stage}.pt"
    if not path.exists():
        raise RuntimeError(f'The stage "{stage}" has no checkpoint: train it first.')
    modules: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)["modules"]
    return modules
