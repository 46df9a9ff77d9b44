"""Weights in blocks of few bits, as training rounds them, for a second implementation to equal."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from models.convert.numbers import Layout, numbers
from models.metamorph.quantization import pack_zero_points, quantize_blocks

BLOCK = 32


def matrix() -> np.ndarray:
    """Rows of every kind: plain, all zero, one sign, tiny, large, halves between two numbers."""
    plain = numbers("blocks", Layout((12, 96)))
    rows = plain * (np.arange(1, 13, dtype=np.float32)[:, None] / 7)
    rows[1] = 0
    rows[2] = np.abs(rows[2])
    rows[3] = -np.abs(rows[3])
    rows[4] *= np.float32(1e-6)
    rows[5] *= np.float32(1e4)
    rows[6] = np.arange(96, dtype=np.float32) / 2 - 24
    rows[7] = 0
    rows[7, 40] = 3
    rows[8] = np.float32(2.0**-24)
    return rows.astype(np.float32)


def block_cases() -> dict[str, Any]:
    """The matrix and its bytes for 4 and 8 bits, in base64."""

    def encoded(array: np.ndarray) -> str:
        return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()

    weight = matrix()
    cases: dict[str, Any] = {"matrix": encoded(weight), "shape": list(weight.shape)}
    for bits in (4, 8):
        packed, scales, zeros = quantize_blocks(weight, bits, BLOCK)
        cases[f"int{bits}"] = {
            "packed": encoded(packed),
            "scales": encoded(scales.astype("<f4")),
            "zeros": encoded(pack_zero_points(zeros, bits)),
        }
    return cases
