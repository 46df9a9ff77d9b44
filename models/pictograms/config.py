"""The shapes of the pictogram model: every configuration that the other rooms are given here."""

from __future__ import annotations

from models.metamorph.encoder import EncoderConfig
from models.metamorph.model import MetaMorphConfig
from models.metamorph.packing import Packer
from models.metamorph.sequences import ChatFormat
from models.metamorph.smollm2 import SMOLLM2, TURN_END, TURN_START, encode
from models.pictograms.code_loss import CodeTargets
from models.pictograms.codes import CELLS_A_SIDE, LAYOUTS, PARTS, TOKENS_A_SIDE, WIDTH
from models.pictograms.world.concepts import concept_ids
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIDE
from models.visualizer.adapter import AdapterConfig
from models.visualizer.denoiser import DenoiserConfig
from models.visualizer.latent import DecoderConfig, LatentConfig

ENCODER = EncoderConfig(
    input_size=SIDE,
    cells=CELLS_A_SIDE,
    cell_width=768,
    width=WIDTH,
    neck_width=384,
    neck_layers=3,
    mean=(0.5, 0.5, 0.5),
    std=(0.5, 0.5, 0.5),
)
MODEL = MetaMorphConfig(
    language=SMOLLM2,
    visual_tokens=ENCODER.tokens,
    visual_width=WIDTH,
    connector_width=768,
    head_width=768,
)
CHAT = ChatFormat(
    encode=encode,
    turn_start=TURN_START,
    turn_end=TURN_END,
    image_start=SMOLLM2.image_start,
    image_end=SMOLLM2.image_end,
    visual_tokens=MODEL.visual_tokens,
)
PACKER = Packer(row_length=256, describe=CodeTargets.of)

LATENT = LatentConfig(patch=GRID, side=CELLS_A_SIDE, width=256)
ADAPTER = AdapterConfig(
    tokens_a_side=TOKENS_A_SIDE,
    parts=PARTS,
    visual_width=WIDTH,
    backgrounds=len(BACKGROUNDS),
    concepts=len(concept_ids()),
    layouts=LAYOUTS,
    latent_width=LATENT.width,
    cover_width=64,
    feature_width=64,
)
DENOISER = DenoiserConfig(width=256, layers=4, heads=4)
DECODER = DecoderConfig(fine=48, coarse=96)
