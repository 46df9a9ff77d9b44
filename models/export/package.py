"""Writes the shipped package: graphs, tokenizer, manifest with hashes, training card.

python -m models.export --out models/package --version 0.1
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from models.export.graph_builder import Weights
from models.export.language_graph import LanguageConfig, build_language_graph
from models.export.package_files import listed
from models.export.vision_graphs import write_all
from models.metamorph import encoder as vision
from models.metamorph.encoder import Backbone, VisionEncoder
from models.metamorph.language_stage import load_neck
from models.metamorph.llama import CONFIG, IMAGE_END, IMAGE_START, tokenizer
from models.metamorph.model import VISUAL_SCALE, VPiT
from models.metamorph.training import trained
from models.pictograms.codes import WIDTH
from models.pictograms.package_text import TASKS, TRAINING_CARD
from models.pictograms.tasks.thinking import THINKING
from models.visualizer.adapter import CONDITION
from models.visualizer.latent import SIDE, Decoder, LatentSpace
from models.visualizer.latent import WIDTH as LATENT_WIDTH
from models.visualizer.training import trained_visualizer

VISION = ("encoder.onnx", "adapter.onnx", "denoiser.onnx", "decoder.onnx")
END_OF_TEXT = (0, 2)  # <|endoftext|> and <|im_end|>


def language_config() -> LanguageConfig:
    """Shape of the embedded model for the graph builder."""
    return LanguageConfig(
        layers=CONFIG.layers,
        heads=CONFIG.heads,
        kv_heads=CONFIG.kv_heads,
        head_width=CONFIG.head_width,
        hidden=CONFIG.hidden,
        ffn=CONFIG.feed_forward,
        vocabulary=CONFIG.vocabulary,
        context=CONFIG.context_length,
        rope_theta=CONFIG.rope_theta,
        norm_epsilon=CONFIG.norm_epsilon,
        visual_tokens=vision.TOKENS,
        visual_width=WIDTH,
        visual_scale=VISUAL_SCALE,
        # 8 bits forgive a longer block, which keeps the file under 95 MB.
        head_block=64,
    )


def language_weights(model: VPiT) -> Weights:
    """The model's weights under the graph builder's names, float32."""

    def array(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().float().numpy()

    words = model.lm.embedding.weight[:IMAGE_START]
    made: Weights = {"embedding": array(torch.cat([words, model.marks]))}
    names = {
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
    for i, block in enumerate(model.lm.blocks):
        for theirs, ours in names.items():
            made[f"layers.{i}.{theirs}"] = array(getattr(block, ours).weight)
    made["final_norm"] = array(model.lm.norm.weight)
    made["places"] = array(model.place)
    for name, part in (("connector", model.connector), ("vision_head", model.head)):
        for place, layer in enumerate((part[0], part[2])):
            assert isinstance(layer, nn.Linear)
            made[f"{name}.{place}.weight"] = array(layer.weight)
            made[f"{name}.{place}.bias"] = array(layer.bias)
    return made


def write_tokenizer(folder: Path) -> None:
    """The tokenizer's two files."""
    (folder / "tokenizer.json").write_text(tokenizer().to_str())
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def manifest(folder: Path, version: str) -> dict[str, object]:
    """The manifest of a folder whose files are all written."""
    roles = ("system", "user", "assistant")
    return {
        "format": 1,
        "name": "MetaMorph Pictograms",
        "version": version,
        "licence": "Apache-2.0; parts: see models/LICENSES.md",
        "origin": (
            "Trained from SmolLM2-135M-Instruct and EfficientNet-Lite0 "
            "by the recipe of arXiv 2412.14164."
        ),
        "trainingCard": TRAINING_CARD,
        "files": [listed(p) for p in sorted(folder.iterdir()) if p.name != "manifest.json"],
        "languageModel": {
            "graph": "language.onnx",
            "layers": CONFIG.layers,
            "kvHeads": CONFIG.kv_heads,
            "headWidth": CONFIG.head_width,
            "hiddenWidth": CONFIG.hidden,
            "vocabulary": CONFIG.vocabulary,
            "contextLength": CONFIG.context_length,
            "endOfTextIds": list(END_OF_TEXT),
            "imageStartId": IMAGE_START,
            "imageEndId": IMAGE_END,
            "tokenizer": "tokenizer.json",
            "tokenizerConfig": "tokenizer_config.json",
            "chatTemplate": {
                "begin": "",
                "before": {role: f"<|im_start|>{role}\n" for role in roles},
                "after": dict.fromkeys(roles, "<|im_end|>\n"),
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
            "inputSize": vision.INPUT_SIZE,
            "mean": list(vision.MEAN),
            "std": list(vision.STD),
            "grid": vision.GRID,
            "featureWidth": WIDTH,
            "visualTokens": vision.TOKENS,
        },
        "visualizer": {
            "denoiser": "denoiser.onnx",
            "prediction": "sample",
            "schedule": {"kind": "flow", "minimumRest": 0.02},
            "latent": {"channels": LATENT_WIDTH, "height": SIDE, "width": SIDE},
            "adapter": {
                "graph": "adapter.onnx",
                "width": CONDITION,
                "paddedTokens": vision.TOKENS,
                "unconditional": "zeros",
            },
            "decoder": {"graph": "decoder.onnx", "scale": 1},
            "outputSize": 256,
            "steps": {"default": 4, "range": {"min": 1, "max": 50}},
            "guidance": {"default": 1, "range": {"min": 1, "max": 6}},
        },
        "prompts": {
            "tasks": TASKS,
            "thinkingPhrase": THINKING.strip(),
            "readBack": "What is in the picture?",
        },
    }


def write_vision(folder: Path) -> None:
    """The graphs of the encoder and of the visualizer, out of their checkpoints."""
    adapter, denoiser = trained_visualizer()
    decoder = Decoder(LatentSpace.load())
    decoder.load_state_dict(trained("decoder")["decoder"])
    write_all(
        folder, VisionEncoder(Backbone(), load_neck()), adapter.round_values(), denoiser, decoder
    )


def export(folder: Path, version: str, vision_of: Path | None = None) -> None:
    """Writes the whole package; the old files of the folder go first.

    ``vision_of`` is a package whose encoder and visualizer are taken as they are, where only the
    language model was trained on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = {name: (vision_of / name).read_bytes() for name in VISION} if vision_of else {}
    for old in folder.iterdir():
        old.unlink()
    for name, content in taken.items():
        (folder / name).write_bytes(content)
    if not taken:
        write_vision(folder)
    model = VPiT(frozen_layers=0)
    model.load_state_dict(trained("language")["vpit"])
    onnx.save(
        build_language_graph(language_config(), language_weights(model), "int4"),
        folder / "language.onnx",
    )
    write_tokenizer(folder)
    described = json.dumps(manifest(folder, version), indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(described + "\n")
    total = sum(p.stat().st_size for p in folder.iterdir())
    print(
        f"{folder}: {total / 1e6:.1f} MB",
        *(f"{p.name} {p.stat().st_size / 1e6:.1f}" for p in folder.iterdir()),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models/package"))
    parser.add_argument("--version", default="0.1")
    parser.add_argument("--vision-of", type=Path, help="package whose other graphs are taken over")
    given = parser.parse_args()
    export(given.out, given.version, given.vision_of)
