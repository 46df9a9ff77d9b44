"""Stage "neck": visual tokens that keep the detail of their place and each know the whole picture.

Reconstruction: a shallow denoiser, asked for its one-step answer, must redraw the latent from the
tokens. Meaning: SigLIP's sigmoid loss of every token against SmolLM2's own text states of all
concept names and backgrounds. Strong noise on the tokens makes both robust: what a language model
could not predict finely is not put into them, and what a thing is takes the greatest share.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.denoiser import Adapter, Denoiser
from models.encoder import WIDTH, Neck
from models.latent import as_map
from models.paths import train_folder
from models.smollm import encode, load_base
from models.training import Stage, clip_and_step
from models.world.scenes import BACKGROUNDS
from models.world.sprites import HERE

READER_LAYERS = 3
UNSEEN = 512  # the pool's last pictures are never trained on
NOISE = 0.9  # greatest length of the noise on tokens of length one
MEANING_WEIGHT = 0.04


@torch.no_grad()
def text_states() -> Tensor:
    """Mean middle-layer state of SmolLM2 for each concept name and background, (n, 576)."""
    path = train_folder() / "text-states.pt"
    if path.exists():
        states: Tensor = torch.load(path)
        return states
    concepts = json.loads((HERE / "concepts.json").read_text())
    captions = [f"a picture of {c['article']} {c['name']}".replace("  ", " ") for c in concepts]
    captions += [f"a picture with a {name} background" for name in BACKGROUNDS]
    model = load_base()
    model.blocks = model.blocks[:20]
    rows = []
    for caption in captions:
        ids = torch.tensor([encode(caption)])
        states, _ = model.trunk(model.embedding(ids))
        rows.append(states[0, 2:].mean(0))
    made = torch.stack(rows)
    made = made - made.mean(0)
    torch.save(made, path)
    return made


class Meaning(nn.Module):
    """SigLIP's sigmoid head: tokens (B, m, W) against text states (n, 576) -> logits (B, m, n)."""

    def __init__(self, states: Tensor) -> None:
        super().__init__()
        self.register_buffer("states", F.normalize(states, dim=-1) * states.shape[-1] ** 0.5)
        self.project = nn.Linear(states.shape[-1], 256)
        # One linear map, so that the meaning takes its share of a token's length.
        self.read = nn.Linear(WIDTH, 256)
        self.scale = nn.Parameter(torch.tensor(2.3))
        self.bias = nn.Parameter(torch.tensor(-6.0))

    def forward(self, tokens: Tensor) -> Tensor:
        text = F.normalize(self.project(self.states), dim=-1)
        seen = F.normalize(self.read(tokens * WIDTH**0.5), dim=-1)
        return self.scale.exp() * seen @ text.T + self.bias


class Pool:
    """Pool of pictures, held in memory (2.2 GB); random rows of grids, latents, labels."""

    def __init__(self) -> None:
        folder = train_folder()
        self.cells = np.load(folder / "pool-cells.npy")
        self.latent = np.load(folder / "pool-latent.npy")
        self.labels = np.load(folder / "pool-labels.npy")

    def rows(self, rng: np.random.Generator, count: int) -> tuple[Tensor, Tensor, Tensor]:
        """Grids (B, 64, 592), latent maps (B, 128, 8, 8), labels (B, n), all float32."""
        at = np.sort(rng.integers(0, len(self.labels) - UNSEEN, count))
        grid = torch.from_numpy(self.cells[at].astype(np.float32))
        latent = as_map(torch.from_numpy(self.latent[at].astype(np.float32)))
        return grid, latent, torch.from_numpy(self.labels[at].astype(np.float32))


def disturb(tokens: Tensor, most: float) -> Tensor:
    """Adds noise of a random length up to ``most`` to unit tokens and normalises them again."""
    strength = torch.rand(tokens.shape[0], 1, 1) * most / tokens.shape[-1] ** 0.5
    return F.normalize(tokens + torch.randn_like(tokens) * strength, dim=-1)


def train(minutes: float, threads: int) -> None:
    """Runs or resumes the stage."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    neck, adapter, denoiser = Neck(), Adapter(), Denoiser(layers=READER_LAYERS, memory_after=None)
    meaning = Meaning(text_states())
    modules: dict[str, nn.Module] = {
        "neck": neck,
        "adapter": adapter,
        "denoiser": denoiser,
        "meaning": meaning,
    }
    parameters = [p for m in modules.values() for p in m.parameters()]
    blocks = [*neck.blocks.parameters(), *denoiser.blocks.parameters()]
    inner = [p for p in blocks if p.ndim == 2 and min(p.shape) > 6]
    chosen = {id(p) for p in inner}
    rest = [p for p in parameters if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    adam = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.97), weight_decay=0.01)
    stage = Stage("neck", minutes, dict(modules), [muon, adam])
    stage.resume()
    rng = np.random.default_rng(stage.step + 1)
    pool = Pool()
    size = 96
    for step in stage.steps():
        grid, latent, marks = pool.rows(rng, size)
        t = torch.zeros(size)
        with torch.autocast("cpu", torch.bfloat16):
            tokens = neck(grid)
            noisy = disturb(tokens, NOISE)
            predicted = denoiser(torch.zeros_like(latent), t, adapter(noisy))
            logits = meaning(noisy).float()
        error = (predicted.float() - latent) ** 2
        recon = error.mean()
        wanted = marks[:, None].expand_as(logits)
        weight = 1 + 8 * wanted
        told = (
            (F.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * weight)
            .sum(-1)
            .mean()
        )
        loss = recon + MEANING_WEIGHT * told
        loss.backward()
        length = clip_and_step([muon, adam], parameters)
        if step % 50 == 0:
            best = logits[:, :, : -len(BACKGROUNDS)].argmax(-1)
            right = marks.gather(1, best).mean()
            speed = (step + 1) * size / max(stage.spent, 1)
            stage.log(
                recon=recon,
                told=told,
                right=right,
                length=length,
                speed=speed,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=12)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    train(given.minutes, given.threads)
