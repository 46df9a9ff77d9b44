"""Contact sheets: every picture of a row with its prompt, framed green when right, else red."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from models.grading.graded import Graded
from models.grading.rows import ROWS
from models.pictograms.world.scenes import render

PICTURE, FRAME, GAP = 128, 3, 10
LETTERS = 11
_LINE = 14
_RIGHT, _WRONG, _SHOWN = (40, 150, 70), (205, 60, 50), (190, 190, 195)
_MOST = {"one": 100}
_MOST_ELSE = 40
_LINES = 5


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(LETTERS)


def _pictures(one: Graded) -> list[tuple[Image.Image, tuple[int, int, int]]]:
    """What the person showed in gray frames, then the answer's pictures in the verdict's colour."""
    verdict = _RIGHT if one.verdict.right else _WRONG
    style = one.case.example.meta.get("style", "noto")
    shown = [(Image.fromarray(render(scene, style)), _SHOWN) for scene in one.case.shown]
    drawn = []
    for path in one.answer.pictures:
        with Image.open(path) as opened:
            drawn.append((opened.convert("RGB"), verdict))
    return [*shown, *drawn]


def _caption(one: Graded) -> str:
    asked = [
        part
        for turn in one.case.example.turns
        if turn.role == "user"
        for part in turn.parts
        if isinstance(part, str)
    ]
    text = " / ".join(asked)
    if one.case.row.rule in ("words", "order", "chat") or not one.answer.pictures:
        said = one.answer.text.strip() or one.answer.fault
        mark = "right" if one.verdict.right else "wrong"
        text = f"{text} -> {said} ({mark})"
    return text


def _tile(one: Graded, across: int) -> Image.Image:
    width = across * (PICTURE + 2 * FRAME + 2)
    tile = Image.new("RGB", (width, PICTURE + 2 * FRAME + 4 + _LINES * _LINE), (255, 255, 255))
    for number, (picture, colour) in enumerate(_pictures(one)[:across]):
        left = number * (PICTURE + 2 * FRAME + 2)
        edge = (left, 0, left + PICTURE + 2 * FRAME - 1, PICTURE + 2 * FRAME - 1)
        ImageDraw.Draw(tile).rectangle(edge, fill=colour)
        small = picture.resize((PICTURE, PICTURE), Image.Resampling.LANCZOS)
        tile.paste(small, (left + FRAME, FRAME))
    lines = textwrap.wrap(_caption(one), max(20, int(width / (LETTERS * 0.53))))
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], f"{lines[_LINES - 1][:-1]}…"]
    plain = not one.answer.pictures or one.case.row.rule in ("words", "order", "chat")
    colour = (_RIGHT if one.verdict.right else _WRONG) if plain else (40, 40, 40)
    for number, line in enumerate(lines):
        at = (0, PICTURE + 2 * FRAME + 3 + number * _LINE)
        ImageDraw.Draw(tile).text(at, line, fill=colour, font=_font())
    return tile


def sheet(graded: Sequence[Graded]) -> Image.Image:
    """One sheet of some cases of one row; raises ValueError when there is none."""
    if not graded:
        raise ValueError("A sheet needs at least one case.")
    across = max(1, *(len(_pictures(one)) for one in graded))
    tiles = [_tile(one, across) for one in graded]
    columns = max(1, min(10, 10 // across)) if across > 1 else min(10, len(tiles))
    rows = -(-len(tiles) // columns)
    width, height = tiles[0].size[0] + GAP, tiles[0].size[1] + GAP
    page = Image.new("RGB", (columns * width + GAP, rows * height + GAP), (255, 255, 255))
    for number, tile in enumerate(tiles):
        page.paste(tile, (GAP + number % columns * width, GAP + number // columns * height))
    return page


def write_sheets(graded: Sequence[Graded], folder: Path) -> list[Path]:
    """Writes ``ROW.png`` for every row with cases: the first of them, unchosen."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for row in ROWS:
        some = [one for one in graded if one.case.row.id == row.id]
        some = some[: _MOST.get(row.id, _MOST_ELSE)]
        if some and row.rule != "chat":
            path = folder / f"{row.id}.png"
            sheet(some).save(path)
            written.append(path)
    return written
