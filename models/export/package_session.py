"""A package's graphs run from Python, for checks; people are answered by the studio's runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from models.metamorph.llama import LlamaConfig
from models.metamorph.smollm2 import END_OF_TEXT, END_OF_TURN

ROOM = 1024


def is_end(config: LlamaConfig, token: int) -> bool:
    """Whether text ends with this token: at the end of a turn, or where an image begins."""
    return token in (END_OF_TEXT, END_OF_TURN) or token >= config.image_start


def session(path: Path) -> ort.InferenceSession:
    """A graph on one thread of the CPU."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class LanguageSession:
    """``language.onnx`` with its cache; the contract stands in ``language_graph.py``."""

    def __init__(self, folder: Path, config: LlamaConfig) -> None:
        self.config = config
        self.graph = session(folder / "language.onnx")
        self.names = [output.name for output in self.graph.get_outputs()]
        self.reset()

    def reset(self) -> None:
        """Forgets everything fed."""
        shape = (self.config.kv_heads, 1, ROOM, self.config.head_width)
        self.past = {
            f"{layer}.{kind}": np.zeros(shape, np.float32)
            for layer in range(self.config.layers)
            for kind in "kv"
        }
        self.length = 0

    def feed(
        self, ids: list[int], visual: np.ndarray, visual_index: list[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Feeds S positions; logits (V) and visual token (W) after the last."""
        inputs = {f"past.{name}": value for name, value in self.past.items()}
        inputs |= {
            "ids": np.array(ids, np.int64).clip(min=0),
            "visual": np.asarray(visual, np.float32),
            "visual_index": np.array(visual_index, np.int64),
            "past_length": np.array([self.length], np.int64),
        }
        outputs = dict(zip(self.names, self.graph.run(None, inputs), strict=True))
        for name, value in self.past.items():
            value[:, :, self.length : self.length + len(ids)] = outputs[f"new.{name}"]
        self.length += len(ids)
        return outputs["logits"], outputs["visual_out"]

    def answer(self, ids: list[int], most: int) -> list[int]:
        """Greedy text up to a picture or the end."""
        self.reset()
        width = self.graph.get_inputs()[1].shape[1]
        logits, _ = self.feed(ids, np.zeros((len(ids), width)), [-1] * len(ids))
        answer: list[int] = []
        while len(answer) < most:
            answer.append(int(logits.argmax()))
            if is_end(self.config, answer[-1]):
                break
            logits, _ = self.feed(answer[-1:], np.zeros((1, width)), [-1])
        return answer
