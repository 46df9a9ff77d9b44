"""Faults in the words of the world: missing, doubled or wrongly joined names."""

import pytest

from models.pictograms.world.chat_prompts import chat_prompts, prompts_of
from models.pictograms.world.concepts import by_word, categories, concepts
from models.pictograms.world.facts import clues, colours, entities, numbers, paper_puzzles
from models.pictograms.world.layout import SIZE_WORDS
from models.pictograms.world.phrases import indefinite, plain_answer
from models.pictograms.world.scenes import BACKGROUNDS

PAPER = {"butterfly", "flag:us", "cherry-blossom", "bear", "violin", "cat"}


def test_the_world_is_large_enough_and_holds_the_papers_answers() -> None:
    """Fault: concepts cut below what the README promises."""
    assert len(concepts()) >= 300
    assert set(concepts()) >= PAPER
    assert {concept for concept, _ in paper_puzzles()} == PAPER


def test_every_word_names_one_concept() -> None:
    """Fault: one word for two concepts, which training would blur."""
    words = [
        word.lower()
        for concept in concepts().values()
        for word in (concept.name, *concept.synonyms, *concept.rare)
    ]
    assert len(words) == len(set(words)) == len(by_word())


def test_no_synonym_reads_as_a_size() -> None:
    """Fault: "a big lion" as a name at the usual size and as a request for a large one."""
    for concept in concepts().values():
        for word in (*concept.synonyms, *concept.rare):
            first, _, rest = word.partition(" ")
            assert first not in SIZE_WORDS or rest not in by_word(), word


def test_every_concept_has_kept_and_trained_words() -> None:
    """Fault: a synonym graded as unseen that training uses, or none to grade."""
    for concept in concepts().values():
        assert concept.heldout_synonyms, concept.id
        assert not set(concept.heldout_synonyms) & set(concept.training_synonyms)
        assert set(concept.heldout_synonyms) <= set(concept.synonyms)
        assert concept.category in categories()
        assert concept.colour is None or concept.colour in BACKGROUNDS, concept.id
        assert set(concept.bare) <= set(concept.synonyms)


@pytest.mark.parametrize(
    ("concept", "word", "phrase"),
    [
        ("red-apple", None, "an apple"),
        ("hourglass-done", None, "an hourglass"),
        ("unicorn", None, "a unicorn"),
        ("scissors", "scissors", "scissors"),
        ("flag:jp", "Japan's flag", "Japan's flag"),
        ("flag:us", "American flag", "the American flag"),
        ("mount-fuji", None, "Mount Fuji"),
        ("flying-saucer", "ufo", "a ufo"),
        ("cross-mark", "x mark", "an x mark"),
    ],
)
def test_articles(concept: str, word: str | None, phrase: str) -> None:
    """Fault: "a apple", "a scissors", "the the flag"."""
    assert indefinite(concepts()[concept], word) == phrase


def test_facts_lead_to_concepts_and_are_told_apart() -> None:
    """Fault: a clue without a concept, or one clue or descriptor for two answers."""
    named = [clue for _, clue in clues()]
    assert len(named) == len(set(named))
    assert {concept for concept, _ in clues()} <= set(concepts())
    owners: dict[str, set[str]] = {}
    for entity in entities():
        for _, concept in entity.relations:
            assert concept in concepts()
        for descriptor in entity.descriptors:
            owners.setdefault(descriptor, set()).add(entity.name)
    assert {text: names for text, names in owners.items() if len(names) > 1} == {}
    assert {number for number, _ in numbers()} == set(range(2, 10))
    assert {colour for colour, _ in colours()} <= set(BACKGROUNDS)


def test_plain_answers_compare_without_articles_and_case() -> None:
    """Fault: a right answer counted as wrong for its full stop or article."""
    assert plain_answer("The Flag of Japan.") == plain_answer("flag of Japan")


def test_chat_prompts_are_many_different_and_graded_ones_are_kept() -> None:
    """Fault: fewer than a hundred held-out questions with an answer, or one in both parts."""
    prompts = [one.prompt for one in chat_prompts()]
    assert len(prompts) == len(set(prompts)) >= 400
    kept = prompts_of("heldout")
    assert len(kept) >= 100 and all(one.answers for one in kept)
    assert not {one.prompt for one in kept} & {one.prompt for one in prompts_of("train")}
