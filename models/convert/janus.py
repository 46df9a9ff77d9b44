"""A tiny Janus by ``transformers``, and what it sees and draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from transformers import JanusConfig, JanusForConditionalGeneration

from models.convert.skeleton import Skeleton
from models.convert.tiny import as_json, drawn, fill, packed
from models.convert.vision import code_decoder, janus_tower

BOS, PAD, EOS, BOI, PLACE = 1, 2, 3, 5, 6
PROMPT = [BOS, 17, 90, 41, 99, 100, 7, BOI]
CODES = 16


def config() -> JanusConfig:
    return JanusConfig(
        text_config={
            "model_type": "llama",
            "hidden_size": 64,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 4,
            "vocab_size": 128,
            "max_position_embeddings": 256,
            "rms_norm_eps": 1e-6,
            "pad_token_id": PAD,
            "bos_token_id": BOS,
            "eos_token_id": EOS,
            "tie_word_embeddings": False,
        },
        vision_config={
            "hidden_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "image_size": 64,
            "patch_size": 16,
            "projection_dim": 64,
            "num_image_tokens": CODES,
            "depth": 2,
        },
        vq_config={
            "embed_dim": 8,
            "num_embeddings": 256,
            "latent_channels": 32,
            "base_channels": 32,
            "channel_multiplier": [1, 1, 2, 2, 4],
            "num_res_blocks": 2,
            "num_patches": 4,
            "projection_dim": 64,
            "image_token_embed_dim": 64,
            "num_hidden_layers": 2,
        },
        image_token_id=PLACE,
        tie_word_embeddings=False,
    )


def janus_skeletons() -> dict[str, Skeleton]:
    return {"janus-encoder": janus_tower(config()), "janus-decoder": code_decoder(config())}


def janus_case() -> dict[str, Any]:
    """Layout, and what is seen in a picture and drawn for a prompt with guidance 5, greedily."""
    model = JanusForConditionalGeneration(config()).eval().float()
    layouts = fill(model)
    generation = model.generation_config
    generation.generation_kwargs = {"boi_token_id": BOI}
    generation.bos_token_id, generation.pad_token_id, generation.eos_token_id = BOS, PAD, EOS
    ids = torch.tensor([PROMPT])
    pixels = drawn("pixels", (1, 3, 64, 64))
    seen = [BOS, 9, BOI] + [PLACE] * CODES + [8, 44, 45]
    with torch.no_grad():
        codes = model.generate(
            ids,
            attention_mask=torch.ones_like(ids),
            generation_mode="image",
            do_sample=False,
            guidance_scale=5,
        )
        picture = model.decode_image_tokens(codes)[0].permute(2, 0, 1)
        rows = model.model.get_image_features(pixels, return_dict=True).pooler_output
        logits = model(input_ids=torch.tensor([seen]), pixel_values=pixels).logits[0, -1]
    return {
        "config": model.config.to_dict(),
        "layout": as_json(layouts),
        "authors": authors_names(list(layouts)),
        "ids": {"bos": BOS, "pad": PAD, "boi": BOI, "place": PLACE},
        "prompt": PROMPT,
        "seen": seen,
        "codes": codes[0].tolist(),
        "picture": packed(picture),
        "rows": packed(rows),
        "logits": packed(logits),
        "scores": packed(told_scores(model, codes[0].tolist())),
    }


def told_scores(model: JanusForConditionalGeneration, codes: list[int]) -> np.ndarray:
    """Scores of the first sequence before each code, the codes before it given."""
    rows = model.get_input_embeddings()(torch.tensor([PROMPT]))
    scores = []
    with torch.no_grad():
        for code in codes:
            hidden = model.model.language_model(inputs_embeds=rows, use_cache=False)
            scores.append(model.model.generation_head(hidden.last_hidden_state[:, -1])[0].numpy())
            fed = model.prepare_embeddings_for_image_generation(torch.tensor([[code]]))
            rows = torch.cat([rows, fed], 1)
    return np.stack(scores)


def authors_names(names: list[str]) -> dict[str, list[str]]:
    """The authors' name of each tensor -> names of the tensors it is made of, by rows.

    Written after transformers' own conversion script, from its names back.
    """
    table = [
        ("model.language_model.", "language_model.model."),
        ("lm_head.", "language_model.lm_head."),
        (
            "model.vision_model.embeddings.patch_embedding.",
            "vision_model.vision_tower.patch_embed.proj.",
        ),
        (
            "model.vision_model.embeddings.position_embedding.weight",
            "vision_model.vision_tower.pos_embed",
        ),
        ("model.vision_model.post_layernorm.", "vision_model.vision_tower.norm."),
        ("model.vision_model.encoder.layers.", "vision_model.vision_tower.blocks."),
        ("model.aligner.fc1.", "aligner.layers.0."),
        ("model.aligner.hidden_layers.0.", "aligner.layers.2."),
        ("model.generation_embeddings.", "gen_embed."),
        ("model.generation_aligner.fc1.", "gen_aligner.layers.0."),
        ("model.generation_aligner.hidden_layers.0.", "gen_aligner.layers.2."),
        ("model.generation_head.proj_out.", "gen_head.output_mlp_projector."),
        ("model.generation_head.vision_head.", "gen_head.vision_head."),
        ("model.vqmodel.", "gen_vision_model."),
    ]
    inner = [
        (".self_attn.projection_layer.", ".attn.proj."),
        (".layer_norm1.", ".norm1."),
        (".layer_norm2.", ".norm2."),
        (".decoder.up.", ".decoder.conv_blocks."),
        (".encoder.down.", ".encoder.conv_blocks."),
        (".mid.block_1.", ".mid.0."),
        (".mid.attn_1.", ".mid.1."),
        (".mid.block_2.", ".mid.2."),
        (".block.", ".res."),
    ]
    found: dict[str, list[str]] = {}
    for name in names:
        before, after = next(pair for pair in table if name.startswith(pair[0]))
        own = after + name.removeprefix(before)
        if "language_model" not in own:
            for one, other in inner:
                own = own.replace(one, other)
            for part in "qkv":
                own = own.replace(f".self_attn.{part}_proj.", ".attn.qkv.")
        found.setdefault(own, []).append(name)
    for own, parts in found.items():
        # Rows of queries come before those of keys and of values.
        found[own] = sorted(parts, key=lambda name: ["q_", "k_", "v_"].index(_part(name)))
    return found


def _part(name: str) -> str:
    return next((part for part in ("q_", "k_", "v_") if f".self_attn.{part}proj" in name), "q_")
