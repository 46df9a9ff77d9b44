"""Stages "visualizer" (adapter and denoiser) and "decoder" (latent to pixels).

Pictures are rendered as they are needed, apart from those of the language model's training. The
visualizer learns on what the encoder is taught to say of them with noise added and parts of other
pictures mixed in, so that it forgives the imprecision of encoder and language model, and with
dropped conditions for classifier-free guidance.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import islice

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.precision import working
from models.metamorph.training import Average, Stage, clip_and_step, trained
from models.pictograms.codes import codes
from models.pictograms.picture_pool import pool_scenes
from models.pictograms.world.scenes import Scene, render
from models.visualizer.adapter import Appearance, begin
from models.visualizer.denoiser import Denoiser, add_noise
from models.visualizer.latent import Decoder, LatentSpace, as_map

DROPPED = 0.1
AVERAGED = 0.99  # share of the averaged weights that a step keeps
NOISE = 0.7  # greatest length of the noise on tokens of length one
MIXED = 0.3  # greatest share of another picture's tokens
FROM_NOTHING = 0.5  # share of one-step answers: there it is learnt what a token looks like
ENDLESS = 1_000_000_000
SIZE = 48


def disturb(tokens: Tensor) -> Tensor:
    """Unit tokens (B, 16, W) with noise and another picture's tokens, each of random strength."""
    count = len(tokens)
    other = tokens[torch.randperm(count)]
    share = torch.rand(count, 1, 1) * MIXED * (torch.rand(count, 1, 1) < 0.5)
    strength = torch.rand(count, 1, 1) * NOISE / tokens.shape[-1] ** 0.5
    return F.normalize(tokens + share * other + torch.randn_like(tokens) * strength, dim=-1)


def pictures(scenes: list[Scene], space: LatentSpace) -> tuple[Tensor, Tensor]:
    """Pixels (B, 256, 256, 3) in 0..255, and latent maps (B, 256, 8, 8)."""
    pixels = torch.from_numpy(np.stack([render(scene) for scene in scenes]))
    return pixels, as_map(space.encode(pixels))


def train_visualizer(minutes: float, threads: int) -> None:
    """Runs or resumes the denoiser's stage."""
    torch.set_num_threads(threads)
    torch.manual_seed(2)
    space = LatentSpace.load()
    adapter, denoiser = Appearance(), Denoiser()
    averaged_adapter, averaged = Appearance(), Denoiser()
    # Muon on the layers' matrices learns more from each picture than AdamW, which keeps the rest.
    inner = [p for p in denoiser.blocks.parameters() if p.ndim == 2 and min(p.shape) > 6]
    chosen = {id(p) for p in inner}
    laws = [adapter.values, adapter.behind, adapter.laid, adapter.white]
    chosen |= {id(p) for p in laws}
    parameters = [*adapter.parameters(), *denoiser.parameters()]
    rest = [p for p in parameters if id(p) not in chosen]
    muon = torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    # What the memory begins with is nearly right already.
    groups = [
        {"params": rest, "lr": 1e-3, "weight_decay": 0.005},
        {"params": laws, "lr": 2e-4, "weight_decay": 0.0},
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
        begin(adapter, space)
        averaged_adapter.load_state_dict(adapter.state_dict())
        averaged.load_state_dict(denoiser.state_dict())
    averages: list[tuple[nn.Module, nn.Module]] = [
        (averaged_adapter, adapter),
        (averaged, denoiser),
    ]
    movers = [Average(m, AVERAGED) for m, _ in averages]
    source: Iterator[Scene] = pool_scenes(ENDLESS, 1000 + stage.step)
    unseen = list(islice(pool_scenes(128, 77), 128))
    fixed_tokens, (_, fixed_latent) = codes().tokens(unseen), pictures(unseen, space)
    for step in stage.steps():
        scenes = list(islice(source, SIZE))
        _, latent = pictures(scenes, space)
        noisy = disturb(codes().tokens(scenes))
        t = torch.sigmoid(torch.randn(SIZE)) * (torch.rand(SIZE) > FROM_NOTHING)
        kept = (torch.rand(SIZE, 1, 1) > DROPPED).float()
        condition = adapter(noisy) * kept
        with working():
            predicted = denoiser(add_noise(latent, t), t, condition)
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
            speed = (step + 1) * SIZE / max(stage.spent, 1)
            stage.log(loss=loss, plain=plain, length=length, speed=speed)
        if step % 250 == 249:
            with torch.no_grad():
                t = torch.zeros(len(fixed_latent))
                answer = averaged(torch.randn_like(fixed_latent), t, averaged_adapter(fixed_tokens))
            stage.log(unseen=((answer - fixed_latent) ** 2).mean())
    for mover, (shipped, _) in zip(movers, averages, strict=True):
        shipped.load_state_dict(mover.weights)
    stage.save()


def trained_visualizer() -> tuple[Appearance, Denoiser]:
    """The averaged adapter and denoiser; raises RuntimeError where the stage has not run."""
    modules = trained("visualizer")
    adapter, denoiser = Appearance(), Denoiser()
    adapter.load_state_dict(modules["averaged_adapter"])
    denoiser.load_state_dict(modules["averaged"])
    return adapter.eval(), denoiser.eval()


def train_decoder(minutes: float, threads: int) -> None:
    """Runs or resumes the decoder's stage on crops of 4 x 4 patches.

    Half of the latents are those of the pictures, half what the visualizer makes of their tokens,
    whose faults the decoder is to mend; all are slightly disturbed.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(3)
    space = LatentSpace.load()
    decoder = Decoder(space).to(memory_format=torch.channels_last)
    adapter, denoiser = trained_visualizer()
    parameters = list(decoder.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1.5e-3, betas=(0.9, 0.97), weight_decay=0.0)
    stage = Stage("decoder", minutes, {"decoder": decoder}, [optimizer])
    stage.resume()
    rng = np.random.default_rng(stage.step + 9)
    source = pool_scenes(ENDLESS, 2000 + stage.step)
    for step in stage.steps():
        scenes = list(islice(source, 12))
        pixels, latent = pictures(scenes, space)
        with torch.no_grad():
            noise = torch.randn_like(latent)
            drawn = denoiser(noise, torch.zeros(len(noise)), adapter(codes().tokens(scenes)))
        target = pixels.permute(0, 3, 1, 2).float() / 127.5 - 1
        crops, wanted = [], []
        for i in range(len(scenes)):
            r, c = (int(v) for v in rng.integers(0, 5, 2))
            told = drawn if i % 2 else latent
            crops.append(told[i, :, r : r + 4, c : c + 4])
            wanted.append(target[i, :, r * 32 : r * 32 + 128, c * 32 : c * 32 + 128])
        z = torch.stack(crops)
        z = z + torch.randn_like(z) * torch.rand(len(z), 1, 1, 1) * 0.15
        with working():
            made = decoder(z.contiguous(memory_format=torch.channels_last))
        made, target = made.float(), torch.stack(wanted)
        plain = (made - target).abs().mean()
        edges = sum((made.diff(dim=d) - target.diff(dim=d)).abs().mean() for d in (2, 3))
        loss = plain + edges
        loss.backward()
        length = clip_and_step([optimizer], parameters)
        if step % 50 == 0:
            speed = (step + 1) * len(z) / max(stage.spent, 1)
            stage.log(plain=plain, edges=edges, length=length, speed=speed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=["visualizer", "decoder"])
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    run = train_visualizer if given.stage == "visualizer" else train_decoder
    run(given.minutes, given.threads)
