"""The table of the free judge as Markdown, its JSON, and contact sheets to look at."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from models.grading.free.borrowed import Share
from models.grading.free.run import Judged, shown_file
from models.grading.free.saying import notices

TITLES = {
    "drawn": "Drawn as asked, any wording",
    "several": "Counts, two kinds, places",
    "puzzle": "Puzzles never trained, any wording",
    "paper": "The paper's six in four other wordings each",
    "question": "Picture questions",
    "counting": "Counting in pictures",
    "edit": "Edits: done, rest untouched",
    "frames": "Next and previous frame",
    "order": "Three to six frames in order",
    "detail": "Tiny details, with thinking",
    "story": "Stories and series",
    "talk": "Talk that the base answers rightly",
    "unknown": "Unknown things and photographs noticed",
}
SHIP = {
    "drawn": (0.85, 0.95),
    "several": (0.80, 0.92),
    "puzzle": (0.80, 0.92),
    "paper": (1.0, 1.0),
    "question": (0.82, 0.93),
    "counting": (0.70, 0.90),
    "edit": (0.65, 0.85),
    "frames": (0.60, 0.85),
    "order": (0.60, 0.85),
    "detail": (0.60, 0.85),
    "story": (0.75, 0.88),
    "talk": (0.92, 0.98),
    "unknown": (0.85, 0.95),
}
ALL = (0.70, 0.85)
ALARMS = (0.05, 0.02)
# Rows whose things are all known: an answer there that says otherwise is a false alarm.
KNOWN = ("drawn", "several", "question", "counting", "edit", "frames", "detail", "story")


def percent(share: Share) -> str:
    """ "83 % (80 to 86)"."""
    low, high = share.interval
    return f"{100 * share.value:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def _share(some: Sequence[Judged]) -> Share:
    return Share(sum(one.right for one in some), len(some))


def _line(title: str, share: Share, bounds: tuple[float, float], less: bool = False) -> str:
    ship, aim = bounds
    value = -share.value if less else share.value
    good = [value >= (-one if less else one) for one in (aim, ship)]
    reached = "aim" if good[0] else "ships" if good[1] else "short"
    cells = (title, share.of, percent(share), f"{100 * ship:.0f} %", f"{100 * aim:.0f} %", reached)
    return f"| {' | '.join(map(str, cells))} |"


def markdown(all_of: Sequence[Judged], package: str, seal: str) -> str:
    """The whole table: a row for each task, all together, false alarms, then the kinds."""
    rows = list(dict.fromkeys(one.case["row"] for one in all_of))
    lines = [f"Judged: {package}; bank {seal[:12]}.", ""]
    lines += ["| Task | Cases | Right | Ship | Aim | Reached |"]
    lines += ["| --- | --- | --- | --- | --- | --- |"]
    lines.append(_line("All rows together", _share(all_of), ALL))
    for row in rows:
        some = [one for one in all_of if one.case["row"] == row]
        lines.append(_line(TITLES[row], _share(some), SHIP[row]))
    known = [one for one in all_of if one.case["row"] in KNOWN]
    alarms = Share(sum(notices(one.text) for one in known), len(known))
    if known:
        lines.append(_line("False alarms at known things", alarms, ALARMS, less=True))
    lines += ["", "Intervals are of Wilson, 95 %.", ""]
    faults = sum(bool(one.fault) for one in all_of)
    if faults:
        lines += [f"{faults} questions ended in an error and count as wrong.", ""]
    lines += ["| Task | Kind | Right | Checks that failed |", "| --- | --- | --- | --- |"]
    for row in rows:
        some = [one for one in all_of if one.case["row"] == row]
        for kind in sorted({one.case["kind"] for one in some}):
            these = [one for one in some if one.case["kind"] == kind]
            failed = Counter(name for one in these for name, good in one.checks.items() if not good)
            text = ", ".join(f"{name} {count}" for name, count in failed.most_common())
            right = sum(one.right for one in these)
            lines.append(f"| {TITLES[row]} | {kind} | {right} of {len(these)} | {text} |")
    return "\n".join(lines) + "\n"


def report(all_of: Sequence[Judged]) -> list[dict[str, Any]]:
    """Every case with its answer and checks, for a JSON file."""
    return [
        {
            "id": one.case["id"],
            "kind": one.case["kind"],
            "prompt": one.case["prompt"],
            "answer": one.text,
            "pictures": [str(path) for path in one.pictures],
            "checks": one.checks,
            "right": one.right,
            "fault": one.fault,
        }
        for one in all_of
    ]


_TILE, _GAP = 132, 8
_RIGHT, _WRONG = (30, 140, 60), (200, 50, 40)


def _tile(one: Judged, shown: Path, across: int) -> Image.Image:
    tile = Image.new("RGB", (max(2, across) * _TILE, _TILE + 84), (255, 255, 255))
    files = [shown_file(picture, shown) for picture in one.case.get("pictures", [])]
    for number, path in enumerate([*files, *one.pictures][:across]):
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((_TILE - 6, _TILE - 6))
        edge = (180, 180, 185) if number < len(files) else _RIGHT if one.right else _WRONG
        left = number * _TILE
        ImageDraw.Draw(tile).rectangle((left, 0, left + _TILE - 3, _TILE - 3), fill=edge)
        tile.paste(picture, (left + 3, 3))
    said = one.text.strip().replace("\n", " ")
    failed = ", ".join(name for name, good in one.checks.items() if not good)
    text = f"{one.case['prompt']} -> {said} [{failed}]"
    for number, line in enumerate(textwrap.wrap(text, tile.size[0] // 6)[:7]):
        colour = (30, 30, 30) if one.right else _WRONG
        ImageDraw.Draw(tile).text((2, _TILE + 11 * number), line, fill=colour)
    return tile


def write_sheets(all_of: Sequence[Judged], shown: Path, folder: Path) -> None:
    """One PNG a row: what was shown in gray, what came back in green or red, and the words."""
    folder.mkdir(parents=True, exist_ok=True)
    for row in dict.fromkeys(one.case["row"] for one in all_of):
        some = [one for one in all_of if one.case["row"] == row]
        most = max(len(one.case.get("pictures", [])) + len(one.pictures) for one in some)
        tiles = [_tile(one, shown, min(max(most, 1), 8)) for one in some]
        columns = max(1, 1500 // (tiles[0].size[0] + _GAP))
        wide, high = tiles[0].size[0] + _GAP, tiles[0].size[1] + _GAP
        page = Image.new("RGB", (columns * wide, -(-len(tiles) // columns) * high), (255, 255, 255))
        for number, tile in enumerate(tiles):
            page.paste(tile, (number % columns * wide, number // columns * high))
        page.save(folder / f"{row}.png")
