"""The pictograms: a closed world to draw and to ask about, and what training takes from it."""
