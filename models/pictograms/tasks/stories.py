"""Several pictures with text between: stories told, lines illustrated, things drawn in turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.pictograms.world import pick
from models.pictograms.world.concepts import Concept, by_category
from models.pictograms.world.example import Example, Part, Split, assistant, user
from models.pictograms.world.layout import counted, single, together
from models.pictograms.world.phrases import (
    Phrasings,
    capital,
    caption_background,
    definite,
    listed,
    polish,
    several,
    unseen_phrasing,
)
from models.pictograms.world.scenes import Scene
from models.pictograms.world.split import draw_until, is_held_out, key_of

TASK = "story"
KINDS = ("story", "lines", "series")


@dataclass(frozen=True)
class _Plot:
    """Sentences with {hero} and {friend}, and what each shows: who, and where."""

    about: str
    lines: tuple[tuple[str, str, str], ...]


# Each line: the sentence, the things it shows (h hero, f friend, an id), the background.
_PLOTS = (
    _Plot(
        "a meeting",
        (
            ("{A_hero} goes for a walk in a meadow.", "h", "meadow"),
            ("There {the_hero} meets {a_friend}.", "h f", "meadow"),
            ("In the evening {the_hero} looks at the night sky.", "h", "night"),
        ),
    ),
    _Plot(
        "a trip to the sea",
        (
            ("{A_hero} dreams of the sea.", "h", "night"),
            ("In the morning {the_hero} finds a ship.", "h ship", "day"),
            ("At last {the_hero} is at sea.", "h", "sea"),
        ),
    ),
    _Plot(
        "a present",
        (
            ("{A_hero} gets a present.", "h wrapped-gift", "white"),
            ("Inside is {a_friend}.", "f", "white"),
            ("{The_hero} and {the_friend} go out into the snow.", "h f", "snow"),
        ),
    ),
    _Plot(
        "a lost key",
        (
            ("{A_hero} has lost a key.", "h", "day"),
            ("{A_friend} has found the key.", "f key", "meadow"),
            ("Now {the_hero} has the key again.", "h key", "day"),
        ),
    ),
    _Plot(
        "a birthday",
        (
            ("It is the birthday of {a_hero}.", "h", "yellow"),
            ("{A_friend} brings a birthday cake.", "f birthday-cake", "yellow"),
            ("{The_hero}, {the_friend} and a balloon are at the party.", "h f balloon", "pink"),
        ),
    ),
    _Plot(
        "a night in the snow",
        (
            ("{A_hero} stands in the snow.", "h", "snow"),
            ("{The_hero} builds a snowman.", "h snowman-without-snow", "snow"),
            ("At night {the_hero} makes a fire.", "h fire", "night"),
        ),
    ),
    _Plot(
        "a flight",
        (
            ("{A_hero} sees a rocket in a meadow.", "h rocket", "meadow"),
            ("The rocket flies into the night.", "rocket", "night"),
            ("{The_hero} meets an alien in the night.", "h alien", "night"),
        ),
    ),
    _Plot(
        "a treasure",
        (
            ("{A_hero} is at sea.", "h", "sea"),
            ("{The_hero} finds a treasure chest at sea.", "h treasure-chest", "sea"),
            ("Back home {the_hero} wears a crown by day.", "h crown", "day"),
        ),
    ),
    _Plot(
        "a hungry hero",
        (
            ("{A_hero} is hungry.", "h", "white"),
            ("{A_friend} has an apple in a meadow.", "f red-apple", "meadow"),
            ("They eat in the meadow together.", "h f", "meadow"),
        ),
    ),
    _Plot(
        "the rain",
        (
            ("{A_hero} plays by day.", "h", "day"),
            ("Then a rain cloud comes.", "h cloud-with-rain", "day"),
            ("{The_hero} takes an umbrella.", "h umbrella", "day"),
        ),
    ),
)

_TELL = Phrasings(
    (
        "Tell a story about {a} and {b} with pictures: {about}.",
        "Tell me a picture story of {about} with {a} and {b}.",
        "A story with pictures: {a}, {b} and {about}.",
        "Write a story of {about} with {a} and {b}, and draw it.",
        "A picture book about {a} and {b}: {about}.",
        "Invent a story with {a} and {b} about {about}, with pictures.",
        "I want a story with pictures of {about}. It is about {a} and {b}.",
        "Story time: {about}, with {a} and {b}. Draw each sentence.",
        "Narrate {about} with {a} and {b}; one picture a sentence.",
        "Let {a} and {b} have {about}: tell it and draw it.",
    ),
    ("Make up a tale of {about} for {a} and {b}, with a picture for each line.",),
)
_LINES = Phrasings(
    (
        "Draw a picture for each line: {}",
        "Illustrate each sentence: {}",
        "Draw each line: {}",
        "A picture after each sentence: {}",
        "Show every sentence as a picture: {}",
        "Make a picture book of this: {}",
        "Draw this story sentence by sentence: {}",
    ),
    ("Give every sentence its own image: {}",),
)
_SERIES = Phrasings(
    (
        "Draw {}, each in its own picture.",
        "One picture each: {}.",
        "Separate pictures of {}.",
        "Draw {} one by one.",
        "Make a picture of each: {}.",
        "Draw {}, one after the other.",
        "I need {}, every one in a picture of its own.",
        "Give each its own picture: {}.",
        "Draw these apart: {}.",
    ),
    ("I want single images of {}.",),
)


_WORDS = {"story": _TELL, "lines": _LINES, "series": _SERIES}


def _filled(line: str, hero: Concept, friend: Concept) -> str:
    return line.format(
        a_hero=hero.phrase,
        A_hero=capital(hero.phrase),
        the_hero=definite(hero),
        The_hero=capital(definite(hero)),
        a_friend=friend.phrase,
        A_friend=capital(friend.phrase),
        the_friend=definite(friend),
        The_friend=capital(definite(friend)),
    )


def _actors() -> tuple[Concept, ...]:
    known = frozenset(pick.ids())
    heroes = (*by_category("animal"), *by_category("person"))
    left_out = frozenset({"spiral-shell", "santa-claus"})
    return tuple(c for c in heroes if c.id in known and c.id not in left_out)


def _told(
    rng: np.random.Generator, split: Split, words: Callable[[], str]
) -> tuple[str, list[tuple[str, Scene]], str]:
    actors = _actors()
    if len(actors) < 2:
        raise RuntimeError("A story needs two animals or people among the concepts in use.")
    while True:
        plot = pick.choice(rng, _PLOTS)
        hero, friend = (actors[int(i)] for i in rng.choice(len(actors), 2, replace=False))
        taken = " ".join(things for _, things, _ in plot.lines).split()
        key = key_of("story", plot.about, hero.id, friend.id)
        if is_held_out(key) == (split == "heldout") and not {hero.id, friend.id} & set(taken):
            break
    who = {"h": hero.id, "f": friend.id}
    shown = [
        (
            _filled(line, hero, friend),
            together(tuple(who.get(one, one) for one in things.split()), background),
        )
        for line, things, background in plot.lines
    ]
    prompt = words().format(a=hero.phrase, b=friend.phrase, about=plot.about)
    return prompt, shown, key


def _line(rng: np.random.Generator) -> tuple[str, Scene]:
    behind = pick.background(rng, 0.3)
    where = caption_background(behind)
    if rng.random() < 0.25:
        thing = pick.countable(rng)
        count = int(rng.integers(2, 5))
        text, scene = several(thing, count), counted(thing.id, count, behind)
    else:
        things = pick.different(rng, 1 if rng.random() < 0.6 else 2)
        text = listed([one.phrase for one in things])
        scene = together(tuple(one.id for one in things), behind)
    return f"{capital(text)} {where}".strip() + ".", scene


def _lines(
    rng: np.random.Generator, split: Split, words: Callable[[], str]
) -> tuple[str, list[tuple[str, Scene]], str]:
    def key(drawn: list[tuple[str, Scene]]) -> str:
        return key_of("lines", *(text for text, _ in drawn))

    def draw(source: np.random.Generator) -> list[tuple[str, Scene]]:
        return [_line(source) for _ in range(int(source.integers(2, 4)))]

    shown = draw_until(rng, split, draw, key)
    prompt = words().format(" ".join(text for text, _ in shown))
    return prompt, shown, key(shown)


def _series(
    rng: np.random.Generator, split: Split, words: Callable[[], str]
) -> tuple[str, list[tuple[str, Scene]], str]:
    def key(drawn: tuple[Concept, ...]) -> str:
        return key_of("series", *sorted(concept.id for concept in drawn))

    def draw(source: np.random.Generator) -> tuple[Concept, ...]:
        return pick.different(source, int(source.integers(2, 4)))

    things = draw_until(rng, split, draw, key)
    shown = [(f"{capital(one.phrase)}:", single(one.id)) for one in things]
    prompt = words().format(listed([one.phrase for one in things]))
    return prompt, shown, key(things)


def sample(
    rng: np.random.Generator,
    split: Split,
    ways: Mapping[str, Sequence[str]] | None = None,
    typed: Callable[[np.random.Generator, str], str] = polish,
) -> Example:
    """One request that is answered by two or three pictures, each after its sentence.

    ``ways`` are other words for each kind than this task's own, as ``typed``.
    """
    kind = KINDS[int(rng.choice(3, p=(0.4, 0.35, 0.25)))]
    unseen = unseen_phrasing(rng, split, 0.4) and ways is None

    def words() -> str:
        return _WORDS[kind].choose(rng, unseen) if ways is None else pick.choice(rng, ways[kind])

    make = {"story": _told, "lines": _lines, "series": _series}[kind]
    prompt, shown, key = make(rng, split, words)
    parts: list[Part] = []
    for text, scene in shown:
        parts += [f"{text} ", scene]
    held = ("composition", "phrasing") if unseen else ("composition",)
    scenes = tuple(scene for _, scene in shown)
    found = (thing.concept for scene in scenes for thing in scene.things)
    return Example(
        TASK,
        kind,
        (user(typed(rng, prompt)), assistant(*parts)),
        {
            "concepts": tuple(dict.fromkeys(found)),
            "composition": key,
            "scenes": scenes,
            "held": held if split == "heldout" else (),
        },
    )
