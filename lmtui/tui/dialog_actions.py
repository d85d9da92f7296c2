"""The actions of the screens that stand over the playground."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.tui.action import Action, Place

_SWEEP, _SETTINGS, _CHOICE, _PATH, _HELP = (
    (place,) for place in (Place.SWEEP, Place.SETTINGS, Place.CHOICE, Place.PATH, Place.HELP)
)
_EXPLANATION, _COUNTS, _SOURCES = (Place.EXPLANATION,), (Place.COUNTS,), (Place.SOURCES,)
_SAME_TEXT = (Place.SAME_TEXT,)
_SEQUENCES, _PALETTE, _NOTES = (Place.SEQUENCES,), (Place.PALETTE,), (Place.NOTES,)

DIALOGS = (
    Place.SWEEP,
    Place.SEQUENCES,
    Place.EXPLANATION,
    Place.COUNTS,
    Place.SOURCES,
    Place.SAME_TEXT,
    Place.SETTINGS,
    Place.PALETTE,
    Place.NOTES,
    Place.PATH,
)
"""The screens that stand over the playground, but for the help."""

DIALOG_ACTIONS: Sequence[Action] = (
    # The sweep
    Action("sweep-back", "escape", "back", "stop the sweep; then, close", _SWEEP, "Close"),
    Action("sweep-begin", "enter", "accept", "take a typed T; begin a sweep that takes long", _SWEEP, "Begin"),
    Action("sweep-stop", "s", "stop", "stop the sweep", _SWEEP, "Stop"),
    Action("sweep-plot", "p", "toggle_plot", "figures, or bars", _SWEEP, "Plot"),
    Action("sweep-longer", "plus", "longer(1)", "more tokens at each temperature", _SWEEP, "Tokens"),
    Action("sweep-shorter", "minus", "longer(-1)", "fewer tokens", _SWEEP, "Tokens"),
    Action("sweep-runs", "n", "more_runs", "1, 10 or 100 texts at each temperature", _SWEEP, "Runs"),
    Action("sweep-up", "up", "scroll_rows(-1)", "up a row", _SWEEP, "Scroll"),
    Action("sweep-down", "down", "scroll_rows(1)", "down a row", _SWEEP, "Scroll"),
    # Whole sequences
    Action("sequences-back", "escape", "back", "stop the work; then, close", _SEQUENCES, "Close"),
    Action(
        "sequences-begin", "enter", "accept", "take a typed T; begin a search that takes long", _SEQUENCES, "Begin"
    ),
    Action("sequences-part", "f10,j", "next_part", "scores, the best, samples", _SEQUENCES, "Next"),
    Action("sequences-example", "f9,e", "example", "two texts of the same words", _SEQUENCES, "Example"),
    Action(
        "sequences-turn",
        "f3,x",
        "next_rows",
        "rows of both texts, or one; those that end",
        _SEQUENCES,
        "Rows",
    ),
    Action("sequences-longer", "plus", "longer(1)", "continuations of more tokens", _SEQUENCES, "Tokens"),
    Action("sequences-shorter", "minus", "longer(-1)", "of fewer tokens", _SEQUENCES, "Tokens"),
    Action("sequences-more", "n", "more", "another number of samples; a wider beam", _SEQUENCES, "Samples"),
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
    Action("counts-map", "m,tab", "toggle_map", "the bigrams as a map; the list again", _COUNTS, "Map"),
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
    # One text under several models
    Action("same-text-close", "escape,V,enter", "close", "close", _SAME_TEXT, "Close"),
    Action(
        "same-text-other", "right_square_bracket,tab", "other_lane(1)", "the next lane's text", _SAME_TEXT, "Lane"
    ),
    Action("same-text-before", "left_square_bracket", "other_lane(-1)", "that of the lane before", _SAME_TEXT),
    Action("same-text-up", "up", "scroll_rows(-1)", "a row up", _SAME_TEXT, "Scroll"),
    Action("same-text-down", "down", "scroll_rows(1)", "a row down", _SAME_TEXT, "Scroll"),
    Action("same-text-page-up", "pageup", "scroll_pages(-1)", "half a page up", _SAME_TEXT, "Page"),
    Action("same-text-page-down", "pagedown", "scroll_pages(1)", "half a page down", _SAME_TEXT, "Page"),
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
"""The part of the table of actions that these screens have."""
