"""Faults in the tasks of any wording: slots left open, things off the grid where they are drawn,
changes of what was not asked for, counts that are not what is shown, false claims about itself."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import pytest

from models.pictograms.tasks.mixture import OPEN_TASKS, examples
from models.pictograms.tasks.open import changing, clips, honesty, looking
from models.pictograms.world import wordings as words
from models.pictograms.world.anywhere import loosened, on_grid, scattered
from models.pictograms.world.concepts import by_word, concepts
from models.pictograms.world.example import Example, Split, texts
from models.pictograms.world.layout import overlap
from models.pictograms.world.notes import conclusion
from models.pictograms.world.phrases import NUMBERS
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIDE, SIZES, Scene, Thing
from models.pictograms.world.split import is_held_out
from models.pictograms.world.spoiling import spoiled

TRAIN: Split = "train"
_VERBS = re.compile(
    r"\b(draw\w*|paint\w*|sketch\w*|doodle|scribble|design|make|create|generate|render|illustrat\w+"
    r"|image|picture|pic|img|drawing|icon|depict|portray|visualise|colour in|print|outline)\b",
    re.IGNORECASE,
)


@cache
def stream(task: str, split: Split = TRAIN, count: int = 600) -> tuple[Example, ...]:
    """Samples of one task."""
    return tuple(islice(examples(21, split, {task: 1.0}), count))


def every() -> list[Example]:
    """Samples of all tasks in any wording."""
    return [one for task in OPEN_TASKS for one in stream(task)]


def answer(example: Example) -> str:
    """The words of the last turn."""
    return " ".join(part for part in example.turns[-1].parts if isinstance(part, str))


def shown(example: Example) -> list[Scene]:
    """The user's pictures."""
    turns = (turn for turn in example.turns if turn.role == "user")
    return [part for turn in turns for part in turn.parts if isinstance(part, Scene)]


def drawn(example: Example) -> list[Scene]:
    """The pictures of all answers."""
    turns = (turn for turn in example.turns if turn.role == "assistant")
    return [part for turn in turns for part in turn.parts if isinstance(part, Scene)]


def test_no_slot_is_left_open_and_no_article_doubled() -> None:
    """Catches "{the}" and "a a cat" in a prompt or an answer."""
    bad = re.compile(r"[{}]|\b(a|an|the) (a|an|the)\b| {2}")
    found = [text for example in every() for text in texts(example)]
    assert [text for text in found if bad.search(text.lower())] == []


def test_what_is_drawn_lies_on_the_grid() -> None:
    """Catches a picture to be drawn whose things no visual token can say."""
    for example in every():
        for scene in drawn(example):
            assert not scene.spoiled and scene.background in BACKGROUNDS
            for i, thing in enumerate(scene.things):
                assert thing.size in SIZES and thing.turn == 0
                assert thing.x % GRID == 0 and thing.y % GRID == 0
                assert 0 <= thing.x <= SIDE - thing.size and 0 <= thing.y <= SIDE - thing.size
                assert not any(overlap(thing, other) for other in scene.things[i + 1 :]), example


def test_the_same_words_always_mean_the_same_picture() -> None:
    """Catches a picture that its own answer's words leave open, which a regression would blur."""
    seen: dict[tuple[object, ...], Scene] = {}
    for example in every():
        before: list[object] = []
        for part in (part for turn in example.turns for part in turn.parts):
            if isinstance(part, str) and example.task == "asked" and part.startswith("Here is"):
                before = []  # What was left open is chosen in these words alone.
            if isinstance(part, Scene) and before:
                assert seen.setdefault(tuple(before), part) == part, example
            before.append(part)


@pytest.mark.parametrize("task", ["asked", "group"])
def test_many_ask_without_a_verb_of_drawing(task: str) -> None:
    """Catches requests that all say that something is to be drawn."""
    asked = [str(example.turns[0].parts[0]) for example in stream(task)]
    assert sum(not _VERBS.search(text) for text in asked) > 0.35 * len(asked)


def _count(found: Any) -> int:
    if isinstance(found, Mapping):
        return sum(map(_count, found.values()))
    return len(found) if isinstance(found, list) else 1


def test_there_are_many_ways_of_asking_and_none_twice() -> None:
    """Catches a task that is asked for in a few ways."""
    least = {"asking": 200, "questions": 200, "edits": 180, "frames": 100, "again": 25, "talk": 70}
    counts = {name: _count(words.wordings(name)) for name in least}
    assert {name: n for name, n in counts.items() if n < least[name]} == {}
    for kind in ("contexts", "cores", "verbs"):
        assert len(set(words.ways("asking", kind))) == len(words.ways("asking", kind))


def test_pictures_off_the_grid_are_as_their_twins_say() -> None:
    """Catches notes of a picture that tell other squares or sizes than the nearest."""
    rng = np.random.default_rng(3)
    off = 0
    for _ in range(300):
        twin = scattered(rng, ["cat", "dog", "sun"], "white", largest=192)
        scene = loosened(rng, twin)
        for thing, there in zip(scene.things, twin.things, strict=True):
            near = on_grid(thing)
            assert near.concept == there.concept and near.size == there.size
            assert abs(near.x - there.x) <= GRID and abs(near.y - there.y) <= GRID
            off += thing.x % GRID != 0 or thing.size not in SIZES
    assert off > 600
    on = Thing("cat", 96, 160, 32)
    assert on_grid(on) == on


