"""Asks the base model everyday questions, whose answers training stays near.

python -m models.scripts.chat_answers
"""

from __future__ import annotations

import torch

from models.pictograms.chat_answers import generate

if __name__ == "__main__":
    torch.set_num_threads(1)
    generate()
