"""The closed world: concepts, scenes and how they are drawn, and the words for them."""
