"""Whether a package's graphs give what PyTorch gives: run after every export.

python -m models.export.check --package models/package

Held to: visual tokens' cosine at least 0.99, text perplexity within 2 % of the trained model's,
denoiser and decoder within 1e-2, and the same greedy answers to ten prompts (told, not demanded:
rounded weights may turn a near tie). Exits with 1 when a figure falls short.
"""

from __future__ import annotations

import argparse
import json
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
import torch.nn.functional as F

from models.export.package_session import END, LanguageSession, session
from models.metamorph.encoder import TOKENS, Backbone, VisionEncoder
from models.metamorph.language_stage import encoder, load_neck
from models.metamorph.llama import IMAGE_START, encode
from models.metamorph.model import VPiT
from models.metamorph.quantized_linear import see_rounded
from models.metamorph.sequences import VISUAL, Seen, Sequence, pictured, to_sequence
from models.metamorph.training import trained
from models.pictograms.codes import WIDTH
from models.pictograms.picture_pool import batch, to_encoder_input
from models.pictograms.tasks.mixture import examples
from models.visualizer.adapter import CONDITION
from models.visualizer.latent import SIDE, Decoder, LatentSpace
from models.visualizer.latent import WIDTH as LATENT_WIDTH
from models.visualizer.training import trained_visualizer

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


def own_answer(model: VPiT, ids: list[int], most: int) -> list[int]:
    """Greedy text of the PyTorch model up to a picture or the end."""
    made: list[int] = []
    with torch.no_grad():
        states, past = model.lm.trunk(model.embed_text(torch.tensor([ids])))
        while len(made) < most:
            made.append(int(model.text_logits(states[0, -1:])[0].argmax()))
            if made[-1] in END or made[-1] >= IMAGE_START:
                break
            states, past = model.lm.trunk(model.embed_text(torch.tensor([made[-1:]])), past)
    return made


def language_figures(folder: Path, seen: Seen, count: int) -> dict[str, float]:
    """Cosine of visual tokens and perplexities, true tokens fed, over held-out examples."""
    model = VPiT(frozen_layers=0)
    model.load_state_dict(trained("language")["vpit"])
    see_rounded(model.eval())  # as training saw it
    graph = LanguageSession(folder)
    cosines: list[float] = []
    ours: list[float] = []
    theirs: list[float] = []
    weights = {"generate": 3.0, "question": 2.0, "puzzle": 1.0, "fact": 1.0}
    for example in islice(examples(77, "heldout", weights), count):
        sequence: Sequence = to_sequence(example)
        visual = torch.zeros(len(sequence.ids), WIDTH)
        is_visual = torch.tensor(sequence.ids) == VISUAL
        with torch.no_grad():
            x = model.embed_text(torch.tensor(sequence.ids).clamp(min=0))
            if sequence.pictures:
                visual[is_visual] = pictured([sequence], seen)
                places = torch.tensor(sequence.place)[is_visual]
                x[is_visual] = model.embed_visual(visual[is_visual], places)
            states = model.trunk(x[None], False)[0]
        graph.reset()
        begin = sequence.learn.index(True)
        logits, predicted = graph.feed(
            sequence.ids[:begin], visual[:begin].numpy(), sequence.place[:begin]
        )
        for at in range(begin, len(sequence.ids)):
            if sequence.learn[at]:
                with torch.no_grad():
                    if sequence.ids[at] == VISUAL:
                        own = model.predict_visual(states[at - 1 : at])[0]
                        cosines.append(float(own @ torch.from_numpy(predicted)))
                    else:
                        target = torch.tensor(sequence.ids[at])
                        own_logits = model.text_logits(states[at - 1 : at])[0]
                        ours.append(float(F.cross_entropy(own_logits, target)))
                        theirs.append(float(F.cross_entropy(torch.from_numpy(logits), target)))
            one = slice(at, at + 1)
            logits, predicted = graph.feed(
                sequence.ids[one], visual[one].numpy(), sequence.place[one]
            )
    same = 0
    for prompt in PROMPTS:
        ids = encode(f"<|im_start|>user\n{prompt}<|im_end|>\n<|im_start|>assistant\n")
        same += own_answer(model, ids, 24) == graph.answer(ids, 24)
    return {
        "visual_cosine": float(np.mean(cosines)),
        "visual_cosine_lowest": float(np.min(cosines)),
        "perplexity": float(np.exp(np.mean(ours))),
        "perplexity_shipped": float(np.exp(np.mean(theirs))),
        "same_answers_of_10": float(same),
    }


def vision_figures(folder: Path) -> dict[str, float]:
    """Least cosine of the encoder, greatest difference of denoiser and decoder."""
    _, pictures = batch(np.random.default_rng(3), 4)
    pixels = to_encoder_input(pictures)
    whole = VisionEncoder(Backbone(), load_neck()).eval()
    adapter, denoiser = trained_visualizer()
    decoder = Decoder(LatentSpace.load())
    decoder.load_state_dict(trained("decoder")["decoder"])
    with torch.no_grad():
        tokens = whole(pixels)
        condition = adapter.round_values()(tokens)
        latent = torch.randn(len(tokens), LATENT_WIDTH, SIDE, SIDE)
        t = torch.linspace(0, 0.9, len(tokens))
        prediction = denoiser(latent, t, condition)
        drawn = decoder(prediction)
    graph = session(folder / "encoder.onnx")
    read = np.concatenate([graph.run(None, {"pixels": p[None].numpy()})[0][None] for p in pixels])
    adapted = session(folder / "adapter.onnx").run(None, {"tokens": tokens[0].numpy()})[0]
    assert adapted.shape == (TOKENS, CONDITION)
    given = {
        "latent": latent.numpy(),
        "timestep": t.numpy(),
        "condition": condition.numpy(),
    }
    made = session(folder / "denoiser.onnx").run(None, given)[0]
    shown = session(folder / "decoder.onnx").run(None, {"latent": prediction[:1].numpy()})[0]
    return {
        "encoder_cosine_lowest": float((read * tokens.numpy()).sum(-1).min()),
        "adapter_difference": float(np.abs(adapted - condition[0].numpy()).max()),
        "denoiser_difference": float(np.abs(made - prediction.numpy()).max()),
        "decoder_difference": float(np.abs(shown - drawn[:1].numpy()).max()),
    }


def check(folder: Path, count: int, language_alone: bool) -> bool:
    """Prints all figures as JSON; whether each is good enough."""
    torch.manual_seed(0)
    ort.set_default_logger_severity(3)
    figures = {} if language_alone else vision_figures(folder)
    figures |= language_figures(folder, Seen(encoder(folder)), count)
    print(json.dumps({k: round(v, 5) for k, v in figures.items()}, indent=1))
    vision = language_alone or (
        figures["encoder_cosine_lowest"] >= 0.999
        and figures["denoiser_difference"] <= 1e-2
        and figures["decoder_difference"] <= 1e-2
    )
    return (
        vision
        and figures["visual_cosine"] >= 0.99
        and figures["perplexity_shipped"] <= 1.02 * figures["perplexity"]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, default=Path("models/package"))
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument(
        "--language", action="store_true", help="the language graph alone, the others taken over"
    )
    given = parser.parse_args()
    if not check(given.package, given.count, given.language):
        raise SystemExit(1)
