"""Prompts in tokens and the loop of answering, without a cache: the truth for the program's own."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.tiny.language import ReferenceLanguageModel
from models.tiny.recipes import Recipe
from models.tiny.words import make_tokenizer

#: A turn is its role and its text.
Turns = list[tuple[str, str]]
#: Logits closer than this could be chosen differently by another order of sums.
CLEAR = 0.02
#: Words after which an answer without a picture is given up.
MOST_WORDS = 16


class Words:
    """The tokenizer of a recipe; what people type is never a special token."""

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.full = make_tokenizer(list(recipe.special), recipe.merged)
        self.plain = make_tokenizer([], recipe.merged)

    def id_of(self, word: str) -> int:
        """Id of a special token."""
        found: int | None = self.full.token_to_id(word)
        if found is None:
            raise ValueError(f"{word} is no token of {self.recipe.name}")
        return found

    def unreadable(self) -> list[int]:
        """Ids of words that are not letters, digits and signs of ASCII."""
        size = 256 + self.recipe.merged
        texts = {i: self.full.decode([i]).strip() for i in range(size)}
        return [i for i, text in texts.items() if not all("!" <= sign <= "~" for sign in text)]

    def prompt(self, turns: Turns) -> list[int]:
        """The conversation up to where the answer begins."""
        recipe = self.recipe
        if recipe.default_system is not None and not any(role == "system" for role, _ in turns):
            turns = [("system", recipe.default_system), *turns]
        ids: list[int] = self.full.encode(recipe.begin).ids
        for role, text in turns:
            ids += self.full.encode(recipe.before[role]).ids
            ids += self.plain.encode(text).ids
            ids += self.full.encode(recipe.after).ids
        return ids + self.full.encode(recipe.before["assistant"]).ids


@dataclass
class Answer:
    """Tokens of an answer; -1 stands where a visual token is."""

    ids: list[int] = field(default_factory=list)
    pictures: list[np.ndarray] = field(default_factory=list)
    ended: bool = False
    #: Smallest distance between the chosen and the next best token.
    clearness: float = float("inf")


def answer(model: ReferenceLanguageModel, words: Words, prompt: list[int], most: int) -> Answer:
    """The greedy answer: text, image_start, m visual tokens, image_end, text ... to its end.

    It is broken off where its first words would be no use as a reference.
    """
    recipe, config = words.recipe, model.config
    start, end = words.id_of("<image_start>"), words.id_of("<image_end>")
    ends = {words.id_of(word) for word in recipe.end_of_text}
    made = Answer()
    ids, index = list(prompt), [-1] * len(prompt)
    visual = [np.zeros(config.visual_width, np.float32)] * len(prompt)
    nothing = np.zeros(config.visual_width, np.float32)

    def feed(token: int, place: int, vector: np.ndarray) -> None:
        ids.append(token)
        index.append(place)
        visual.append(vector)
        made.ids.append(token if place < 0 else -1)

    while len(made.ids) < most:
        logits, predicted = (rows[-1] for rows in model(ids, np.stack(visual), index))
        if ids[-1] == start and index[-1] < 0:
            made.pictures.append(np.zeros((0, config.visual_width), np.float32))
        drawing = made.pictures and len(made.pictures[-1]) < recipe.tokens
        if drawing:
            place = len(made.pictures[-1])
            made.pictures[-1] = np.concatenate([made.pictures[-1], predicted[None]])
            feed(0, place, predicted)
        elif index[-1] == recipe.tokens - 1:
            feed(end, -1, nothing)
        else:
            logits = logits.copy()
            logits[end] = -np.inf
            best, second = np.argsort(logits)[[-1, -2]]
            made.clearness = min(made.clearness, float(logits[best] - logits[second]))
            if int(best) in ends:
                made.ended = True
                break
            if not made.pictures:
                useless = int(best) == start and not is_readable(made.ids, words)
                if useless or len(made.ids) == MOST_WORDS:
                    break
            feed(int(best), -1, nothing)
    return made


def is_readable(ids: list[int], words: Words) -> bool:
    """Whether words are some, and come back from their text as the same tokens."""
    text: str = words.full.decode(ids)
    return len(ids) >= 3 and words.plain.encode(text).ids == ids


def runs_of_text(made: Answer, words: Words) -> list[list[int]]:
    """The text tokens before, between and after the pictures."""
    runs: list[list[int]] = [[]]
    for token in made.ids:
        if token == words.id_of("<image_start>"):
            runs.append([])
        elif token >= 0 and token != words.id_of("<image_end>"):
            runs[-1].append(token)
    return runs


def is_telling(made: Answer, words: Words) -> bool:
    """Whether an answer exercises the loop: words, a picture, words, the end, no close call."""
    if not made.ended or len(made.pictures) < 1 or made.clearness < CLEAR:
        return False
    return len(runs_of_text(made, words)[-1]) >= 3
