"""A package's graphs run from Python, for checks; people are answered by the studio's runtime."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from models.metamorph.llama import CONFIG, IMAGE_START

END = (0, 2)
ROOM = 1024


def session(path: Path) -> ort.InferenceSession:
    """A graph on one thread of the CPU."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class LanguageSession:
    """``language.onnx`` with its cache; the contract stands in ``language_graph.py``."""

    def __init__(self, folder: Path) -> None:
        self.graph = session(folder / "language.onnx")
        self.names = [output.name for output in self.graph.get_outputs()]
        self.reset()

    def reset(self) -> None:
        """Forgets everything fed."""
        shape = (CONFIG.kv_heads, 1, ROOM, CONFIG.head_width)
        self.past = {
            f"{layer}.{kind}": np.zeros(shape, np.float32)
            for layer in range(CONFIG.layers)
            for kind in "kv"
        }
        self.length = 0

    def feed(
        self, ids: list[int], visual: np.ndarray, place: list[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Feeds S positions; logits (V) and visual token (W) after the last."""
        given = {f"past.{name}": value for name, value in self.past.items()}
        given |= {
            "ids": np.array(ids, np.int64).clip(min=0),
            "visual": np.asarray(visual, np.float32),
            "visual_index": np.array(place, np.int64),
            "past_length": np.array([self.length], np.int64),
        }
        made = dict(zip(self.names, self.graph.run(None, given), strict=True))
        for name, value in self.past.items():
            value[:, :, self.length : self.length + len(ids)] = made[f"new.{name}"]
        self.length += len(ids)
        return made["logits"], made["visual_out"]

    def answer(self, ids: list[int], most: int) -> list[int]:
        """Greedy text up to a picture or the end."""
        self.reset()
        width = self.graph.get_inputs()[1].shape[1]
        logits, _ = self.feed(ids, np.zeros((len(ids), width)), [-1] * len(ids))
        made: list[int] = []
        while len(made) < most:
            made.append(int(logits.argmax()))
            if made[-1] in END or made[-1] >= IMAGE_START:
                break
            logits, _ = self.feed(made[-1:], np.zeros((1, width)), [-1])
        return made
