"""Small files that torch saves: good ones, and ones that a careful reader refuses."""

from __future__ import annotations

import os
from argparse import Namespace
from collections import OrderedDict
from pathlib import Path

import torch


class Evil:
    """What runs a command when a careless reader opens it."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("echo harm",)


def write_torch_files(folder: Path) -> None:
    """Writes the files; what they hold is said in ``test/convert/checkpoint/torchFile.test.ts``."""
    folder.mkdir(parents=True, exist_ok=True)
    table = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 4
    weights = OrderedDict(
        {
            "whole.weight": torch.nn.Parameter(table),
            "rows.weight": table[1:3],
            "half.weight": (table * 2).to(torch.float16),
            "brain.weight": (table * 4).to(torch.bfloat16),
            "position_ids": torch.arange(5),
            "single": torch.tensor(2.5),
        }
    )
    module = torch.nn.Linear(3, 2)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.arange(parameter.numel()).reshape(parameter.shape))
    optimizer = torch.optim.AdamW(module.parameters())
    module(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    trained = {
        "step": 12,
        "rate": 1e-5,
        "done": False,
        "optimizer_state_dict": optimizer.state_dict(),
        "model_state_dict": module.state_dict(),
    }
    torch.save(weights, folder / "weights.bin")
    torch.save(trained, folder / "trained.pt")
    torch.save({"turned.weight": table.T}, folder / "turned.pt")
    torch.save({"evil": Evil(), **weights}, folder / "evil.pt")
    torch.save({"args": Namespace(rate=1), **weights}, folder / "arguments.pt")
    torch.save([1, 2, "no weights"], folder / "nothing.pt")
    old = folder / "old.bin"
    if not old.exists():  # it holds addresses, so it would be another file each time
        torch.save(weights, old, _use_new_zipfile_serialization=False)
