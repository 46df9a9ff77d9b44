"""The losses of the language stage on a packed batch.

Cross-entropy on the answer's text, cosine distance on its visual tokens, and for plain talk the
divergence from the base model; a data set may add a loss of its own on visual tokens
(``ImageTargets.loss``). Paper: section 2.2.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.metamorph.encoder import Encode
from models.metamorph.llama import PackedRows, run_blocks
from models.metamorph.model import MetaMorph
from models.metamorph.packing import Packed, attention_mask
from models.metamorph.precision import COMPUTE_DTYPE, mixed_precision

KEPT_WEIGHT = 1.0  # of staying near the base model in plain talk
VISUAL_WEIGHT = 10.0
ENCODED_AT_ONCE = 128 if torch.cuda.is_available() else 1  # images


@torch.no_grad()
def visual_tokens(batch: Packed, encode: Encode | None) -> Tensor:
    """The batch's visual tokens (N, W): the encoder's where it is to read, else the known ones.

    Without an encoder, whose neck may still be in training, all are the known ones.
    """
    images = len(batch.pixels)
    seen: Tensor | None = None
    if encode is not None and images:
        # Always so many at once: a new shape costs cuDNN more time than the encoding itself.
        filled = F.pad(batch.pixels, (0, 0) * 3 + (0, -images % ENCODED_AT_ONCE))
        parts = filled.split(ENCODED_AT_ONCE)
        seen = torch.cat(
            [encode(part.permute(0, 3, 1, 2).float() / 127.5 - 1).float() for part in parts]
        )[:images]
    if batch.targets is not None:
        known = batch.targets.tokens()
        return (known if seen is None else known.index_copy(0, batch.encoded, seen)).flatten(0, 1)
    if seen is not None:
        return seen.flatten(0, 1)
    if images:
        raise ValueError("Images of which nothing but pixels is known need an encoder.")
    return torch.zeros(0, 0, device=batch.ids.device)


def corrupt_inputs(visual: Tensor, in_answer: Tensor, per_image: int) -> tuple[Tensor, Tensor]:
    """Visual inputs (N, W), the answer's with noise, and which of them are hidden (N).

    So the model reads the words instead of going on from true tokens.
    """
    count, device = len(visual), visual.device
    image = torch.arange(count, device=device) // per_image
    images = count // per_image
    mode = torch.rand(images, device=device)
    share = torch.where(mode < 0.55, 0.4 + 0.9 * torch.rand(images, device=device), 0.0)
    hidden = (torch.rand(count, device=device) < share[image]) & in_answer
    most = torch.where(in_answer, 1.0, 0.3)
    strength = torch.rand(images, device=device)[image] * most
    noise = torch.randn(visual.shape, device=device) * strength[:, None]
    return F.normalize(visual + noise / visual.shape[-1] ** 0.5, dim=-1), hidden


@dataclass
class Losses:
    """Of one batch, over what is to be learnt."""

    text: Tensor  # cross-entropy of the words
    distance: Tensor  # cosine distance of the visual tokens
    auxiliary: Tensor  # the data set's own loss on visual tokens
    accuracy: Tensor  # of that loss; a figure for the log
    kept: Tensor  # divergence from the base model in plain talk, nats a word

    def total(self) -> Tensor:
        """The sum that is trained on."""
        visual = VISUAL_WEIGHT * self.distance + self.auxiliary
        return self.text + visual + KEPT_WEIGHT * self.kept


class ReferenceModel:
    """All layers of the base model as they came, which plain talk is kept near to."""

    def __init__(self, model: MetaMorph) -> None:
        self.blocks = copy.deepcopy(model.lm.blocks)
        self.norm = copy.deepcopy(model.lm.norm)
        self.blocks.requires_grad_(False)
        self.norm.requires_grad_(False)

    @torch.no_grad()
    def log_probabilities(
        self, model: MetaMorph, ids: Tensor, packed: PackedRows, positions: Tensor
    ) -> Tensor:
        """Of text tokens (k, text vocabulary), at flat positions (k) of rows of text (R, T)."""
        shape = model.config.language
        x = run_blocks(shape, self.blocks, model.embed_text(ids).to(COMPUTE_DTYPE), packed)
        states = self.norm(x).flatten(0, 1)
        logits = model.text_logits(states[positions])[:, : shape.image_start]
        return logits.float().log_softmax(-1)


def states_of(
    model: MetaMorph,
    batch: Packed,
    visual: Tensor,
    hidden: Tensor | None,
    through_frozen: bool = True,
) -> tuple[Tensor, PackedRows]:
    """Flat states (R * T, hidden) of a batch with these visual inputs, and how its rows lie."""
    x = model.embed_text(batch.ids)
    if len(visual):
        inputs = model.embed_visual(visual, batch.visual_index, hidden).to(x.dtype)
        x = x.flatten(0, 1).index_copy(0, batch.visual, inputs).view(x.shape)
    mask = attention_mask(batch.segment, COMPUTE_DTYPE)
    packed = PackedRows.of(model.config.language, batch.position, mask)
    return model.trunk(x.to(COMPUTE_DTYPE), through_frozen, packed).flatten(0, 1), packed


def losses(
    model: MetaMorph,
    batch: Packed,
    encode: Encode | None,
    through_frozen: bool = True,
    reference: ReferenceModel | None = None,
) -> Losses:
    """The losses of a batch; with ``through_frozen`` the connector learns from questions too.

    Over the whole of plain talk, the question too, the model is kept near the base: each word is
    as good a measure of what the model knew before.
    """
    visual = visual_tokens(batch, encode)
    zero = visual.new_zeros(())
    with mixed_precision():
        inputs, hidden = corrupt_inputs(visual, batch.in_answer, model.config.visual_tokens)
        states, packed = states_of(model, batch, inputs, hidden, through_frozen)
        text = distance = auxiliary = kept = zero
        accuracy = zero + 1
        if len(batch.predict_text):
            logits = model.text_logits(states[batch.predict_text]).float()
            text = F.cross_entropy(logits, batch.text_targets)
        if len(batch.predict_visual):
            predicted = model.predict_visual(states[batch.predict_visual])
            wanted = batch.visual_targets
            cosine = (predicted * visual[wanted]).sum(-1)
            if batch.targets is None:
                distance = 1 - cosine.mean()
            else:
                weights = batch.targets.weights().flatten()[wanted]
                weights = weights / weights.mean()
                distance = 1 - (cosine * weights).mean()
                auxiliary, accuracy = batch.targets.loss(predicted, wanted, weights)
        if reference is not None and len(batch.plain_rows):
            rows = batch.plain_rows
            ids = batch.ids[rows]
            near = reference.log_probabilities(model, ids, packed.rows(rows), batch.plain)
            first = int(batch.ids.shape[0] - len(rows)) * batch.ids.shape[1]
            own = model.text_logits(states[first:][batch.plain]).float().log_softmax(-1)
            own = own[:, : model.config.language.image_start]
            kept = F.kl_div(own, near, reduction="batchmean", log_target=True)
    return Losses(text, distance, auxiliary, accuracy, kept)
