"""Tables in HTML, for notebooks: with bars, without scripts, and safe whatever stands in the cells."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lmtui.text.safety import visible

_BAR = "display:inline-block;vertical-align:middle;height:.8em;background:currentColor;opacity:.55"
_TRACK = "position:relative;width:14em;height:1em"
_TICK = "position:absolute;top:0;width:2px;height:1em;background:currentColor"


@dataclass(frozen=True)
class Bar:
    """A bar in a cell.

    Attributes:
        share: its length as a share of the longest one, in [0, 1].
        tick: where a mark stands, in [0, 1] as well; None for no mark.
    """

    share: float
    tick: float | None = None


Cell = str | Bar


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table with a caption and a head; each row has a cell for each name in the head."""
    names = "".join(f"<th>{_escaped(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return (
        f"<table><caption>{_escaped(caption)}</caption><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"<td>{_escaped(cell)}</td>"
    tick = "" if cell.tick is None else f'<div style="{_TICK};left:{100 * cell.tick:.2f}%"></div>'
    bar = f'<div style="{_BAR};width:{100 * cell.share:.2f}%"></div>'
    return f'<td><div style="{_TRACK}">{bar}{tick}</div></td>'


def _escaped(text: str) -> str:
    return html.escape(visible(text))
