"""Short questions by forms: what people ask a small assistant, with the things they ask it about.

The base model answers them itself; nobody says what is right. None of them is kept for grading:
``chat_answers.more_prompts`` leaves out what is.
"""

from __future__ import annotations

from collections.abc import Iterator


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split(","))


_COUNTRIES = _listed(
    """Chile, Colombia, Venezuela, Bolivia, Ecuador, Uruguay, Paraguay, Iceland, Scotland, Wales,
    Switzerland, the Czech Republic, Slovakia, Romania, Bulgaria, Serbia, Croatia, Ukraine, Estonia,
    Latvia, Lithuania, the Netherlands, Luxembourg, Morocco, Tunisia, Algeria, Libya, Ethiopia,
    Nigeria, Ghana, Senegal, South Africa, Uganda, Tanzania, Madagascar, Israel, Jordan, Lebanon,
    Iran, Iraq, Saudi Arabia, Pakistan, Nepal, Bangladesh, Sri Lanka, Myanmar, Vietnam, Cambodia,
    Malaysia, Indonesia, the Philippines, South Korea, North Korea, Mongolia, New Zealand, Jamaica,
    Panama, Costa Rica, Guatemala, Italy, Spain, Egypt, Greece, Sweden, Norway, Austria"""
)
_WORDS = _listed(
    """day, happy, old, hard, high, strong, near, true, buy, good, young, tall, thin, heavy, empty,
    dry, slow, cold, dark, weak, poor, late, short, quiet, dirty, right, last, lose, down, in, on,
    begin, love, war, friend, brave, sweet, smooth, deep, wide, simple, cheap, safe, sharp, tight,
    inside, above, before, always, everything, push, give, ask, laugh, remember, arrive, wake up"""
)
_PLURALS = _listed(
    "man, woman, tooth, goose, ox, leaf, knife, wolf, sheep, fish, city, baby, box, bus, potato, "
    "hero, piano, cactus, crisis, person, mouse, child, foot, book, cherry"
)
_VERBS = _listed(
    "go, see, take, come, give, write, drink, sing, swim, buy, think, catch, teach, bring, fly, "
    "begin, know, grow, draw, speak, sleep, fall, feel, leave, make, walk, play, stop"
)
_YOUNG = _listed("horse, pig, goat, duck, hen, lion, bear, deer, kangaroo, frog, swan, dog, cat")
_THINGS = _listed(
    """grass, coal, milk, a lemon, an orange, a strawberry, a carrot, chocolate, gold, silver,
    the sun, the sea, a ripe banana, a polar bear, a raven, a flamingo, a fire engine, an emerald"""
)
_MADE = _listed(
    "cheese, paper, chocolate, butter, yoghurt, glass, flour, beer, tofu, leather, wool, silk, "
    "concrete, a candle, a tyre, a pencil, pasta, ice cream, sugar, honey"
)
_SIGHTS = _listed(
    """the Statue of Liberty, the Acropolis, the Kremlin, Machu Picchu, Mount Fuji, Niagara Falls,
    the Brandenburg Gate, Stonehenge, the Louvre, the Sydney Opera House, the Golden Gate Bridge,
    Petra, Angkor Wat, the Forbidden City, the Sagrada Familia, Mount Kilimanjaro"""
)
_BOOKS = _listed(
    """Romeo and Juliet, Pride and Prejudice, Don Quixote, Moby Dick, War and Peace, The Iliad,
    Oliver Twist, Frankenstein, Dracula, The Little Prince, Macbeth, Faust, The Divine Comedy,
    The Adventures of Tom Sawyer, Alice in Wonderland, The Jungle Book, Les Misérables"""
)
_MADE_BY = _listed(
    """the light bulb, the steam engine, the printing press, the airplane, the radio, dynamite,
    the World Wide Web, penicillin, radium, the telescope, the thermometer, the battery"""
)
_FOREIGN = ("French", "Spanish", "German", "Italian")
_PHRASES = _listed("thank you, yes, no, please, good morning, water, dog, house, friend, book")
_METALS = _listed("Au, Ag, Cu, Pb, Na, Al, Zn, Hg")
_PAIRS = (
    ("a car", "a bicycle"), ("the sun", "the Earth"), ("a whale", "a dolphin"),
    ("a cat", "a tiger"), ("a train", "a snail"), ("gold", "wood"), ("the moon", "the Earth"),
    ("a lake", "an ocean"), ("a feather", "a stone"), ("a horse", "an ant"),
)  # fmt: skip
_GROUPS = _listed(
    "colours, animals, countries, cities, rivers, planets, birds, trees, tools, instruments, "
    "vegetables, drinks, languages, metals, shapes, inventions, writers, painters, hobbies, seas"
)
_SENTENCES = _listed(
    "rain, winter, my grandmother, the sea, a train, music, a secret, the market, breakfast, "
    "courage, a mountain, the city at night, an old clock, a letter, a garden, the first day"
)
_FORMS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "What is the capital of {}?",
            "Which continent is {} on?",
            "What language is spoken in {}?",
            "What currency is used in {}?",
            "Tell me one fact about {}.",
        ),
        _COUNTRIES,
    ),
    (
        ("What is the opposite of {}?", "Use the word {} in a sentence.", "What does {} mean?"),
        _WORDS,
    ),
    (("What is the plural of {}?", "Spell the plural of {}."), _PLURALS),
    (("What is the past tense of {}?", 'Write a sentence with "{}".'), _VERBS),
    (("What is a baby {} called?", "What does a {} eat?", "Where does a {} live?"), _YOUNG),
    (("What colour is {}?", "Describe {}."), _THINGS),
    (("What is {} made from?", "How is {} made?"), _MADE),
    (("In which country is {}?", "Why is {} famous?"), _SIGHTS),
    (("Who wrote {}?", "What is {} about?"), _BOOKS),
    (("Who invented {}?", "When was {} invented?", "Why does {} matter?"), _MADE_BY),
    (("Which metal has the symbol {}?",), _METALS),
    (("List three {}.", "Name one of the {}.", "Give me five {}."), _GROUPS),
    (
        (
            "Write a short poem about {}.",
            "Write one sentence about {}.",
            "Begin a story about {}.",
        ),
        _SENTENCES,
    ),
)
_SUMS = ("What is {} + {}?", "What is {} - {}?", "What is {} times {}?")
_COMPARED = tuple(
    f"Which {how}, {{}} or {{}}?" for how in ("is bigger", "is faster", "weighs more")
)


def formed_prompts() -> Iterator[str]:
    """Every form with every thing that fits it, in a fixed order."""
    for forms, things in _FORMS:
        for form in forms:
            yield from (form.format(thing) for thing in things)
    for phrase in _PHRASES:
        yield from (f"How do you say {phrase} in {language}?" for language in _FOREIGN)
    for form in _COMPARED:
        yield from (form.format(*pair) for pair in _PAIRS)
    for first in range(1, 21, 2):
        for second in range(1, 13, 3):
            yield from (form.format(max(first, second), second) for form in _SUMS)
