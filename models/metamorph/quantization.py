"""Weights in blocks of few bits, as MatMulNBits and GatherBlockQuantized read them."""

from __future__ import annotations

import numpy as np


def block_parameters(
    weight: np.ndarray, bits: int, block: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Integers [N, K / block, block], scales and zero points [N, K / block] of a matrix [N, K].

    The scale is one that 16 bits hold, the zero point an integer, so that 0 stays exactly 0.
    Training rounds in the same way (``quantized_linear.py``).
    Raises ValueError when K is no multiple of the block.
    """
    rows, columns = weight.shape
    if columns % block:
        raise ValueError(f"{columns} columns are no multiple of the block {block}")
    blocks = weight.astype(np.float32).reshape(rows, columns // block, block)
    top = (1 << bits) - 1
    low = np.minimum(blocks.min(axis=2), 0.0)
    high = np.maximum(blocks.max(axis=2), 0.0)
    smallest = np.float32(2.0**-14)
    scales = np.maximum((high - low) / top, smallest / top).astype(np.float16).astype(np.float32)
    scales = np.maximum(scales, np.float32(2.0**-24))
    zeros = np.clip(np.rint(-low / scales), 0, top)
    values = np.clip(np.rint(blocks / scales[..., None]) + zeros[..., None], 0, top)
    return values.astype(np.uint8), scales, zeros.astype(np.uint8)


def quantize_blocks(
    weight: np.ndarray, bits: int, block: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Packed bytes [N, K / block, block * bits / 8], scales and zero points [N, K / block].

    ``bits`` is 4 (the earlier value in the low half of a byte) or 8.
    """
    if bits not in (4, 8):
        raise ValueError(f"{bits} bits are not supported, only 4 and 8")
    values, scales, zeros = block_parameters(weight, bits, block)
    packed = values if bits == 8 else values[..., 0::2] | (values[..., 1::2] << 4)
    return packed, scales, zeros


def pack_zero_points(zeros: np.ndarray, bits: int) -> np.ndarray:
    """Zero points [N, blocks] as bytes [N, ceil(blocks * bits / 8)], rows padded with 0."""
    if bits == 8:
        return zeros
    if zeros.shape[1] % 2:
        zeros = np.pad(zeros, ((0, 0), (0, 1)))
    return zeros[:, 0::2] | (zeros[:, 1::2] << 4)


def dequantize_blocks(packed: np.ndarray, scales: np.ndarray, zeros: np.ndarray) -> np.ndarray:
    """A matrix [N, K] from blocks of 4 bits and packed zero points: ``quantize_blocks`` undone."""
    values = np.stack([packed & 15, packed >> 4], -1).reshape(*packed.shape[:2], -1)
    zero = np.stack([zeros & 15, zeros >> 4], -1).reshape(len(zeros), -1)[:, : packed.shape[1]]
    matrix = (values.astype(np.float32) - zero[..., None]) * scales.astype(np.float32)[..., None]
    return np.asarray(matrix.reshape(len(packed), -1))


def dequantized(weight: np.ndarray, bits: int, block: int) -> np.ndarray:
    """The matrix as it is after the round through blocks; what training with such weights sees."""
    values, scales, zeros = block_parameters(weight, bits, block)
    matrix = (values.astype(np.float32) - zeros[..., None].astype(np.float32)) * scales[..., None]
    return matrix.reshape(weight.shape)
