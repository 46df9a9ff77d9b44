"""Which device trains, and in which number format: bf16 where it pays, else float32."""

from __future__ import annotations

import torch


def device() -> torch.device:
    """The first CUDA card, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


# Without AVX-512, products in bf16 are an eighth as fast as in float32 (8 and 65 GFLOPS, one core).
COMPUTE_DTYPE = (
    torch.bfloat16
    if torch.cuda.is_available() or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    else torch.float32
)


def mixed_precision() -> torch.autocast:
    """Within this context matrix products are computed in ``COMPUTE_DTYPE``."""
    return torch.autocast(device().type, torch.bfloat16, enabled=torch.bfloat16 == COMPUTE_DTYPE)
