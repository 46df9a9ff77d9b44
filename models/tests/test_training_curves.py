"""Faults in the plot of a log: steps without pictures counted, a torn last line."""

from models.metamorph.training_curves import curves


def test_only_measured_figures_are_drawn() -> None:
    """Fault: a step of plain talk, whose cosine of 1 was never measured, lifts the curve."""
    lines = [
        '{"step": 0, "minutes": 0.1, "text": 2.0, "cosine": 0.5, "told": 1.0, "right": 0.2}',
        '{"minutes": 0.2, "text": 1.0, "cosine": 1.0, "told": 0.0, "right": 1.0, "kept": 0.3}',
        '{"step": 40, "minutes": 0.3, "free_cells": 0.9}',
        '{"step": 60, "min',
    ]
    found = curves(lines)
    assert found["cosine"] == [(0.1, 0.5)]
    assert found["kept"] == [(0.2, 0.3)]
    assert [minutes for minutes, _ in found["text"]] == [0.1, 0.2]
    assert 1.0 < found["text"][1][1] < 2.0
