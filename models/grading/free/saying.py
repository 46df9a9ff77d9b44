"""Answers in words: whether one says the accepted thing, an order, or that something is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.grading.free.borrowed import conclusion, normal, says

_SAME = (
    (r"\bupper\b", "top"),
    (r"\blower\b", "bottom"),
    (r"\b(left|right)[- ]hand\b", r"\1"),
    (r"\bzero\b", "no"),
    (r"\bnone\b", "no"),
    (r"\b(there (is|are)|it is|it's|that is|that's|you can see|i (can )?see)\b", " "),
)
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth"]


def plainly(text: str) -> str:
    """The answer after its notes, in the words that the rules know."""
    said = conclusion(text).lower().replace("’", "'")
    for pattern, word in _SAME:
        said = re.sub(pattern, word, said)
    return said


def answers(text: str, accepted: Iterable[str]) -> bool:
    """Whether the answer is an accepted one, or holds one and nothing else of its sort."""
    return says(plainly(text), [plainly(one) for one in accepted])


def says_fact(text: str, accepted: Iterable[str]) -> bool:
    """Whether a text holds one of the accepted words or phrases, whole."""
    words = " ".join(re.findall(r"[^\W_]+", text.lower()))
    said = f" {words} "
    phrases = (" ".join(re.findall(r"[^\W_]+", one.lower())) for one in accepted)
    return any(f" {one} " in said for one in phrases)


def order_in(text: str, count: int) -> tuple[int, ...]:
    """The last list of all numbers from 1 to ``count`` that an answer names, in any writing.

    "3, 1, 2", "3-1-2", "third, first, second" and "3 then 1 then 2" are lists; nothing else is.
    """
    said = text.lower()
    found = _listed(said, count)
    if not found:
        for number, word in enumerate(_ORDINALS, 1):
            said = re.sub(rf"\b{word}\b", str(number), said)
        found = _listed(said, count)
    return found


def _listed(said: str, count: int) -> tuple[int, ...]:
    joint = r"(?:\s*(?:,|;|-|–|→|->|>|and|then|frame|picture|image|number|the|#)\s*)+|\s+"
    lists = re.findall(rf"(?<![\w.])[1-9](?:(?:{joint})[1-9](?![\w])){{{count - 1}}}", said)
    for one in reversed(lists):
        numbers = tuple(int(digit) for digit in re.findall(r"[1-9]", one))
        if sorted(numbers) == list(range(1, count + 1)):
            return numbers
    return ()


# Words by which an answer says that something is outside of what it knows.
_UNKNOWING = re.compile(
    r"""\b(?:
      (?:i|we)\ (?:really\ |only\ |just\ )?(?:do\ not|don't|did\ not|didn't|cannot|can't|could\ not
        |couldn't|am\ not\ able\ to|'m\ not\ able\ to|am\ unable\ to|'m\ unable\ to|have\ never
        |'ve\ never|never)\ (?:really\ |yet\ |quite\ )?(?:know|draw|recogni[sz]e|paint|make\ out
        |have|do|learn(?:ed|t)?|see|seen|tell|understand|imitate|show|edit|change|read|name)
     |(?:i|we)\ (?:only|just)\ (?:know|draw|can\ draw|have|understand|do)
     |(?:is|are|was|it's|that's|this's)\ (?:not|none|outside|beyond)\ (?:one\ |any\ )?(?:of\ |in\ )?
        (?:the\ |my\ |what\ )?(?:things|pictograms|world|vocabulary|i\ know|known)
     |(?:isn't|aren't)\ (?:one\ of|in|among|something|anything)
     |unknown\ to\ me|unfamiliar|not\ familiar|new\ to\ me|never\ (?:seen|heard|learnt|learned)
     |no\ idea|not\ sure\ what|nearest\ (?:thing|to|that|pictogram|known)|closest\ (?:thing|to|that)
     |(?:looks\ like|is|'s|seems\ to\ be|appears\ to\ be)\ (?:a\ |an\ )?(?:real\ )?photo(?:graph)?
     |photo(?:graph)?s?\ (?:is|are)\ (?:outside|beyond|not)
     |(?:no|not\ a)\ pictogram|styles?\ (?:is|are)\ (?:outside|beyond|not)|only\ (?:one\ )?style
     |outside\ (?:of\ )?(?:what|my)|beyond\ (?:what|my)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


def notices(text: str) -> bool:
    """Whether an answer says that it does not know something, or that it sees a photograph."""
    return bool(_UNKNOWING.search(text.replace("’", "'")))


__all__ = ["answers", "normal", "notices", "order_in", "plainly", "says_fact"]
