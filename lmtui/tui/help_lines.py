"""The lines of the help: the signs on the screen, the ideas, then the keys, a section for each part of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len

from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS
from lmtui.tui.glyphs import DRAWN_IN_ASCII, Glyphs
from lmtui.tui.key_names import KeyNames
from lmtui.tui.legend import LEGEND, TRIES
from lmtui.tui.widgets.drawing import Piece

HEAD, KEY, PLAIN = (f"help--{name}" for name in ("head", "key", "plain"))

TWO_COLUMNS = 100
"""From so many columns on, what is listed stands in two columns."""

_BETWEEN = 3  # columns between two columns of entries
_INDENT = 2  # of entries, and of the lines with which an idea goes on
_IDEAS = (
    "A language model gives every sequence of tokens a probability: one token after the other, "
    "p(x_1…x_L) = ∏ p(x_i | x_1…x_{{i−1}}).",
    "The table shows p, the model's probability of each next token, and p_T, from which the token is drawn: "
    "p^(1/T), renormalised. T = 0 always takes the most probable, T = 1 is the model itself, T = ∞ takes every "
    "token with the same probability.",
    "A token of p = 0 stays at 0 at every finite T and counts at T = ∞ alone (0^0 = 1): without smoothing, the curve "
    "jumps there. <unk> stands for every word that the model has not seen: it has a share of p and is never drawn. "
    "A word still being typed is not unknown while it can become a token: a line names what it can become.",
    "Luck is the number that decides which token is drawn. It belongs to the seed and the position: "
    "turning the temperature does not roll the dice again. The mark in the table is where it points.",
    "Cuts leave some ranks only: top-n-sigma those whose ln p is at most so many standard deviations below the "
    "first one's, top-k so many tokens, typical those of the most usual surprise (the favourite may go), top-p "
    "the first whose p_T sum to that, min-p those with at least that share of the first one's. What is left is "
    "renormalised. The table strikes out what they took, and a line says how much that was. {settings} sets them, "
    "for each lane its own.",
    "Temperature comes first, and the cuts are made in p_T; or last (as in llama.cpp), and they are made in p. A "
    "top-p of 0.7 keeps many more tokens of a warm p_T than of p: where it matters the line says what the other "
    "order would keep.",
    "A token taken by hand where others follow begins a branch, and the one it left is kept. Another T and another "
    "luck leave what was taken by hand where it is.",
    "Tokens are coloured by p, by rank, by the entropy they were drawn with, or by the order that served them: from "
    "the expected to the surprising, which is underlined. The line below the text names the colours.",
    "Below the lanes stand the total variation TV, half of the sum of the differences of p_T over all tokens, and "
    "the KL divergence in bits, from the active lane and back: infinite where one lane gives a token nothing that "
    "the other may take.",
    "The temperature can also anneal the whole sequence of so many tokens ({anneal}): each sequence x comes with "
    "p(x)^(1/T) / Z, </s> only last; T = 0 gives the best sequence of all, not the greedy one. The p_T of a token "
    "then weighs all that can follow it, too. {settings} says how many tokens; such a lane has no cuts.",
    "Lanes have the same prompt, luck and choices by hand, each its own temperature and cuts; {own-luck} gives a "
    "lane a luck of its own. Where a lane leaves the first one, the token is marked.",
    "A lane can have a model of its own ({lane-model}), with the same prompt and the same luck at each position of "
    "its own tokens. {same-text} reads the text of a lane with the models of all lanes: p of each token, and where "
    "models cut the text in different ways, of each stretch at whose ends all have a boundary. The totals are of the "
    "same characters behind the prompt, so that their bits a character can be compared. An unknown word has the p of "
    "any unknown word.",
    "A neural model gives its first ranks sooner than all. While these alone are known, p_T, the others and the "
    "entropy lie between two numbers (.697–.708), both of which can be, and a ? says that more ranks may decide on "
    "another token. With all of V every number is exact: of this engine on this machine, for the same file gives "
    "other last digits elsewhere.",
)
"""Templates of `KeyNames.fill`, in which braces that stand for themselves are doubled."""

_SECTIONS: Sequence[tuple[str, Sequence[Place]]] = (
    ("Keys (letters act wherever keys do not go to the prompt)", (Place.PLAYGROUND, Place.PROGRAM)),
    ("In the prompt", (Place.PROMPT,)),
    ("In the slider, and wherever else these keys have no other use", (Place.SLIDER,)),
    ("In the text", (Place.TEXT,)),
    ("In the table", (Place.TABLE,)),
    ("In the lanes' table", (Place.LANE_TABLE,)),
    ("At several temperatures", (Place.TEMPERATURES,)),
    ("In the curve", (Place.CURVE,)),
    ("In the tree of branches", (Place.BRANCH_TREE,)),
    ("In the sweep", (Place.SWEEP,)),
    ("In the sequences", (Place.SEQUENCES,)),
    ("Where p comes from", (Place.EXPLANATION,)),
    ("In the counts", (Place.COUNTS,)),
    ("Where the text comes from", (Place.SOURCES,)),
    ("Where the lanes' models read one text", (Place.SAME_TEXT,)),
    ("In the settings", (Place.SETTINGS, Place.CHOICE, Place.PATH_FIELD)),
    ("Where what to do is found by its name", (Place.PALETTE,)),
    ("Where notes are written", (Place.NOTES,)),
    ("Where a file is named", (Place.PATH,)),
    ("In this help", (Place.HELP,)),
)
"""Titles, and the places whose actions are listed below each."""

_WIDEST_KEYS = 22  # columns; what longer keys do stands below them

HelpEntry = tuple[str, str]
"""A key or a sign, and what it does or means."""


def help_lines(width: int, names: KeyNames, glyphs: Glyphs, place: Place | None = None) -> Iterator[Iterable[Piece]]:
    """All lines.

    Args:
        width: columns.
        names: of the keys.
        glyphs: the characters to draw with.
        place: where the keys went when the help was asked for; of the sections, that one is the first.
    """

    def prose(template: str) -> str:
        text = names.fill(template).translate(glyphs.prose)
        return text if glyphs.divides_cells else text.translate(DRAWN_IN_ASCII)

    drawing = _Section(width, prose)
    yield from drawing.lines("What is on the screen", LEGEND)
    yield from drawing.lines("To begin with", TRIES)
    yield [(prose("The ideas"), HEAD)]
    for idea in _IDEAS:
        for number, line in enumerate(wrap(prose(idea), max(width - 2 * _INDENT, 1))):
            yield [(" " * (_INDENT * (2 if number else 1)) + line, PLAIN)]
    yield ()
    for title, places in sorted(_SECTIONS, key=lambda section: place not in section[1]):
        actions = [action for action in ACTIONS if not set(places).isdisjoint(action.places)]
        yield from drawing.lines(title, [(_keys(names, action.id), action.help) for action in actions])


def _keys(names: KeyNames, action: str) -> str:
    """The template of all keys of an action."""
    return names.all_of(action).replace("{", "{{").replace("}", "}}")


class _Section:
    """Draws a title, and below it entries in one column or two, each with a hanging indent.

    Args:
        width: columns.
        prose: makes of a template the text that is shown.
    """

    def __init__(self, width: int, prose: Callable[[str], str]) -> None:
        self._width, self._prose = width, prose
        self._columns = 2 if width >= TWO_COLUMNS else 1
        self._room = (width - _BETWEEN * (self._columns - 1)) // self._columns

    def lines(self, title: str, entries: Sequence[HelpEntry]) -> Iterator[Iterable[Piece]]:
        """The lines, and a blank one behind them."""
        yield from ([(line, HEAD)] for line in wrap(self._prose(title), self._width))
        shown = [(self._prose(key), self._prose(what)) for key, what in entries]
        indent = _INDENT + 2 + min(max(cell_len(key) for key, _ in shown), _WIDEST_KEYS)
        drawn = [line for entry in shown for line in self._entry(entry, indent)]
        half = -(-len(drawn) // self._columns)
        while self._columns > 1 and half < len(drawn) and not drawn[half][0].strip():
            half += 1  # an entry stands in one column
        for left, right in zip_longest(drawn[:half], drawn[half:], fillvalue=("", "")):
            yield [*self._cells(left, indent, self._room), (" " * _BETWEEN, PLAIN), *self._cells(right, indent, 0)]
        yield ()

    def _entry(self, entry: HelpEntry, indent: int) -> Iterator[HelpEntry]:
        """The lines of an entry: what stands in the column of the keys, and behind it."""
        key, what = entry
        lines = wrap(what, max(self._room - indent, 8))
        if cell_len(key) > _WIDEST_KEYS:
            yield key, ""
            key = ""
        for line in lines:
            yield key, line
            key = ""

    def _cells(self, line: HelpEntry, indent: int, width: int) -> Iterable[Piece]:
        key, what = line
        shown = " " * _INDENT + key
        shown += " " * (indent - cell_len(shown))
        yield shown, KEY
        yield what + " " * max(width - cell_len(shown) - cell_len(what), 0), PLAIN
