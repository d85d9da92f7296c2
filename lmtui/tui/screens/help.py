"""The help: every key, from the table of actions, and the ideas behind what is seen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lmtui.tui.action import Place
from lmtui.tui.actions import ACTIONS, bindings
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.drawing import glyphs_of

_IDEAS = (
    "A language model gives every sequence of tokens a probability: one token after the other, "
    "p(x₁…x_L) = ∏ p(x_i | x_1…x_{{i−1}}).",
    "The table shows p, the model's probability of each next token, and p_T, from which the token is drawn: "
    "p^(1/T), renormalised. T = 0 always takes the most probable, T = 1 is the model itself, T = ∞ takes every "
    "token with the same probability.",
    "A token of p = 0 stays at 0 at every finite T and counts at T = ∞ alone (0^0 = 1): without smoothing, the curve "
    "jumps there. <unk> stands for every word that the model has not seen: it has a share of p and is never drawn.",
    "Luck is the number that decides which token is drawn. It belongs to the seed and the position: "
    "turning the temperature does not roll the dice again. The mark in the table is where it points.",
    "Cuts keep some ranks alone: top-n-sigma those whose ln p is at most so many standard deviations below the "
    "first one's, top-k so many tokens, typical those of the most usual surprise (the favourite may go), top-p "
    "the first whose p_T sum to that, min-p those with at least that share of the first one's. What is left is "
    "renormalised. The table strikes out what they took, and a line says how much that was. {settings} sets them, "
    "for each lane its own.",
    "Temperature comes first, and the cuts are made in p_T; or last (as in llama.cpp), and they are made in p. A "
    "top-p of 0.7 keeps many more tokens of a warm p_T than of p: where it matters the line says what the other "
    "order would keep.",
    "A token taken by hand where others follow begins a branch, and the one it left is kept. Scrubbing and other "
    "luck leave what was taken by hand where it is.",
    "Tokens are coloured by p, by rank, by the entropy they were drawn with, or by the order that served them: from "
    "the expected to the surprising, which is underlined. The line below the text names the colours.",
    "Between lanes stand their total variation TV, half of the sum of the differences of p_T over all tokens, and "
    "the KL divergence in bits, from the active lane and back: infinite where one lane gives a token nothing that "
    "the other may take.",
    "The temperature can also anneal the whole sequence of so many tokens ({anneal}): each sequence x comes with "
    "p(x)^(1/T) / Z, </s> only last; T = 0 gives the best sequence of all, not the greedy one. The p_T of a token is "
    "then the share of all that can follow, too. {settings} says how many tokens; such a lane has no cuts.",
    "Lanes have the same prompt, luck and choices by hand, each its own temperature and cuts; {own-luck} gives a "
    "lane a luck of its own. Where a lane leaves the first one, the token is marked.",
)

"""Templates of `KeyNames.fill`, in which braces that stand for themselves are doubled."""

_SECTIONS: Sequence[tuple[str, Sequence[Place]]] = (
    ("Keys (letters where the prompt has not the focus)", (Place.PLAYGROUND, Place.PROGRAM)),
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
    ("In the settings", (Place.SETTINGS, Place.CHOICE, Place.PATH_FIELD)),
    ("Where what to do is found by its name", (Place.PALETTE,)),
    ("Where notes are written", (Place.NOTES,)),
    ("Where a file is named", (Place.PATH,)),
    ("In this help", (Place.HELP,)),
)
"""Titles, and the places whose actions are listed below each."""


class HelpScreen(BaseDialog[None]):
    """Shows the keys, then the ideas."""

    DEFAULT_CSS = """
    HelpScreen {
        & > VerticalScroll {
            width: 76;
            height: auto;
            padding: 0 2;
            scrollbar-size-vertical: 1;
        }
        & Static { height: auto; margin-bottom: 1; }
    }
    """
    PLACE = Place.HELP
    BINDINGS = bindings(PLACE)

    def compose(self) -> ComposeResult:
        names, prose = key_names(self), glyphs_of(self.app).prose
        with VerticalScroll() as frame:
            frame.border_title = "Help"
            frame.border_subtitle = names.fill("{close-help} closes")
            for where, places in _SECTIONS:
                lines = [Content.styled(where.translate(prose), "bold $focus")]
                for action in ACTIONS:
                    if not set(places).isdisjoint(action.places):
                        keys = names.all_of(action.id).translate(prose)
                        lines.append(
                            Content.assemble((f"  {keys:22}", "$accent"), names.fill(action.help).translate(prose))
                        )
                yield Static(Content("\n").join(lines))
            for idea in _IDEAS:
                yield Static(Content(names.fill(idea).translate(prose)))
