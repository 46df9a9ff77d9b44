"""Chat that must be kept: held-out questions in words that the base model answers rightly itself.

The base model's answers are made once (greedy, with torch) and kept beside the checkpoints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from models.paths import train_folder
from models.pictograms.world.chat_prompts import prompts_of
from models.pictograms.world.example import Example, assistant, user

LONGEST = 60  # tokens of the base model's answer


def says_one_of(text: str, answers: tuple[str, ...]) -> bool:
    """Whether a text holds one of the answers as whole words, whatever the case of letters."""
    said = f" {_words(text)} "
    return any(f" {_words(one)} " in said for one in answers)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def base_answers() -> dict[str, str]:
    """The base model's answers to the held-out questions; made at first use, in some minutes.

    Raises RuntimeError with what to install where torch or the base model's weights are missing.
    """
    path = train_folder() / "base-chat-heldout.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [one.prompt for one in prompts_of("heldout") if one.prompt not in known]
    if not missing:
        return known
    try:
        from models.grading.base_model import greedy
    except ImportError as error:
        raise RuntimeError(
            f"The base model's answers need {error.name}: "
            "install what models/README.md lists, or leave the row out with --without chat."
        ) from error
    for number, prompt in enumerate(missing):
        known[prompt] = greedy(prompt, LONGEST)
        if number % 20 == 19 or number == len(missing) - 1:
            unfinished = path.with_suffix(".part")
            unfinished.write_text(json.dumps(known, indent=1))
            unfinished.replace(path)
    return known


def chat_cases() -> Iterator[Example]:
    """Held-out questions with a known answer that the base model gives."""
    answered = base_answers()
    for one in prompts_of("heldout"):
        said = answered[one.prompt]
        if says_one_of(said, one.answers):
            yield Example(
                "chat",
                "chat",
                (user(one.prompt), assistant(said)),
                {"answers": one.answers, "composition": one.prompt, "held": ("phrasing",)},
            )
