"""Makes every case from the bank; the cases are kept in ``cases.json`` and never made anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.grading.free.bank import ROWS
from models.grading.free.dice import Dice
from models.grading.free.make_asked import drawn, riddles, several, talk, unknown
from models.grading.free.make_changed import edit
from models.grading.free.make_looked import counting, detail, question
from models.grading.free.make_moved import frames, order
from models.grading.free.make_told import story

FILE = Path(__file__).resolve().parent / "cases.json"
NAME = "free-1"  # the name of the dice
_MAKERS = {
    "drawn": drawn,
    "several": several,
    "puzzle": lambda dice: riddles("puzzle", dice),
    "paper": lambda dice: riddles("paper", dice),
    "question": question,
    "counting": counting,
    "edit": edit,
    "frames": frames,
    "order": order,
    "detail": detail,
    "story": story,
    "talk": talk,
    "unknown": unknown,
}


def made() -> list[dict[str, Any]]:
    """Every case of every row, one for each wording of the bank."""
    found = []
    for row in ROWS:
        for number, one in enumerate(_MAKERS[row](Dice(f"{NAME}/{row}"))):
            found.append({"id": f"{row}-{number:02d}", **one})
    return found


def as_text(cases: list[dict[str, Any]]) -> str:
    """The file's text: a case a line."""
    lines = ",\n".join(" " + json.dumps(one, ensure_ascii=False) for one in cases)
    return f"[\n{lines}\n]\n"
