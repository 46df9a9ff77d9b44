"""Writes a package: graphs, tokenizer, and a manifest with hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import nn

from models.export.graph_builder import Weights
from models.export.language_graph import LanguageGraphConfig, build_language_graph
from models.export.package_files import listed
from models.metamorph.encoder import EncoderConfig
from models.metamorph.model import MetaMorph, MetaMorphConfig
from models.metamorph.sequences import ChatFormat
from models.metamorph.smollm2 import END_OF_TEXT, END_OF_TURN
from models.visualizer.adapter import AdapterConfig
from models.visualizer.latent import LatentConfig

VISION_GRAPHS = ("encoder.onnx", "adapter.onnx", "denoiser.onnx", "decoder.onnx")

LAYER_NAMES = {
    "attention_norm": "norm1",
    "feed_norm": "norm2",
    "query": "q",
    "key": "k",
    "value": "v",
    "output": "o",
    "gate": "gate",
    "up": "up",
    "down": "down",
}


@dataclass(frozen=True)
class PackageConfig:
    """The shapes of all parts of a package."""

    model: MetaMorphConfig
    chat: ChatFormat
    encoder: EncoderConfig
    latent: LatentConfig
    adapter: AdapterConfig


@dataclass(frozen=True)
class Description:
    """What a package says of itself: a name, where it comes from, its tasks and training card."""

    name: str
    licence: str
    origin: str
    training_card: dict[str, Any]
    tasks: list[dict[str, Any]]
    thinking_phrase: str
    read_back: str


def graph_config(config: MetaMorphConfig) -> LanguageGraphConfig:
    """Shape of the model for the graph builder."""
    language = config.language
    return LanguageGraphConfig(
        layers=language.layers,
        heads=language.heads,
        kv_heads=language.kv_heads,
        head_width=language.head_width,
        hidden=language.hidden,
        ffn=language.feed_forward,
        vocabulary=language.vocabulary,
        context=language.context_length,
        rope_theta=language.rope_theta,
        norm_epsilon=language.norm_epsilon,
        visual_tokens=config.visual_tokens,
        visual_width=config.visual_width,
        visual_scale=config.visual_scale,
        # 8 bits forgive a longer block, which keeps the file under 95 MB.
        head_block=64,
    )


def graph_weights(model: MetaMorph) -> Weights:
    """The model's weights under the graph builder's names, float32."""

    def array(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().float().numpy()

    words = model.lm.embedding.weight[: model.config.language.image_start]
    weights: Weights = {"embedding": array(torch.cat([words, model.marks]))}
    for i, block in enumerate(model.lm.blocks):
        for theirs, ours in LAYER_NAMES.items():
            weights[f"layers.{i}.{theirs}"] = array(getattr(block, ours).weight)
    weights["final_norm"] = array(model.lm.norm.weight)
    weights["places"] = array(model.place)
    for name, part in (("connector", model.connector), ("vision_head", model.head)):
        for index, layer in enumerate((part[0], part[2])):
            assert isinstance(layer, nn.Linear)
            weights[f"{name}.{index}.weight"] = array(layer.weight)
            weights[f"{name}.{index}.bias"] = array(layer.bias)
    return weights


def write_tokenizer(folder: Path, tokenizer: Any) -> None:
    """The tokenizer's two files."""
    (folder / "tokenizer.json").write_text(tokenizer.to_str())
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def manifest(
    folder: Path, version: str, config: PackageConfig, said: Description
) -> dict[str, object]:
    """The manifest of a folder whose files are all written."""
    language, chat, encoder, latent = (
        config.model.language,
        config.chat,
        config.encoder,
        config.latent,
    )
    return {
        "format": 1,
        "name": said.name,
        "version": version,
        "licence": said.licence,
        "origin": said.origin,
        "trainingCard": said.training_card,
        "files": [listed(p) for p in sorted(folder.iterdir()) if p.name != "manifest.json"],
        "languageModel": {
            "graph": "language.onnx",
            "layers": language.layers,
            "kvHeads": language.kv_heads,
            "headWidth": language.head_width,
            "hiddenWidth": language.hidden,
            "vocabulary": language.vocabulary,
            "contextLength": language.context_length,
            "endOfTextIds": [END_OF_TEXT, END_OF_TURN],
            "imageStartId": language.image_start,
            "imageEndId": language.image_end,
            "tokenizer": "tokenizer.json",
            "tokenizerConfig": "tokenizer_config.json",
            "chatTemplate": {
                "begin": "",
                "before": dict(chat.turn_start),
                "after": dict.fromkeys(chat.turn_start, chat.turn_end),
                "defaultSystem": None,
            },
            "sampling": {
                "temperature": 0.1,
                "topK": 40,
                "topP": 0.9,
                "repetitionPenalty": 1.0,
                "maxTokens": 400,
            },
        },
        "visionEncoder": {
            "graph": "encoder.onnx",
            "inputSize": encoder.input_size,
            "mean": list(encoder.mean),
            "std": list(encoder.std),
            "grid": encoder.grid,
            "featureWidth": encoder.width,
            "visualTokens": encoder.tokens,
        },
        "visualizer": {
            "denoiser": "denoiser.onnx",
            "prediction": "sample",
            "schedule": {"kind": "flow", "minimumRest": 0.02},
            "latent": {"channels": latent.width, "height": latent.side, "width": latent.side},
            "adapter": {
                "graph": "adapter.onnx",
                "width": config.adapter.condition,
                "paddedTokens": encoder.tokens,
                "unconditional": "zeros",
            },
            "decoder": {"graph": "decoder.onnx", "scale": 1},
            "outputSize": latent.patch * latent.side,
            "steps": {"default": 4, "range": {"min": 1, "max": 50}},
            "guidance": {"default": 1, "range": {"min": 1, "max": 6}},
        },
        "prompts": {
            "tasks": said.tasks,
            "thinkingPhrase": said.thinking_phrase,
            "readBack": said.read_back,
        },
    }


def write_package(
    folder: Path,
    version: str,
    config: PackageConfig,
    said: Description,
    load_model: Callable[[], MetaMorph],
    tokenizer: Any,
    vision: Path | Callable[[Path], None],
) -> None:
    """Writes the whole package; the old files of the folder go first.

    ``vision`` writes the graphs of encoder and visualizer into the folder, or is a package whose
    graphs are taken as they are, where only the language model was trained on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = (
        {name: (vision / name).read_bytes() for name in VISION_GRAPHS}
        if isinstance(vision, Path)
        else {}
    )
    for old in folder.iterdir():
        old.unlink()
    for name, content in taken.items():
        (folder / name).write_bytes(content)
    if not isinstance(vision, Path):
        vision(folder)
    model = load_model()
    graph = build_language_graph(graph_config(config.model), graph_weights(model), "int4")
    onnx.save(graph, folder / "language.onnx")
    write_tokenizer(folder, tokenizer)
    described = json.dumps(manifest(folder, version, config, said), indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(described + "\n")
    total = sum(p.stat().st_size for p in folder.iterdir())
    print(
        f"{folder}: {total / 1e6:.1f} MB",
        *(f"{p.name} {p.stat().st_size / 1e6:.1f}" for p in folder.iterdir()),
    )
