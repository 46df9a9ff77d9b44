"""Faults of the free rules: right counted wrong, wrong counted right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.grading.free import run
from models.grading.free.bank import ROWS
from models.grading.free.borrowed import Read, Reading, Share
from models.grading.free.judging import judge, matches
from models.grading.free.results import KNOWN, SHIP, TITLES, markdown
from models.grading.free.run import Judged, Readings
from models.grading.free.saying import answers, notices, order_in, says_fact
from models.grading.free.seal import sealed_cases

Case = dict[str, Any]


def thing(concept: str, x: int, y: int, size: int) -> Read:
    """A read thing by its middle and size in thousandths."""
    pixels = round(size * 0.256)
    half = pixels / 2
    return Read(concept, pixels, round(x * 0.256 - half), round(y * 0.256 - half), 0.95)


def reading(*some: Read, ground: str = "white", rest: float = 0.0) -> Reading:
    """A picture that shows some things."""
    return Reading(ground, some, rest, 0.1)


def of(row: str, truth: Case) -> Case:
    """A case by its row and truth."""
    return {"row": row, "truth": truth}


def right(case: Case, text: str = "", *pictures: Reading) -> bool:
    """Whether an answer is right."""
    return all(judge(case, text, pictures).values())


def test_drawn_things_count_but_not_what_is_left_open() -> None:
    """Catches a background that nobody asked for taken as a fault, and one thing too many."""
    case = of("drawn", {"things": [["cat", 1]]})
    assert right(case, "", reading(thing("cat", 500, 500, 750), ground="pink"))
    assert not right(case, "", reading(thing("dog", 500, 500, 750)))
    two = (thing("cat", 300, 500, 400), thing("cat", 700, 500, 400))
    assert not right(case, "", reading(*two))
    assert not right(case, "I like cats.")
    assert not right(case, "", reading(thing("cat", 500, 500, 750), rest=0.5))
    either = of("puzzle", {"things": [[["red-apple", "green-apple"], 2]]})
    apples = (thing("red-apple", 300, 500, 300), thing("green-apple", 700, 500, 300))
    assert right(either, "", reading(*apples))


def test_places_sizes_and_relations_are_looked_at() -> None:
    """Catches left taken for right, above for below, and a small thing drawn large."""
    where = of("several", {"things": [["cat", 1], ["dog", 1]], "where": [["cat", "left", "dog"]]})
    left, other = thing("cat", 250, 500, 400), thing("dog", 750, 500, 400)
    assert right(where, "", reading(left, other))
    assert not right(where, "", reading(thing("cat", 750, 500, 400), thing("dog", 250, 500, 400)))
    place = of("drawn", {"things": [["cat", 1]], "place": {"cat": "top left"}})
    assert right(place, "", reading(thing("cat", 190, 190, 370)))
    assert not right(place, "", reading(thing("cat", 190, 800, 370)))
    small = of("drawn", {"things": [["cat", 1]], "size": {"cat": "small"}})
    assert right(small, "", reading(thing("cat", 500, 500, 500)))
    assert not right(small, "", reading(thing("cat", 500, 500, 750)))
    between = of(
        "several", {"things": [["cat", 1], ["dog", 2]], "where": [["cat", "between", "dog"]]}
    )
    row = (thing("dog", 150, 500, 280), thing("cat", 500, 500, 280), thing("dog", 850, 500, 280))
    assert right(between, "", reading(*row))
    assert not right(between, "", reading(row[0], thing("cat", 950, 500, 280), row[2]))


EDIT: Case = {
    "kept": [["fish", 300, 300, 250, 4]],
    "changed": [["at", "cactus", 700, 650, 260]],
    "ground": "blue",
}


def test_an_edit_keeps_what_it_does_not_name() -> None:
    """Catches a picture laid out anew: the thing is replaced, but the rest has moved or grown."""
    case = of("edit", EDIT)
    new = thing("cactus", 690, 660, 270)
    assert right(case, "", reading(thing("fish", 330, 290, 250), new, ground="blue"))
    assert not right(case, "", reading(thing("fish", 300, 700, 250), new, ground="blue"))
    assert not right(case, "", reading(thing("fish", 300, 300, 500), new, ground="blue"))
    assert not right(case, "", reading(thing("fish", 300, 300, 250), new))
    assert not right(case, "", reading(new, ground="blue"))
    extra = thing("owl", 800, 150, 250)
    assert not right(case, "", reading(thing("fish", 300, 300, 250), new, extra, ground="blue"))


def test_every_edit_is_right_when_done_and_wrong_when_not() -> None:
    """Catches an edit that the picture as it was would already fulfil, or that none could."""
    for case in (one for one in sealed_cases() if one["row"] == "edit"):
        before, truth = case["pictures"][0]["things"], case["truth"]
        same = reading(*(thing(*row[:4]) for row in before), ground=truth["ground_before"])
        assert not right(case, "", same), case["prompt"]
        after = [thing(*row[:4]) for row in truth["kept"]]
        for change in truth["changed"]:
            after += _done(*change)
        assert right(case, "", reading(*after, ground=truth["ground"])), case["prompt"]


def _done(rule: str, concept: str, *values: Any) -> list[Read]:
    middle = {"left": 180, "right": 820, "top": 180, "bottom": 820}
    if rule == "any of":
        return [thing(*row[:4]) for row in values[0][: values[1]]]
    if rule == "new":
        return [thing(concept, 500, 500, 250)]
    if rule in ("new at", "in corner"):
        down, across = values[0].split()
        size = values[1] if rule == "in corner" else 250
        return [thing(concept, middle[across], middle[down], size)]
    if rule == "new beside":
        dx, dy = {"right of": (280, 0), "above": (0, -280)}[values[0]]
        return [thing(concept, values[1] + dx, values[2] + dy, 250)]
    scale = {"at": 1.0, "grown": 1.3, "shrunk": 0.7}[rule]
    return [thing(concept, values[0], values[1], round(values[2] * scale))]


def test_every_frame_is_right_when_drawn_and_wrong_when_the_last_is_repeated() -> None:
    """Catches a motion so slow that the nearest frame passes for the one that is asked for."""
    for case in (one for one in sealed_cases() if one["row"] == "frames"):
        wanted = reading(*(thing(*row[:4]) for row in case["truth"]["frame"]))
        nearest = reading(*(thing(*row[:4]) for row in case["truth"]["nearest"]))
        assert right(case, "", wanted), case["id"]
        assert not right(case, "", nearest), case["id"]


def test_words_must_hold_the_answer_and_no_other() -> None:
    """Catches "an animal" taken for a cat, a wrong number beside the right one, other wordings."""
    assert answers("A cat.", ["cat", "cats", "kitty"])
    assert answers("I see: cat c4 size 2.\n\nThat's a kitty.", ["cat", "kitty"])
    assert not answers("An animal.", ["cat"])
    assert not answers("A cat or a dog.", ["cat"])
    assert answers("There are three.", ["three", "3"])
    assert not answers("Three or four.", ["three", "3"])
    assert answers("In the upper left-hand corner.", ["top left", "top left corner"])
    assert not answers("On the left.", ["top left"])
    assert answers("Yes, there is.", ["yes"])
    assert says_fact("The capital is Paris, of course.", ["paris"])
    assert not says_fact("Parisian", ["paris"])


def test_orders_are_read_in_any_writing() -> None:
    """Catches an order said in other marks, and notes before it taken for the order."""
    assert order_in("1. owl a1\n2. owl b2\n\nThe right order is 3, 1, 2.", 3) == (3, 1, 2)
    assert order_in("2-4-1-3", 4) == (2, 4, 1, 3)
    assert order_in("First 2, then 1.", 2) == (2, 1)
    assert order_in("third, first, second", 3) == (3, 1, 2)
    assert order_in("picture 2, then picture 3, then picture 1", 3) == (2, 3, 1)
    assert order_in("The right order is 3, 1, 2.", 4) == ()
    assert order_in("Here are the frames in order:", 3) == ()


@pytest.mark.parametrize(
    "text",
    [
        "I don't know what a pretzel is. The nearest thing that I know is a donut.",
        "I can't draw people; I only know 343 pictograms.",
        "This looks like a photograph, and I know pictograms alone.",
        "A lighthouse is not one of the things I know.",
        "Sorry, that style is outside of what I can do.",
        "I have never seen a snorflax.",
        "That's a photo.",
    ],
)
def test_an_honest_answer_is_noticed(text: str) -> None:
    """Catches an answer that says what it does not know, counted as a miss."""
    assert notices(text)


@pytest.mark.parametrize(
    "text",
    [
        "Here is an image of a brain: ",
        "After: a cat on red.\n\nHere is the changed image: ",
        "A pig.",
        "I see: cat a1 size 4.\n\nYes.",
        "I'm glad to hear that your son loves fire engines.",
        "No, there is no dog.",
        "The owl knows the way and can see at night.",
    ],
)
def test_a_plain_answer_is_no_alarm(text: str) -> None:
    """Catches everyday sentences counted as admissions."""
    assert not notices(text)


def test_stories_need_their_pictures() -> None:
    """Catches a story with its hero missing, in another order, or without words."""
    series = of("story", {"pictures": [{"things": [["cat", 1]]}, {"things": [["owl", 2]]}]})
    cat = reading(thing("cat", 500, 500, 700))
    owls = reading(thing("owl", 300, 500, 300), thing("owl", 700, 500, 300))
    assert right(series, "", cat, owls)
    assert not right(series, "", owls, cat)
    assert not right(series, "", cat)
    told = of("story", {"least": 2, "hero": "cat", "friend": "owl"})
    words = "A cat goes out. There it meets an owl."
    assert right(told, words, cat, reading(*cat.things, *owls.things))
    assert not right(told, "", cat, reading(*cat.things, *owls.things))
    assert not right(told, words, cat, cat)


def test_known_answers_of_the_cases() -> None:
    """Catches truths that are derived wrongly: what each picture shows is counted anew here."""
    for case in sealed_cases():
        kind = case["kind"]
        if case["row"] == "counting" and kind == "total":
            assert str(len(case["pictures"][0]["things"])) in case["truth"]["answers"]
        if case["row"] in ("question", "counting") and kind == "count":
            rows = case["pictures"][0]["things"]
            same = [row for row in rows if row[0] == rows[0][0]]
            assert str(len(same)) in case["truth"]["answers"]
        if case["row"] == "order":
            order = case["truth"]["order"]
            assert sorted(order) == list(range(1, len(case["pictures"]) + 1))
            assert order != sorted(order)


def test_a_travelling_thing_is_ordered_by_its_place() -> None:
    """Catches an order that is told backwards."""
    seen = 0
    for case in (one for one in sealed_cases() if one["row"] == "order"):
        rows = [case["pictures"][n - 1]["things"] for n in case["truth"]["order"]]
        places = [(some[0][1], some[0][3]) for some in rows]
        if any(word in case["prompt"] for word in ("from left to right", "right-hand side.")):
            assert places == sorted(places)
            seen += 1
    assert seen


def test_the_table_has_every_row() -> None:
    """Catches a row without title or bounds, and alarms counted in rows of unknown things."""
    assert set(TITLES) == set(SHIP) == set(ROWS)
    assert "unknown" not in KNOWN
    case = {"id": "drawn-00", "row": "drawn", "kind": "plain", "prompt": "x", "truth": {}}
    good = Judged(case, "Here it is.", (), {"things": True})
    bad = Judged(case, "I don't know a cat.", (), {"things": False})
    table = markdown([good, bad], "package", "seal")
    assert "| All rows together | 2 | 50 %" in table
    assert "| False alarms at known things | 2 | 50 %" in table
    assert "1 of 2 | things 1 |" in table
    assert Share(1, 2).value == 0.5


def test_matching_needs_every_thing_once() -> None:
    """Catches one read thing taken for two."""
    rows = [["cat", 300, 300, 250, 0], ["cat", 360, 300, 250, 0]]
    assert not matches(rows, reading(thing("cat", 320, 300, 250)), 100, 1.4)
    both = reading(thing("cat", 300, 300, 250), thing("cat", 365, 300, 250))
    assert matches(rows, both, 100, 1.4)


def test_readings_are_kept_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Catches a run that cannot go on: readings that were written and cannot be taken up again."""
    picture = tmp_path / "1.png"
    Image.fromarray(np.zeros((256, 256, 3), np.uint8)).save(picture)
    seen = reading(thing("cat", 500, 500, 250), ground="black")
    monkeypatch.setattr(run, "read", lambda pixels: seen)
    assert Readings(tmp_path).of(picture) == seen
    monkeypatch.setattr(run, "read", lambda pixels: pytest.fail("it was read before"))
    assert Readings(tmp_path).of(picture) == seen
