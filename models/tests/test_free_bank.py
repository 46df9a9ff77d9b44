"""Faults of the free bank: too few wordings, words of training, a bank that was changed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from models.grading.free import seal
from models.grading.free.bank import FOLDER, ROWS, things, wordings
from models.grading.free.hands import SVGS
from models.grading.free.make import FILE, as_text, made
from models.grading.free.photos import photo
from models.grading.free.seal import SHA256, sealed_cases, sealed_hash
from models.grading.free.trained import Trained, distance, skeleton, too_near, training_words
from models.grading.free.words import fill

_DRAWING = re.compile(
    r"\b(draw\w*|drew|paint\w*|sketch\w*|doodle|picture[ds]?|image|illustrat\w+|show\w*|render"
    r"|make|create|generate|depict|visuali[sz]e|likeness|whip up|drawe|pic)\b",
    re.IGNORECASE,
)


def test_there_are_enough_wordings_and_none_twice() -> None:
    """Catches a bank of a few templates, and a row whose share of it is too small."""
    counts = {row: len(wordings(row)) for row in ROWS}
    assert sum(counts.values()) >= 400
    assert {row: count for row, count in counts.items() if count < ROWS[row][1]} == {}
    texts = Counter(one["words"].lower() for row in ROWS for one in wordings(row))
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("row", ["drawn", "several"])
def test_people_ask_without_a_verb_of_drawing(row: str) -> None:
    """Catches a bank in which every request says that something is to be drawn."""
    without = [one["words"] for one in wordings(row) if not _DRAWING.search(one["words"])]
    assert len(without) >= 0.3 * len(wordings(row))


def test_the_cases_are_what_the_bank_makes() -> None:
    """Catches dice that fall otherwise on another day, and cases changed by hand."""
    assert as_text(made()) == FILE.read_text(encoding="utf-8")


def test_the_seal_holds_and_stands_in_the_log() -> None:
    """Catches a bank, cases, hand or photographs changed after the first training."""
    assert sealed_hash() == SHA256
    log = (Path(__file__).resolve().parents[1] / "LOG.md").read_text(encoding="utf-8")
    assert SHA256 in log
    rows = Counter(one["row"] for one in sealed_cases())
    assert rows == {row: len(wordings(row)) for row in ROWS}


def test_another_bank_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Catches grading by other words than those that were sealed."""
    for file in FOLDER.glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(seal, "FOLDER", tmp_path)
    assert sealed_cases()
    talk = tmp_path / "talk.json"
    talk.write_text(talk.read_text(encoding="utf-8").replace("?", "!", 1), encoding="utf-8")
    with pytest.raises(ValueError, match="was changed"):
        sealed_cases()


def test_no_slot_is_left_open() -> None:
    """Catches a prompt with a brace in it, and one without its thing."""
    cases = sealed_cases()
    assert [one["prompt"] for one in cases if re.search(r"[{}]", one["prompt"])] == []
    assert fill("{A} or {THE2}: {plural}", {"1": "owl", "2": "fox"}) == "An owl or THE FOX: owls"
    called = {"fire-engine": ["fire engine", "fire engines"]}
    assert fill("{a}, {plural}", {"1": "fire-engine"}, called) == "a fire engine, fire engines"


def test_everything_that_is_shown_is_there() -> None:
    """Catches a thing that a hand cannot draw, and a photograph that is missing."""
    import json

    drawn = set(json.loads(SVGS.read_text(encoding="utf-8"))["icons"])
    for case in sealed_cases():
        for picture in case.get("pictures", []):
            if "photo" in picture:
                assert photo(picture["photo"]).exists()
                continue
            ids = {row[0] for row in picture["things"]}
            assert ids <= set(things())
            assert picture["hand"] == "noto" or ids <= drawn


def test_the_distance_is_levenshteins() -> None:
    """Catches bits counted wrongly: known distances, and more than is asked for."""
    for one, other, edits in (
        ("kitten", "sitting", 3),
        ("", "abc", 3),
        ("flaw", "lawn", 2),
        ("draw x", "draw x", 0),
        ("a" * 90, "a" * 70 + "b" * 20, 20),
    ):
        assert distance(one, other, 99) == edits
    assert distance("abcdefgh", "ijklmnop", 3) == 4
    assert too_near("draw x now", "draw x") is False
    assert too_near("draw me x", "draw x") is False
    assert too_near("please draw x", "please draw n x") is True
    assert skeleton("Three RED cats, and a fire truck!") == "n c x and x"


def test_no_wording_is_one_of_training() -> None:
    """Catches training that learns the judge's words: a third of the letters must differ."""
    words = training_words()
    assert skeleton("Draw a cat.") in words
    trained = Trained(words)
    assert "draw x" in trained.near("drow x")
    found = [(one["prompt"], trained.near(skeleton(one["prompt"]))) for one in sealed_cases()]
    assert [(prompt, near) for prompt, near in found if near] == []
