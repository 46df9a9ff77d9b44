"""Cases that change a picture: the scene, what is asked, and what must be there after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from models.grading.free.bank import Wording, ordinary, wordings
from models.grading.free.dice import Dice
from models.grading.free.ground import KEPT, LIGHT, NAMED, named, noise
from models.grading.free.layout import Put, corner, spread, touching
from models.grading.free.make_asked import Fresh, Made, case
from models.grading.free.words import fill

SIZES = (200, 330)  # of things on a picture that is to be changed; 50 to 85 pixels of 256
TURN = 12
_GROWN = (200, 260)
# Where a thing that moves into a corner of the picture may be after: no other thing is there.
_NOT_WHITE = tuple(one for one in NAMED if one not in ("white", "black"))


def _kinds_of(wording: Wording, dice: Dice, fresh: Fresh) -> list[str]:
    """What the scene has to hold so that the words make sense; slot 1 first, then slot 2."""
    first = wording["do"][0]
    action = first[0]
    taken: list[str] = []
    for _ in range(dice.between(2, 4)):
        taken.append(fresh.pick(ordinary(), tuple(taken)))
    if action == "remove_all":
        return [taken[0]] * dice.between(2, 3) + taken[1:3]
    if action == "more":
        return [taken[0]] * dice.between(1, 3) + taken[1:3]
    if action == "fewer":
        return [taken[0]] * dice.between(3, 4) + taken[1:2]
    if action == "add" and len(first) == 1:
        return taken[: dice.between(1, 4)] if len(wording["do"]) == 1 else taken
    return taken


def _corner_needed(wording: Wording) -> str:
    for step in wording["do"]:
        if step[0] == "add" and len(step) == 2:
            return str(step[1])
        if step[0] == "move":
            return str(step[2])
    return ""


def _free(some: Sequence[Put], place: str) -> bool:
    """Whether nothing stands in that corner of the picture."""
    x, y = (850 if "right" in place else 150), (850 if "bottom" in place else 150)
    return all(max(abs(one.x - x), abs(one.y - y)) > 290 for one in some)


def _room_beside(some: Sequence[Put], way: str) -> bool:
    anchor, *rest = some
    dx, dy = {"right of": (280, 0), "above": (0, -280)}[way]
    x, y = anchor.x + dx, anchor.y + dy
    inside = 130 < x < 870 and 130 < y < 870
    return inside and all(max(abs(one.x - x), abs(one.y - y)) > 270 for one in rest)


def edit(dice: Dice) -> list[Made]:
    """Edits of every kind."""
    fresh = Fresh(dice)
    return [_made(dice, fresh, one) for one in dice.shuffled(wordings("edit"))]


def _made(dice: Dice, fresh: Fresh, wording: Wording) -> Made:
    kinds = _kinds_of(wording, dice, fresh)
    actions = [step[0] for step in wording["do"]]
    place = _corner_needed(wording)
    beside = next((s[1] for s in wording["do"] if s[0] == "add" and len(s) == 3), "")

    def fits(some: Sequence[Put]) -> bool:
        if place and not _free(some, place):
            return False
        if "move" in actions and corner(some[0]) == place:
            return False
        if beside and not _room_beside(some, beside):
            return False
        if "bigger" in actions:
            one, *rest = some
            inside = 190 < one.x < 810 and 190 < one.y < 810
            return inside and not any(touching(replace(one, size=340), other) for other in rest)
        return True

    sizes = [SIZES] * len(kinds)
    if "bigger" in actions:
        sizes[0] = _GROWN
    if "smaller" in actions:
        sizes[0] = (320, 420)
    put = spread(dice, kinds, sizes, TURN, fits)
    colour = dice.choice(LIGHT if dice.one_in(2) else ("white", "blue", "green"))
    new = fresh.pick(ordinary(), tuple(kinds))
    target = dice.choice(tuple(one for one in _NOT_WHITE if one != colour))
    slots = {"1": kinds[0], "new": new, "colour": target}
    slots["2"] = next((one for one in kinds if one != kinds[0]), kinds[0])
    picture: Made = {
        "w": 256,
        "h": 256,
        "ground": named(dice, colour),
        "hand": "noto",
        "things": [one.row() for one in put],
        "noise": noise(dice, KEPT),
    }
    truth = {**_after(wording, put, slots, colour), "ground_before": colour}
    kind = actions[0] if len(actions) == 1 else "two steps"
    return case("edit", wording, kind, fill(wording["words"], slots), truth, picture)


def _after(wording: Wording, put: Sequence[Put], slots: dict[str, str], colour: str) -> Made:
    """What must be there: kept things where they were, and the changed ones by rules.

    ``kept`` are rows as in a scene. ``changed`` are pairs of a rule and its values: ["new", id],
    ["new at", id, corner], ["new beside", id, way, x, y], ["at", id, x, y, size], ["in corner",
    id, corner, size], ["grown", id, x, y, size], ["shrunk", ...], ["any of", id, rows, number].
    """
    kept = [one.row() for one in put]
    changed: list[list[Any]] = []
    ground = colour
    first = put[0].row()
    for step in wording["do"]:
        action = step[0]
        if action == "add":
            new = slots["new"]
            if len(step) == 1:
                changed.append(["new", new])
            elif len(step) == 2:
                changed.append(["new at", new, step[1]])
            else:
                changed.append(["new beside", new, step[1], first[1], first[2]])
        elif action == "ground":
            ground = slots["colour"] if step[1] == "{colour}" else step[1]
        elif action in ("remove", "remove_all"):
            kept = [row for row in kept if row[0] != slots["1"]]
        elif action == "only":
            kept = [row for row in kept if row[0] == slots["1"]]
        elif action == "replace":
            kept.remove(first)
            changed.append(["at", slots["new"], *first[1:4]])
        elif action == "move":
            kept.remove(first)
            changed.append(["in corner", first[0], step[2], first[3]])
        elif action in ("bigger", "smaller"):
            kept.remove(first)
            changed.append(["grown" if action == "bigger" else "shrunk", *first[:4]])
        elif action == "swap":
            second = next(row for row in kept if row[0] == slots["2"])
            kept = [row for row in kept if row not in (first, second)]
            changed += [["at", first[0], *second[1:4]], ["at", second[0], *first[1:4]]]
        elif action == "more":
            changed += [["new", first[0]]] * step[2]
        elif action == "fewer":
            rows = [row for row in kept if row[0] == first[0]]
            kept = [row for row in kept if row[0] != first[0]]
            changed.append(["any of", first[0], rows, len(rows) - step[2]])
    return {"kept": kept, "changed": changed, "ground": ground}
