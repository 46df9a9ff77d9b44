"""Cases that are asked in words alone: drawing, counts and places, puzzles, talk, unknown names."""

from __future__ import annotations

from typing import Any

from models.grading.free.bank import Wording, document, ordinary, things, wordings
from models.grading.free.dice import Dice
from models.grading.free.ground import COLOURS
from models.grading.free.words import NUMBERS, fill

Made = dict[str, Any]
_NO_COLOURED = tuple(one for one in COLOURS if one != "white")


def pool(of: str | list[str] | None, category: str = "") -> tuple[str, ...]:
    """Ids that a slot may have: those listed, those of a category, or any ordinary thing."""
    if isinstance(of, list):
        return tuple(of)
    return ordinary(of or category)


class Fresh:
    """Chooses things so that none comes again in a row before its turn."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._used: set[str] = set()

    def pick(self, ids: tuple[str, ...], beside: tuple[str, ...] = ()) -> str:
        """One of the ids, not one of ``beside``."""
        left = [one for one in ids if one not in self._used and one not in beside]
        if not left:
            left = [one for one in ids if one not in beside]
        found = self._dice.choice(left)
        self._used.add(found)
        return found


def case(row: str, wording: Wording, kind: str, prompt: str, truth: Made, *pictures: Made) -> Made:
    """One case; its id is added later."""
    made: Made = {"row": row, "kind": kind, "prompt": prompt, "truth": truth}
    if pictures:
        made["pictures"] = list(pictures)
    return {**made, "wording": wording["words"]}


def drawn(dice: Dice) -> list[Made]:
    """One thing as asked."""
    fresh, found = Fresh(dice), []
    for wording in dice.shuffled(wordings("drawn")):
        slots = {"1": fresh.pick(pool(wording.get("of")))}
        truth: Made = {"things": [[slots["1"], 1]]}
        kind = "plain"
        if wording.get("background") == "{colour}":
            slots["colour"] = dice.choice(_NO_COLOURED)
            truth["background"] = [slots["colour"]]
            kind = "background"
        elif "background" in wording:
            given = wording["background"]
            truth["background"] = given if isinstance(given, list) else [given]
            kind = "background"
        for name in ("place", "size"):
            if name in wording:
                truth[name] = {slots["1"]: wording[name]}
                kind = name
        prompt = fill(wording["words"], slots, wording.get("called"))
        found.append(case("drawn", wording, kind, prompt, truth))
    return found


def several(dice: Dice) -> list[Made]:
    """Counts, two kinds in numbers, and things in relation to each other."""
    fresh, found = Fresh(dice), []
    for wording in dice.shuffled(wordings("several")):
        slots: dict[str, str] = {}
        taken: tuple[str, ...] = ()
        for number, key in (("1", "of"), ("2", "of2"), ("3", "of3")):
            slots[number] = fresh.pick(pool(wording.get(key)), taken)
            taken = (*taken, slots[number])
        n, m = dice.between(2, 7), dice.between(2, 4)
        if "2" in wording["things"]:
            n, m = dice.choice(((2, 3), (3, 2), (2, 2), (3, 4), (4, 2), (2, 4), (3, 3)))
        numbers = {"n": n, "m": m}
        slots |= {"n": NUMBERS[n], "m": NUMBERS[m], "N": str(n), "M": str(m)}
        slots |= {"NN": NUMBERS[n], "colour": dice.choice(_NO_COLOURED)}
        counts = [
            [slots[number], numbers.get(count, count)]
            for number, count in wording["things"].items()
        ]
        truth: Made = {"things": counts}
        if "background" in wording:
            given = wording["background"]
            truth["background"] = [slots["colour"] if given == "{colour}" else given]
        if "where" in wording:
            truth["where"] = [[slots[a], way, slots[b]] for a, way, b in wording["where"]]
        if "place" in wording:
            truth["place"] = {slots[number]: place for number, place in wording["place"].items()}
        kinds = len(counts)
        kind = "places" if "where" in wording or "place" in wording else "two or three kinds"
        if kinds == 1:
            kind = "count"
        elif any(count > 1 for _, count in counts):
            kind = "two kinds in numbers" if kind != "places" else kind
        found.append(case("several", wording, kind, fill(wording["words"], slots), truth))
    return found


def riddles(row: str, dice: Dice) -> list[Made]:
    """Puzzles, which have no slots."""
    found = []
    for wording in dice.shuffled(wordings(row)):
        truth: Made = {"things": wording["things"]}
        kind = "thing"
        if any(count > 1 for _, count in wording["things"]):
            kind = "number"
        if "background" in wording:
            truth["background"] = [wording["background"]]
            kind = "colour"
        if row == "paper":
            kind = things()[wording["things"][0][0]].name
        found.append(case(row, wording, kind, wording["words"], truth))
    return found


def talk(dice: Dice) -> list[Made]:
    """Questions in words that the base model answers rightly."""
    return [
        case("talk", one, "talk", one["words"], {"answers": one["answers"]})
        for one in dice.shuffled(wordings("talk"))
    ]


def unknown(dice: Dice) -> list[Made]:
    """What the world does not have: things, people, places, styles, and photographs."""
    page = document("unknown.json")
    names = {kind: dice.shuffled(some) for kind, some in page["names"].items()}
    photos = dice.shuffled(page["photos"])
    used: dict[str, int] = {}
    found = []
    for wording in dice.shuffled(wordings("unknown")):
        kind = wording["kind"]
        at = used.get(kind, 0)
        used[kind] = at + 1
        if kind == "photo":
            photo = photos[at % len(photos)]
            found.append(case("unknown", wording, kind, wording["words"], {}, {"photo": photo}))
            continue
        name = names[kind][at % len(names[kind])]
        prompt = fill(wording["words"], {"u": name})
        found.append(case("unknown", wording, kind, prompt, {"name": name}))
    return found
