"""Stages "visualizer" (adapter and denoiser) and "decoder" (latent to pixels).

The visualizer learns on the visual tokens that a data set gives its pictures, with noise added and
parts of other pictures mixed in, so that it forgives the imprecision of encoder and language model,
and with dropped conditions for classifier-free guidance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.precision import mixed_precision
from models.metamorph.training import Stage, WeightAverage, clip_and_step
from models.visualizer.adapter import Adapter
from models.visualizer.denoiser import Denoiser, add_noise
from models.visualizer.latent import Decoder, LatentSpace

# From a seed and a size, endless batches: visual tokens (B, m, W), and pixels (B, S, S, 3) uint8.
Batches = Callable[[int, int], Iterator[tuple[Tensor, Tensor]]]

DROPPED = 0.1
AVERAGED = 0.99  # share of the averaged weights that a step keeps
NOISE = 0.7  # greatest length of the noise on tokens of length one
MIXED = 0.3  # greatest share of another picture's tokens
FROM_NOTHING = 0.5  # share of one-step answers: there it is learnt what a token looks like
BATCH = 48
DECODER_BATCH = 12
CROP = 4  # patches a side that the decoder is trained on
HELD_OUT = 128  # pictures


def disturb(tokens: Tensor) -> Tensor:
    """Unit tokens (B, m, W) with noise and another picture's tokens, each of random strength."""
    count = len(tokens)
    other = tokens[torch.randperm(count)]
    share = torch.rand(count, 1, 1) * MIXED * (torch.rand(count, 1, 1) < 0.5)
    strength = torch.rand(count, 1, 1) * NOISE / tokens.shape[-1] ** 0.5
    return F.normalize(tokens + share * other + torch.randn_like(tokens) * strength, dim=-1)


