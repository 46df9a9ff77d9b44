"""Cases about a picture: questions, counting, and tiny details."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.grading.free.bank import Thing, Wording, ordinary, things, wordings
from models.grading.free.dice import Dice
from models.grading.free.ground import COLOURS, KEPT, READ, named, noise, soft
from models.grading.free.layout import Put, beside, corner, spread
from models.grading.free.make_asked import Fresh, Made, case
from models.grading.free.words import NUMBERS, fill

_SHAPES = ((256, 256), (320, 320), (400, 400), (512, 512), (360, 270), (300, 400), (224, 224))
# What counts as the one of a category beyond doubt, and categories that hold nothing like it.
_SURE: dict[str, tuple[str, ...]] = {
    "clothes": ("t-shirt", "dress", "top-hat", "scarf", "running-shoe", "billed-cap"),
    "tool": ("hammer", "wrench", "carpentry-saw", "axe"),
    "plant": ("rose", "sunflower", "tulip", "cactus", "palm-tree", "potted-plant"),
}
_AGAINST: dict[str, tuple[str, ...]] = {
    "animal": ("food", "vehicle", "tool", "instrument", "sport"),
    "vehicle": ("animal", "food", "instrument", "plant"),
    "food": ("vehicle", "tool", "instrument", "clothes"),
    "instrument": ("animal", "food", "vehicle"),
    "clothes": ("animal", "food", "vehicle"),
    "tool": ("animal", "food", "vehicle"),
    "plant": ("animal", "vehicle", "tool"),
}
_NOT_SURE = frozenset({"dragon", "t-rex", "unicorn", "spiral-shell", "skateboard", "microphone"})


def _of(category: str) -> tuple[str, ...]:
    sure = _SURE.get(category) or ordinary(category)
    return tuple(one for one in sure if one not in _NOT_SURE)


def _others(dice: Dice, category: str, count: int) -> list[str]:
    ids = [one for other in _AGAINST[category] for one in _of(other)]
    return dice.sample(ids, count)


def words_for(thing: Thing) -> list[str]:
    """Every accepted name of a thing."""
    return [thing.name, thing.plural, *thing.also]


def _number(value: int) -> list[str]:
    return [NUMBERS[value], str(value)]


def scene(dice: Dice, put: Sequence[Put], ground: list, noises: tuple[str, ...]) -> Made:
    """A picture to be read, in either hand."""
    wide, high = dice.choice(_SHAPES)
    # In a picture that is not square a size counts the shorter side, so nothing grows together.
    hand = dice.choice(("noto", "twemoji"))
    return {
        "w": wide,
        "h": high,
        "ground": ground,
        "hand": hand,
        "things": [one.row() for one in put],
        "noise": noise(dice, noises),
    }


class _Looker:
    """Makes one case of a kind of question."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.fresh = Fresh(dice)

    def any(self, count: int) -> list[str]:
        taken: tuple[str, ...] = ()
        for _ in range(count):
            taken = (*taken, self.fresh.pick(ordinary(), taken))
        return list(taken)

    def made(self, row: str, wording: Wording) -> Made:
        kind = wording["kind"]
        ground = soft(self.dice)
        if kind == "ground":
            colour = self.dice.choice(tuple(one for one in COLOURS if one != "white"))
            ground = named(self.dice, colour)
            put = self._some(3, 4)
            answers = [colour, "grey"] if colour == "gray" else [colour]
            slots: dict[str, str] = {}
        elif kind in ("count", "total", "both", "rest") or (
            kind == "category" and row == "counting"
        ):
            put, slots, answers = self._counted(kind, wording)
        else:
            put, slots, answers = self._kinds(kind)(wording)
        noises = KEPT if kind in ("hue", "ground") else READ
        picture = scene(self.dice, put, ground, noises)
        if kind == "hue":
            picture["hand"] = "noto"
        prompt = fill(wording["words"], slots)
        return case(row, wording, kind, prompt, {"answers": answers}, picture)

    def _kinds(self, kind: str) -> Callable[[Wording], tuple]:
        return {
            "name": self._name,
            "category": self._category,
            "bigger": self._sized,
            "smaller": self._sized,
            "biggest": self._extreme,
            "smallest": self._extreme,
            "wider_left": self._further,
            "higher": self._further,
            "more": self._more,
            "where": self._where,
            "present": self._present,
            "absent": self._present,
            "left_of": self._neighbour,
            "right_of": self._neighbour,
            "above": self._neighbour,
            "below": self._neighbour,
            "odd": self._odd,
            "hue": self._hue,
        }[kind]

    def _some(self, low: int, high: int) -> tuple[Put, ...]:
        kinds = self.any(self.dice.between(low, high))
        return spread(self.dice, kinds, [(170, 300)] * len(kinds), 25)

    def _name(self, wording: Wording) -> tuple:
        (kind,) = self.any(1)
        put = spread(self.dice, [kind], [(380, 720)], 18)
        return put, {}, words_for(things()[kind])

    def _category(self, wording: Wording) -> tuple:
        category = wording["category"]
        target = self.fresh.pick(_of(category))
        kinds = [target, *_others(self.dice, category, self.dice.between(2, 4))]
        put = spread(self.dice, kinds, [(180, 300)] * len(kinds), 20)
        return put, {}, words_for(things()[target])

    def _sized(self, wording: Wording) -> tuple:
        kinds = self.any(self.dice.between(3, 4))
        sizes = [(330, 440), (150, 210)] + [(180, 260)] * (len(kinds) - 2)
        put = spread(self.dice, kinds, sizes, 20)
        large, small = kinds[:2]
        named_in = [large, small] if self.dice.one_in(2) else [small, large]
        target = large if wording["kind"] == "bigger" else small
        slots = {"1": named_in[0], "2": named_in[1]}
        return put, slots, words_for(things()[target])

    def _extreme(self, wording: Wording) -> tuple:
        kinds = self.any(4)
        biggest = wording["kind"] == "biggest"
        first = (370, 450) if biggest else (100, 125)
        rest = (150, 230) if biggest else (210, 300)
        put = spread(self.dice, kinds, [first, rest, rest, rest], 20)
        return put, {}, words_for(things()[kinds[0]])

    def _further(self, wording: Wording) -> tuple:
        kinds = self.any(self.dice.between(3, 5))
        left = wording["kind"] == "wider_left"

        def fits(some: Sequence[Put]) -> bool:
            one, other = some[:2]
            return (other.x - one.x if left else other.y - one.y) > 260

        put = spread(self.dice, kinds, [(160, 260)] * len(kinds), 20, fits)
        pair = kinds[:2] if self.dice.one_in(2) else kinds[1::-1]
        return put, {"1": pair[0], "2": pair[1]}, words_for(things()[kinds[0]])

    def _more(self, wording: Wording) -> tuple:
        one, other = self.any(2)
        few, many = self.dice.choice(((1, 4), (2, 5), (2, 4), (3, 5)))
        yes = self.dice.one_in(2)
        kinds = [one] * (many if yes else few) + [other] * (few if yes else many)
        put = spread(self.dice, kinds, [(150, 210)] * len(kinds), 20)
        return put, {"1": one, "2": other}, ["yes" if yes else "no"]

    def _where(self, wording: Wording) -> tuple:
        kinds = self.any(self.dice.between(3, 4))
        put = spread(
            self.dice, kinds, [(160, 270)] * len(kinds), 20, lambda some: bool(corner(some[0]))
        )
        place = corner(put[0])
        first, second = place.split()
        return put, {"1": kinds[0]}, [place, f"{place} corner", f"{second} {first}"]

    def _present(self, wording: Wording) -> tuple:
        kinds = self.any(self.dice.between(4, 6))
        shown = kinds[:-1]
        put = spread(self.dice, shown, [(160, 250)] * len(shown), 25)
        present = wording["kind"] == "present"
        return put, {"1": shown[0] if present else kinds[-1]}, ["yes" if present else "no"]

    def _neighbour(self, wording: Wording) -> tuple:
        way = wording["kind"].replace("_of", "")
        kinds = self.any(self.dice.between(3, 4))

        def fits(some: Sequence[Put]) -> bool:
            anchor, target, *rest = some
            near = beside(target, anchor, way) and abs(target.x - anchor.x) < 450
            near = near and abs(target.y - anchor.y) < 450
            sign = {"left": (-1, 0), "right": (1, 0), "above": (0, -1), "below": (0, 1)}[way]
            return near and not any(
                (one.x - anchor.x) * sign[0] + (one.y - anchor.y) * sign[1] > 40 for one in rest
            )

        put = spread(self.dice, kinds, [(170, 270)] * len(kinds), 15, fits)
        return put, {"1": kinds[0]}, words_for(things()[kinds[1]])

    def _odd(self, wording: Wording) -> tuple:
        category = self.dice.choice(("animal", "food", "vehicle"))
        kinds = self.dice.sample(_of(category), self.dice.between(3, 4))
        odd = self.fresh.pick(tuple(one for other in ("tool", "instrument") for one in _of(other)))
        put = spread(self.dice, [odd, *kinds], [(180, 270)] * (len(kinds) + 1), 20)
        return put, {}, words_for(things()[odd])

    def _hue(self, wording: Wording) -> tuple:
        sure = ("frog", "lemon", "banana", "strawberry", "tomato", "flamingo", "pig", "carrot")
        (target,) = self.dice.sample(sure, 1)
        kinds = [target, *self.any(2)]
        put = spread(self.dice, kinds, [(220, 300)] * 3, 15)
        return put, {"1": target}, [str(things()[target].colour)]

    def _counted(self, kind: str, wording: Wording) -> tuple:
        if kind == "category":
            category = wording["category"]
            wanted = self.dice.sample(_of(category), self.dice.between(2, 4))
            kinds = [*wanted, *_others(self.dice, category, self.dice.between(1, 3))]
            put = spread(self.dice, kinds, [(150, 230)] * len(kinds), 25)
            return put, {}, _number(len(wanted))
        one, other, third = self.any(3)
        first = self.dice.choice((1, 2, 3, 3, 4, 4, 5, 6, 7))
        second = self.dice.between(1, 3) if first < 6 else self.dice.between(1, 2)
        kinds = [one] * first + [other] * second
        if len(kinds) < 7 and self.dice.one_in(2):
            kinds.append(third)
        if len(kinds) < 3:
            kinds.append(third)
        put = spread(self.dice, kinds, [(150, 225)] * len(kinds), 25)
        answer = {
            "count": first,
            "total": len(kinds),
            "both": first + second,
            "rest": len(kinds) - first,
        }[kind]
        return put, {"1": one, "2": other}, _number(answer)


