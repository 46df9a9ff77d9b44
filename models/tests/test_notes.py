"""Faults in notes: a wrong square or size, a thing left out, a note judged as the answer."""

from models.pictograms.world.notes import conclusion, counted_out, frame_notes, noted, seen
from models.pictograms.world.scenes import Scene, Thing

SCENE = Scene("white", (Thing("dog", 128, 128, 0), Thing("owl", 64, 64, 96)))


def test_a_thing_is_noted_where_it_stands() -> None:
    """Fault: columns and rows exchanged, a corner other than the upper left, sizes in pixels."""
    assert noted(SCENE) == "dog e1 size 4, owl c4 size 2"
    assert noted(Scene("white", (Thing("owl", 64, 192, 192),))) == "owl g7 size 2"


def test_counting_points_at_each_of_the_kind_alone() -> None:
    """Fault: other things counted in."""
    both = Scene("white", (*SCENE.things, Thing("owl", 64, 0, 192)))
    assert counted_out(both, "owl") == "1 c4, 2 a7\n\n"


def test_frames_are_numbered_and_like_things_counted() -> None:
    """Fault: frames of a forecast that all begin at 1; nine things noted one by one."""
    owls = Scene("white", (Thing("owl", 64, 0, 0), Thing("owl", 64, 96, 0)))
    assert frame_notes([SCENE, owls], 2) == "2. dog e1 size 4, owl c4 size 2\n3. two owls\n\n"


def test_only_the_last_paragraph_is_judged() -> None:
    """Fault: a thing that was only noted counts as the answer."""
    assert conclusion(f"{seen(SCENE)}The owl. ") == "The owl."
    assert conclusion("Yes.") == "Yes."
