"""The rules: when an answer is right. Every check has a name, for the table to say what failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.grading.cases import Case
from models.grading.chat import says_one_of
from models.grading.reader import Read, Reading
from models.grading.words import order_said, says
from models.pictograms.world.notes import conclusion
from models.pictograms.world.scenes import SIDE, Scene, Thing

NEAR = 32  # pixels that a thing may stand off in each direction
NEAR_FRAME = 0.06 * SIDE
NEAR_NUANCE = 15  # less than from the asked place to the usual one
MOST_REST = 0.25  # share of a picture's differences that nothing explains
FEW, MANY = range(2, 5), range(6, 10)


@dataclass(frozen=True)
class Verdict:
    """Whether the answer is right, and each check by name."""

    right: bool
    checks: dict[str, bool]


def as_reading(scene: Scene) -> Reading:
    """The reading of a picture that is drawn without a fault."""
    things = tuple(Read(t.concept, t.size, t.x, t.y, 1.0) for t in scene.things)
    return Reading(scene.background, things, 0.0, 1.0)


def same_things(wanted: Sequence[Thing], read: Sequence[Read]) -> bool:
    """Whether each thing is there as often as wanted, and no other."""
    return Counter(t.concept for t in wanted) == Counter(t.concept for t in read)


def paired(wanted: Sequence[Thing], read: Sequence[Read]) -> list[tuple[Thing, Read]]:
    """Each wanted thing with the nearest read one of its concept that is still free."""
    ways = sorted(
        (max(_offsets(thing, one)), i, j)
        for i, thing in enumerate(wanted)
        for j, one in enumerate(read)
        if thing.concept == one.concept
    )
    found: dict[int, int] = {}
    for _, i, j in ways:
        if i not in found and j not in found.values():
            found[i] = j
    return [(wanted[i], read[j]) for i, j in sorted(found.items())]


def _offsets(thing: Thing, one: Read) -> tuple[float, float]:
    return (
        abs(thing.x + thing.size / 2 - one.x - one.size / 2),
        abs(thing.y + thing.size / 2 - one.y - one.size / 2),
    )


def in_place(wanted: Sequence[Thing], read: Sequence[Read], within: float) -> bool:
    """Whether the middle of every wanted thing is within so many pixels, across and down."""
    pairs = paired(wanted, read)
    return len(pairs) == len(wanted) and all(max(_offsets(*pair)) <= within for pair in pairs)


def right_size(wanted: Sequence[Thing], read: Sequence[Read]) -> bool:
    """Whether every wanted thing has its size, of those that the world knows."""
    pairs = paired(wanted, read)
    return len(pairs) == len(wanted) and all(thing.size == one.size for thing, one in pairs)


def check_picture(task: str, kind: str, scene: Scene, read: Reading) -> dict[str, bool]:
    """The checks of one drawn picture that this task and kind ask for."""
    checks = {
        "things": same_things(scene.things, read.things),
        "background": read.background == scene.background,
        "nothing else": read.rest <= MOST_REST,
    }
    if kind in ("few", "many"):
        counts = FEW if kind == "few" else MANY
        kinds = {one.concept for one in read.things}
        checks["things"] = kinds == {scene.things[0].concept} and len(read.things) in counts
    near = _nearness(task, kind)
    if near is not None:
        checks["place"] = in_place(scene.things, read.things, near)
    if task == "edit" or kind in ("size", "slightly", "very"):
        checks["size"] = right_size(scene.things, read.things)
    return checks


def _nearness(task: str, kind: str) -> float | None:
    if kind in ("slightly", "very"):
        return NEAR_NUANCE
    if task == "edit" or kind in ("place", "beside", "stacked"):
        return NEAR
    return None


def check_frame(scene: Scene, read: Reading) -> dict[str, bool]:
    """Right things within 6 % of the picture's side, in the right size."""
    return {
        "things": same_things(scene.things, read.things),
        "place": in_place(scene.things, read.things, NEAR_FRAME),
        "size": right_size(scene.things, read.things),
    }


def judge(case: Case, text: str, pictures: Sequence[Reading]) -> Verdict:
    """Judges one answer: its words, and its pictures as they were read."""
    meta = case.example.meta
    checks: dict[str, bool]
    rule = case.row.rule
    if rule == "words":
        checks = {"words": says(conclusion(text), meta["answers"])}
    elif rule == "chat":
        checks = {"words": says_one_of(text, meta["answers"])}
    elif rule == "order":
        checks = {"order": order_said(text) == meta["order"]}
    else:
        checks = _check_pictures(case, pictures)
    return Verdict(all(checks.values()), checks)


def _check_pictures(case: Case, pictures: Sequence[Reading]) -> dict[str, bool]:
    scenes = case.example.meta["scenes"]
    checks = {"count of pictures": len(pictures) == len(scenes)}
    for number, (scene, read) in enumerate(zip(scenes, pictures, strict=False), 1):
        if case.row.rule == "frame":
            found = check_frame(scene, read)
        elif case.row.rule == "redrawn":
            found = {"things": same_things(scene.things, read.things)}
        else:
            found = check_picture(case.example.task, case.example.kind, scene, read)
        mark = "" if len(scenes) == 1 else f" {number}"
        checks.update({f"{name}{mark}": value for name, value in found.items()})
    return checks


Majority = Callable[[Case], str]


def judge_baseline(case: Case, other: Case, majority: Majority) -> bool:
    """Whether the row's baseline would be right: ``other`` is any other case of the row."""
    meta = case.example.meta
    rule = case.row.rule
    if rule == "chat":
        return True
    if rule in ("words", "order"):
        return judge(case, majority(case), ()).right
    if rule in ("edit", "frame"):
        return judge(case, "", [as_reading(meta["before"])]).right
    return judge(case, "", [as_reading(scene) for scene in other.example.meta["scenes"]]).right
