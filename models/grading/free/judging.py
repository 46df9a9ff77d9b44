"""The rules: when a free answer is right. Every check has a name, so that a table can say more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from models.grading.free.borrowed import Read, Reading
from models.grading.free.reading import thousandths
from models.grading.free.saying import answers, notices, order_in, says_fact

Checks = dict[str, bool]
MOST_REST = 0.25  # share of a picture's differences that nothing explains
KEPT_NEAR, KEPT_SIZE = 130, 1.5  # thousandths and ratio within which a thing is where it was
FRAME_NEAR = 100
FRAME_SIZE = 1.35
_LOW, _HIGH = 430, 570  # a thing is left of the first, right of the second
SMALL, LARGE = 560, 780  # at most, at least
_APART = 60


def judge(case: dict[str, Any], text: str, pictures: Sequence[Reading]) -> Checks:
    """The checks of one answer; it is right when all of them are true."""
    row, truth = case["row"], case["truth"]
    if row in ("question", "counting", "detail"):
        return {"words": answers(text, truth["answers"])}
    if row == "talk":
        return {"words": says_fact(text, truth["answers"])}
    if row == "unknown":
        return {"noticed": notices(text)}
    if row == "order":
        return {"order": order_in(text, len(truth["order"])) == tuple(truth["order"])}
    if row == "story":
        return _story(truth, text, pictures)
    if len(pictures) != 1:
        return {"one picture": False}
    if row == "edit":
        return _edited(truth, pictures[0])
    if row == "frames":
        return _frame(truth, pictures[0])
    return shown(truth, pictures[0])


def _alternatives(thing: str | list[str]) -> list[str]:
    if thing == "red-apple":
        return ["red-apple", "green-apple"]  # Who asks for an apple gets one in either colour.
    return [thing] if isinstance(thing, str) else thing


def _same_counts(wanted: Sequence[list[Any]], read: Reading, may: Sequence[str] = ()) -> bool:
    """Whether every wanted thing is there as often as wanted, and no other but what may be."""
    found = Counter(one.concept for one in read.things)
    total = 0
    for thing, count in wanted:
        ids = _alternatives(thing)
        number = sum(found[one] for one in ids)
        if number != count:
            return False
        total += number
    return total + sum(found[one] for one in may) == len(read.things)


def shown(truth: dict[str, Any], read: Reading) -> Checks:
    """The checks of one drawn picture; what the words leave open is not looked at."""
    wanted = {one for thing, _ in truth["things"] for one in _alternatives(thing)}
    may = [one for one in truth.get("may", ()) if one not in wanted]
    things = _same_counts(truth["things"], read, may)
    checks = {"things": things, "rest": read.rest <= MOST_REST}
    if "background" in truth:
        checks["background"] = read.background in truth["background"]
    for thing, place in truth.get("place", {}).items():
        checks["place"] = checks.get("place", True) and all(
            in_place(one, place) for one in read.things if one.concept == thing
        )
    for thing, size in truth.get("size", {}).items():
        sizes = [thousandths(one)[2] for one in read.things if one.concept == thing]
        checks["size"] = all(one <= SMALL if size == "small" else one >= LARGE for one in sizes)
    if "where" in truth:
        checks["where"] = all(_related(read, *one) for one in truth["where"])
    return checks


def in_place(one: Read, place: str) -> bool:
    """Whether a thing's middle lies in the part of the picture that words name."""
    x, y, _ = thousandths(one)
    words = place.split()
    across = {"left": x < _LOW, "right": x > _HIGH}
    down = {"top": y < _LOW, "bottom": y > _HIGH}
    return all({**across, **down}[word] for word in words)


def _related(read: Reading, first: str, way: str, second: str) -> bool:
    ones = [thousandths(one) for one in read.things if one.concept == first]
    others = [thousandths(one) for one in read.things if one.concept == second]
    if not ones or not others:
        return False
    if way == "between":
        xs = sorted(one[0] for one in others)
        ys = sorted(one[1] for one in others)
        return xs[0] + _APART < ones[0][0] < xs[-1] - _APART or (
            ys[0] + _APART < ones[0][1] < ys[-1] - _APART
        )
    axis = 0 if way in ("left", "right") else 1
    sign = -1 if way in ("left", "above") else 1
    gap = sign * (ones[0][axis] - others[0][axis])
    return gap > _APART and gap > abs(ones[0][1 - axis] - others[0][1 - axis])


def _near(row: Sequence[Any], one: Read, within: float, ratio: float) -> bool:
    x, y, size = thousandths(one)
    apart = max(abs(x - row[1]), abs(y - row[2]))
    return apart <= within and max(size, row[3]) <= ratio * min(size, row[3])


