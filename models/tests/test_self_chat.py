"""The base model's own talk cut wrongly, or with marks that would end a turn."""

import pytest

pytest.importorskip("torch")

from models.pictograms.self_chat import question_and_answer  # noqa: E402

pytestmark = pytest.mark.heavy
MIDDLE = "<|im_end|>\n<|im_start|>assistant\n"


def test_turns_are_split_where_the_model_ended_them() -> None:
    """Fault: the next turn is taken for a part of the answer."""
    text = f"What is tea?{MIDDLE}A drink.<|im_end|>\n<|im_start|>user\nAnd coffee?"
    assert question_and_answer(text) == ("What is tea?", "A drink.")


def test_what_is_cut_off_ends_with_a_whole_sentence() -> None:
    """Fault: training on half a sentence, which teaches to stop there."""
    assert question_and_answer(f"Tea?{MIDDLE}A drink. It is ma") == ("Tea?", "A drink.")
    assert question_and_answer("I like tea. Do you kn") == ("I like tea.", "")


def test_marks_of_turns_inside_of_one_are_refused() -> None:
    """Fault: text that opens a turn of its own within another."""
    assert question_and_answer(f"Tea <|im_start|>?{MIDDLE}Yes.<|im_end|>") is None
    assert question_and_answer("no sentence") is None
