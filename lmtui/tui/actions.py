"""The table of actions: what a key press can do, and where.

Bindings, key lines, the help, and every message that names a key are made from this table. Nothing else names a key.
The module imports nothing of Textual, so that the command line can use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.playground.slider import LARGE_STEP
from lmtui.tui.action import Action, Place

if TYPE_CHECKING:
    from textual.binding import BindingType

_PROGRAM, _PLAYGROUND, _SLIDER = (Place.PROGRAM,), (Place.PLAYGROUND,), (Place.SLIDER,)
_TEXT, _TABLE, _LANES, _CURVE, _TREE = (
    (place,) for place in (Place.TEXT, Place.TABLE, Place.LANE_TABLE, Place.CURVE, Place.BRANCH_TREE)
)
_SWEEP, _SETTINGS, _CHOICE, _PATH, _HELP = (
    (place,) for place in (Place.SWEEP, Place.SETTINGS, Place.CHOICE, Place.PATH, Place.HELP)
)
_TEMPERATURES = (Place.TEMPERATURES,)
_EXPLANATION, _COUNTS, _SOURCES = (Place.EXPLANATION,), (Place.COUNTS,), (Place.SOURCES,)
_SEQUENCES, _PALETTE, _NOTES = (Place.SEQUENCES,), (Place.PALETTE,), (Place.NOTES,)
_SCREENS_WITH_SLIDER = (Place.PLAYGROUND, Place.SWEEP, Place.SEQUENCES)
DIALOGS = (
    Place.SWEEP,
    Place.SEQUENCES,
    Place.EXPLANATION,
    Place.COUNTS,
    Place.SOURCES,
    Place.SETTINGS,
    Place.PALETTE,
    Place.NOTES,
    Place.PATH,
)
"""The screens that stand over the playground, but for the help."""
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
    Action("restart", "enter", "route('generation.restart')", "run from the prompt", _PLAYGROUND),
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
    ),
    Action(
        "next-fork",
        "F",
        "route('experiment.go_to_fork')",
        "to the next fork: where the model was least certain",
        _PLAYGROUND,
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
        "the entropy along the text, a column a token; no longer",
        _PLAYGROUND,
        "Entropy",
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
    Action("accept-temperature", "enter", "accept", "take the typed value", _SLIDER, also=_DIALOGS_WITH_SLIDER),
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
    Action("lane-contexts", "m", "turn", "every lane after this lane's tokens, or after its own", _LANES, "Context"),
    Action("figures", "m", "turn", "figures, or bars", _TEMPERATURES, "Figures"),
    Action("next-measure", "m", "turn", "entropy, choices, the favourite's p", _CURVE, "Measure"),
    Action("keep-curve", "k", "compare", "keep this context's curve, to compare", _CURVE, "Keep"),
    Action("forget-curves", "x", "forget", "forget the kept curves", _CURVE, "Forget"),
    Action("branch-below", "down", "go(1)", "the branch below", _TREE, "Branch"),
    Action("branch-above", "up", "go(-1)", "the branch above", _TREE, "Branch"),
    Action("close", "enter", "close", "the table again", (*_LANES, *_TEMPERATURES, *_CURVE, *_TREE)),
    # The sweep
    Action("sweep-back", "escape", "back", "stop the sweep; then, close", _SWEEP, "Close"),
    Action("sweep-stop", "s", "stop", "stop the sweep", _SWEEP, "Stop"),
    Action("sweep-plot", "p", "toggle_plot", "figures, or bars", _SWEEP, "Plot"),
    Action("sweep-longer", "plus", "longer(1)", "more tokens at each temperature", _SWEEP, "Tokens"),
    Action("sweep-shorter", "minus", "longer(-1)", "fewer tokens", _SWEEP, "Tokens"),
    Action("sweep-runs", "n", "more_runs", "1, 10 or 100 texts at each temperature", _SWEEP, "Runs"),
    Action("sweep-up", "up", "scroll_rows(-1)", "up a row", _SWEEP, "Scroll"),
    Action("sweep-down", "down", "scroll_rows(1)", "down a row", _SWEEP, "Scroll"),
    # Whole sequences
    Action("sequences-back", "escape", "back", "stop the work; then, close", _SEQUENCES, "Close"),
    Action("sequences-part", "f10,j", "next_part", "scores, the best, samples", _SEQUENCES, "Next"),
    Action("sequences-example", "f9,e", "example", "two texts of the same words", _SEQUENCES, "Example"),
    Action(
        "sequences-turn",
        "f3,x",
        "turn",
        "rows of both texts, or one; those that end",
        _SEQUENCES,
        "Rows",
    ),
    Action("sequences-longer", "plus", "longer(1)", "continuations of more tokens", _SEQUENCES, "Tokens"),
    Action("sequences-shorter", "minus", "longer(-1)", "of fewer tokens", _SEQUENCES, "Tokens"),
    Action("sequences-more", "n", "more", "another number of samples", _SEQUENCES, "Samples"),
    Action("sequences-up", "up", "scroll_rows(-1)", "a row up", _SEQUENCES, "Scroll"),
    Action("sequences-down", "down", "scroll_rows(1)", "a row down", _SEQUENCES, "Scroll"),
    # Where a probability comes from
    Action("explanation-close", "escape,i,enter", "close", "close", _EXPLANATION, "Close"),
    Action("explanation-up", "up", "scroll_lines(-1)", "up a line", _EXPLANATION, "Scroll"),
    Action("explanation-down", "down", "scroll_lines(1)", "down a line", _EXPLANATION, "Scroll"),
    Action("explanation-page-up", "pageup", "scroll_pages(-1)", "up a page", _EXPLANATION, "Page"),
    Action("explanation-page-down", "pagedown", "scroll_pages(1)", "down a page", _EXPLANATION, "Page"),
    # The counts
    Action("counts-close", "escape,f12,number_sign", "back", "close", _COUNTS, "Close"),
    Action("counts-map", "m,tab", "turn", "the bigrams as a map; the list again", _COUNTS, "Map"),
    Action("counts-up", "up", "go(-1, 0)", "a cell or a line up", _COUNTS),
    Action("counts-down", "down", "go(1, 0)", "a cell or a line down", _COUNTS),
    Action("counts-left", "left", "go(0, -1)", "a cell to the left; in the list, shorter n-grams", _COUNTS),
    Action("counts-right", "right", "go(0, 1)", "a cell to the right; in the list, longer n-grams", _COUNTS),
    Action("counts-page-up", "pageup", "page(-1)", "up a page", _COUNTS, "Page"),
    Action("counts-page-down", "pagedown", "page(1)", "down a page", _COUNTS, "Page"),
    Action("counts-shade", "s", "shade", "shade the map by count; by p_T again", _COUNTS, "Shade"),
    Action("counts-colder", "minus", "slide(-1)", "colder: the map sharpens", _COUNTS, "T"),
    Action("counts-warmer", "plus", "slide(1)", "warmer: the map flattens", _COUNTS, "T"),
    # The sources
    Action("sources-close", "escape,f,enter", "close", "close", _SOURCES, "Close"),
    Action("sources-previous", "left", "go(-1)", "the copied run before", _SOURCES, "Run"),
    Action("sources-next", "right", "go(1)", "the next copied run", _SOURCES, "Run"),
    Action("sources-up", "up", "scroll_lines(-1)", "up a line", _SOURCES, "Scroll"),
    Action("sources-down", "down", "scroll_lines(1)", "down a line", _SOURCES, "Scroll"),
    Action("sources-page-up", "pageup", "scroll_pages(-1)", "up a page", _SOURCES, "Page"),
    Action("sources-page-down", "pagedown", "scroll_pages(1)", "down a page", _SOURCES, "Page"),
    # The settings
    Action("apply-settings", "enter", "apply", "apply", _SETTINGS, "Apply"),
    Action("cancel-settings", "escape,f2", "cancel", "cancel", _SETTINGS, "Cancel"),
    Action("next-setting", "down", "app.focus_next", "next setting", _SETTINGS, "Setting"),
    Action("previous-setting", "up", "app.focus_previous", "setting before", _SETTINGS, "Setting"),
    Action("previous-value", "left", "choose(-1)", "the value before", _CHOICE, "Change"),
    Action("next-value", "right,space", "choose(1)", "the next value", _CHOICE, "Change"),
    # The palette
    Action("take-command", "enter", "take", "do it", _PALETTE, "Do it"),
    Action("cancel-palette", "escape,ctrl+p", "cancel", "cancel", _PALETTE, "Cancel"),
    Action("next-command", "down", "pick(1)", "the next command", _PALETTE, "Pick"),
    Action("previous-command", "up", "pick(-1)", "the command before", _PALETTE, "Pick"),
    Action("palette-page-down", "pagedown", "pick_page(1)", "down a page", _PALETTE),
    Action("palette-page-up", "pageup", "pick_page(-1)", "up a page", _PALETTE),
    # The other dialogs
    Action("take-notes", "enter", "take", "take the notes", _NOTES, "Accept"),
    Action("cancel-notes", "escape", "cancel", "cancel", _NOTES, "Cancel"),
    Action("take-path", "enter", "take", "take the name", _PATH, "Accept"),
    Action("cancel-path", "escape", "cancel", "cancel", _PATH, "Cancel"),
    Action("next-file", "down", "pick(1)", "the next folder or file", _PATH, "Pick"),
    Action("previous-file", "up", "pick(-1)", "the folder or file before", _PATH, "Pick"),
    Action("complete-path", "tab", "complete", "complete the name", (*_PATH, Place.PATH_FIELD), "Complete"),
    Action("close-help", "escape,f1,q,enter,question_mark", "dismiss", "close", _HELP, "Close"),
    Action("help-up", "up", "scroll_lines(-1)", "up a line", _HELP, "Scroll"),
    Action("help-down", "down", "scroll_lines(1)", "down a line", _HELP, "Scroll"),
    Action("help-page-up", "pageup", "scroll_pages(-1)", "up a page", _HELP, "Page"),
    Action("help-page-down", "pagedown,space", "scroll_pages(1)", "down a page", _HELP, "Page"),
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
