"""In which numbers to compute: bf16 where the processor has wide units for it, else float32."""

from __future__ import annotations

import torch

# Without AVX-512, products in bf16 are an eighth as fast as in float32 (8 and 65 GFLOPS, one core).
WORKING = (
    torch.bfloat16
    if torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    else torch.float32
)


def working() -> torch.autocast:
    """Within this context matrix products are computed in ``WORKING``."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.bfloat16 == WORKING)
