"""New models of the pictograms' shapes, and those that the training folder holds."""

from __future__ import annotations

from collections.abc import Callable

from models.metamorph.encoder import Backbone, Encode, Neck, encode_with
from models.metamorph.model import MetaMorph
from models.metamorph.smollm2 import load_smollm2
from models.metamorph.training import load_stage
from models.paths import train_folder
from models.pictograms.code_loss import code_logits
from models.pictograms.config import ADAPTER, DECODER, DENOISER, ENCODER, LATENT, MODEL
from models.pictograms.positional_names import name_positions
from models.visualizer.adapter import Adapter
from models.visualizer.denoiser import Denoiser
from models.visualizer.latent import Decoder, LatentSpace


def new_model(frozen_layers: int) -> MetaMorph:
    """The base model with new heads, its positions named by their squares."""
    model = MetaMorph(MODEL, load_smollm2(), frozen_layers)
    name_positions(model)
    return model


def load_model() -> MetaMorph:
    """The trained model; raises RuntimeError where the stage has not run."""
    model = new_model(frozen_layers=0)
    model.load_state_dict(load_stage("language")["vpit"])
    return model


def load_neck() -> Neck:
    """The trained neck, frozen; raises RuntimeError where the stage has not run."""
    neck = Neck(ENCODER)
    neck.load_state_dict(load_stage("neck")["neck"])
    return neck.eval().requires_grad_(False)


def load_encoder(fallback: Callable[[], Neck] | None = None) -> Encode | None:
    """The encoder once its neck is trained, else with the neck of ``fallback``, else none: then
    pictures are seen as what the encoder is being taught."""
    if (train_folder() / "neck.pt").exists():
        return encode_with(Backbone(ENCODER), load_neck())
    if fallback is not None:
        return encode_with(Backbone(ENCODER), fallback())
    print("No neck yet: pictures of questions say what the encoder is being taught.", flush=True)
    return None


def new_visualizer() -> tuple[Adapter, Denoiser]:
    """Adapter and denoiser before training."""
    return Adapter(ADAPTER, code_logits), Denoiser(DENOISER, LATENT, ADAPTER)


def load_visualizer() -> tuple[Adapter, Denoiser]:
    """The averaged adapter and denoiser; raises RuntimeError where the stage has not run."""
    modules = load_stage("visualizer")
    adapter, denoiser = new_visualizer()
    adapter.load_state_dict(modules["averaged_adapter"])
    denoiser.load_state_dict(modules["averaged"])
    return adapter.eval(), denoiser.eval()


def load_decoder() -> Decoder:
    """The trained decoder; raises RuntimeError where the stage has not run."""
    decoder = Decoder(LatentSpace.load(LATENT), DECODER)
    decoder.load_state_dict(load_stage("decoder")["decoder"])
    return decoder
