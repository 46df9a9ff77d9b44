"""Writes a tiny package and the values that a runtime must reach with it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from models.export.graph_builder import Weights
from models.export.language_graph import build_language_graph
from models.export.package_files import listed
from models.tiny import schedules
from models.tiny.dialogue import Answer, Words, answer, is_telling, runs_of_text
from models.tiny.language import ReferenceLanguageModel, random_weights
from models.tiny.recipes import Recipe
from models.tiny.vision import Adapter, Decoder, Denoiser, Encoder, seeded
from models.tiny.words import write_tokenizer


class Values:
    """Arrays of float32 in one file, found by their names."""

    def __init__(self) -> None:
        self.places: dict[str, dict[str, object]] = {}
        self.bytes = bytearray()

    def add(self, name: str, value: np.ndarray | Tensor) -> None:
        array = np.ascontiguousarray(np.asarray(value, dtype="<f4"))
        self.places[name] = {"offset": len(self.bytes) // 4, "shape": list(array.shape)}
        self.bytes += array.tobytes()


def find_weights(recipe: Recipe, words: Words) -> tuple[Weights, Answer]:
    """The first weights whose answer to the recipe's question exercises the whole loop."""
    for seed in range(3000):
        weights = random_weights(recipe.language, seed, 40, 48, recipe.tied)
        head = weights["embedding" if recipe.tied else "text_head"]
        head[words.id_of("<image_start>")] *= 1.6
        head[words.id_of(recipe.end_of_text[0])] *= 1.4
        head[words.unreadable()] *= 0.5
        model = ReferenceLanguageModel(recipe.language, weights)
        prompt = words.prompt([("user", recipe.question)])
        made = answer(model, words, prompt, 3 * recipe.tokens + 30)
        if is_telling(made, words):
            return weights, made
    raise RuntimeError(f"no weights of {recipe.name} answer with words, a picture and words")


def export(
    module: nn.Module, inputs: dict[str, Tensor], output: str, path: Path, batch: bool = False
) -> None:
    """One module as an ONNX graph with named inputs and output."""
    axes = {name: {0: "B"} for name in (*inputs, output)} if batch else None
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=[output],
        dynamic_axes=axes,
        opset_version=18,
        dynamo=False,
    )


def language_values(recipe: Recipe, weights: Weights, values: Values) -> dict[str, object]:
    """A sequence with a picture in it, and both outputs after some of its positions."""
    config = recipe.language
    model = ReferenceLanguageModel(config, weights)
    source = np.random.default_rng(11)
    length = recipe.tokens + 24
    ids = source.integers(0, 256, length).tolist()
    index = [-1] * length
    visual = np.zeros((length, config.visual_width), np.float32)
    for place in range(recipe.tokens):
        token = source.standard_normal(config.visual_width)
        visual[9 + place] = token / np.linalg.norm(token)
        index[9 + place] = place
    logits, predicted = model(ids, visual, index)
    positions = sorted({0, 1, 8, 9, 12, 9 + recipe.tokens, length - 5, length - 2, length - 1})
    values.add("sequence.visual", visual)
    values.add("sequence.logits", logits[positions])
    values.add("sequence.predicted", predicted[positions])
    return {"ids": ids, "index": index, "positions": positions}


