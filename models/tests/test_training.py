"""Training that is lost: a damaged checkpoint, or one half written when the disk is full."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.metamorph.training import Stage  # noqa: E402

pytestmark = pytest.mark.heavy


def _stage(value: float) -> Stage:
    layer = torch.nn.Linear(2, 2)
    torch.nn.init.constant_(layer.weight, value)
    return Stage("lost", 1.0, {"layer": layer})


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METAMORPH_TRAIN", str(tmp_path))


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path: Path) -> None:
    first = _stage(1.0)
    first.step = 7
    first.save()
    second = _stage(2.0)
    second.step = 9
    second.save()
    (tmp_path / "lost.pt").write_bytes(b"half")
    found = _stage(0.0)
    assert found.resume()
    assert found.step == 7
    assert float(found.modules["layer"].weight[0, 0]) == 1.0


def test_a_full_disk_leaves_the_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = _stage(1.0)
    kept.step = 3
    kept.save()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(torch, "save", full)
    later = _stage(2.0)
    with pytest.raises(SystemExit, match="Make room"):
        later.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lost.pt"]
    found = _stage(0.0)
    assert found.resume()
    assert found.step == 3
