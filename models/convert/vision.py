"""The vision and diffusion graphs that the converter lays weights under, at any size."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.attention_processor import Attention, AttnProcessor
from torch import Tensor, nn
from transformers import JanusConfig, SiglipVisionConfig, SiglipVisionModel
from transformers.initialization import no_init_weights
from transformers.models.janus.modeling_janus import JanusVisionModel, JanusVQVAE

from models.convert.skeleton import Skeleton

POSITIONS = "embeddings.position_ids"


class Tower(nn.Module):
    """A vision encoder from pixels to its last hidden states."""

    def __init__(self, tower: nn.Module, post_norm: bool) -> None:
        super().__init__()
        self.tower = getattr(tower, "vision_model", tower)
        self.post_norm = post_norm

    def forward(self, pixels: Tensor) -> Tensor:
        hidden = self.tower.embeddings(pixels)
        hidden = self.tower.encoder(inputs_embeds=hidden).last_hidden_state
        return self.tower.post_layernorm(hidden) if self.post_norm else hidden


class CodeDecoder(nn.Module):
    """From codes to a picture."""

    def __init__(self, decoder: JanusVQVAE) -> None:
        super().__init__()
        self.vqmodel = decoder
        del self.vqmodel.encoder

    def forward(self, codes: Tensor) -> Tensor:
        return self.vqmodel.decode(codes)


class Fused:
    """Attention as one operator of onnxruntime, which never holds all scores at once."""

    def __call__(
        self,
        attn: Attention,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query = attn.to_q(hidden_states)
        read = torch.onnx.ops.symbolic(
            "com.microsoft::MultiHeadAttention",
            (query, attn.to_k(context), attn.to_v(context)),
            {"num_heads": attn.heads},
            dtype=query.dtype,
            shape=query.shape,
            version=1,
        )
        return attn.to_out[0](read)


class Denoiser(nn.Module):
    """The U-Net of latent diffusion, from a latent, a time and a condition to the noise."""

    def __init__(self, unet: UNet2DConditionModel, fused: bool) -> None:
        super().__init__()
        self.unet = unet
        self.unet.set_attn_processor(Fused() if fused else AttnProcessor())

    def forward(self, latent: Tensor, timestep: Tensor, condition: Tensor) -> Tensor:
        return self.unet(latent, timestep, condition, return_dict=False)[0]


class LatentDecoder(nn.Module):
    """From a latent, already divided by its scale, to pixels."""

    def __init__(self, vae: AutoencoderKL) -> None:
        super().__init__()
        self.decoder, self.post_quant_conv = vae.decoder, vae.post_quant_conv

    def forward(self, latent: Tensor) -> Tensor:
        return self.decoder(self.post_quant_conv(latent))


def tower_shape(config: Any, post_norm: bool) -> dict[str, Any]:
    return {
        "hidden": config.hidden_size,
        "layers": config.num_hidden_layers,
        "heads": config.num_attention_heads,
        "image": config.image_size,
        "patch": config.patch_size,
        "postNorm": post_norm,
    }


def janus_tower(config: JanusConfig) -> Skeleton:
    vision = config.vision_config
    return _tower("janus", vision, lambda: JanusVisionModel(vision), True)


def siglip_tower(config: SiglipVisionConfig) -> Skeleton:
    return _tower("siglip", config, lambda: SiglipVisionModel(config), False)


def _tower(family: str, config: Any, make: Any, post_norm: bool) -> Skeleton:
    def tower() -> nn.Module:
        # Numbers cannot be drawn for tensors without values.
        with no_init_weights():
            return Tower(make(), post_norm)

    size, patches = config.image_size, (config.image_size // config.patch_size) ** 2
    return Skeleton(
        family=family,
        shape=tower_shape(config, post_norm),
        make=tower,
        inputs=lambda: {"pixels": torch.rand(1, 3, size, size)},
        outputs=["features"],
        constants={f"tower.{POSITIONS}": np.arange(patches)[None]},
        prefix="tower.",
    )


def code_decoder(config: JanusConfig) -> Skeleton:
    vq = config.vq_config
    side = vq.num_patches
    return Skeleton(
        family="codes",
        shape={
            "side": side,
            "codes": vq.num_embeddings,
            "width": vq.embed_dim,
            "base": vq.base_channels,
            "multipliers": list(vq.channel_multiplier),
            "blocks": vq.num_res_blocks,
        },
        make=lambda: CodeDecoder(JanusVQVAE(vq)),
        inputs=lambda: {"codes": torch.zeros(1, side * side, dtype=torch.long)},
        outputs=["picture"],
        prefix="vqmodel.",
    )


UNET_DEFAULTS: dict[str, Any] = {
    "block_out_channels": (320, 640, 1280, 1280),
    "cross_attention_dim": 768,
    "attention_head_dim": 8,
    "sample_size": 64,
}
VAE_DEFAULTS: dict[str, Any] = {
    "block_out_channels": (128, 256, 512, 512),
    "layers_per_block": 2,
    "latent_channels": 4,
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "sample_size": 512,
}


def denoiser(fused: bool, **changes: Any) -> Skeleton:
    options = {**UNET_DEFAULTS, **changes}
    size, width = options["sample_size"], options["cross_attention_dim"]
    return Skeleton(
        family="denoiser",
        shape={
            "channels": list(options["block_out_channels"]),
            "condition": width,
            "heads": options["attention_head_dim"],
            "side": size,
            "attention": "fused" if fused else "plain",
        },
        make=lambda: Denoiser(UNet2DConditionModel(**options), fused),
        inputs=lambda: {
            "latent": torch.randn(2, 4, size, size),
            "timestep": torch.tensor([501.0, 501.0]),
            "condition": torch.randn(2, 77, width),
        },
        outputs=["prediction"],
        batched=("latent", "timestep", "condition"),
        prefix="unet.",
    )


def latent_decoder(**changes: Any) -> Skeleton:
    options = {**VAE_DEFAULTS, **changes}
    side = options["sample_size"] // 8
    return Skeleton(
        family="latent",
        shape={"channels": list(options["block_out_channels"]), "side": side},
        make=lambda: LatentDecoder(AutoencoderKL(**options)),
        inputs=lambda: {"latent": torch.randn(1, 4, side, side)},
        outputs=["picture"],
    )
