"""Short everyday questions and requests in words; the base model makes their answers itself.

Those with known answers also grade how much of the base model's ability is kept.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.pictograms.world.example import Split
from models.pictograms.world.split import bucket

DATA = Path(__file__).parent / "chat_prompts.json"


@dataclass(frozen=True)
class ChatPrompt:
    """A prompt, and lower-case words of which a right answer has one (none: not graded)."""

    prompt: str
    answers: tuple[str, ...]


@cache
def chat_prompts() -> tuple[ChatPrompt, ...]:
    """All prompts, in the order of the file."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(ChatPrompt(str(r["prompt"]), tuple(map(str, r["answers"]))) for r in rows)


def held_out(prompt: ChatPrompt) -> bool:
    """Whether a prompt is kept for grading: two in three of those that have a known answer."""
    return bool(prompt.answers) and bucket(f"chat|{prompt.prompt}", 3) != 0


def prompts_of(split: Split) -> tuple[ChatPrompt, ...]:
    """The prompts that training may use, or those kept for grading."""
    return tuple(one for one in chat_prompts() if held_out(one) == (split == "heldout"))
