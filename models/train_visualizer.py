"""Stages "visualizer" (adapter and denoiser) and "decoder" (latent to pixels).

The visualizer learns on encoder features with noise added, so that it forgives the language
model's imprecision, and with dropped conditions for classifier-free guidance.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
from torch import Tensor, nn

from models.denoiser import Adapter, Denoiser, add_noise
from models.latent import Decoder, LatentSpace, as_map
from models.paths import train_folder
from models.pool import batch
from models.prediction_gain import PredictionGain
from models.train_language import load_neck
from models.train_neck import Pool, disturb
from models.training import Average, Stage, clip_and_step
from models.world.scenes import BACKGROUNDS

DROPPED = 0.1


@torch.no_grad()
def pool_tokens(pool: Pool) -> Tensor:
    """Visual tokens of the whole pool by the frozen neck, (n, 16, 512) fp16."""
    neck = load_neck()
    parts = []
    for at in range(0, len(pool.labels), 256):
        cells = torch.from_numpy(pool.cells[at : at + 256].astype(np.float32))
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(neck(cells).half())
    return torch.cat(parts)


def train_visualizer(minutes: float, threads: int) -> None:
    """Runs or resumes the denoiser's stage; starts from the neck's reconstruction net."""
    torch.set_num_threads(threads)
    torch.manual_seed(2)
    adapter, denoiser = Adapter(), Denoiser()
    begun = torch.load(train_folder() / "neck.pt", weights_only=True)["modules"]
    adapter.load_state_dict(begun["adapter"])
    denoiser.load_state_dict(begun["denoiser"])
    averaged_adapter, averaged = Adapter(), Denoiser()
    # Muon on the layers' matrices learns more from each picture than AdamW, which keeps the rest.
    inner = [p for p in denoiser.blocks.parameters() if p.ndim == 2 and min(p.shape) > 6]
    chosen = {id(p) for p in inner}
    parameters = [*adapter.parameters(), *denoiser.parameters()]
    rest = [p for p in parameters if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    optimizer = torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.005)
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
    movers = [Average(m) for m, _ in averages]
    pool = Pool()
    tokens = pool_tokens(pool)
    pool.cells = pool.cells[:0]
    gain = PredictionGain.load()
    rng = np.random.default_rng(stage.step + 5)
    size = 64
    # Pictures of one concept first of all: shapes are learnt there, scenes only arrange them.
    alone = pool.labels[:-512, : -len(BACKGROUNDS)].sum(1) == 1
    chance = np.where(alone, 2.5, 1.0) / np.where(alone, 2.5, 1.0).sum()
    for step in stage.steps():
        at = np.sort(rng.choice(len(chance), size, p=chance))
        latent = as_map(torch.from_numpy(pool.latent[at].astype(np.float32)))
        clean = tokens[at].float()
        noisy = disturb(gain.shrink(clean) if gain else clean, 0.7)
        t = torch.sigmoid(torch.randn(size)) * (torch.rand(size) > 0.4)
        kept = (torch.rand(size, 1, 1) > DROPPED).float()
        with torch.autocast("cpu", torch.bfloat16):
            predicted = denoiser(add_noise(latent, t), t, adapter(noisy) * kept)
        error = ((predicted.float() - latent) ** 2).mean((1, 2, 3))
        loss = (error / (1 - t).clamp(min=0.25)).mean()
        loss.backward()
        length = clip_and_step([muon, optimizer], parameters)
        for mover, (shipped, live) in zip(movers, averages, strict=True):
            mover.update(live, step)
            if step % 100 == 99:
                shipped.load_state_dict(mover.weights)
        if step % 50 == 0:
            plain = error[(t == 0) & (kept.view(-1) > 0)].mean()
            stage.log(
                loss=loss, plain=plain, length=length, speed=(step + 1) * size / max(stage.spent, 1)
            )
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
    a = parser.parse_args()
    (train_visualizer if a.stage == "visualizer" else train_decoder)(a.minutes, a.threads)
