"""Cases of frames: motions at any place, what comes after or before, and shuffled ones."""

from __future__ import annotations

from typing import Any

from models.grading.free.bank import document, ordinary, wordings
from models.grading.free.dice import Dice
from models.grading.free.ground import LIGHT, named
from models.grading.free.layout import Put, spread
from models.grading.free.make_asked import Fresh, Made, case
from models.grading.free.words import NUMBERS, fill

_NAMES = (*NUMBERS[1:], "eleven", "twelve")
_HOURS = tuple(f"{name}-oclock" for name in _NAMES)
_MOONS = (
    "new-moon",
    "waxing-crescent-moon",
    "first-quarter-moon",
    "waxing-gibbous-moon",
    "full-moon",
    "waning-gibbous-moon",
    "last-quarter-moon",
    "waning-crescent-moon",
)
_LIFE = ("egg", "hatching-chick", "baby-chick", "chicken")
_WAYS = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}
_SLANTS = {"right and down": (1, 1), "left and up": (-1, -1), "right and up": (1, -1)}
_GRID = (250, 375, 500, 750, 1000)  # sizes that the model of package 0.7 draws
Frames = list[tuple[Put, ...]]


def travel(dice: Dice, thing: str, way: str, count: int) -> Frames:
    """One thing on a straight line with even steps."""
    dx, dy = {**_WAYS, **_SLANTS}[way]
    size = dice.between(180, 270)
    edge = size // 2 + 15
    room = 1000 - 2 * edge
    step = min(dice.between(150, 210), room // (count - 1))
    slack = room - step * (count - 1)
    offset = dice.between(0, slack)
    lane = dice.between(edge, 1000 - edge)
    turn = dice.between(-10, 10)
    frames: Frames = []
    for i in range(count):
        along = edge + offset + step * i
        x = lane if dx == 0 else along if dx > 0 else 1000 - along
        y = lane if dy == 0 else along if dy > 0 else 1000 - along
        frames.append((Put(thing, x, y, size, turn),))
    return frames


def resize(dice: Dice, thing: str, grows: bool, count: int, wanted: int) -> Frames:
    """One thing that changes its size evenly; the frame ``wanted`` has a size that is drawn."""
    while True:
        target, step = dice.choice(_GRID[1:4]), dice.between(110, 190)
        at = wanted if grows else count - 1 - wanted
        small = target - step * at
        if small >= 150 and small + step * (count - 1) <= 960:
            break
    sizes = [small + step * i for i in range(count)]
    if not grows:
        sizes.reverse()
    largest = max(sizes)
    edge = min(500, largest // 2 + 10)
    x, y = (dice.between(edge, 1000 - edge) for _ in range(2))
    return [(Put(thing, x, y, size),) for size in sizes]


def crowd(dice: Dice, thing: str, grows: bool, count: int) -> Frames:
    """Things of one kind that come, or go, one by one; each keeps its place."""
    least = dice.between(1, 3)
    most = least + count - 1
    places = spread(dice, [thing] * most, [(150, 210)] * most, 12)
    frames: Frames = [tuple(places[: least + i]) for i in range(count)]
    return frames if grows else frames[::-1]


def two(dice: Dice, mover: str, stayer: str, way: str, count: int) -> Frames:
    """One thing travels, another one stays where it is."""
    while True:
        frames = travel(dice, mover, way, count)
        still = Put(stayer, dice.between(150, 850), dice.between(150, 850), dice.between(190, 270))
        paths = [one for (one,) in frames]
        if all(max(abs(one.x - still.x), abs(one.y - still.y)) > 270 for one in paths):
            return [(one, still) for (one,) in frames]


def cycle(dice: Dice, names: tuple[str, ...], count: int, whole: bool) -> Frames:
    """The hours of a clock, the phases of the moon, or a life that begins as an egg."""
    start = dice.below(len(names)) if whole else 0
    step = dice.choice((1, 1, 2)) if len(names) == 12 else 1
    size = dice.between(420, 640)
    x, y = (dice.between(size // 2 + 20, 980 - size // 2) for _ in range(2))
    return [(Put(names[(start + step * i) % len(names)], x, y, size),) for i in range(count)]


def _pictures(dice: Dice, frames: Frames, hands: tuple[str, ...]) -> list[Made]:
    ground = named(dice, dice.choice((*LIGHT, "blue", "green", "white")))
    hand = dice.choice(hands)
    noise = [["jpeg", dice.between(55, 85)]] if dice.one_in(3) else []
    wide = dice.choice((256, 256, 320, 400))
    return [
        {
            "w": wide,
            "h": wide,
            "ground": ground,
            "hand": hand,
            "things": [one.row() for one in frame],
            "noise": noise,
        }
        for frame in frames
    ]


_NEXT = ("travel", "slant", "travel", "two", "grow", "shrink", "gather", "leave", "clock", "moon")


def frames(dice: Dice) -> list[Made]:
    """The next or the previous frame of three to five that are shown."""
    fresh, found = Fresh(dice), []
    for number, wording in enumerate(dice.shuffled(wordings("frames"))):
        shown = dice.between(3, 5)
        total = shown + 1
        kind = _NEXT[number % len(_NEXT)]
        if kind in ("grow", "shrink"):
            shown, total = 3, 4
        wanted = total - 1 if wording["way"] == "next" else 0
        one = fresh.pick(ordinary())
        made = _motion(dice, kind, one, fresh, total, wanted)
        left = made[:-1] if wanted else made[1:]
        truth: Made = {"frame": [put.row() for put in made[wanted]]}
        nearest = left[-1] if wanted else left[0]
        truth["nearest"] = [put.row() for put in nearest]
        # Which of several leaves, or comes, is open: their number counts, and what stays.
        if kind in ("gather", "leave") and (kind == "gather") == bool(wanted):
            truth["kept"] = [put.row() for put in nearest]
        elif kind in ("gather", "leave"):
            truth["some of"] = [put.row() for put in nearest]
        slots = {"s": str(shown), "k": str(total if wanted else 0)}
        pictures = _pictures(dice, left, ("noto",))
        prompt = fill(wording["words"], slots)
        label = f"{wording['way']}, {kind}"
        found.append(case("frames", wording, label, prompt, truth, *pictures))
    return found


def _motion(dice: Dice, kind: str, one: str, fresh: Fresh, total: int, wanted: int) -> Frames:
    if kind == "travel":
        return travel(dice, one, dice.choice(tuple(_WAYS)), total)
    if kind == "slant":
        return travel(dice, one, dice.choice(tuple(_SLANTS)), total)
    if kind == "two":
        other = fresh.pick(ordinary(), (one,))
        return two(dice, one, other, dice.choice(tuple(_WAYS)), total)
    if kind in ("grow", "shrink"):
        return resize(dice, one, kind == "grow", total, wanted)
    if kind in ("gather", "leave"):
        return crowd(dice, one, kind == "gather", total)
    return cycle(dice, _HOURS if kind == "clock" else _MOONS, total, True)


_ORDERED = ("right", "left", "grow", "gather", "up", "clock", "down", "shrink", "leave", "moon")


def order(dice: Dice) -> list[Made]:
    """Three to six shuffled frames."""
    hints: dict[str, Any] = document("order.json")["hints"]
    fresh, found = Fresh(dice), []
    for number, wording in enumerate(dice.shuffled(wordings("order"))):
        kind = "life" if number % 13 == 12 else _ORDERED[number % len(_ORDERED)]
        count = 4 if kind == "life" else dice.choice((3, 3, 4, 4, 5, 6))
        one = fresh.pick(ordinary())
        if kind in _WAYS:
            made = travel(dice, one, kind, count)
        elif kind in ("grow", "shrink"):
            made = _sizes(dice, one, kind == "grow", count)
        elif kind in ("gather", "leave"):
            made = crowd(dice, one, kind == "gather", count)
        elif kind == "life":
            made = cycle(dice, _LIFE, 4, False)
        else:
            made = cycle(dice, _HOURS if kind == "clock" else _MOONS, count, True)
        shuffled = list(range(count))
        while shuffled == sorted(shuffled):
            shuffled = dice.shuffled(shuffled)
        right = [shuffled.index(i) + 1 for i in range(count)]
        hint = fill(dice.choice(hints[kind]), {"1": one})
        hands = ("noto", "noto", "twemoji")
        pictures = _pictures(dice, [made[i] for i in shuffled], hands)
        prompt = fill(wording["words"], {"hint": hint})
        label = f"{count} frames"
        found.append(case("order", wording, label, prompt, {"order": right}, *pictures))
    return found


def _sizes(dice: Dice, thing: str, grows: bool, count: int) -> Frames:
    small = dice.between(150, 220)
    step = min(dice.between(110, 190), (940 - small) // (count - 1))
    sizes = [small + step * i for i in range(count)]
    edge = min(500, sizes[-1] // 2 + 10)
    x, y = (dice.between(edge, 1000 - edge) for _ in range(2))
    frames: Frames = [(Put(thing, x, y, size),) for size in sizes]
    return frames if grows else frames[::-1]