def _optimizers(adapter: Adapter, denoiser: Denoiser) -> list[torch.optim.Optimizer]:
    """Muon on the layers' matrices, which learns more from each picture than AdamW, and AdamW on
    the rest, slowly on what the memory begins with, since that is nearly right already."""
    inner = [p for p in denoiser.blocks.parameters() if p.ndim == 2 and min(p.shape) > 6]
    memory = [adapter.values, adapter.behind, adapter.laid, adapter.white]
    chosen = {id(p) for p in (*inner, *memory)}
    rest = [p for p in (*adapter.parameters(), *denoiser.parameters()) if id(p) not in chosen]
    groups = [
        {"params": rest, "lr": 1e-3, "weight_decay": 0.005},
        {"params": memory, "lr": 2e-4, "weight_decay": 0.0},
    ]
    return [
        torch.optim.Muon(inner, lr=1.5e-3, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(groups, betas=(0.9, 0.98)),
    ]


def train_visualizer(
    new: Callable[[], tuple[Adapter, Denoiser]],
    space: LatentSpace,
    batches: Batches,
    begin: Callable[[Adapter], None],
    minutes: float,
) -> None:
    """Runs or resumes the stage of adapter and denoiser; ``begin`` fills the adapter's memory."""
    adapter, denoiser = new()
    averaged_adapter, averaged = new()
    parameters = [*adapter.parameters(), *denoiser.parameters()]
    optimizers = _optimizers(adapter, denoiser)
    modules: dict[str, nn.Module] = {
        "adapter": adapter,
        "denoiser": denoiser,
        "averaged_adapter": averaged_adapter,
        "averaged": averaged,
    }
    stage = Stage("visualizer", minutes, modules, optimizers)
    if not stage.resume():
        begin(adapter)
        averaged_adapter.load_state_dict(adapter.state_dict())
        averaged.load_state_dict(denoiser.state_dict())
    shipped: list[tuple[nn.Module, nn.Module, WeightAverage]] = [
        (module, live, WeightAverage(module, AVERAGED))
        for module, live in ((averaged_adapter, adapter), (averaged, denoiser))
    ]
    source = batches(1000 + stage.step, BATCH)
    unseen_tokens, unseen_pixels = next(batches(77, HELD_OUT))
    unseen_latent = space.encode(unseen_pixels)
    for step in stage.steps():
        tokens, pixels = next(source)
        latent = space.encode(pixels)
        noisy = disturb(tokens)
        t = torch.sigmoid(torch.randn(BATCH)) * (torch.rand(BATCH) > FROM_NOTHING)
        kept = (torch.rand(BATCH, 1, 1) > DROPPED).float()
        condition = adapter(noisy) * kept
        with mixed_precision():
            predicted = denoiser(add_noise(latent, t), t, condition)
        error = ((predicted.float() - latent) ** 2).mean((1, 2, 3))
        loss = (error / (1 - t).clamp(min=0.25)).mean()
        loss.backward()
        length = clip_and_step(optimizers, parameters)
        for module, live, average in shipped:
            average.update(live, step)
            if step % 20 == 19:
                module.load_state_dict(average.weights)
        if step % 50 == 0:
            plain = error[(t == 0) & (kept.view(-1) > 0)].mean()
            speed = (step + 1) * BATCH / max(stage.spent, 1)
            stage.log(loss=loss, plain=plain, length=length, speed=speed)
        if step % 250 == 249:
            with torch.no_grad():
                t = torch.zeros(len(unseen_latent))
                noise = torch.randn_like(unseen_latent)
                answer = averaged(noise, t, averaged_adapter(unseen_tokens))
            stage.log(unseen=((answer - unseen_latent) ** 2).mean())
    for module, _, average in shipped:
        module.load_state_dict(average.weights)
    stage.save()


def train_decoder(
    decoder: Decoder,
    visualizer: tuple[Adapter, Denoiser],
    space: LatentSpace,
    batches: Batches,
    minutes: float,
) -> None:
    """Runs or resumes the decoder's stage on crops of 4 x 4 patches.

    Half of the latents are those of the pictures, half what the visualizer makes of their tokens,
    whose faults the decoder is to mend; all are slightly disturbed.
    """
    adapter, denoiser = visualizer
    parameters = list(decoder.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=1.5e-3, betas=(0.9, 0.97), weight_decay=0.0)
    stage = Stage("decoder", minutes, {"decoder": decoder}, [optimizer])
    stage.resume()
    rng = np.random.default_rng(stage.step + 9)
    source = batches(2000 + stage.step, DECODER_BATCH)
    patch, places = space.config.patch, space.config.side - CROP + 1
    for step in stage.steps():
        tokens, pixels = next(source)
        latent = space.encode(pixels)
        with torch.no_grad():
            noise = torch.randn_like(latent)
            drawn = denoiser(noise, torch.zeros(len(noise)), adapter(tokens))
        target = pixels.permute(0, 3, 1, 2).float() / 127.5 - 1
        crops, wanted = [], []
        for i in range(len(pixels)):
            r, c = (int(v) for v in rng.integers(0, places, 2))
            source_latent = drawn if i % 2 else latent
            crops.append(source_latent[i, :, r : r + CROP, c : c + CROP])
            rows, columns = (slice(v * patch, (v + CROP) * patch) for v in (r, c))
            wanted.append(target[i, :, rows, columns])
        z = torch.stack(crops)
        z = z + torch.randn_like(z) * torch.rand(len(z), 1, 1, 1) * 0.15
        with mixed_precision():
            decoded = decoder(z.contiguous(memory_format=torch.channels_last))
        decoded, target = decoded.float(), torch.stack(wanted)
        plain = (decoded - target).abs().mean()
        edges = sum((decoded.diff(dim=d) - target.diff(dim=d)).abs().mean() for d in (2, 3))
        loss = plain + edges
        loss.backward()
        length = clip_and_step([optimizer], parameters)
        if step % 50 == 0:
            speed = (step + 1) * len(z) / max(stage.spent, 1)
            stage.log(plain=plain, edges=edges, length=length, speed=speed)
