"""Which questions in words the base model answers rightly: it alone says what talk is judged by.

``python -m models.grading.free.base_talk`` asks it once (greedy, with torch) and writes its answers
to ``base_talk.json``. They depend on the sealed questions and on the base model, on no training.
"""

from __future__ import annotations

import json
from pathlib import Path

from models.grading.free.bank import wordings
from models.grading.free.saying import says_fact

FILE = Path(__file__).resolve().parent / "base_talk.json"
LONGEST = 60  # tokens


def answered() -> frozenset[str]:
    """The questions that the base model answers rightly.

    Raises RuntimeError where it was not asked yet.
    """
    if not FILE.exists():
        raise RuntimeError(
            "The base model was not asked yet: run python -m models.grading.free.base_talk, "
            "which needs torch, or leave the row out with --only."
        )
    said: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))
    right = {one["words"]: one["answers"] for one in wordings("talk")}
    return frozenset(words for words, text in said.items() if says_fact(text, right[words]))


def ask() -> None:
    """Asks the base model what it was not asked before."""
    from models.grading.base_model import greedy

    said: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for one in wordings("talk"):
        if one["words"] not in said:
            said[one["words"]] = greedy(one["words"], LONGEST)
            text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
            unfinished = FILE.with_suffix(".part")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(FILE)


if __name__ == "__main__":
    ask()
