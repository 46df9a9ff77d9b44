"""What the package says of itself: its tasks with examples, and its training card."""

from __future__ import annotations

TASKS = [
    {
        "id": "generate",
        "template": "Generate an image of {thing}.",
        "examples": [
            "Generate an image of a butterfly.",
            "A lion and a rocket on a yellow background",
            "Draw four apples at night.",
            "The American flag",
        ],
    },
    {
        "id": "reason",
        "template": "Generate an image of {description}.",
        "examples": [
            "Generate an image of the soft toy that children hug in bed.",
            "Draw the animal that gives us milk.",
        ],
    },
    {
        "id": "story",
        "template": "Draw a picture for each line: {lines}",
        "examples": [
            "Tell a story about a fox and a duck with pictures: a meeting.",
            "Draw a picture for each line: A cat at night. Two dogs in a meadow.",
            "Draw a car, a bicycle and a train, each in its own picture.",
        ],
    },
    {
        "id": "question",
        "template": "What is in the picture?",
        "examples": [
            "What is in the picture?",
            "What colour is the background?",
            "Describe the picture.",
        ],
    },
    {
        "id": "edit",
        "template": "{instruction}",
        "examples": [
            "Make it night.",
            "Put it in the snow.",
            "Change the background to yellow.",
            "Add a cat.",
            "Give it a pink background.",
            "Remove the cat.",
            "Replace the cat with a dog.",
            "Make the cat bigger.",
            "Move the cat to the top left.",
            "Swap the cat and the dog.",
        ],
    },
    {
        "id": "next",
        "template": "Predict the next frame.",
        "examples": ["Predict the next frame.", "What comes next?", "Continue the video."],
    },
    {
        "id": "previous",
        "template": "Predict the previous frame.",
        "examples": ["Predict the previous frame.", "What came before?"],
    },
    {
        "id": "order",
        "template": "Put the frames in order.",
        "examples": ["Put the frames in order.", "Sort the frames."],
    },
    {
        "id": "video",
        "template": "{question}",
        "examples": ["What happens?", "What moves?", "What appears last?"],
    },
    {
        "id": "think",
        "template": "What is the tiny thing in the {place}?",
        "examples": [
            "What is the tiny thing in the top left?",
            "What is in the central cell?",
            "What colour is the tiny thing in the bottom right?",
        ],
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
        "pictures to draw, questions about pictures and clips, changes of pictures, frames, "
        "stories, details drawn large, facts, and the base model's own chat answers."
    ),
    "steps": (
        "Neck 16, visualizer 14 and decoder 16 minutes, each on one CPU core; language (all 30 "
        "layers) 9 minutes and 69 million tokens on one H200, then its upper 15 layers 57 minutes "
        "and 1.3 million tokens on two CPU cores, for more ways of asking."
    ),
    "limits": (
        "It knows the names of 343 pictograms and no photographs, no people and no styles; a "
        "picture from outside is seen as what is nearest in its world. What is asked in usual "
        "words it mostly draws, changes, predicts, orders and answers rightly; asked in unusual "
        "words it may take one task for another (a change for an addition, a drawing for a "
        "question). Plain talk is that of a very small model, and weaker than it was before "
        "training. Thinking visually is no better than answering at once."
    ),
    "metrics": [],
}
