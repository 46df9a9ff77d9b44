"""Tokenizer files of the tiny packages: byte-level BPE learned from a few sentences."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

SENTENCES = [
    "Generate an image of a red umbrella on a white background.",
    "Here is an image based on your request: the cat and the bear stand on the meadow.",
    "I will think about it visually. What is in the picture, and where is it?",
    "The right order is three, one, two; the moon is on the left of the house.",
    "Größe, naïve, 日本, and a smile 🙂 are words of more than one byte.",
]


def make_tokenizer(special: list[str], merged: int) -> Tokenizer:
    """All 256 bytes, ``merged`` merges, then the special tokens, in this order of ids."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=256 + merged,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=[],
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES * 3, trainer)
    tokenizer.add_special_tokens(
        [AddedToken(word, special=True, normalized=False) for word in special]
    )
    return tokenizer


def write_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """Writes tokenizer.json and tokenizer_config.json."""
    content = json.loads(tokenizer.to_str())
    (folder / "tokenizer.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=None) + "\n"
    )
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
