"""Writes the two tiny packages of the tests and their references anew, the same each time.

python -m models.scripts.tiny_packages
"""

from __future__ import annotations

import warnings

import torch

from models.paths import ROOT
from models.tiny.packages import write_package
from models.tiny.recipes import RECIPES

torch.set_num_threads(1)
# The exporter names its own successor each time; the graphs here are small and checked.
warnings.filterwarnings("ignore", category=DeprecationWarning)
fixtures = ROOT / "test" / "fixtures"
for recipe in RECIPES:
    write_package(recipe, fixtures / "packages", fixtures / "reference")
    print(f"{recipe.folder}: written")
