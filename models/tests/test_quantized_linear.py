"""Scales that learn, weights of 4 bits that stay."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from models.metamorph.quantization import block_parameters  # noqa: E402
from models.metamorph.quantized_linear import QuantizedLinear, learn_scales, round_weights  # noqa: E402

pytestmark = pytest.mark.heavy


def learning() -> tuple[nn.Sequential, QuantizedLinear]:
    """A rounded layer whose scales are moved by up to a third."""
    torch.manual_seed(4)
    layer = QuantizedLinear(96, 40)
    model = nn.Sequential(layer)
    round_weights(model)
    learn_scales(model)
    assert layer.gain is not None
    with torch.no_grad():
        layer.gain.copy_(1 + (torch.rand_like(layer.gain) - 0.5) * 0.6)
    return model, layer


def test_only_scales_learn() -> None:
    """Fault: whole weights move and leave the grid that is shipped."""
    model, layer = learning()
    model(torch.randn(3, 96)).square().sum().backward()
    assert layer.weight.grad is None
    assert layer.gain is not None and layer.gain.grad is not None
    assert layer.gain.grad.abs().min() > 0


def test_a_checkpoint_of_scales_is_one_of_weights() -> None:
    """Fault: what is exported lacks the learnt scales, or going on multiplies them in twice."""
    model, layer = learning()
    x = torch.randn(3, 96)
    wanted = model(x)
    state = model.state_dict()
    assert set(state) == {"0.weight"}
    plain = nn.Sequential(QuantizedLinear(96, 40))
    plain.load_state_dict(state)
    assert torch.allclose(plain(x), wanted, atol=1e-5)
    model.load_state_dict(state)
    assert torch.allclose(model(x), wanted, atol=1e-5)


def test_learnt_scales_keep_every_integer() -> None:
    """Fault: the export rounds anew to other integers than training saw."""
    _, layer = learning()
    before, _, zeros = block_parameters(layer.weight.detach().numpy(), 4, 32)
    after, _, moved = block_parameters(layer.effective_weight().detach().numpy(), 4, 32)
    assert (before == after).all() and (zeros == moved).all()
