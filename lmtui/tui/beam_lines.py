"""The page of what a beam search found: the greedy continuation, the k that were found, and what is left open."""

from __future__ import annotations

from lmtui.playground.beam_job import BeamView
from lmtui.tui.best_lines import head_of_continuations, line_of_continuation, row_of_continuation
from lmtui.tui.sequence_lines import FAINT, HEAD, MARK, PLAIN, Page, Paper


def beam_page(view: BeamView | None, ending: bool, paper: Paper) -> Page:
    """The page.

    Args:
        view: the continuations; None while there are none.
        ending: whether those are listed that end.
        paper: what it is drawn on.
    """
    if view is None:
        return Page()
    if ending and view.ending is not None:
        listed, kind = view.ending, f"of at most {view.length} tokens, the last {view.end}"
    else:
        listed, kind = view.found, f"of exactly {view.length} tokens"
    if view.tokens < view.length:
        kind += f": {view.tokens} of {view.length} are read"
    head = [
        *head_of_continuations(view.prompt, paper),
        line_of_continuation("found first", listed[0] if listed else None, MARK, paper),
        line_of_continuation("greedy", view.greedy, PLAIN, paper),
        *paper.rule(),
        paper.said(f"What a beam of {view.width} finds {kind}", HEAD),
    ]
    rows = [row_of_continuation(rank, one, one == view.greedy, paper) for rank, one in enumerate(listed, 1)]
    if not rows:
        rows = [paper.said("nothing of this kind by now; a wider beam may find some", FAINT)]
    return Page(head, rows, [*paper.rule(), *(paper.said(text, FAINT) for text in view.remarks)])
