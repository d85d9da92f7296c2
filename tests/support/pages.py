"""The pages of the sequences' screen as text."""

from __future__ import annotations

from lmtui.tui.sequence_lines import Line, Page


def text(line: Line) -> str:
    return "".join(piece for piece, _ in line)


def lines(page: Page) -> list[str]:
    return [text(line).rstrip() for line in (*page.head, *page.rows, *page.foot)]
