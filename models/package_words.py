"""What the package says of itself: its tasks with examples, and its training card."""

from __future__ import annotations

TASKS = [
    {
        "id": "generate",
        "template": "Generate an image of {thing}.",
        "examples": [
            "Generate an image of a butterfly.",
            "Can you draw a house?",
            "The American flag",
            "Draw a cat.",
        ],
    },
    {
        "id": "question",
        "template": "What is in the picture?",
        "examples": [
            "What is in the picture?",
            "What colour is the background?",
            "How many are there?",
        ],
    },
    {
        "id": "reason",
        "template": "Generate an image of {description}.",
        "examples": ["Generate an image of the soft toy that children hug in bed."],
    },
    {
        "id": "chat",
        "template": "{question}",
        "examples": ["What is the capital of France?", "Why do we sleep?"],
    },
]

TRAINING_CARD = {
    "data": (
        "Made without end from 343 pictograms (Noto Emoji and country flags) on 16 backgrounds: "
        "pictures to draw, questions about pictures, facts, and the base model's own chat answers."
    ),
    "steps": (
        "Neck, connector, language (upper 15 of 30 layers), visualizer and the adapter's memory of "
        "visual tokens, on two CPU cores."
    ),
    "limits": (
        "It knows the names of 343 pictograms and no photographs, no people and no styles. One "
        "thing on white is often drawn so that a person recognises it, softly; on other "
        "backgrounds, in other sizes and places, and with several things it often fails. Edits "
        "were trained for minutes only; frames, stories and visual thinking were not trained."
    ),
    "metrics": [],
}
