"""What the two tiny packages are: one like the embedded model, one like the full-size system."""

from __future__ import annotations

from dataclasses import dataclass

from models.export.language_graph import LanguageGraphConfig


@dataclass(frozen=True)
class Recipe:
    """All numbers of one tiny package."""

    name: str
    folder: str
    language: LanguageGraphConfig
    tied: bool
    #: Special tokens in the order of their ids, after the ``256 + merged`` words.
    merged: int
    special: tuple[str, ...]
    end_of_text: tuple[str, ...]
    begin: str
    before: dict[str, str]
    after: str
    default_system: str | None
    grid: int
    patch: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    condition: int
    padded: int
    channels: int
    side: int
    factor: int
    scale: float
    prediction: str
    schedule: dict[str, object]
    steps: int
    guidance: float
    #: The question whose greedy answer is kept as reference.
    question: str

    @property
    def tokens(self) -> int:
        """Visual tokens of a picture (m)."""
        return self.grid * self.grid


def _language(
    specials: int, merged: int, tokens: int, context: int, theta: float
) -> LanguageGraphConfig:
    return LanguageGraphConfig(
        layers=2,
        heads=4,
        kv_heads=2,
        head_width=8,
        hidden=32,
        ffn=64,
        vocabulary=256 + merged + specials,
        context=context,
        rope_theta=theta,
        norm_epsilon=1e-5,
        visual_tokens=tokens,
        visual_width=24,
        visual_scale=4.9,
    )


_CHATML = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image_start>", "<image_end>")
_LLAMA3 = (
    "<|begin_of_text|>",
    "<|end_of_text|>",
    "<|start_header_id|>",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<image_start>",
    "<image_end>",
)
_ROLES = ("system", "user", "assistant")

EMBEDDED_LIKE = Recipe(
    name="Tiny, like the embedded model",
    folder="embedded-like",
    language=_language(len(_CHATML), 40, 16, 256, 100_000.0),
    tied=True,
    merged=40,
    special=_CHATML,
    end_of_text=("<|im_end|>", "<|endoftext|>"),
    begin="",
    before={role: f"<|im_start|>{role}\n" for role in _ROLES},
    after="<|im_end|>\n",
    default_system=None,
    grid=4,
    patch=8,
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
    condition=16,
    padded=16,
    channels=8,
    side=4,
    factor=8,
    scale=1.0,
    prediction="sample",
    schedule={"kind": "flow", "minimumRest": 0.02},
    steps=6,
    guidance=1.5,
    question="Generate an image of a red umbrella.",
)

FULL_LIKE = Recipe(
    name="Tiny, like the full-size system",
    folder="full-like",
    language=_language(len(_LLAMA3), 40, 64, 512, 500_000.0),
    tied=False,
    merged=40,
    special=_LLAMA3,
    end_of_text=("<|eot_id|>", "<|end_of_text|>"),
    begin="<|begin_of_text|>",
    before={role: f"<|start_header_id|>{role}<|end_header_id|>\n\n" for role in _ROLES},
    after="<|eot_id|>",
    default_system="You answer in words and pictures.",
    grid=8,
    patch=6,
    mean=(0.48, 0.46, 0.41),
    std=(0.27, 0.26, 0.28),
    condition=16,
    padded=77,
    channels=4,
    side=8,
    factor=8,
    scale=0.18215,
    prediction="epsilon",
    schedule={
        "kind": "scaled_linear",
        "trainSteps": 1000,
        "betaStart": 0.00085,
        "betaEnd": 0.012,
        "stepsOffset": 1,
        "setAlphaToOne": False,
    },
    steps=10,
    guidance=7.5,
    question="What is in the picture?",
)

RECIPES = (EMBEDDED_LIKE, FULL_LIKE)
