"""Cases that want several pictures: things one by one, lines to be illustrated, stories."""

from __future__ import annotations

from models.grading.free.bank import Wording, document, ordinary, wordings
from models.grading.free.dice import Dice
from models.grading.free.make_asked import Fresh, Made, case
from models.grading.free.words import fill

_HEROES = ordinary("animal") + ("robot", "alien", "astronaut", "ghost")


def story(dice: Dice) -> list[Made]:
    """Stories of every kind."""
    lines = document("stories.json")["lines"]
    fresh, found = Fresh(dice), []
    for wording in dice.shuffled(wordings("story")):
        if wording["kind"] == "series":
            found.append(_series(fresh, wording))
        elif wording["kind"] == "lines":
            found.append(_lines(dice, fresh, wording, lines))
        else:
            found.append(_told(fresh, wording))
    return found


def _series(fresh: Fresh, wording: Wording) -> Made:
    taken: list[str] = []
    for _ in range(4):
        taken.append(fresh.pick(ordinary(), tuple(taken)))
    slots = {str(i + 1): one for i, one in enumerate(taken)}
    pictures = [{"things": [[one, 1]]} for one in taken[: wording["pictures"]]]
    prompt = fill(wording["words"], slots)
    return case("story", wording, "series", prompt, {"pictures": pictures})


def _lines(dice: Dice, fresh: Fresh, wording: Wording, lines: list[Wording]) -> Made:
    hero = fresh.pick(_HEROES)
    slots = {"1": hero, "2": fresh.pick(_HEROES, (hero,))}
    chosen = sorted(dice.sample(range(len(lines)), wording["pictures"]))
    pictures = []
    for number, at in enumerate(chosen, 1):
        line = lines[at]
        slots[f"l{number}"] = fill(line["words"], slots)
        shown: Made = {"things": [[slots[one], count] for one, count in line["things"].items()]}
        if "background" in line:
            shown["background"] = [line["background"]]
        if "may" in line:
            shown["may"] = [slots[line["may"]]]
        pictures.append(shown)
    words = wording["words"]
    for name, text in slots.items():
        if name.startswith("l"):
            words = words.replace("{" + name + "}", text)
    return case("story", wording, "lines", words, {"pictures": pictures})


def _told(fresh: Fresh, wording: Wording) -> Made:
    hero = fresh.pick(_HEROES)
    friend = fresh.pick(ordinary(), (hero,))
    truth: Made = {"least": wording["pictures"], "hero": hero}
    if not wording.get("alone"):
        truth["friend"] = friend
    prompt = fill(wording["words"], {"1": hero, "2": friend})
    return case("story", wording, "told", prompt, truth)
