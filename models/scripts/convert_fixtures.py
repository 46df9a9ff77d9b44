"""Writes the expected results that the tests of the converter are held to.

Example: python -m models.scripts.convert_fixtures
Needs torch, transformers and diffusers; `test/fixtures/convert` is written anew.
"""

from __future__ import annotations

import json
from typing import Any

from models.convert.blocks import block_cases
from models.convert.janus import janus_case, janus_skeletons
from models.convert.language import CASES, language_case
from models.convert.metamorph import metamorph_case, metamorph_skeletons
from models.convert.skeleton import write_skeleton
from models.convert.torch_files import write_torch_files
from models.paths import ROOT

FOLDER = ROOT / "test" / "fixtures" / "convert"


def write(name: str, value: Any) -> None:
    (FOLDER / f"{name}.json").write_text(json.dumps(value) + "\n", encoding="utf-8")


def main() -> None:
    write_torch_files(FOLDER / "torch")
    write("blocks", block_cases())
    for name in CASES:
        write(f"language-{name}", language_case(name))
    write("janus", janus_case())
    write("metamorph", metamorph_case())
    for name, skeleton in {**janus_skeletons(), **metamorph_skeletons()}.items():
        write_skeleton(skeleton, FOLDER / "skeletons", name)


if __name__ == "__main__":
    main()
