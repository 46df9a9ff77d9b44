"""Filling the slots of a wording: ``{a}``, ``{the2}``, ``{PLURAL}``, ``{n}``, ``{colour}``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.grading.free.bank import Thing, things

NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _forms(thing: Thing, called: Mapping[str, list[str]]) -> dict[str, str]:
    name, plural = called.get(thing.id, [thing.name, thing.plural])
    article = "an" if thing.article == "an" and name == thing.name else thing.article
    return {
        "a": f"{article} {name}".strip(),
        "the": f"the {name}",
        "thing": name,
        "plural": plural,
    }


def fill(
    words: str, slots: Mapping[str, str], called: Mapping[str, list[str]] | None = None
) -> str:
    """The wording with its slots filled.

    ``slots`` has ids of things under "1", "2" .. and "new", and texts under any other name. A slot
    written with a capital begins with one, in capitals it is all capitals. Raises KeyError for a
    slot that is not given.
    """

    def value(match: re.Match[str]) -> str:
        name, number = match[1], match[2]
        key = name.lower()
        if key in ("new", "anew"):
            thing = things()[slots["new"]]
            text = thing.phrase if key == "anew" else thing.name
        elif key in ("a", "the", "thing", "plural"):
            text = _forms(things()[slots[number or "1"]], called or {})[key]
        else:
            text = slots[name if name in slots else key]
        if len(name) > 1 and name.isupper():
            return text.upper()
        return capital(text) if name[0].isupper() and name not in slots else text

    return _SLOT.sub(value, words)
