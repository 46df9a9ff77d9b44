"""One HTML page of samples: faults of a model are mostly faults of its data, so look at them."""

import base64
import html
import io
from collections.abc import Iterable

from PIL import Image

from models.pictograms.world.example import Example, Part, Turn
from models.pictograms.world.scenes import Scene, render

_STYLE = """
body { font: 14px sans-serif; background: #eee; margin: 16px; }
article { background: #fff; border-radius: 6px; margin: 0 0 12px; padding: 8px 12px; }
.turn { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 3px 0; }
.assistant { background: #eef6ff; } small { color: #666; } img { border: 1px solid #bbb; }
"""


def picture_tag(scene: Scene, side: int, style: str = "noto") -> str:
    """An ``img`` tag with the drawn scene inside it."""
    picture = Image.fromarray(render(scene, style)).resize((side, side), Image.Resampling.BOX)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img width="{side}" height="{side}" src="data:image/png;base64,{data}" alt="">'


def _part(part: Part, side: int, style: str) -> str:
    if isinstance(part, Scene):
        return picture_tag(part, side, style)
    return f"<span>{html.escape(part)}</span>"


def _turn(turn: Turn, side: int, style: str) -> str:
    drawn = "noto" if turn.role == "assistant" else style
    inner = "".join(_part(part, side, drawn) for part in turn.parts)
    return f'<div class="turn {turn.role}"><b>{turn.role}:</b>{inner}</div>'


def page(examples: Iterable[Example], side: int = 128) -> str:
    """The whole page as text; pictures are data URIs of ``side`` pixels."""
    rows = []
    for example in examples:
        meta = example.meta
        note = f"{example.task} / {example.kind} · {meta.get('composition', '')}"
        if meta.get("held"):
            note += f" · held: {', '.join(meta['held'])}"
        if meta.get("answers"):
            note += f" · accepted: {'; '.join(meta['answers'])}"
        turns = "".join(_turn(turn, side, meta.get("style", "noto")) for turn in example.turns)
        rows.append(f"<article><small>{html.escape(note)}</small>{turns}</article>")
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(rows)}\n"
