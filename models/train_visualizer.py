"""Stages "visualizer" (adapter and denoiser) and "decoder" (latent to pixels).

The visualizer learns on encoder features with noise added, so that it forgives the language
model's imprecision, later also on what the language model really predicts, and with dropped
conditions for classifier-free guidance.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from models.denoiser import Adapter, Denoiser, add_noise
from models.latent import Decoder, LatentSpace, as_map
from models.paths import train_folder
from models.pool import batch
from models.predicted_tokens import FILE as PREDICTED
from models.train_language import load_neck
from models.train_neck import UNSEEN, Pool, disturb
from models.training import Average, Stage, clip_and_step
from models.world.layout import DEFAULT_SIZE

DROPPED = 0.1
AVERAGED = 0.99  # share of the averaged weights that a step keeps
NOISE = 0.6  # greatest length of the noise on tokens of length one
FROM_NOTHING = 0.65  # share of one-step answers: there it is learnt what a token looks like


@torch.no_grad()
def pool_tokens(pool: Pool) -> Tensor:
    """Visual tokens of the whole pool by the frozen neck, (n, 16, W) fp16."""
    neck = load_neck()
    parts = []
    for at in range(0, len(pool.labels), 256):
        cells = torch.from_numpy(pool.cells[at : at + 256].astype(np.float32))
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(neck(cells).half())
    return torch.cat(parts)


def chances() -> npt.NDArray[np.float64]:
    """How likely each picture of the pool is drawn.

    One thing in the default size first of all: shapes are learnt there, and most people ask for
    it; then the things of a row or a square. The rest arranges them.
    """
    count, largest = np.load(train_folder() / "pool-sizes.npy")[:-UNSEEN].T
    weight = np.where((count > 1) & (count <= 4) & (largest == 128), 1.5, 0.8)
    weight = np.where(count == 1, 1.2, weight)
    weight = np.where((count == 1) & (largest == DEFAULT_SIZE), 6.0, weight)
    shares: npt.NDArray[np.float64] = weight / weight.sum()
    return shares


class Lessons:
    """Tokens and latents to learn from: the pool, and the language model's predictions if any."""

    def __init__(self, predicted_share: float) -> None:
        pool = Pool()
        self.tokens = pool_tokens(pool)
        self.latent = torch.from_numpy(pool.latent)
        self.chance = chances()
        path = train_folder() / PREDICTED
        self.predicted = torch.load(path) if predicted_share > 0 and path.exists() else None
        self.share = predicted_share if self.predicted else 0.0

    def rows(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """Disturbed tokens (B, 16, W) and latent maps (B, 128, 8, 8), float32."""
        told = int(size * self.share)
        at = np.sort(rng.choice(len(self.chance), size - told, p=self.chance))
        tokens = disturb(self.tokens[at].float(), NOISE)
        latent = self.latent[at]
        if self.predicted:
            pick = torch.from_numpy(rng.integers(0, len(self.predicted["latent"]), told))
            # Somewhere between what was meant and what was predicted, so that few are not learnt
            # by heart.
            degree = torch.rand(told, 1, 1) * 1.2
            meant = self.predicted["true"][pick].float()
            mixed = meant + degree * (self.predicted["predicted"][pick].float() - meant)
            tokens = torch.cat([tokens, disturb(mixed, 0.3)])
            latent = torch.cat([latent, self.predicted["latent"][pick]])
        return tokens, as_map(latent.float())

    def unseen(self) -> tuple[Tensor, Tensor]:
        """A fixed batch that no training sees, undisturbed: tokens and latent maps."""
        return self.tokens[-UNSEEN::4].float(), as_map(self.latent[-UNSEEN::4].float())


def begin_from(path: Path, adapter: Adapter, denoiser: Denoiser) -> None:
    """Takes over what fits of an earlier visualizer; the rest starts fresh."""
    earlier = torch.load(path, weights_only=True)["modules"]
    for name, module in (("averaged_adapter", adapter), ("averaged", denoiser)):
        known = module.state_dict()
        fits = {k: v for k, v in earlier[name].items() if known[k].shape == v.shape}
        module.load_state_dict(known | fits)


def train_visualizer(
    minutes: float, threads: int, begin: Path | None, predicted_share: float
) -> None:
    """Runs or resumes the denoiser's stage."""
    torch.set_num_threads(threads)
    torch.manual_seed(2)
    adapter, denoiser = Adapter(), Denoiser()
    if begin:
        begin_from(begin, adapter, denoiser)
    averaged_adapter, averaged = Adapter(), Denoiser()
    # Muon on the layers' matrices learns more from each picture than AdamW, which keeps the rest.
    inner = [p for p in denoiser.blocks.parameters() if p.ndim == 2 and min(p.shape) > 6]
    chosen = {id(p) for p in inner}
    parameters = [*adapter.parameters(), *denoiser.parameters()]
    assert denoiser.memory is not None
    values = denoiser.memory.values
    rest = [p for p in parameters if id(p) not in chosen and p is not values]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    # A value is read by few pictures only, so its rate is high.
    groups = [
        {"params": rest, "lr": 1e-3, "weight_decay": 0.005},
        {"params": [values], "lr": 8e-3, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    modules = {
        "adapter": adapter,
        "denoiser": denoiser,
        "averaged_adapter": averaged_adapter,
        "averaged": averaged,
    }
    stage = Stage("visualizer", minutes, dict(modules), [muon, optimizer])
    if not stage.resume():
        averaged_adapter.load_state_dict(adapter.state_dict())
        averaged.load_state_dict(denoiser.state_dict())
    averages: list[tuple[nn.Module, nn.Module]] = [
        (averaged_adapter, adapter),
        (averaged, denoiser),
    ]
    movers = [Average(m, AVERAGED) for m, _ in averages]
    lessons = Lessons(predicted_share)
    fixed_tokens, fixed_latent = lessons.unseen()
    rng = np.random.default_rng(stage.step + 5)
    size = 64
    for step in stage.steps():
        noisy, latent = lessons.rows(rng, size)
        t = torch.sigmoid(torch.randn(size)) * (torch.rand(size) > FROM_NOTHING)
        kept = (torch.rand(size, 1, 1) > DROPPED).float()
        with torch.autocast("cpu", torch.bfloat16):
            predicted = denoiser(add_noise(latent, t), t, adapter(noisy) * kept)
        error = ((predicted.float() - latent) ** 2).mean((1, 2, 3))
        loss = (error / (1 - t).clamp(min=0.25)).mean()
        loss.backward()
        length = clip_and_step([muon, optimizer], parameters)
        for mover, (shipped, live) in zip(movers, averages, strict=True):
            mover.update(live, step)
            if step % 20 == 19:
                shipped.load_state_dict(mover.weights)
        if step % 50 == 0:
            plain = error[(t == 0) & (kept.view(-1) > 0)].mean()
            stage.log(
                loss=loss, plain=plain, length=length, speed=(step + 1) * size / max(stage.spent, 1)
            )
        if step % 500 == 499:
            with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
                t = torch.zeros(len(fixed_latent))
                answer = averaged(torch.randn_like(fixed_latent), t, averaged_adapter(fixed_tokens))
            stage.log(unseen=((answer.float() - fixed_latent) ** 2).mean())
    for mover, (shipped, _) in zip(movers, averages, strict=True):
        shipped.load_state_dict(mover.weights)
    stage.save()


def train_decoder(minutes: float, threads: int) -> None:
    """Runs or resumes the decoder's stage on crops of 4 x 4 patches, latents slightly disturbed."""
    torch.set_num_threads(threads)
    torch.manual_seed(3)
    space = LatentSpace.load()
    decoder = Decoder(space).to(memory_format=torch.channels_last)
    parameters = list(decoder.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.97), weight_decay=0.0)
    stage = Stage("decoder", minutes, {"decoder": decoder}, [optimizer])
    stage.resume()
    rng = np.random.default_rng(stage.step + 9)
    for step in stage.steps():
        _, pictures = batch(rng, 8)
        x = torch.from_numpy(pictures)
        latent = as_map(space.encode(x))
        target = x.permute(0, 3, 1, 2).float() / 127.5 - 1
        crops, wanted = [], []
        for i in range(len(x)):
            for _ in range(2):
                r, c = (int(v) for v in rng.integers(0, 5, 2))
                crops.append(latent[i, :, r : r + 4, c : c + 4])
                wanted.append(target[i, :, r * 32 : r * 32 + 128, c * 32 : c * 32 + 128])
        z = torch.stack(crops)
        z = z + torch.randn_like(z) * torch.rand(len(z), 1, 1, 1) * 0.25
        with torch.autocast("cpu", torch.bfloat16):
            made = decoder(z.contiguous(memory_format=torch.channels_last))
        off = made.float() - torch.stack(wanted)
        plain = off.abs().mean()
        edge = off.diff(dim=-1).abs().mean() + off.diff(dim=-2).abs().mean()
        loss = plain + edge
        loss.backward()
        clip_and_step([optimizer], parameters)
        if step % 50 == 0:
            stage.log(plain=plain, edge=edge, speed=(step + 1) * 16 / max(stage.spent, 1))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=["visualizer", "decoder"])
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--begin", type=Path, help="checkpoint of an earlier visualizer")
    parser.add_argument("--predicted", type=float, default=0.0, help="share of predicted tokens")
    a = parser.parse_args()
    if a.stage == "visualizer":
        train_visualizer(a.minutes, a.threads, a.begin, a.predicted)
    else:
        train_decoder(a.minutes, a.threads)
