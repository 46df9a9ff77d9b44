"""The table of grades as Markdown: all rows, then each kind of a task by itself."""

from __future__ import annotations

from collections.abc import Sequence

from models.grading.figures import Share, difference
from models.grading.graded import Graded, share_of
from models.grading.rows import ANOTHER, GAIN_AIM, GAIN_SHIP, ROWS, Row
from models.pictograms.world.concepts import concept_ids


def percent(value: float) -> str:
    """ "7 %", and one more digit below that."""
    return f"{100 * value:.0f} %" if value >= 0.0695 or value == 0 else f"{100 * value:.1f} %"


def with_interval(share: Share) -> str:
    """ "83 % (80 to 86)"."""
    low, high = share.interval
    return f"{percent(share.value)} ({100 * low:.0f} to {100 * high:.0f})"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _of_row(graded: Sequence[Graded], row_id: str) -> list[Graded]:
    return [one for one in graded if one.case.row.id == row_id]


def _promised(row: Row, share: Share) -> tuple[str, str, str]:
    if row.ship is None or row.aim is None:
        return "", "", ""
    reached = "aim" if share.value >= row.aim else "ships" if share.value >= row.ship else "short"
    if row.id == "paper":
        return "5 of 6", "6 of 6", reached
    return percent(row.ship), percent(row.aim), reached


def _rows(graded: Sequence[Graded]) -> list[str]:
    lines = []
    for row in ROWS:
        some = _of_row(graded, row.id)
        if not some:
            continue
        share = share_of(some)
        baseline = Share(sum(one.baseline for one in some), len(some))
        ship, aim, reached = _promised(row, share)
        lines.append(
            _line(
                row.title,
                str(share.of),
                f"{share.right} of {share.of}" if row.id == "paper" else with_interval(share),
                f"{percent(baseline.value)} ({row.baseline})",
                ship,
                aim,
                reached,
            )
        )
        if row.id == "at_once":
            lines += _gain(graded, share)
    return lines


def _gain(graded: Sequence[Graded], at_once: Share) -> list[str]:
    thinking = _of_row(graded, "thinking")
    if not thinking:
        return []
    gap, low, high = difference(share_of(thinking), at_once)
    reached = "aim" if gap >= GAIN_AIM else "ships" if gap >= GAIN_SHIP else "short"
    points = f"{100 * gap:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"
    cells = ("Gain of thinking", "", points, "0 (no thinking)")
    return [_line(*cells, f"+{100 * GAIN_SHIP:.0f}", f"+{100 * GAIN_AIM:.0f}", reached)]


def _kinds(graded: Sequence[Graded]) -> list[str]:
    lines = []
    for row in ROWS:
        some = _of_row(graded, row.id)
        kinds = sorted({one.case.example.kind for one in some})
        if len(kinds) < 2:
            continue
        for kind in kinds:
            these = [one for one in some if one.case.example.kind == kind]
            baseline = Share(sum(one.baseline for one in these), len(these))
            share = share_of(these)
            failed = _failed(these)
            cells = (row.title, kind, str(share.of), with_interval(share))
            lines.append(_line(*cells, percent(baseline.value), failed))
    return lines


def _failed(graded: Sequence[Graded]) -> str:
    """Which checks fail oftenest, for whoever mends the model."""
    counts: dict[str, int] = {}
    for one in graded:
        names = {
            name.rstrip(" 0123456789") for name, good in one.verdict.checks.items() if not good
        }
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    most = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {count}" for name, count in most)


def markdown(graded: Sequence[Graded], package: str, calibration: str) -> str:
    """The whole page. ``package`` says which one was graded; ``calibration`` how well the reader
    reads, or nothing.
    """
    chance = 1 / len(concept_ids())
    faults = sum(bool(one.answer.fault) for one in graded)
    notes = [
        "Intervals are of Wilson, 95 %. Every case is held out, asked through the command line at "
        "default settings, and judged without any part of the model.",
        f'The baseline "{ANOTHER}" takes a faultless picture that another case of the row asks '
        f"for; a concept taken at random is right in {100 * chance:.1f} %.",
    ]
    if calibration:
        notes.append(calibration)
    if faults:
        notes.append(f"{faults} questions ended in an error and count as wrong.")
    head = ("Task", "Cases", "Right", "Baseline", "Ship at", "Aim", "Reached")
    kinds_head = ("Task", "Kind", "Cases", "Right", "Baseline", "Checks that failed")
    kinds = _kinds(graded)
    table_of_kinds = [_line(*kinds_head), _line(*("---" for _ in kinds_head)), *kinds, ""]
    return "\n".join(
        [
            f"Graded: {package}.",
            "",
            _line(*head),
            _line(*("---" for _ in head)),
            *_rows(graded),
            "",
            *(f"{note}\n" for note in notes),
            *(["Kinds within the rows:", "", *table_of_kinds] if kinds else []),
        ]
    )
