"""The losses of the language stage on a packed batch.

Cross-entropy on the answer's text, cosine distance on its visual tokens and what they say
(``told.py``), and for plain talk the distance to the base model. Paper: section 2.2.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.metamorph.encoder import TOKENS
from models.metamorph.llama import IMAGE_START
from models.metamorph.model import Laid, VPiT, laid, through
from models.metamorph.packing import Packed, attention_mask
from models.metamorph.precision import WORKING, working
from models.metamorph.sequences import Reader
from models.pictograms.code_loss import busy_weights, told_loss
from models.pictograms.codes import WIDTH, codes_on

KEPT_WEIGHT = 1.0  # of staying near the base model in plain talk
VISUAL_WEIGHT = 10.0
READ_AT_ONCE = 128 if torch.cuda.is_available() else 1  # pictures


@torch.no_grad()
def visual_tokens(batch: Packed, read: Reader | None) -> Tensor:
    """The batch's visual tokens (N, 256): as seen in questions, as taught in answers.

    Without a reader, whose neck may still be in training, all are as taught.
    """
    taught = codes_on(batch.ground.device).of_cells(batch.ground, batch.concept, batch.layout)
    if read is not None and len(batch.pixels):
        count = len(batch.pixels)
        # Always so many at once: a new shape costs cuDNN more time than the reading itself.
        whole = F.pad(batch.pixels, (0, 0) * 3 + (0, -count % READ_AT_ONCE))
        parts = whole.split(READ_AT_ONCE)
        seen = [read(part.permute(0, 3, 1, 2).float() / 127.5 - 1).float() for part in parts]
        taught = taught.index_copy(0, batch.asked, torch.cat(seen)[:count])
    return taught.flatten(0, 1)


def fed_back(visual: Tensor, answer: Tensor) -> tuple[Tensor, Tensor]:
    """Visual inputs (N, 256), the answer's disturbed, and which of them are hidden (N)."""
    count, on = len(visual), visual.device
    pictures = torch.arange(count, device=on) // TOKENS
    many = count // TOKENS
    mode = torch.rand(many, device=on)
    share = torch.where(mode < 0.55, 0.4 + 0.9 * torch.rand(many, device=on), 0.0)
    hidden = (torch.rand(count, device=on) < share[pictures]) & answer
    most = torch.where(answer, 1.0, 0.3)
    strength = torch.rand(many, device=on)[pictures] * most
    noise = torch.randn(count, WIDTH, device=on) * strength[:, None] / WIDTH**0.5
    return F.normalize(visual + noise, dim=-1), hidden


@dataclass
class Losses:
    """Of one batch, over what is to be learnt."""

    text: Tensor  # cross-entropy of the words
    distance: Tensor  # cosine distance of the visual tokens
    told: Tensor  # what the visual tokens say
    right: Tensor  # share of drawn cells whose concept is right; a figure
    kept: Tensor  # divergence from the base model in plain talk, nats a word

    def total(self) -> Tensor:
        """The sum that is trained on."""
        visual = VISUAL_WEIGHT * self.distance + self.told
        return self.text + visual + KEPT_WEIGHT * self.kept


class Base:
    """All layers as they came, which plain talk is kept near to."""

    def __init__(self, model: VPiT) -> None:
        self.blocks = copy.deepcopy(model.lm.blocks)
        self.norm = copy.deepcopy(model.lm.norm)
        self.blocks.requires_grad_(False)
        self.norm.requires_grad_(False)

    @torch.no_grad()
    def logits(self, model: VPiT, ids: Tensor, packed: Laid, at: Tensor) -> Tensor:
        """What the base says at flat positions ``at`` of rows of words (R, T), (k, words)."""
        x = through(self.blocks, model.embed_text(ids).to(WORKING), packed)
        states = self.norm(x).flatten(0, 1)
        return model.text_logits(states[at])[:, :IMAGE_START].float().log_softmax(-1)


def states_of(
    model: VPiT, batch: Packed, visual: Tensor, hidden: Tensor | None, through_frozen: bool = True
) -> tuple[Tensor, Laid]:
    """Flat states (R * T, hidden) of a batch whose visual tokens are given, and how it lies."""
    x = model.embed_text(batch.ids)
    if len(visual):
        inputs = model.embed_visual(visual, batch.place, hidden).to(x.dtype)
        x = x.flatten(0, 1).index_copy(0, batch.visual, inputs).view(x.shape)
    packed = laid(batch.position, attention_mask(batch.owner, WORKING))
    return model.trunk(x.to(WORKING), through_frozen, packed).flatten(0, 1), packed


def losses(
    model: VPiT,
    batch: Packed,
    read: Reader | None,
    through_frozen: bool = True,
    base: Base | None = None,
) -> Losses:
    """The losses of a batch; with ``through_frozen`` the connector learns from questions too.

    Over the whole of plain talk, the question too, the model is kept near the base: each word is
    as good a measure of what the model knew before.
    """
    visual = visual_tokens(batch, read)
    nothing = visual.new_zeros(())
    with working():
        disturbed, hidden = fed_back(visual, batch.answer)
        states, packed = states_of(model, batch, disturbed, hidden, through_frozen)
        text = distance = told = kept = nothing
        right = nothing + 1
        if len(batch.words):
            logits = model.text_logits(states[batch.words]).float()
            text = F.cross_entropy(logits, batch.wanted)
        if len(batch.drawn):
            predicted = model.predict_visual(states[batch.drawn])
            weights = busy_weights(batch.concept).flatten()[batch.learnt]
            weights = weights / weights.mean()
            distance = 1 - ((predicted * visual[batch.learnt]).sum(-1) * weights).mean()
            told, right = told_loss(
                predicted,
                batch.ground.repeat_interleave(TOKENS)[batch.learnt],
                batch.concept.flatten(0, 1)[batch.learnt],
                batch.layout.flatten(0, 1)[batch.learnt],
                weights,
            )
        if base is not None and len(batch.kept_rows):
            rows = batch.kept_rows
            wanted = base.logits(model, batch.ids[rows], packed.rows(rows), batch.kept)
            first = int(batch.ids.shape[0] - len(rows)) * batch.ids.shape[1]
            found = model.text_logits(states[first:][batch.kept]).float().log_softmax(-1)
            kept = F.kl_div(found[:, :IMAGE_START], wanted, reduction="batchmean", log_target=True)
    return Losses(text, distance, told, right, kept)
