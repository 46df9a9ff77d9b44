"""Weights in blocks of few bits, as MatMulNBits and GatherBlockQuantized read them."""

from __future__ import annotations

import numpy as np

#: Shares of a block's range that 4 bits may span: what is cut off may cost less than coarse steps.
SHARES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)


def block_parameters(
    weight: np.ndarray, bits: int, block: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Integers [N, K / block, block], scales and zero points [N, K / block] of a matrix [N, K].

    The scale is one that 16 bits hold, the zero point an integer, so that 0 stays exactly 0. With
    4 bits each block takes the share of its range whose squared error is least.
    Raises ValueError when K is no multiple of the block.
    """
    rows, columns = weight.shape
    if columns % block:
        raise ValueError(f"{columns} columns are no multiple of the block {block}")
    blocks = weight.astype(np.float32).reshape(rows, columns // block, block)
    values, scales, zeros = _rounded(blocks, bits, 1.0)
    if bits > 4:
        return values, scales, zeros
    least = _squared_error(blocks, values, scales, zeros)
    for share in SHARES[1:]:
        trial = _rounded(blocks, bits, share)
        error = _squared_error(blocks, *trial)
        better = error < least
        least = np.where(better, error, least)
        values = np.where(better[..., None], trial[0], values)
        scales = np.where(better, trial[1], scales)
        zeros = np.where(better, trial[2], zeros)
    return values, scales, zeros


def _rounded(
    blocks: np.ndarray, bits: int, share: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Integers, scales and zero points of blocks, spanning a share of each block's range."""
    top = (1 << bits) - 1
    low = np.minimum(blocks.min(axis=2), 0.0) * np.float32(share)
    high = np.maximum(blocks.max(axis=2), 0.0) * np.float32(share)
    smallest = np.float32(2.0**-14)
    scales = np.maximum((high - low) / top, smallest / top).astype(np.float16).astype(np.float32)
    scales = np.maximum(scales, np.float32(2.0**-24))
    zeros = np.clip(np.rint(-low / scales), 0, top)
    values = np.clip(np.rint(blocks / scales[..., None]) + zeros[..., None], 0, top)
    return values.astype(np.uint8), scales, zeros.astype(np.uint8)


def _squared_error(
    blocks: np.ndarray, values: np.ndarray, scales: np.ndarray, zeros: np.ndarray
) -> np.ndarray:
    whole = (values.astype(np.float32) - zeros[..., None].astype(np.float32)) * scales[..., None]
    error: np.ndarray = ((whole - blocks) ** 2).sum(axis=2)
    return error


def quantise_blocks(
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


def dequantised(weight: np.ndarray, bits: int, block: int) -> np.ndarray:
    """The matrix as it is after the round through blocks; what training with such weights sees."""
    values, scales, zeros = block_parameters(weight, bits, block)
    whole = (values.astype(np.float32) - zeros[..., None].astype(np.float32)) * scales[..., None]
    return whole.reshape(weight.shape)
