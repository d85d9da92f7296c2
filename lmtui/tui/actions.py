"""The table of actions: what a key press can do, and where.

Bindings, key lines, the help, and every message that names a key are made from this table. Nothing else names a key.
The module imports nothing of Textual, so that the command line can use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.playground.slider import LARGE_STEP
from lmtui.tui.action import Action, Place
from lmtui.tui.dialog_actions import DIALOG_ACTIONS, DIALOGS

if TYPE_CHECKING:
    from textual.binding import BindingType

_PROGRAM, _PLAYGROUND, _SLIDER = (Place.PROGRAM,), (Place.PLAYGROUND,), (Place.SLIDER,)
_TEXT, _TABLE, _LANES, _CURVE, _TREE = (
    (place,) for place in (Place.TEXT, Place.TABLE, Place.LANE_TABLE, Place.CURVE, Place.BRANCH_TREE)
)
_TEMPERATURES = (Place.TEMPERATURES,)
_SCREENS_WITH_SLIDER = (Place.PLAYGROUND, Place.SWEEP, Place.SEQUENCES)
_DIALOGS_WITH_SLIDER = (Place.SWEEP, Place.SEQUENCES, Place.COUNTS)

ACTIONS: Sequence[Action] = (
    # Everywhere on the playground
    Action("help", "f1,question_mark", "app.help", "this help", _PLAYGROUND, "Help", DIALOGS),
    Action(
        "settings",
        "f2,o",
        "route('dialogs.settings')",
        "corpus, model, seed, cuts, rows, speed",
        _PLAYGROUND,
        "Settings",
    ),
    Action("palette", "ctrl+p", "route('dialogs.palette')", "find what to do by its name", _PLAYGROUND, "Find"),
    Action("restart", "enter", "route('generation.restart')", "run from the prompt", _PLAYGROUND, "Run"),
    Action("run", "f5,space", "route('generation.run_or_pause')", "run, pause, go on", _PLAYGROUND, "Run"),
    Action("step", "f6,n", "route('generation.step')", "one token, then hold", _PLAYGROUND, "Step"),
    Action("stop", "f7,s", "route('generation.stop')", "stop", _PLAYGROUND, "Stop"),
    Action("clear", "f8,c", "route('generation.clear')", "clear the text", _PLAYGROUND, "Clear"),
    Action("warmer", "up", "slide(1)", "warmer", _PLAYGROUND, "T"),
    Action("colder", "down", "slide(-1)", "colder", _PLAYGROUND, "T"),
    Action("type-temperature", "t", "type_temperature", "type a temperature", _PLAYGROUND, also=_DIALOGS_WITH_SLIDER),
    Action("neutral", "equals_sign", "slide_to('1')", "back to T = 1", _PLAYGROUND, "T 1", (Place.COUNTS,)),
    Action("faster", "plus", "route('generation.change_speed', 1)", "faster", _PLAYGROUND),
    Action("slower", "minus", "route('generation.change_speed', -1)", "slower", _PLAYGROUND),
    Action("toggle-stop", "e", "route('generation.toggle_stop')", "at a unit's end: go on, or stop", _PLAYGROUND),
    Action(
        "back",
        "escape",
        "back",
        "cancel a training; back to the table; leave the prompt; to the text's end",
        _PLAYGROUND,
        "Table",
    ),
    Action("reroll", "f9,r", "route('experiment.reroll')", "another luck: the next seed", _PLAYGROUND, "Luck"),
    Action("pin", "p", "route('experiment.pin')", "pin the luck, or take the next at every run", _PLAYGROUND),
    Action(
        "own-luck",
        "R",
        "route('experiment.own_luck')",
        "a luck of its own for this lane; the common luck again",
        _PLAYGROUND,
        "Own luck",
    ),
    Action(
        "next-fork",
        "F",
        "route('experiment.go_to_fork')",
        "to the next fork: where the model was least certain",
        _PLAYGROUND,
        "Jump",
    ),
    Action(
        "next-departure",
        "D",
        "route('experiment.go_to_departure')",
        "to the next token that departs from another lane",
        _PLAYGROUND,
    ),
    Action("next-copied", "C", "route('experiment.go_to_copied_run')", "to the next copied run", _PLAYGROUND),
    Action("undo", "u", "route('experiment.undo')", "undo", _PLAYGROUND, "Undo"),
    Action("redo", "U", "route('experiment.redo')", "redo", _PLAYGROUND),
    Action("next-branch", "b", "route('experiment.go_to_branch', 1)", "the next branch", _PLAYGROUND, "Branch"),
    Action(
        "previous-branch", "B", "route('experiment.go_to_branch', -1)", "the branch before", _PLAYGROUND, "Branch"
    ),
    Action(
        "tree",
        "a",
        "route('beside_text.draw', 'tree')",
        "all branches as a tree; the table again",
        _PLAYGROUND,
        "Branches",
    ),
    Action(
        "rewind",
        "delete",
        "route('experiment.rewind')",
        "forget the token under the cursor and all after it",
        _PLAYGROUND,
        "Rewind",
    ),
    Action(
        "add-lane", "l", "route('experiment.add_lane', 10)", "another lane, ten steps warmer", _PLAYGROUND, "Lane"
    ),
    Action("copy-lane", "L", "route('experiment.add_lane', 0)", "another lane like this one", _PLAYGROUND),
    Action(
        "lane-model",
        "M",
        "route('dialogs.lane_model')",
        "another model for this lane, or for a lane beside it",
        _PLAYGROUND,
        "Model",
    ),
    Action("remove-lane", "x", "route('experiment.remove_lane')", "remove the lane", _PLAYGROUND, "Remove"),
    Action(
        "next-lane", "right_square_bracket", "route('experiment.go_to_lane', 1)", "the next lane", _PLAYGROUND, "Lane"
    ),
    Action(
        "previous-lane",
        "left_square_bracket",
        "route('experiment.go_to_lane', -1)",
        "the lane before",
        _PLAYGROUND,
        "Lane",
    ),
    Action(
        "curve",
        "f3,g",
        "route('beside_text.draw', 'curve')",
        "what T does to this distribution, as a curve; the table again",
        _PLAYGROUND,
        "Curve",
    ),
    Action(
        "temperatures",
        "d",
        "route('beside_text.draw', 'temperatures')",
        "this distribution at T = 0, 1/2, 1, 2, ∞ and now; the table again",
        _PLAYGROUND,
        "At all T",
    ),
    Action(
        "sweep",
        "f4,w",
        "route('dialogs.sweep')",
        "sweep the temperatures: perplexity, diversity, copying",
        _PLAYGROUND,
        "Sweep",
    ),
    Action(
        "sequences",
        "f10,j",
        "route('dialogs.sequences')",
        "whole sequences: their probability, the best, samples",
        _PLAYGROUND,
        "Sequences",
    ),
    Action(
        "explain",
        "i",
        "route('insight.explain')",
        "where p comes from: the formula, order by order",
        _PLAYGROUND,
        "Why p",
    ),
    Action(
        "counts",
        "f12,number_sign",
        "route('insight.counts')",
        "counts: the n-grams by count, the bigrams as a map",
        _PLAYGROUND,
        "Counts",
    ),
    Action(
        "sources",
        "f",
        "route('insight.sources')",
        "where the text stands in the training text; marks what is copied",
        _PLAYGROUND,
        "From",
    ),
    Action(
        "anneal",
        "W",
        "route('experiment.anneal')",
        "anneal each token, or the whole sequence",
        _PLAYGROUND,
        "Whole",
    ),
    Action("compare", "v", "compare", "every lane's distribution beside each other", _PLAYGROUND, "Lanes"),
    Action(
        "same-text",
        "V",
        "route('insight.same_text')",
        "this lane's text under the models of all lanes",
        _PLAYGROUND,
        "Models",
    ),
    Action(
        "colour",
        "y",
        "route('experiment.colour')",
        "colour the text by p, rank, bits, order, nothing",
        _PLAYGROUND,
        "Colour",
    ),
    Action(
        "entropies",
        "E",
        "route('experiment.entropies')",
        "show the entropy along the text, a column a token; hide it",
        _PLAYGROUND,
        "Entropy",
    ),
    Action(
        "blanks",
        "underscore",
        "route('experiment.blanks')",
        "mark the blanks of the text: which tokens begin with one; hide them",
        _PLAYGROUND,
        "Blanks",
    ),
    Action("save-session", "ctrl+s", "route('files.save')", "save the session", _PLAYGROUND, in_kiosk=False),
    Action("open-session", "ctrl+o", "route('files.open')", "open a session", _PLAYGROUND, in_kiosk=False),
    Action("notes", "N", "route('files.notes')", "notes, saved with the session", _PLAYGROUND, "Notes"),
    Action(
        "export",
        "ctrl+e",
        "route('files.export')",
        "export text, JSON or a picture",
        _PLAYGROUND,
        priority=True,
        in_kiosk=False,
    ),
    Action(
        "copy-text", "ctrl+y", "route('files.copy')", "copy the text to the clipboard", _PLAYGROUND, in_kiosk=False
    ),
    Action(
        "type-digits",
        "0-9",
        "",
        "type a temperature, then {accept-temperature}; in the table, a rank",
        _PLAYGROUND,
        "T",
    ),
    Action("next-part", "tab,shift+tab", "", "next, previous part", _PLAYGROUND, "Move"),
    # The program
    Action("quit", "ctrl+q", "quit", "quit", _PROGRAM, "Quit", priority=True),
    Action("interrupt", "ctrl+c", "interrupt", "stop a generation; pressed again, quit", _PROGRAM, priority=True),
    Action(
        "suspend", "ctrl+z", "suspend_process", "to the shell; fg comes back", _PROGRAM, priority=True, in_kiosk=False
    ),
    Action("repaint", "ctrl+l", "repaint", "send the whole screen again", _PROGRAM, priority=True),
    Action(
        "tour", "ctrl+t", "tour('toggle')", "begin the tour, leave it, go on with it", _PROGRAM, "Tour", priority=True
    ),
    Action("tour-next", "ctrl+n", "tour('next')", "the next step of the tour", _PROGRAM, "Next", priority=True),
    Action("tour-back", "ctrl+g", "tour('back')", "the step before", _PROGRAM, "Back", priority=True),
    # The prompt
    Action("complete", "tab", "complete", "complete the word that is being typed, if it can be", (Place.PROMPT,)),
    # The slider
    Action("slide-colder", "left", "slide(-1)", "colder", _SLIDER, "T", _SCREENS_WITH_SLIDER),
    Action("slide-warmer", "right", "slide(1)", "warmer", _SLIDER, "T", _SCREENS_WITH_SLIDER),
    Action(
        "slide-much-colder",
        "shift+left,pagedown",
        f"slide({-LARGE_STEP})",
        "much colder",
        _SLIDER,
        also=_SCREENS_WITH_SLIDER,
    ),
    Action(
        "slide-much-warmer",
        "shift+right,pageup",
        f"slide({LARGE_STEP})",
        "much warmer",
        _SLIDER,
        also=_SCREENS_WITH_SLIDER,
    ),
    Action(
        "slide-to-zero",
        "home",
        "slide_to('0')",
        "T = 0, always the favourite",
        _SLIDER,
        "0, ∞",
        also=(*_SCREENS_WITH_SLIDER, Place.COUNTS),
    ),
    Action(
        "slide-to-infinity",
        "end",
        "slide_to('inf')",
        "T = ∞, uniform",
        _SLIDER,
        also=(*_SCREENS_WITH_SLIDER, Place.COUNTS),
    ),
    Action("accept-temperature", "enter", "accept", "take the typed value", _SLIDER, also=(Place.COUNTS,)),
    Action("erase-digit", "backspace", "erase", "take back a digit", _SLIDER, also=_DIALOGS_WITH_SLIDER),
    # The text
    Action("previous-token", "left", "move(-1)", "to the token before", _TEXT, "Look"),
    Action("next-token", "right", "move(1)", "to the token after", _TEXT, "Look"),
    Action("line-up", "up", "move_line(-1)", "up a line", _TEXT, "Look"),
    Action("line-down", "down", "move_line(1)", "down a line", _TEXT, "Look"),
    Action("text-page-up", "pageup", "move_page(-1)", "up a page", _TEXT),
    Action("text-page-down", "pagedown", "move_page(1)", "down a page", _TEXT),
    Action("first-token", "home", "move_to(0)", "to the first token", _TEXT),
    Action("text-end", "end", "leave", "to the end", _TEXT),
    Action("choose", "enter", "choose", "to the table, to take another token here, or the next", _TEXT, "Choose"),
    # The table
    Action("next-candidate", "down", "pick(1)", "the next candidate", _TABLE, "Pick"),
    Action("previous-candidate", "up", "pick(-1)", "the candidate before", _TABLE, "Pick"),
    Action("table-page-down", "pagedown", "pick_page(1)", "down a page", _TABLE),
    Action("table-page-up", "pageup", "pick_page(-1)", "up a page", _TABLE),
    Action("first-rank", "home", "pick_rank(1)", "rank 1", _TABLE),
    Action("last-rank", "end", "pick_last", "the last rank", _TABLE),
    Action("take", "enter", "take", "take the candidate, or go to the typed one", _TABLE, "Take"),
    Action("type-token", "slash", "type_name", "type a token (a digit begins a rank)", _TABLE, "Token"),
    Action("erase-character", "backspace", "erase", "take back a character", _TABLE),
    # What can stand in the table's place
    Action("lane-table-down", "down", "scroll(1)", "down a rank", (*_LANES, *_TEMPERATURES), "Ranks"),
    Action("lane-table-up", "up", "scroll(-1)", "up a rank", (*_LANES, *_TEMPERATURES), "Ranks"),
    Action(
        "lane-contexts",
        "m",
        "switch_contexts",
        "every lane after this lane's tokens, or after its own",
        _LANES,
        "Context",
    ),
    Action("figures", "m", "toggle_figures", "figures, or bars", _TEMPERATURES, "Figures"),
    Action("next-measure", "m", "next_measure", "entropy, choices, the favourite's p", _CURVE, "Measure"),
    Action("keep-curve", "k", "compare", "keep this context's curve, to compare", _CURVE, "Keep"),
    Action("forget-curves", "x", "forget", "forget the kept curves", _CURVE, "Forget"),
    Action("branch-below", "down", "go(1)", "the branch below", _TREE, "Branch"),
    Action("branch-above", "up", "go(-1)", "the branch above", _TREE, "Branch"),
    Action("close", "enter", "close", "the table again", (*_LANES, *_TEMPERATURES, *_CURVE, *_TREE)),
    *DIALOG_ACTIONS,
)


def acting_in(place: Place) -> Sequence[Action]:
    """The actions that apply in a place, in the order of the table."""
    return [action for action in ACTIONS if action.applies_in(place)]


def bindings(place: Place) -> list[BindingType]:
    """The Textual bindings of a place, for the `BINDINGS` of the app, screen or widget that is that place."""
    from textual.binding import Binding

    return [
        Binding(action.keys, action.call, action.help, priority=action.priority, id=action.id)
        for action in acting_in(place)
        if action.call
    ]
