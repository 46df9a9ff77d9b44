"""A checkpoint that comes back from its small form as another model."""

import pytest

torch = pytest.importorskip("torch")

from models.metamorph.compact_checkpoint import compact_state  # noqa: E402
from models.metamorph.quantization import dequantize_blocks  # noqa: E402
from models.metamorph.quantized_linear import QuantizedLinear, round_weights  # noqa: E402

pytestmark = pytest.mark.heavy


def test_rounded_layers_come_back_as_they_were_and_the_rest_in_16_bits() -> None:
    """Fault: nibbles swapped, zero points shifted, or a layer left out."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(QuantizedLinear(96, 40), torch.nn.Linear(8, 8))
    made = compact_state(model)
    round_weights(model)
    parts = (made[f"0.{kind}"].numpy() for kind in ("packed", "scales", "zeros"))
    assert torch.equal(torch.from_numpy(dequantize_blocks(*parts)), model[0].weight.detach())
    assert torch.equal(made["1.weight"], model[1].weight.detach().half())
    size = sum(
        one.numel() * one.element_size() for name, one in made.items() if name.startswith("0.")
    )
    assert size < model[0].weight.numel() * 0.66
