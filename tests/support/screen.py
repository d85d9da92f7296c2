"""Reads a screen, given as its lines, as a person does: the table's columns, what stands where, in cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

_HEAD = re.compile(r"#\s+token")
_NUMBER = r"\d(?:\.\d+)?(?:e-\d+)?"
_ROW = re.compile(rf"^(\S| ) *(\d+[kM]?) (.*?) +({_NUMBER}) +({_NUMBER}) +(\d)(?: |$)")
_REST = re.compile(rf"^ +(\S.*?) +({_NUMBER}) +({_NUMBER}) *$")
_UNKNOWN = re.compile(rf"^ +<unk> +({_NUMBER}) +({_NUMBER}) *$")
_CUT = re.compile(r"^(──|--) ")
_BEFORE_HASH = 4
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@dataclass(frozen=True)
class ShownRow:
    """One candidate as it stands on the screen; `ends` are the cells where the columns p and p_T end."""

    marked: bool
    rank: int
    token: str
    model_prob: float
    prob: float
    order: int
    ends: tuple[int, int]


@dataclass(frozen=True)
class ShownTable:
    """The next-token table as it stands on the screen."""

    rows: tuple[ShownRow, ...]
    others: str
    rest_model_prob: float
    rest_prob: float
    rest_ends: tuple[int, int]
    unknown_model_prob: float = 0.0
    unknown_prob: float = 0.0

    @property
    def tokens(self) -> list[str]:
        return [row.token for row in self.rows]

    @property
    def marked(self) -> ShownRow | None:
        marked = [row for row in self.rows if row.marked]
        assert len(marked) <= 1, "more than one row is marked"
        return marked[0] if marked else None

    def sums_to_one(self) -> bool:
        """Both columns, the others and `<unk>` included; each number is rounded to four decimals."""
        allowed = (len(self.rows) + 2) * 0.00005 + 1e-9
        p = self.rest_model_prob + self.unknown_model_prob + sum(row.model_prob for row in self.rows)
        p_t = self.rest_prob + self.unknown_prob + sum(row.prob for row in self.rows)
        return abs(p - 1) <= allowed and abs(p_t - 1) <= allowed


def from_cell(line: str, cell: int) -> str:
    """What stands from a column of the terminal on."""
    used = 0
    for place, character in enumerate(line):
        if used >= cell:
            return line[place:]
        used += cell_len(character)
    return ""


def find_table(lines: Sequence[str]) -> ShownTable | None:
    """The table, wherever on the screen it is; None where there is none."""
    for number, line in enumerate(lines):
        if head := _HEAD.search(line):
            start = cell_len(line[: head.start()]) - _BEFORE_HASH
            return _table([from_cell(below, start) for below in lines[number + 1 :]])
    return None


def _table(lines: Sequence[str]) -> ShownTable | None:
    rows: list[ShownRow] = []
    for number, line in enumerate(lines):
        if row := _ROW.match(line):
            mark, rank, token, p, p_t, order = row.groups()
            scale = {"k": 1000, "M": 1_000_000}.get(rank[-1], 1)
            rank_number = int(rank.rstrip("kM")) * scale
            rows.append(ShownRow(mark != " ", rank_number, token, float(p), float(p_t), int(order), _ends(row, 4)))
        elif rest := _REST.match(line):
            others, p, p_t = rest.groups()
            unknown = _UNKNOWN.match(lines[number + 1]) if number + 1 < len(lines) else None
            columns = map(float, unknown.groups()) if unknown else ()
            return ShownTable(tuple(rows), others, float(p), float(p_t), _ends(rest, 2), *columns)
        elif line.strip() and not _CUT.match(line):
            return None
    return None


def _ends(found: re.Match[str], group: int) -> tuple[int, int]:
    line = found.string
    return cell_len(line[: found.end(group)]), cell_len(line[: found.end(group + 1)])


def candidates_on(rows: int) -> int:
    """How many candidates a screen of so many rows has room for, where nothing is cut and `<unk>` has a line."""
    below = rows - 6  # the status, the prompt, the slider and its scale, the titles, the keys
    return below - (6 if below >= 14 else 4)


def inside_frame(lines: Sequence[str]) -> list[str]:
    """The lines inside the frame of a dialog that stands over the playground."""
    return [line.split("│")[1] for line in lines if line.count("│") >= 2]


def unsafe_characters(text: str) -> set[str]:
    """Characters that could act on a terminal: C0, DEL and C1 controls, lone surrogates, bidi controls."""
    return {
        f"U+{ord(character):04X}"
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI
    }


def prose(lines: Sequence[str]) -> str:
    """Wrapped lines as one line, blanks collapsed."""
    return " ".join(" ".join(lines).split())
