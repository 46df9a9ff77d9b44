"""Whether a package's graphs give what PyTorch gives, in figures.

Held to: visual tokens' cosine at least 0.99, text perplexity within 2 % of the trained model's,
denoiser and decoder within 1e-2. The same greedy answers to ten prompts are reported, not demanded:
rounded weights may turn a near tie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models.export.package_session import LanguageSession, is_end, session
from models.metamorph.encoder import VisionEncoder
from models.metamorph.model import MetaMorph
from models.metamorph.sequences import VISUAL, ChatFormat, TokenSequence
from models.visualizer.adapter import Adapter
from models.visualizer.denoiser import Denoiser
from models.visualizer.latent import Decoder

PROMPTS = (
    "What is the capital of France?",
    "Draw a cat.",
    "Why is the sky blue?",
    "Generate an image of a violin.",
    "What is 2 + 3?",
    "Three apples",
    "Name a fruit.",
    "Draw the animal that chases mice.",
    "Hello!",
    "A castle at night",
)
LONGEST_ANSWER = 24  # tokens

Figures = dict[str, float]


def greedy_answer(model: MetaMorph, ids: list[int]) -> list[int]:
    """Greedy text of the PyTorch model up to an image or the end."""
    answer: list[int] = []
    with torch.no_grad():
        states, past = model.lm.trunk(model.embed_text(torch.tensor([ids])))
        while len(answer) < LONGEST_ANSWER:
            answer.append(int(model.text_logits(states[0, -1:])[0].argmax()))
            if is_end(model.config.language, answer[-1]):
                break
            states, past = model.lm.trunk(model.embed_text(torch.tensor([answer[-1:]])), past)
    return answer


def language_figures(
    folder: Path,
    model: MetaMorph,
    chat: ChatFormat,
    sequences: Iterable[TokenSequence],
    tokens_of: Callable[[TokenSequence], Tensor],
) -> Figures:
    """Cosine of visual tokens and perplexities, true tokens fed, over held-out sequences.

    ``tokens_of`` gives the visual tokens (N, W) of a sequence.
    """
    graph = LanguageSession(folder, model.config.language)
    cosines: list[float] = []
    own_losses: list[float] = []
    graph_losses: list[float] = []
    for sequence in sequences:
        ids, index = sequence.ids, sequence.visual_index
        visual = torch.zeros(len(ids), model.config.visual_width)
        is_visual = torch.tensor(ids) == VISUAL
        with torch.no_grad():
            x = model.embed_text(torch.tensor(ids).clamp(min=0))
            if sequence.images:
                visual[is_visual] = tokens_of(sequence)
                x[is_visual] = model.embed_visual(visual[is_visual], torch.tensor(index)[is_visual])
            states = model.trunk(x[None], False)[0]
        graph.reset()
        begin = sequence.learn.index(True)
        logits, predicted = graph.feed(ids[:begin], visual[:begin].numpy(), index[:begin])
        for at in range(begin, len(ids)):
            if sequence.learn[at]:
                with torch.no_grad():
                    if ids[at] == VISUAL:
                        own = model.predict_visual(states[at - 1 : at])[0]
                        cosines.append(float(own @ torch.from_numpy(predicted)))
                    else:
                        target = torch.tensor(ids[at])
                        own_logits = model.text_logits(states[at - 1 : at])[0]
                        own_losses.append(float(F.cross_entropy(own_logits, target)))
                        shipped = torch.from_numpy(logits)
                        graph_losses.append(float(F.cross_entropy(shipped, target)))
            here = slice(at, at + 1)
            logits, predicted = graph.feed(ids[here], visual[here].numpy(), index[here])
    same = 0
    for prompt in PROMPTS:
        text = f"{chat.turn_start['user']}{prompt}{chat.turn_end}{chat.turn_start['assistant']}"
        ids = chat.encode(text)
        same += greedy_answer(model, ids) == graph.answer(ids, LONGEST_ANSWER)
    return {
        "visual_cosine": float(np.mean(cosines)),
        "visual_cosine_lowest": float(np.min(cosines)),
        "perplexity": float(np.exp(np.mean(own_losses))),
        "perplexity_shipped": float(np.exp(np.mean(graph_losses))),
        "same_answers_of_10": float(same),
    }


@dataclass(frozen=True)
class VisionModels:
    """The trained models that the other graphs were made of."""

    encoder: VisionEncoder
    adapter: Adapter
    denoiser: Denoiser
    decoder: Decoder


def vision_figures(folder: Path, parts: VisionModels, pixels: Tensor) -> Figures:
    """Least cosine of the encoder, greatest difference of denoiser and decoder, on the encoder's
    input (B, 3, S, S)."""
    space = parts.denoiser.latent
    with torch.no_grad():
        tokens = parts.encoder(pixels)
        condition = parts.adapter.round_values()(tokens)
        latent = torch.randn(len(tokens), space.width, space.side, space.side)
        t = torch.linspace(0, 0.9, len(tokens))
        prediction = parts.denoiser(latent, t, condition)
        drawn = parts.decoder(prediction)
    graph = session(folder / "encoder.onnx")
    encoded = [graph.run(None, {"pixels": p[None].numpy()})[0][None] for p in pixels]
    adapted = session(folder / "adapter.onnx").run(None, {"tokens": tokens[0].numpy()})[0]
    assert adapted.shape == condition.shape[1:]
    inputs = {
        "latent": latent.numpy(),
        "timestep": t.numpy(),
        "condition": condition.numpy(),
    }
    denoised = session(folder / "denoiser.onnx").run(None, inputs)[0]
    decoded = session(folder / "decoder.onnx").run(None, {"latent": prediction[:1].numpy()})[0]
    return {
        "encoder_cosine_lowest": float((np.concatenate(encoded) * tokens.numpy()).sum(-1).min()),
        "adapter_difference": float(np.abs(adapted - condition[0].numpy()).max()),
        "denoiser_difference": float(np.abs(denoised - prediction.numpy()).max()),
        "decoder_difference": float(np.abs(decoded - drawn[:1].numpy()).max()),
    }


def is_vision_good(figures: Figures) -> bool:
    """Whether the figures of encoder and visualizer are good enough."""
    return (
        figures["encoder_cosine_lowest"] >= 0.999
        and figures["denoiser_difference"] <= 1e-2
        and figures["decoder_difference"] <= 1e-2
    )


def is_language_good(figures: Figures) -> bool:
    """Whether the figures of the language model are good enough."""
    return (
        figures["visual_cosine"] >= 0.99
        and figures["perplexity_shipped"] <= 1.02 * figures["perplexity"]
    )
