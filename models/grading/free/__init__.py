"""A second world for judging: scenes and wordings that no training data shares, and their rules."""