@torch.no_grad()
def visual_values(
    recipe: Recipe, parts: dict[str, nn.Module], tokens: np.ndarray, values: Values
) -> dict[str, object]:
    """Encoder, adapter, denoiser and decoder on given inputs, and a whole drawing."""
    source = torch.Generator().manual_seed(5)
    size = recipe.patch * recipe.grid
    picture = torch.randint(0, 256, (size, size, 3), generator=source)
    mean, std = torch.tensor(recipe.mean), torch.tensor(recipe.std)
    pixels = ((picture / 255 - mean) / std).permute(2, 0, 1)[None]
    values.add("encoder.picture", picture)
    values.add("encoder.tokens", parts["encoder"](pixels))
    condition = torch.zeros(recipe.padded, recipe.condition)
    condition[: recipe.tokens] = parts["adapter"](torch.from_numpy(tokens))
    values.add("condition", condition)
    shape = (1, recipe.channels, recipe.side, recipe.side)
    noise = torch.randn(shape, generator=source)
    values.add("noise", noise)
    times = [0.0, 0.25, 0.9] if recipe.schedule["kind"] == "flow" else [1.0, 301.0, 981.0]
    both = torch.stack([torch.zeros_like(condition), condition])
    guided = [recipe.guidance, 1.0]
    for place, time in enumerate(times):
        prediction = parts["denoiser"](noise.repeat(2, 1, 1, 1), torch.full((2,), time), both)
        values.add(f"denoiser.{place}", prediction)
    for place, guidance in enumerate(guided):

        def predict(x: Tensor, time: float, guidance: float = guidance) -> Tensor:
            free, bound = parts["denoiser"](
                x.repeat(2, 1, 1, 1), torch.full((2,), time), both
            ).split(1)
            return free + guidance * (bound - free)

        if recipe.schedule["kind"] == "flow":
            latent = schedules.flow(
                predict, noise, recipe.steps, float(str(recipe.schedule["minimumRest"]))
            )
        else:
            betas = (
                float(str(recipe.schedule["betaStart"])),
                float(str(recipe.schedule["betaEnd"])),
            )
            latent = schedules.ddim(predict, noise, recipe.steps, 1000, betas, 1)
        values.add(f"latent.{place}", latent)
        values.add(f"pixels.{place}", parts["decoder"](latent / recipe.scale))
    return {"times": times, "guidance": guided, "steps": recipe.steps}


def write_package(recipe: Recipe, packages: Path, references: Path) -> None:
    """Writes ``packages/<folder>/`` and ``references/<folder>.json`` and ``.bin``."""
    words = Words(recipe)
    weights, made = find_weights(recipe, words)
    folder = packages / recipe.folder
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    write_tokenizer(words.full, folder)
    onnx.save(build_language_graph(recipe.language, weights, "fp32"), folder / "language.onnx")
    width, size = recipe.language.visual_width, recipe.patch * recipe.grid
    longest = 1.0 if recipe.schedule["kind"] == "flow" else 1000.0
    parts: dict[str, nn.Module] = {
        "encoder": seeded(Encoder(recipe.patch, width), 1),
        "adapter": seeded(Adapter(width, recipe.condition), 2),
        "denoiser": seeded(Denoiser(recipe.channels, recipe.condition, 16, longest), 3),
        "decoder": seeded(Decoder(recipe.channels, 12, recipe.factor), 4, 2.0),
    }
    latent = torch.zeros(2, recipe.channels, recipe.side, recipe.side)
    noised = {
        "latent": latent,
        "timestep": torch.zeros(2),
        "condition": torch.zeros(2, recipe.padded, recipe.condition),
    }
    export(
        parts["encoder"],
        {"pixels": torch.zeros(1, 3, size, size)},
        "tokens",
        folder / "encoder.onnx",
    )
    export(
        parts["adapter"],
        {"tokens": torch.zeros(recipe.tokens, width)},
        "condition",
        folder / "adapter.onnx",
    )
    export(parts["denoiser"], noised, "prediction", folder / "denoiser.onnx", batch=True)
    export(parts["decoder"], {"latent": latent[:1]}, "pixels", folder / "decoder.onnx")

    values = Values()
    typed = f"Say {recipe.special[-2]} and {recipe.end_of_text[0]} as plain words, 日本 🙂."
    talk = [("user", recipe.question), ("assistant", "The cat."), ("user", typed)]
    reference = {
        "sequence": language_values(recipe, weights, values),
        "prompts": [
            {
                "turns": [{"role": role, "text": text} for role, text in turns],
                "ids": words.prompt(turns),
            }
            for turns in (
                [("user", recipe.question)],
                talk,
                [("system", "Be brief."), ("user", "Hello")],
            )
        ],
        "answer": {
            "question": recipe.question,
            "ids": made.ids,
            "texts": [
                words.full.decode(run, skip_special_tokens=True)
                for run in runs_of_text(made, words)
            ],
        },
        "visualizer": visual_values(recipe, parts, made.pictures[0], values),
    }
    for place, picture in enumerate(made.pictures):
        values.add(f"answer.picture.{place}", picture)
    references.mkdir(parents=True, exist_ok=True)
    (references / f"{recipe.folder}.bin").write_bytes(bytes(values.bytes))
    content = json.dumps({**reference, "values": values.places}, ensure_ascii=False)
    (references / f"{recipe.folder}.json").write_text(content + "\n")
    (folder / "manifest.json").write_text(
        json.dumps(manifest(recipe, words, folder), indent=2) + "\n"
    )


