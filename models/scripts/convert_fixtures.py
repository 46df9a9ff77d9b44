"""Writes the expected results that the tests of the converter are held to.

Example: python -m models.scripts.convert_fixtures
Needs torch, transformers and diffusers; `test/fixtures/convert` is written anew.
"""

from __future__ import annotations

from models.convert.torch_files import write_torch_files
from models.paths import ROOT

FOLDER = ROOT / "test" / "fixtures" / "convert"


def main() -> None:
    write_torch_files(FOLDER / "torch")


if __name__ == "__main__":
    main()