def _take(left: list[Read], row: Sequence[Any], within: float, ratio: float) -> bool:
    """Takes the thing that a row describes out of the list; False when it is not there."""
    fitting = [one for one in left if one.concept == row[0] and _near(row, one, within, ratio)]
    if not fitting:
        return False
    nearest = min(
        fitting,
        key=lambda one: abs(thousandths(one)[0] - row[1]) + abs(thousandths(one)[1] - row[2]),
    )
    left.remove(nearest)
    return True


def _all_taken(
    left: list[Read], rows: Sequence[Sequence[Any]], within: float, ratio: float
) -> bool:
    """Takes all that the rows describe out of the list; False when one of them is not there."""
    taken = sum(_take(left, row, within, ratio) for row in rows)
    return taken == len(rows)


def matches(rows: Sequence[Sequence[Any]], read: Reading, within: float, ratio: float) -> bool:
    """Whether a picture shows the things of some rows, each in place and size, and no other."""
    left = list(read.things)
    return _all_taken(left, rows, within, ratio) and not left


def _edited(truth: dict[str, Any], read: Reading) -> Checks:
    left = list(read.things)
    untouched = _all_taken(left, truth["kept"], KEPT_NEAR, KEPT_SIZE)
    done = sum(_changed(left, *change) for change in truth["changed"]) == len(truth["changed"])
    return {
        "done": done,
        "rest untouched": untouched,
        "nothing else": not left and read.rest <= MOST_REST,
        "background": read.background == truth["ground"],
    }


def _changed(left: list[Read], rule: str, thing: str, *values: Any) -> bool:
    """Whether one change is done; what shows it is taken out of the list."""
    if rule == "any of":
        rows, number = values
        return sum(_take(left, row, KEPT_NEAR, KEPT_SIZE) for row in rows) == number
    fitting = [one for one in left if one.concept == thing and _fits(rule, one, values)]
    if not fitting:
        return False
    left.remove(fitting[0])
    return True


def _fits(rule: str, one: Read, values: Sequence[Any]) -> bool:
    x, y, size = thousandths(one)
    if rule == "new":
        return True
    if rule == "new at":
        return in_place(one, values[0])
    if rule == "new beside":
        way, ax, ay = values
        along, across = {"right of": (x - ax, y - ay), "above": (ay - y, x - ax)}[way]
        return along > _APART and abs(across) < along
    if rule == "in corner":
        place, before = values
        return in_place(one, place) and max(size, before) <= 1.7 * min(size, before)
    row = [one.concept, *values]
    if rule == "at":
        return _near(row, one, KEPT_NEAR + 20, 1.8)
    if rule in ("grown", "shrunk"):
        part = size / values[2]
        right = part >= 1.14 if rule == "grown" else part <= 0.88
        return right and max(abs(x - values[0]), abs(y - values[1])) <= KEPT_NEAR + 40
    raise ValueError(f"There is no rule {rule!r} for an edit.")


def _frame(truth: dict[str, Any], read: Reading) -> Checks:
    wanted = truth["frame"]
    left = list(read.things)
    checks = {"things": _same_counts([[k, n] for k, n in _counts(wanted)], read)}
    if "kept" in truth:
        checks["place"] = _all_taken(left, truth["kept"], FRAME_NEAR, FRAME_SIZE)
    elif "some of" in truth:
        taken = [_take(left, row, FRAME_NEAR, FRAME_SIZE) for row in truth["some of"]]
        checks["place"] = sum(taken) == len(wanted)
    else:
        checks["place"] = _all_taken(left, wanted, FRAME_NEAR, _size_room(truth))
    return checks


def _size_room(truth: dict[str, Any]) -> float:
    """How far a size may be off: less than half of a step where sizes are what changes."""
    after, before = truth["frame"][0][3], truth["nearest"][0][3]
    if after == before:
        return FRAME_SIZE
    ratio = float(max(after, before) / min(after, before))
    return ratio**0.5


def _counts(rows: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    return list(Counter(row[0] for row in rows).items())


def _story(truth: dict[str, Any], text: str, pictures: Sequence[Reading]) -> Checks:
    if "pictures" in truth:
        wanted = truth["pictures"]
        checks = {"number of pictures": len(pictures) == len(wanted)}
        for number, (want, read) in enumerate(zip(wanted, pictures, strict=False), 1):
            checks[f"picture {number}"] = all(shown(want, read).values())
        return checks
    least = truth["least"]
    kinds = [{one.concept for one in read.things} for read in pictures]
    with_hero = sum(truth["hero"] in some for some in kinds)
    checks = {
        "number of pictures": least <= len(pictures) <= max(least + 2, 4),
        "hero": with_hero >= max(1, len(pictures) - 1),
        "text": len(text.split()) >= 4 * least,
    }
    if "friend" in truth:
        checks["friend"] = any(truth["friend"] in some for some in kinds)
    return checks
