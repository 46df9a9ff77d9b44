"""Fills a model of a library with numbers that follow from the names of its tensors."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.convert.numbers import Layout, layout_for, numbers


def fill(module: nn.Module, name_of: Callable[[str], str] = str) -> dict[str, Layout]:
    """Gives every floating tensor its numbers by its published name; the layouts by these names.

    Of tensors that are one (a tied head), the first name counts, as in a saved checkpoint.
    """
    layouts: dict[str, Layout] = {}
    seen: set[int] = set()
    with torch.no_grad():
        for key, tensor in module.state_dict().items():
            if not tensor.is_floating_point() or tensor.data_ptr() in seen:
                continue
            seen.add(tensor.data_ptr())
            name = name_of(key)
            layouts[name] = layout_for(name, tuple(tensor.shape))
            tensor.copy_(torch.from_numpy(numbers(name, layouts[name])))
    return layouts


def drawn(name: str, shape: tuple[int, ...], exponent: int = 0) -> Tensor:
    """An input that the tests make from the same name."""
    return torch.from_numpy(numbers(name, Layout(shape, exponent)))


def packed(tensor: Tensor | np.ndarray) -> str:
    """float32 as base64, little-endian."""
    array = tensor.detach().numpy() if isinstance(tensor, Tensor) else tensor
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


def as_json(layouts: dict[str, Layout]) -> dict[str, Any]:
    """Layouts as the tests read them: shape, exponent, base."""
    return {n: [list(item.shape), item.exponent, item.base] for n, item in sorted(layouts.items())}
