"""Faults of the rules: an answer counted right that is wrong, or wrong that is right."""

from dataclasses import replace
from functools import cache

import pytest

from models.grading.cases import Case, all_cases, cases_of
from models.grading.chat import says_one_of
from models.grading.figures import Share, difference, likeliest
from models.grading.reader import Read, Reading
from models.grading.rows import ROWS, Row
from models.grading.scoring import as_reading, check_picture, judge, judge_baseline, paired
from models.grading.words import normal, order_said, says
from models.pictograms.world.example import Example
from models.pictograms.world.layout import counted, placed, single, together
from models.pictograms.world.scenes import Scene, Thing

WITHOUT_TORCH = [row for row in ROWS if row.task != "chat"]


@cache
def some(row_id: str, count: int = 30) -> list[Case]:
    """Cases of a row."""
    return cases_of(next(row for row in ROWS if row.id == row_id), count)


def perfect(case: Case) -> tuple[str, list[Reading]]:
    """The words and pictures of an answer without fault."""
    last = case.example.turns[-1]
    said = " ".join(part for part in last.parts if isinstance(part, str))
    return said, [as_reading(part) for part in last.parts if isinstance(part, Scene)]


@pytest.mark.parametrize("row", WITHOUT_TORCH, ids=lambda row: row.id)
def test_the_answer_to_learn_is_right_and_an_empty_one_wrong(row: Row) -> None:
    """Fault: a rule that no answer meets, or that every answer meets."""
    for case in some(row.id):
        said, pictures = perfect(case)
        if row.id == "thinking":
            said = said.removeprefix("I will think about it visually. ")
        verdict = judge(case, said, pictures)
        assert verdict.right, (case.prompt, said, verdict.checks)
        assert not judge(case, "", []).right


@pytest.mark.parametrize("row", WITHOUT_TORCH, ids=lambda row: row.id)
def test_cases_are_held_out_different_and_go_on(row: Row) -> None:
    """Fault: a graded case that was trained, asked twice, or lost when more cases are asked."""
    cases = some(row.id)
    assert len(cases) == (6 if row.id == "paper" else 30)
    assert len({case.id for case in cases}) == len(cases)
    assert all(case.example.meta["held"] for case in cases)
    assert [case.id for case in cases_of(row, 5)] == [case.id for case in cases[:5]]


def test_rows_take_what_their_title_says() -> None:
    """Fault: unseen phrasings counted among the plain, or great counts among "to five"."""
    assert all("phrasing" not in case.example.meta["held"] for case in some("one"))
    unseen = {held for case in some("unseen") for held in case.example.meta["held"]}
    assert {"phrasing", "synonym"} <= unseen
    assert all(len(case.example.meta["scenes"][0].things) <= 5 for case in some("several"))
    assert all(case.prompt.startswith("Generate an image of ") for case in some("paper"))
    assert all(case.prompt.endswith("Answer at once.") for case in some("at_once", 8))
    pairs = zip(some("thinking", 8), some("at_once", 8), strict=True)
    assert all(one.shown == other.shown for one, other in pairs)


def test_unknown_rows_are_refused() -> None:
    """Fault: a misspelt row grades nothing and says nothing."""
    with pytest.raises(ValueError, match="No row is called drawing"):
        all_cases(1, ["drawing"])


def test_copying_the_input_is_no_edit_and_no_frame() -> None:
    """Fault: tolerances so wide that doing nothing counts as done."""
    for row_id in ("edit", "next", "previous"):
        for case in some(row_id):
            assert not judge_baseline(case, case, likeliest), case.prompt


def test_the_picture_of_another_case_is_wrong() -> None:
    """Fault: any well drawn picture counts as the one that was asked for."""
    for row_id in ("one", "several", "puzzle", "nuance", "story", "visualizer"):
        cases = some(row_id)
        right = sum(
            judge_baseline(case, cases[(i + 1) % len(cases)], likeliest)
            for i, case in enumerate(cases)
        )
        assert right <= 1, row_id


def checks(
    scene: Scene, drawn: Scene, kind: str = "background", task: str = "generate"
) -> set[str]:
    """Names of the checks that fail when ``drawn`` is read where ``scene`` was asked."""
    found = check_picture(task, kind, scene, as_reading(drawn))
    return {name for name, good in found.items() if not good}


def test_each_check_of_a_picture_fails_by_itself() -> None:
    """Fault: a check that looks at nothing."""
    cat = single("cat", "red")
    assert checks(cat, cat) == set()
    assert checks(cat, single("dog", "red")) == {"things"}
    assert checks(cat, single("cat", "blue")) == {"background"}
    assert checks(cat, Scene("red")) == {"things"}
    assert checks(cat, together(("cat", "dog"), "red")) == {"things"}
    assert checks(cat, single("cat", "red", 128), "size") == {"size"}
    assert checks(cat, single("cat", "red", 128)) == set()
    corner = placed("cat", "top left")
    assert checks(corner, placed("cat", "top right"), "place") == {"place"}
    smeared = replace(as_reading(cat), rest=0.5)
    assert not check_picture("generate", "background", cat, smeared)["nothing else"]


