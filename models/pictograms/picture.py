"""A scene of the world as an image of a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.metamorph.sequences import Image
from models.pictograms.world.scenes import Scene, render
from models.pictograms.world.sprites import Pixels

NOTO = "noto"


@dataclass(frozen=True)
class Picture:
    """A scene, and the set of icons that it is drawn with."""

    scene: Scene
    style: str = NOTO

    def pixels(self) -> Pixels:
        """The drawn scene, uint8 (256, 256, 3)."""
        return render(self.scene, self.style)


def pictures_of(images: Sequence[Image]) -> list[Picture]:
    """The images of a conversation of this world. Raises TypeError for any other."""
    pictures = [image for image in images if isinstance(image, Picture)]
    if len(pictures) != len(images):
        raise TypeError("What images show is known of the world's own pictures alone.")
    return pictures
