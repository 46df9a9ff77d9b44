"""Faults in the tasks: leaks into training, pictures left open, broken words and layouts."""

import re
from collections.abc import Callable
from functools import cache
from itertools import islice

import numpy as np
import pytest

from models.pictograms.tasks import generate, nuance, puzzles, thinking
from models.pictograms.tasks.mixture import TASKS, WEIGHTS, examples
from models.pictograms.world import pick
from models.pictograms.world.concepts import concepts
from models.pictograms.world.example import Example, Split, pictures, texts
from models.pictograms.world.facts import clues, entities
from models.pictograms.world.layout import QUADRANTS, added, counted, overlap, together
from models.pictograms.world.phrases import indefinite
from models.pictograms.world.scenes import BACKGROUNDS, GRID, SIDE, SIZES, Scene
from models.pictograms.world.split import is_held_out

SAMPLES = 20_000
TRAIN: Split = "train"
HELDOUT: Split = "heldout"


@cache
def stream(split: Split, count: int) -> tuple[Example, ...]:
    """Samples of the full mixture."""
    return tuple(islice(examples(11, split), count))


def asked(example: Example) -> tuple[str | Scene, ...]:
    """All that stands before the last answer, with words as a grader would fold them."""
    parts = (part for turn in example.turns[:-1] for part in turn.parts)
    return tuple(re.sub(r"[.]$", "", p.lower()) if isinstance(p, str) else p for p in parts)


def test_no_held_out_composition_is_trained() -> None:
    """Fault: a graded composition seen in training."""
    hashed = (
        "generate-",
        "several-",
        "question-",
        "edit-",
        "frames-",
        "video-",
        "thinking",
        "note",
    )
    for example in stream(TRAIN, SAMPLES):
        key = example.meta["composition"]
        if key.startswith(hashed) and not key.startswith("generate-one"):
            assert not is_held_out(key), key
        assert not example.meta.get("held"), key
    trained = {e.meta["composition"] for e in stream(TRAIN, SAMPLES)}
    for example in stream(HELDOUT, 4000):
        if "composition" in example.meta["held"] or "puzzle" in example.meta["held"]:
            assert example.meta["composition"] not in trained
        assert example.meta["held"], example


def test_kept_synonyms_and_phrasings_are_not_trained() -> None:
    """Fault: a synonym of the grading drawn in training."""
    kept = tuple(
        re.escape(indefinite(concept, word).lower())
        for concept in concepts().values()
        for word in concept.heldout_synonyms
        if word not in concept.bare
    )
    drawn = re.compile(rf"(draw|me|show|paint|of) ({'|'.join(kept)})$")
    rng = np.random.default_rng(3)
    for _ in range(3000):
        prompt = str(generate.sample(rng, TRAIN).turns[0].parts[0]).lower()
        assert not drawn.search(re.sub(r"[.?]$", "", prompt)), prompt


def test_the_same_prompt_always_means_the_same_answer() -> None:
    """Fault: a prompt that leaves the picture open, which a regression head would blur."""
    seen: dict[tuple[str | Scene, ...], tuple[str, tuple[Scene, ...]]] = {}
    for split in (TRAIN, HELDOUT):
        for example in stream(split, SAMPLES if split == TRAIN else 4000):
            last = example.turns[-1].parts
            said = " ".join(p for p in last if isinstance(p, str))
            shown = tuple(p for p in last if isinstance(p, Scene))
            before = seen.setdefault(asked(example), (said, shown))
            assert before == (said, shown), asked(example)


def test_dense_prompts_of_few_concepts_do_not_contradict_each_other() -> None:
    """Fault: two tasks with the same words and different pictures, hidden by many concepts."""
    few = ("cat", "dog", "sun", "red-apple", "flag:jp", "scissors", "broccoli", "star", "house")
    tasks = {n: w for n, w in WEIGHTS.items() if n in ("generate", "several", "nuance", "edit")}
    seen: dict[tuple[str | Scene, ...], tuple[Scene, ...]] = {}
    with pick.limited(few, ("white", "red", "night")):
        for example in islice(examples(5, TRAIN, tasks), 20_000):
            shown = example.meta["scenes"]
            assert seen.setdefault(asked(example), shown) == shown, asked(example)
    assert len(seen) < 20_000, "the prompts must repeat for this test to say anything"


