"""Borders between the rooms of ``models`` that are crossed, and imports in a circle."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.paths import ROOT
from models.tests.rooms import circle, forbidden, imports, modules

MODELS = ROOT / "models"


def test_no_room_imports_what_it_may_not() -> None:
    """Fault: the method learns of the pictograms, or a library of a command."""
    assert forbidden(MODELS) == []


def test_no_module_imports_itself_by_others() -> None:
    """Fault: a circle, also one that is hidden in a function or serves types alone."""
    assert circle(MODELS) == []


def test_every_import_leads_to_a_module() -> None:
    """Fault: a path that was left behind by a move, seen only when torch is there."""
    known = set(modules(MODELS))
    assert [one for one in imports(MODELS) if one.imported not in known] == []


def test_the_readme_lists_every_folder() -> None:
    """Fault: a room that was added or renamed, and is not found by a reader."""
    listed = re.findall(r"^\| `(\w+)/` \|", (MODELS / "README.md").read_text(), re.MULTILINE)
    folders = [path.name for path in MODELS.iterdir() if path.is_dir()]
    rooms = [name for name in folders if name[0] not in "._"]
    assert sorted(listed) == sorted(rooms)


def written(folder: Path, sources: dict[str, str]) -> Path:
    """A tree of modules with these texts."""
    for name, text in sources.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize(
    "line",
    [
        "from models.pictograms.codes import codes",
        "def f():\n    from models.pictograms import codes",
        "if TYPE_CHECKING:\n    import models.pictograms.codes",
        "from ..pictograms import codes",
        "from models.scripts import train",
    ],
)
def test_an_import_across_a_border_is_found(tmp_path: Path, line: str) -> None:
    """Fault: an import of another form, or in another place, passes."""
    root = written(
        tmp_path,
        {"metamorph/losses.py": line, "pictograms/codes.py": "", "scripts/train.py": ""},
    )
    assert len(forbidden(root)) == 1


def test_a_hidden_circle_is_found(tmp_path: Path) -> None:
    """Fault: only imports at the top of a module count."""
    root = written(
        tmp_path,
        {
            "grading/a.py": "from models.grading import b",
            "grading/b.py": "from models.grading.c import x",
            "grading/c.py": "def main():\n    from models.grading.a import y",
        },
    )
    assert set(circle(root)) == {"grading.a", "grading.b", "grading.c"}