def question(dice: Dice) -> list[Made]:
    """Questions of every kind."""
    looker = _Looker(dice)
    return [looker.made("question", one) for one in dice.shuffled(wordings("question"))]


def counting(dice: Dice) -> list[Made]:
    """Questions for numbers."""
    looker = _Looker(dice)
    return [looker.made("counting", one) for one in dice.shuffled(wordings("counting"))]


_PLACES = {
    "top left": ("top left", "upper left"),
    "top right": ("top right", "upper right"),
    "bottom left": ("bottom left", "lower left"),
    "bottom right": ("bottom right", "lower right"),
}


def detail(dice: Dice) -> list[Made]:
    """A tiny thing in a large picture."""
    fresh, found = Fresh(dice), []
    for wording in dice.shuffled(wordings("detail")):
        words = wording["words"]
        alone = "{big}" in words
        count = 1 if alone else dice.between(1, 3)
        tiny = fresh.pick(ordinary())
        kinds = [tiny]
        for _ in range(count):
            kinds.append(fresh.pick(ordinary(), tuple(kinds)))
        size = (380, 560) if count == 1 else (270, 360)
        sizes = [(63, 90), *([size] * count)]
        put = spread(
            dice,
            kinds,
            sizes,
            15,
            lambda some: bool(corner(some[0])) and _in_corner(some[0]),
        )
        place = dice.choice(_PLACES[corner(put[0])])
        slots = {"place": place, "big": things()[kinds[1]].name}
        hand = "twemoji" if dice.one_in(3) else "noto"
        quality = [["jpeg", dice.between(70, 88)]] if dice.one_in(3) else []
        picture: Made = {
            "w": 1024,
            "h": 1024,
            "ground": soft(dice),
            "hand": hand,
            "things": [one.row() for one in put],
            "noise": quality,
        }
        kind = "by place" if "{place}" in words.lower() else "by size"
        truth = {"answers": words_for(things()[tiny])}
        found.append(case("detail", wording, kind, fill(words, slots), truth, picture))
    return found


def _in_corner(one: Put) -> bool:
    return (one.x < 260 or one.x > 740) and (one.y < 260 or one.y > 740)
