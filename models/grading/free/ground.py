"""What lies behind the things of a free scene, and what was done to the picture after."""

from __future__ import annotations

from typing import Any

from models.grading.free.dice import Dice

# Colours by name, near to what people call so; each scene takes a shade of its own.
NAMED: dict[str, tuple[int, int, int]] = {
    "white": (252, 252, 250),
    "red": (212, 62, 58),
    "green": (92, 178, 94),
    "blue": (82, 132, 218),
    "yellow": (248, 220, 104),
    "purple": (150, 102, 198),
    "orange": (244, 152, 62),
    "pink": (248, 182, 200),
    "gray": (150, 150, 154),
    "brown": (130, 92, 62),
    "black": (26, 26, 28),
}
COLOURS = tuple(NAMED)
LIGHT = ("white", "yellow", "pink", "gray")
_SOFT = ((246, 240, 226), (226, 238, 246), (232, 244, 230), (246, 232, 238), (238, 238, 240))
_SHADE = 6


def named(dice: Dice, colour: str) -> list[Any]:
    """One shade of a named colour."""
    return ["plain", [min(255, c + dice.between(-_SHADE, _SHADE)) for c in NAMED[colour]]]


def soft(dice: Dice) -> list[Any]:
    """A pale ground of any kind: plain, running from one colour to another, ruled, or grained."""
    first, second = dice.sample(_SOFT, 2)
    kind = dice.choice(("plain", "plain", "fade", "ruled", "grain", "boards"))
    if kind == "plain":
        return ["plain", list(first)]
    if kind == "fade":
        return ["fade", list(first), list(second)]
    if kind == "ruled":
        return ["ruled", list(first), dice.between(40, 90)]
    if kind == "grain":
        return ["grain", list(first), dice.between(4, 10)]
    return ["boards", [226, 200, 164], dice.between(90, 180)]


def noise(dice: Dice, kinds: tuple[str, ...]) -> list[list[Any]]:
    """None, or one of the kinds: compressed, resized, or photographed from a screen."""
    kind = dice.choice(kinds)
    if kind == "none":
        return []
    if kind == "jpeg":
        return [["jpeg", dice.between(22, 60)]]
    if kind == "resize":
        return [["resize", dice.between(38, 70)], ["jpeg", dice.between(60, 85)]]
    corners = [dice.between(-34, 34) for _ in range(8)]
    waves = [dice.between(130, 420), dice.between(-90, 90), dice.between(3, 8)]
    glare = [dice.between(100, 900), dice.between(50, 500), dice.between(160, 380)]
    return [["screen", corners, waves, glare, dice.between(40, 90)], ["jpeg", dice.between(50, 80)]]


READ = ("none", "none", "jpeg", "jpeg", "resize", "screen", "screen")
KEPT = ("none", "none", "none", "jpeg", "resize")
