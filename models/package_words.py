"""What the package says of itself: its tasks with examples, and its training card."""

from __future__ import annotations

TASKS = [
    {
        "id": "generate",
        "template": "Generate an image of {thing}.",
        "examples": [
            "Generate an image of a butterfly.",
            "Please draw a violin on a yellow background.",
            "I want a picture of a bear at night.",
            "Can you draw a small red apple?",
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
        "Neck, connector, language (upper 15 of 30 layers) and visualizer, on two CPU cores."
    ),
    "limits": (
        "It knows the names of 343 pictograms and no photographs, no people and no styles. This is "
        "a first, short training: it names pictures and talks in short sentences, but what it "
        "draws from words has the right colours and place and not yet a shape that a person "
        "recognises. Edits, frames and visual thinking are not trained yet."
    ),
    "metrics": [],
}