def test_spoiled_pictures_are_alike_for_one_seed_and_still_show_the_thing() -> None:
    """Catches noise that hides what is shown, or that differs from run to run."""
    pixels = np.full((SIDE, SIDE, 3), 240, np.uint8)
    pixels[64:192, 64:192] = (200, 40, 40)
    for seed in range(1, 30):
        first = spoiled(pixels, seed)
        assert first.shape == pixels.shape and np.array_equal(first, spoiled(pixels, seed))
        inner, outer = first[96:160, 96:160].mean((0, 1)), first[:32].mean((0, 1))
        assert inner[0] - inner[1] > 80 and outer.min() > 150, seed


def test_a_change_leaves_the_rest_where_it_is() -> None:
    """Catches an edit that lays everything out anew."""
    kept = {"add": 0, "add_at": 0, "remove": 1, "replace": 1, "move": 1, "bigger": 1, "smaller": 1}
    for example in stream(changing.TASK):
        before, after = example.meta["before"], example.meta["scenes"][0]
        assert before != after, example
        if example.kind in kept:
            touched = [one for one in before.things if one not in after.things]
            assert len(touched) == kept[example.kind], example
            assert before.background == after.background
        elif example.kind == "background":
            assert before.things == after.things
        elif example.kind == "swap":
            places = {(one.x, one.y, one.size) for one in before.things}
            assert places == {(one.x, one.y, one.size) for one in after.things}


def test_counts_are_what_is_shown() -> None:
    """Catches a number that is not that of the picture, or of another kind."""
    counted = 0
    for example in stream(looking.TASK):
        if example.kind == "count_all":
            counted += 1
            number = NUMBERS[len(shown(example)[0].things)]
            assert conclusion(answer(example)).lower() == f"{number}."
        if example.kind == "category":
            (thing,) = shown(example)[0].things
            concept = concepts()[thing.concept]
            assert conclusion(answer(example)).lower() == f"{concept.phrase.lower()}."
    assert counted > 10


def test_the_order_is_that_of_the_motion() -> None:
    """Catches numbers that name the places of the frames instead of the frames."""
    lengths = set()
    for example in stream(clips.TASK):
        if example.kind != "order":
            continue
        frames, order = shown(example), example.meta["order"]
        lengths.add(len(frames))
        said = conclusion(answer(example).split("Here are")[0].strip())
        assert said == f"The right order is {', '.join(map(str, order))}."
        sizes = [frames[i - 1].things[0].size for i in order]
        counts = [len(frames[i - 1].things) for i in order]
        rises = [a <= b for a, b in zip(sizes, sizes[1:], strict=False)]
        more = [a <= b for a, b in zip(counts, counts[1:], strict=False)]
        assert len(set(rises)) == 1 and len(set(more)) == 1, example
    assert lengths == {3, 4, 5, 6}


def test_unknown_names_are_unknown_and_the_nearest_are_known() -> None:
    """Catches "I don't know how to draw a cat.", and a nearest thing that is none."""
    known = by_word()
    for name, near in honesty.unknown_names().items():
        bare = re.sub(r"^(a|an|the) ", "", name.lower())
        assert bare not in known and set(near) <= set(concepts()), name
    assert len(honesty.unknown_names()) > 600


def test_what_it_says_of_itself_is_true() -> None:
    """Catches figures that are not those of the world, and answers with a slot in them."""
    told = honesty.facts_about()
    assert len(told) >= 190
    assert f"{len(concepts())} pictograms" in told["how many things do you know?"]
    assert all(one in told["list the backgrounds"] for one in BACKGROUNDS)
    assert [text for text in told.values() if re.search(r"[{}]", text)] == []


def test_known_things_are_not_said_to_be_unknown() -> None:
    """Catches false alarms in training: refusals of what the world has."""
    for example in stream(honesty.TASK):
        assert ("don't know how" in answer(example)) == (example.kind in ("thing", "person"))
        assert bool(drawn(example)) == (example.kind == "known")


def test_again_gives_another_picture_each_time() -> None:
    """Catches "again" that is answered by the same picture."""
    some = [example for example in stream("asked") if example.kind == "again"]
    assert len(some) > 30
    for example in some:
        scenes = drawn(example)
        assert len(set(scenes)) == len(scenes) > 1
        assert len({scene.things[0].concept for scene in scenes}) == 1


def test_nothing_held_out_is_trained() -> None:
    """Catches a composition that the first grading keeps, trained in other words."""
    for example in every():
        key = example.meta["composition"]
        assert example.meta.get("held", ()) == () or not example.meta["held"]
        if key.startswith(("generate-", "several-", "question-", "edit-", "clip-", "honest-")):
            assert not is_held_out(key), key
    for task in OPEN_TASKS:
        assert all(example.meta["held"] for example in stream(task, "heldout", 40))