def manifest(recipe: Recipe, words: Words, folder: Path) -> dict[str, object]:
    """The manifest of a package whose files are all written."""
    config = recipe.language
    roles = ("system", "user", "assistant")
    return {
        "format": 1,
        "name": recipe.name,
        "version": "1",
        "licence": "Apache-2.0",
        "origin": "Random weights, made by models.tiny.",
        "trainingCard": {
            "data": "none",
            "steps": "none",
            "limits": "Random weights say nothing.",
            "metrics": [],
        },
        "files": [
            listed(path) for path in sorted(folder.iterdir()) if path.name != "manifest.json"
        ],
        "languageModel": {
            "graph": "language.onnx",
            "layers": config.layers,
            "kvHeads": config.kv_heads,
            "headWidth": config.head_width,
            "hiddenWidth": config.hidden,
            "vocabulary": config.vocabulary,
            "contextLength": config.context,
            "endOfTextIds": [words.id_of(word) for word in recipe.end_of_text],
            "imageStartId": words.id_of("<image_start>"),
            "imageEndId": words.id_of("<image_end>"),
            "tokenizer": "tokenizer.json",
            "tokenizerConfig": "tokenizer_config.json",
            "chatTemplate": {
                "begin": recipe.begin,
                "before": recipe.before,
                "after": dict.fromkeys(roles, recipe.after),
                "defaultSystem": recipe.default_system,
            },
            "sampling": {
                "temperature": 0.7,
                "topK": 40,
                "topP": 0.95,
                "repetitionPenalty": 1,
                "maxTokens": 200,
            },
        },
        "visionEncoder": {
            "graph": "encoder.onnx",
            "inputSize": recipe.patch * recipe.grid,
            "mean": list(recipe.mean),
            "std": list(recipe.std),
            "grid": recipe.grid,
            "featureWidth": config.visual_width,
            "visualTokens": recipe.tokens,
        },
        "visualizer": {
            "denoiser": "denoiser.onnx",
            "prediction": recipe.prediction,
            "schedule": recipe.schedule,
            "latent": {"channels": recipe.channels, "height": recipe.side, "width": recipe.side},
            "adapter": {
                "graph": "adapter.onnx",
                "width": recipe.condition,
                "paddedTokens": recipe.padded,
                "unconditional": "zeros",
            },
            "decoder": {"graph": "decoder.onnx", "scale": recipe.scale},
            "outputSize": recipe.side * recipe.factor,
            "steps": {"default": recipe.steps, "range": {"min": 1, "max": 100}},
            "guidance": {"default": recipe.guidance, "range": {"min": 1, "max": 15}},
        },
        "prompts": {
            "tasks": [{"id": "chat", "template": "{question}", "examples": [recipe.question]}],
            "thinkingPhrase": "I will think about it visually.",
            "readBack": "What is in the picture?",
        },
    }
