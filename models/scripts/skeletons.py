"""Writes the graphs without weights that the converter ships with.

Example: python -m models.scripts.skeletons
Needs torch, onnx, onnxscript, transformers and diffusers; a minute and 2 GB of memory.
"""

from __future__ import annotations

from transformers import JanusConfig, SiglipVisionConfig

from models.convert.skeleton import Skeleton, write_skeleton
from models.convert.vision import (
    code_decoder,
    denoiser,
    janus_tower,
    latent_decoder,
    siglip_tower,
)
from models.paths import ROOT

FOLDER = ROOT / "electron" / "convert" / "skeletons"
#: All of them together are smaller than this (bytes).
MOST = 1_000_000


def shipped() -> dict[str, Skeleton]:
    """Janus-Pro's vision, SigLIP SO400M, and the two halves of Stable Diffusion 1.5."""
    janus = JanusConfig()
    janus.vq_config.num_patches = 24
    so400m = SiglipVisionConfig(
        hidden_size=1152,
        intermediate_size=4304,
        num_hidden_layers=27,
        num_attention_heads=16,
        image_size=384,
        patch_size=14,
        vision_use_head=False,
    )
    return {
        "janus-encoder": janus_tower(janus),
        "janus-decoder": code_decoder(janus),
        "siglip-so400m": siglip_tower(so400m),
        "sd15-denoiser": denoiser(fused=False),
        "sd15-denoiser-fused": denoiser(fused=True),
        "sd15-decoder": latent_decoder(),
    }


def main() -> None:
    total = 0
    for name, skeleton in shipped().items():
        size = write_skeleton(skeleton, FOLDER, name)
        total += size
        print(f"{name}: {size / 1000:.0f} kB")
    print(f"all: {total / 1000:.0f} kB")
    if total >= MOST:
        raise SystemExit(f"They may be {MOST / 1000:.0f} kB in all.")


if __name__ == "__main__":
    main()