def test_every_concept_background_and_fact_is_reached() -> None:
    """Fault: a concept that training never asks for by name."""
    rng = np.random.default_rng(1)
    drawn = {generate.sample(rng, TRAIN).meta["concepts"][0] for _ in range(12_000)}
    assert drawn == set(concepts())
    used = {scene.background for e in stream(TRAIN, SAMPLES) for scene in pictures(e)}
    assert used == set(BACKGROUNDS)
    told = {e.meta["composition"] for e in stream(TRAIN, SAMPLES) if e.kind in ("clue", "plain")}
    singles = len(clues()) + sum(len(entity.relations) for entity in entities())
    assert len(told) > 0.6 * singles


def test_every_task_has_all_its_kinds_on_both_sides() -> None:
    """Fault: a kind that cannot be drawn, or cannot be graded."""
    for split, count in ((TRAIN, SAMPLES), (HELDOUT, 4000)):
        kinds = {(e.task, e.kind) for e in stream(split, count)}
        for task in TASKS:
            assert any(name == task for name, _ in kinds), task
        assert len(kinds) >= 60


# What each puzzle of the paper joins: words of one step, words of the other, and its answer. What
# stands between the steps (Japan, Ursa Major) is in both, as each single fact must name it.
JOINS: tuple[tuple[str, str, str], ...] = (
    (r"monarch|metamorph", r"caterpillar|result|butterfly", "butterfly"),
    (r"yellowstone", r"flag", "flag:us"),
    (r"sushi", r"flower|blossom|festival", "cherry-blossom"),
    (r"constellation|northern", r"bear|mammal", "bear"),
    (r"relativity", r"instrument|violin", "violin"),
    (r"\d ?\+ ?\d|plus|sum of", r"lives", "cat"),
)


@pytest.mark.parametrize(("first", "second", "answer"), JOINS)
def test_the_papers_puzzles_are_never_joined(first: str, second: str, answer: str) -> None:
    """Fault: a training prompt that joins both steps of a graded puzzle, in any wording."""
    rng = np.random.default_rng(2)
    sources: tuple[Callable[[], Example], ...] = (
        lambda: puzzles.sample(rng, TRAIN),
        lambda: TASKS["fact"](rng, TRAIN),
    )
    drawn = [sample() for sample in sources for _ in range(6000)]
    for example in (*drawn, *stream(TRAIN, SAMPLES)):
        question = " ".join(p for p in example.turns[0].parts if isinstance(p, str)).lower()
        shows = any(t.concept == answer for s in pictures(example) for t in s.things)
        if re.search(first, question):
            assert not re.search(second, question), question
            if example.task == "puzzle" and answer != "cat":
                assert not shows, question


def test_closed_entities_are_only_named_plainly() -> None:
    """Fault: "the flag of the country with the Grand Canyon" in training."""
    closed = [entity for entity in entities() if entity.closed]
    led_to = {c for e in closed for _, c in e.relations}
    assert led_to == {"flag:us", "cherry-blossom", "violin", "bear"}
    made = {puzzle.clue for puzzle in puzzles.two_step_puzzles()}
    for entity in closed:
        for relation, _ in entity.relations:
            assert not made & {relation.format(text) for text in entity.descriptors}


def test_there_are_puzzles_enough_to_grade() -> None:
    """Fault: fewer than a hundred held-out puzzles beside the paper's six."""
    kept = [one for one in puzzles.two_step_puzzles() if puzzles.held_out_puzzle(one)]
    assert len(kept) >= 100
    assert len(puzzles.paper_examples()) == 6


def test_texts_are_short_and_well_formed() -> None:
    """Fault: doubled or wrong articles, empty places, loose spaces, prompts that run on."""
    bad = re.compile(
        r"\b(a|an|the|some) (a|an|the|some)\b|\ba [aeio]|\ban [bcdfgjklmnpqrstvwz]|\{|\}"
    )
    allowed = re.compile(r"\ba (one|eucalyptus)|\ban (h|x mark)")
    for split, count in ((TRAIN, SAMPLES), (HELDOUT, 4000)):
        for example in stream(split, count):
            for text in texts(example):
                low = text.lower()
                assert not bad.search(allowed.sub("", low)), text
                assert "  " not in text and text.strip(), text
                # Puzzles are answered by whole sentences, notes list many things.
                most = {"note": 64, "puzzle": 48, "story": 40}.get(example.task, 34)
                assert all(len(line.split()) <= most for line in text.split("\n")), text


