"""Stage "language": the paper's two stages of instruction tuning, on the pictograms.

Stage 1 trains the connector alone (``connector_stage.py``), stage 2 the rest with it
(``language_stage.py``).

python -m models.scripts.train_language --minutes 60 --threads 2
"""

from __future__ import annotations

import argparse
from pathlib import Path

from models.export.import_package import import_neck, import_package
from models.grading.exact_match import exact_match, held_out
from models.metamorph.language_stage import StageOptions, start_process, train
from models.metamorph.precision import device
from models.pictograms.checkpoints import load_encoder, new_model
from models.pictograms.config import ENCODER, PACKER
from models.pictograms.connector_stage import train_connector
from models.pictograms.conversations import PictogramData
from models.pictograms.curricula import curricula
from models.pictograms.positional_names import name_positions

HELD_OUT = 48  # examples a task that are looked at


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--frozen", type=int, default=15, help="lower layers that are not trained")
    parser.add_argument("--rate", type=float, default=4e-4, help="learning rate of the layers")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--look", type=float, default=0.0, help="seconds between evaluations")
    parser.add_argument("--begin", type=Path, help="package whose language model is trained on")
    parser.add_argument("--curriculum", default="language", choices=tuple(curricula()))
    parser.add_argument("--batch", type=int, default=1024, help="tokens a step")
    parser.add_argument("--processes", type=int, default=0, help="that make the batches")
    parser.add_argument("--rounded", action="store_true", help="rounded from the first step on")
    parser.add_argument("--save-every", type=float, default=300, help="seconds")
    parser.add_argument(
        "--name-places",
        action="store_true",
        help="add the names of squares to the positions of a package that was trained without",
    )
    parser.add_argument("--scales", action="store_true", help="train the blocks' scales alone")
    parser.add_argument(
        "--through",
        type=float,
        help="share of batches that teach the connector through the "
        "frozen layers; without it, all at first and a tenth from a third of the stage on",
    )
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> None:
    """Runs or resumes the stage."""
    chosen = arguments(words)
    package: Path | None = chosen.begin
    options = StageOptions(
        minutes=chosen.minutes,
        rate=chosen.rate,
        compiled=chosen.compile,
        evaluate_every=chosen.look,
        batch=chosen.batch,
        processes=chosen.processes,
        # A package's weights are rounded already: to see them whole would be to unlearn it.
        rounded=chosen.rounded or package is not None,
        save_every=chosen.save_every,
        scales=chosen.scales,
        through=chosen.through,
    )
    start_process(chosen.threads)
    model = new_model(chosen.frozen).to(device())
    encode = load_encoder(None if package is None else lambda: import_neck(package, ENCODER))
    rows = max(1, chosen.batch // PACKER.row_length)
    held = held_out(HELD_OUT, rows) if chosen.look else []

    def begin() -> None:
        if package is not None and import_package(model, package):
            if chosen.name_places:
                name_positions(model)
            return
        print(f"connector: cosine to the words {train_connector(model):.3f}", flush=True)

    train(
        model,
        PictogramData(chosen.curriculum),
        PACKER,
        encode,
        options,
        begin,
        (lambda: exact_match(model, held, encode)) if held else None,
    )


if __name__ == "__main__":
    main()