def test_the_order_of_two_things_counts_where_it_was_said() -> None:
    """Fault: a cat left of a dog is drawn right of it and passes."""
    asked, turned = together(("cat", "dog")), together(("dog", "cat"))
    assert checks(asked, turned, "beside", "several") == {"place"}
    assert checks(asked, turned, "two", "several") == set()


def test_counts_are_exact_but_for_few_and_many() -> None:
    """Fault: four for five."""
    assert checks(counted("cat", 5), counted("cat", 4), "count", "several") == {"things"}
    assert checks(counted("cat", 3), counted("cat", 4), "few", "nuance") == set()
    assert checks(counted("cat", 9), counted("cat", 3), "many", "nuance") == {"things"}
    assert checks(counted("cat", 3), counted("dog", 3), "few", "nuance") == {"things"}


def test_slightly_is_not_the_usual_place() -> None:
    """Fault: the tolerance of a place swallows "slightly to the left"."""
    moved = Scene("white", (Thing("cat", 192, 0, 32),))
    assert "place" in checks(moved, single("cat"), "slightly", "nuance")


def test_frames_are_judged_to_six_percent() -> None:
    """Fault: a step of 32 pixels that was not made passes as the next frame."""
    case = next(c for c in some("next") if len(c.example.meta["scenes"][0].things) == 1)
    scene = case.example.meta["scenes"][0]
    thing = scene.things[0]

    def at(dx: int) -> bool:
        read = Read(thing.concept, thing.size, thing.x + dx, thing.y, 0.9)
        return judge(case, "", [Reading(scene.background, (read,), 0.0, 1.0)]).right

    assert at(15) and not at(16)


def test_things_are_paired_with_their_nearest() -> None:
    """Fault: two equal things in swapped order count as out of place."""
    wanted = counted("cat", 3).things
    read = [Read(t.concept, t.size, t.x + 4, t.y, 1.0) for t in reversed(wanted)]
    assert all(one.x - thing.x == 4 for thing, one in paired(wanted, read))


@pytest.mark.parametrize(
    ("text", "accepted", "right"),
    [
        ("A cat.", ("cat",), True),
        ("It is a cat.", ("cat",), True),
        ("a cat or a dog", ("cat",), False),
        ("A caterpillar.", ("cat",), False),
        ("Top right.", ("right",), False),
        ("In the top right corner.", ("top right",), True),
        ("Yes, there is.", ("yes",), True),
        ("Yes and no.", ("yes",), False),
        ("There are three cats.", ("three", "3"), True),
        ("There are 13 cats.", ("three", "3"), False),
        ("It grows.", ("it grows", "grows"), True),
        ("It grows and shrinks.", ("grows",), False),
        ("A cat and a dog on red.", ("cat and dog on red",), True),
        ("A dog and a cat on red.", ("cat and dog on red",), False),
        ("A cat, a dog and a bell.", ("cat, dog and bell",), True),
        ("A dog, a cat and a bell.", ("cat, dog and bell",), False),
        ("Grey.", ("gray", "grey"), True),
        ("", ("cat",), False),
    ],
)
def test_words(text: str, accepted: tuple[str, ...], right: bool) -> None:
    """Fault: a hedge, a part of a word or another order accepted; or articles that spoil all."""
    assert says(text, accepted) is right


def test_words_are_folded() -> None:
    """Fault: capitals or punctuation decide."""
    assert normal("  The United States' flag, (A)! ") == "united states flag"
    assert says_one_of("The capital is New Delhi.", ("new delhi",))
    assert not says_one_of("The parish is old.", ("paris",))


def test_orders() -> None:
    """Fault: a right set of numbers in a wrong order, or a number inside of another."""
    assert order_said("The right order is 3, 1, 2.") == (3, 1, 2)
    assert order_said("Here are the frames: The order is 31 and 2") != (3, 1, 2)
    assert order_said("1. cat x1 y1 size 2\n2. cat x3 y1 size 2\n\nThe right order is 2, 1.") == (
        2,
        1,
    )
    assert order_said("no order") == ()


def test_wilson() -> None:
    """Fault: the plain interval, which says of 0 of 10 that it is surely nothing."""
    low, high = Share(8, 10).interval
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 10).interval == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)
    gap, under, over = difference(Share(56, 70), Share(48, 80))
    assert (gap, under, over) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_the_majority_is_of_the_kind_and_of_training() -> None:
    """Fault: one guess for all kinds, which makes the baseline too weak."""
    question = some("question", 60)
    present = next(case for case in question if case.example.kind == "present")
    background = next(case for case in question if case.example.kind == "background")
    assert likeliest(present) in ("Yes.", "No.")
    assert likeliest(background) == "White."
    unknown = Case("x", present.row, Example("question", "unknown", present.example.turns))
    assert likeliest(unknown) == ""
