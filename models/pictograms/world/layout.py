"""Where things stand when a prompt leaves it open: one fixed convention for each case.

The vision head is a regression, so the same words must always mean the same picture. All places
are the top left corner in pixels of the 256 x 256 picture, multiples of 32.
"""

from models.pictograms.world.scenes import Scene, Thing

DEFAULT_BACKGROUND = "white"
DEFAULT_SIZE = 192
SIZE_WORDS = {"small": 128, "little": 128, "tiny": 64, "big": 256, "large": 256, "huge": 256}
CORNERS = {64: 96, 128: 64, 192: 32, 256: 0}  # top left of a centred thing, by size
LADDER = (64, 128, 192, 256)  # sizes that "bigger" and "smaller" step through

PLACE_SIZE = 96
_LOW, _MIDDLE, _HIGH = 0, 96, 160
PLACES: dict[str, tuple[int, int]] = {
    "top left": (_LOW, _LOW),
    "top": (_MIDDLE, _LOW),
    "top right": (_HIGH, _LOW),
    "left": (_LOW, _MIDDLE),
    "middle": (_MIDDLE, _MIDDLE),
    "right": (_HIGH, _MIDDLE),
    "bottom left": (_LOW, _HIGH),
    "bottom": (_MIDDLE, _HIGH),
    "bottom right": (_HIGH, _HIGH),
}

SIDE_BY_SIDE = ((0, 64), (128, 64))
STACKED = ((64, 0), (64, 128))
TRIANGLE = ((0, 0), (128, 0), (64, 128))
QUADRANTS = ((0, 0), (128, 0), (0, 128), (128, 128))
QUADRANT_WORDS = ("top left", "top right", "bottom left", "bottom right")
_GRID = tuple((x, y) for y in (0, 96, 192) for x in (0, 96, 192))
_COUNTS: dict[int, tuple[tuple[int, int], ...]] = {
    5: ((0, 0), (192, 0), (96, 96), (0, 192), (192, 192)),
    6: tuple((x, y) for y in (32, 160) for x in (0, 96, 192)),
    7: _GRID[:7],
    8: _GRID[:8],
    9: _GRID,
}


def centred(concept: str, size: int = DEFAULT_SIZE) -> Thing:
    """One thing in the middle; ``size`` is one of 64, 128, 192, 256."""
    return Thing(concept, size, CORNERS[size], CORNERS[size])


def single(concept: str, background: str = DEFAULT_BACKGROUND, size: int = DEFAULT_SIZE) -> Scene:
    """One thing in the middle of a background."""
    return Scene(background, (centred(concept, size),))


def placed(concept: str, place: str, background: str = DEFAULT_BACKGROUND) -> Scene:
    """One thing of size 96 at a place named in words ("top left")."""
    x, y = PLACES[place]
    return Scene(background, (Thing(concept, PLACE_SIZE, x, y),))


def _at(
    concepts: tuple[str, ...], places: tuple[tuple[int, int], ...], size: int
) -> tuple[Thing, ...]:
    return tuple(Thing(c, size, x, y) for c, (x, y) in zip(concepts, places, strict=True))


def together(concepts: tuple[str, ...], background: str = DEFAULT_BACKGROUND) -> Scene:
    """One to four different things in the order named, from left to right and downwards."""
    if len(concepts) == 1:
        return single(concepts[0], background)
    places = {2: SIDE_BY_SIDE, 3: TRIANGLE, 4: QUADRANTS}[len(concepts)]
    return Scene(background, _at(concepts, places, 128))


def stacked(upper: str, lower: str, background: str = DEFAULT_BACKGROUND) -> Scene:
    """One thing above another."""
    return Scene(background, _at((upper, lower), STACKED, 128))


def counted(concept: str, count: int, background: str = DEFAULT_BACKGROUND) -> Scene:
    """``count`` (0 to 9) things of one kind."""
    return grouped((concept,) * count, background)


def grouped(kinds: tuple[str, ...], background: str = DEFAULT_BACKGROUND) -> Scene:
    """Up to nine things, of one kind or more, in the order named, from left to right and down."""
    if not kinds:
        return Scene(background)
    if len(kinds) <= 4:
        return together(kinds, background)
    return Scene(background, _at(kinds, _COUNTS[len(kinds)], 64))


def added(scene: Scene, concept: str) -> Scene:
    """The scene with one more thing, for "add a ..." without a place.

    A scene laid out by the convention for n things becomes the one for n + 1; in any other scene
    the rest stays and the new thing takes the first free quadrant. Raises ValueError when full.
    """
    kinds = tuple(thing.concept for thing in scene.things)
    if not kinds:
        return single(concept, scene.background)
    if len(kinds) < 4 and scene == together(kinds, scene.background):
        return together((*kinds, concept), scene.background)
    for x, y in QUADRANTS:
        new = Thing(concept, 128, x, y)
        if not any(overlap(new, thing) for thing in scene.things):
            return Scene(scene.background, (*scene.things, new))
    raise ValueError("The scene has no free quadrant for one more thing.")


def overlap(one: Thing, other: Thing) -> bool:
    """Whether the squares of two things share a pixel."""
    return (
        one.x < other.x + other.size
        and other.x < one.x + one.size
        and one.y < other.y + other.size
        and other.y < one.y + one.size
    )
