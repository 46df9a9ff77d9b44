"""A tiny MetaMorph in the names of the reference, with a tiny Stable Diffusion beside it."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaModel, SiglipVisionConfig, SiglipVisionModel

from models.convert.language import COMMON, LLAMA3
from models.convert.skeleton import Skeleton
from models.convert.tiny import as_json, drawn, fill, packed
from models.convert.vision import (
    UNET_DEFAULTS,
    VAE_DEFAULTS,
    LatentDecoder,
    Tower,
    denoiser,
    latent_decoder,
    siglip_tower,
)

WIDTH, HIDDEN, CONDITION, SIDE = 64, 64, 48, 8
TEXT = LlamaConfig(
    **COMMON, hidden_size=HIDDEN, max_position_embeddings=512, rope_parameters=LLAMA3
)
VISION = SiglipVisionConfig(
    hidden_size=WIDTH,
    intermediate_size=96,
    num_hidden_layers=2,
    num_attention_heads=4,
    image_size=384,
    patch_size=14,
    vision_use_head=False,
)
UNET = {
    "block_out_channels": (32, 64, 64, 64),
    "cross_attention_dim": CONDITION,
    "sample_size": SIDE,
}
VAE = {"block_out_channels": (32, 32, 64, 64), "sample_size": 8 * SIDE}
ADAPTER = {
    "input_dim": WIDTH,
    "hidden_dim": 96,
    "output_dim": CONDITION,
    "num_layers": 2,
    "num_tokens": 77,
    "mode": "mlp",
}
BEFORE, AFTER, STEPS = [5, 17, 90, 41, 3], [4, 9, 77, 3], 8


class MetaMorph(nn.Module):
    """The reference's tensor names: model.*, vision_head.*, lm_head.*"""

    def __init__(self) -> None:
        super().__init__()
        self.model = LlamaModel(TEXT)
        self.model.mm_projector = nn.Sequential(
            nn.Linear(WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, HIDDEN)
        )
        self.model.vision_tower = nn.Module()
        self.model.vision_tower.vision_tower = nn.Module()
        tower = SiglipVisionModel(VISION)
        tower = getattr(tower, "vision_model", tower)
        self.model.vision_tower.vision_tower.vision_model = tower
        self.vision_head = nn.Sequential(
            nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, WIDTH)
        )
        self.lm_head = nn.Linear(HIDDEN, TEXT.vocab_size, bias=False)

    def tokens(self, pixels: Tensor) -> Tensor:
        tower = Tower(self.model.vision_tower.vision_tower.vision_model, post_norm=False)
        grid = tower(pixels).reshape(1, 27, 27, WIDTH).permute(0, 3, 1, 2)
        grid = F.interpolate(grid, size=(8, 8), mode="bilinear", align_corners=False)
        return F.normalize(grid.permute(0, 2, 3, 1).reshape(1, 64, WIDTH), dim=-1)

    def hidden(self, rows: Tensor) -> Tensor:
        return self.model(inputs_embeds=rows, use_cache=False).last_hidden_state


class Adapter(nn.Module):
    """The reference's projector of mode "mlp"."""

    def __init__(self) -> None:
        super().__init__()
        widths = [(WIDTH, 96), (96, CONDITION)]
        self.layers = nn.ModuleList(nn.Linear(*pair) for pair in widths)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _, width in widths)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norms[0](self.layers[0](x)))
        return self.norms[1](self.layers[1](x))


def metamorph_skeletons() -> dict[str, Skeleton]:
    return {
        "siglip": siglip_tower(VISION),
        "denoiser": denoiser(fused=False, **UNET),
        "denoiser-fused": denoiser(fused=True, **UNET),
        "latent": latent_decoder(**VAE),
    }


def metamorph_case() -> dict[str, Any]:
    """Layouts of the parts, and what each answers; the language side without a cache."""
    model, adapter = MetaMorph().eval().float(), Adapter().eval()
    unet = UNet2DConditionModel(**{**UNET_DEFAULTS, **UNET}).eval()
    vae = AutoencoderKL(**{**VAE_DEFAULTS, **VAE}).eval()
    parts = {"main": model, "adapter": adapter, "unet": unet, "vae": vae}
    layouts = {name: as_json(fill(part)) for name, part in parts.items()}
    latent, condition = drawn("latent", (2, 4, SIDE, SIDE)), drawn("condition", (2, 77, CONDITION))
    with torch.no_grad():
        tokens = model.tokens(drawn("pixels", (1, 3, 384, 384)))
        words = model.model.embed_tokens
        before, after = words(torch.tensor([BEFORE])), words(torch.tensor([AFTER]))
        rows = torch.cat([before, model.model.mm_projector(tokens), after], 1)
        steps = []
        for _ in range(STEPS):
            visual = F.normalize(model.vision_head(model.hidden(rows)[:, -1:]), dim=-1)
            steps.append(visual[0, 0])
            rows = torch.cat([rows, model.model.mm_projector(visual)], 1)
        logits = model.lm_head(model.hidden(rows)[0, -1])
        prediction = unet(latent, torch.tensor([501.0, 501.0]), condition, return_dict=False)[0]
        picture = LatentDecoder(vae)(latent[:1])
    reference = {
        "model_type": "metamorph_llama",
        "image_token_reduction": "interpolation",
        "num_image_tokens": 64,
        "normalize_vision": True,
        "mm_hidden_size": WIDTH,
        "mm_projector_type": "mlp2x_gelu",
        "mm_vision_select_layer": -1,
        "vision_head_type": "mlp",
    }
    return {
        "config": {**TEXT.to_dict(), **reference},
        "visionConfig": VISION.to_dict(),
        "unetConfig": dict(unet.config),
        "vaeConfig": dict(vae.config),
        "adapterConfig": ADAPTER,
        "layouts": layouts,
        "before": BEFORE,
        "after": AFTER,
        "tokens": packed(tokens),
        "steps": packed(torch.stack(steps)),
        "logits": packed(logits),
        "condition": packed(adapter(tokens)),
        "prediction": packed(prediction),
        "picture": packed(picture),
    }