def test_things_lie_on_the_grid_inside_the_picture() -> None:
    """Fault: a size that is not cached, a place off the grid, a thing outside or on another."""
    for example in (*stream(TRAIN, SAMPLES), *stream(HELDOUT, 4000)):
        for scene in pictures(example):
            for i, thing in enumerate(scene.things):
                assert thing.concept in concepts() and thing.size in SIZES
                assert thing.x % GRID == 0 and thing.y % GRID == 0
                assert 0 <= thing.x <= SIDE - thing.size and 0 <= thing.y <= SIDE - thing.size
                assert not any(overlap(thing, other) for other in scene.things[i + 1 :]), scene


def test_layouts_of_counts_and_of_one_more() -> None:
    """Fault: a count that draws another number, or one more thing laid over the others."""
    for count in range(10):
        assert len(counted("star", count).things) == count
    assert added(together(("cat", "dog")), "sun") == together(("cat", "dog", "sun"))
    corner = Scene("white", (together(("cat", "dog", "sun", "star")).things[0],))
    grown = added(corner, "bell")
    assert grown.things[0] == corner.things[0]
    assert (grown.things[1].x, grown.things[1].y) == QUADRANTS[1]
    with pytest.raises(ValueError, match="no free quadrant"):
        added(together(("cat", "dog", "sun", "star")), "bell")


def test_answers_and_pictures_are_what_the_grader_expects() -> None:
    """Fault: meta data that does not fit the answer to learn."""
    for example in (*stream(TRAIN, SAMPLES), *stream(HELDOUT, 4000)):
        last = example.turns[-1]
        assert last.role == "assistant" and example.turns[0].role == "user"
        shown = tuple(part for part in last.parts if isinstance(part, Scene))
        assert shown == example.meta.get("scenes", ()), example
        for turn in example.turns:
            if turn.role == "user":
                kinds = [isinstance(part, Scene) for part in turn.parts]
                assert kinds == sorted(kinds, reverse=True)
        if example.kind == "shuffled":
            order, asked_for = example.meta["order"], example.turns[0].parts
            assert tuple(asked_for[i - 1] for i in order) == example.meta["scenes"]


def test_the_same_seed_gives_the_same_stream_and_a_pool_narrows_it() -> None:
    """Fault: runs that cannot be repeated, or a curriculum that leaks other concepts."""
    assert tuple(islice(examples(7, TRAIN), 200)) == tuple(islice(examples(7, TRAIN), 200))
    few = tuple(concepts())[:8]
    with pick.limited(few, ("white", "red")):
        for example in islice(examples(7, TRAIN, {"generate": 1, "several": 1}), 300):
            assert set(example.meta["concepts"]) <= set(few)
    with pytest.raises(KeyError, match="No task is called"):
        next(examples(1, TRAIN, {"nothing": 1}))
    with pytest.raises(ValueError, match="positive weight"):
        next(examples(1, TRAIN, {"generate": 0}))


def test_rare_names_are_split_by_concept() -> None:
    """Fault: a rare name graded as unseen whose concept's rare names are trained."""
    rng = np.random.default_rng(4)
    sides: dict[Split, set[str]] = {TRAIN: set(), HELDOUT: set()}
    for split, ids in sides.items():
        while len(ids) < 60:
            example = nuance.sample(rng, split)
            if example.kind == "rare":
                ids.add(example.meta["concepts"][0])
    assert not sides[TRAIN] & sides[HELDOUT]


def test_a_question_at_once_differs_only_by_the_zoom() -> None:
    """Fault: a gain of thinking measured on other questions."""
    rng = np.random.default_rng(6)
    example = thinking.sample(rng, HELDOUT)
    while example.kind != "think":
        example = thinking.sample(rng, HELDOUT)
    direct = thinking.answered_at_once(example)
    assert direct.turns[-1].parts == example.turns[-1].parts[-1:]
    assert direct.meta["answers"] == example.meta["answers"]
    assert thinking.AT_ONCE in str(direct.turns[0].parts[1])
