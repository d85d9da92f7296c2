"""The page of the best continuations: the best and the greedy one, the k best, and where the greedy one lost."""

from __future__ import annotations

from lmtui.playground.best_job import BestView, Sequel, Sequels
from lmtui.tui.sequence_lines import FAINT, HEAD, MARK, PLAIN, Line, Page, Paper

_NAME, _LOG, _P, _RANK = 16, 9, 9, 5
_MOST_TURNS = 3  # wrong turns that are told


def best_page(view: BestView | None, ending: bool, paper: Paper) -> Page:
    """The page.

    Args:
        view: the continuations; None while there are none.
        ending: whether those are listed that end.
        paper: what it is drawn on.
    """
    if view is None:
        return Page()
    ending = ending and view.ending is not None
    listed = view.ending if ending and view.ending else view.exact
    kind = f"at most {view.length} tokens, the last </s>" if ending else f"exactly {view.length} tokens"
    head = [
        *head_of_continuations(view.prompt, paper),
        *_summary(view, ending, paper),
        *paper.rule(),
        paper.said(f"The {len(listed.best)} most probable of {kind}", HEAD),
    ]
    rows = [row_of_continuation(rank, one, rank == listed.rank, paper) for rank, one in enumerate(listed.best, 1)]
    if not rows:
        rows = [paper.said("no continuation of this kind has a probability above 0", FAINT)]
    return Page(head, rows, [*paper.rule(), *_turns(listed, paper)])


def head_of_continuations(prompt: str, paper: Paper) -> list[Line]:
    """After what, and the names of the columns."""
    columns = (
        paper.cell("", _NAME),
        paper.number("ln p", _LOG, HEAD),
        paper.number("p", _P, HEAD),
        paper.cell("continuation", paper.width - _NAME - _LOG - _P - 4, HEAD),
    )
    return [paper.said(f"after {prompt}", HEAD), columns]


def _summary(view: BestView, ending: bool, paper: Paper) -> list[Line]:
    """The best and the greedy continuation: of both kinds, or where there is little room of the listed kind."""
    kinds = [("", view.exact), ("that end", view.ending)]
    lines: list[Line] = []
    for (name, sequels), wanted in zip(kinds, (not ending, ending), strict=True):
        if sequels is not None and (wanted or paper.roomy):
            best = sequels.best[0] if sequels.best else None
            lines.append(line_of_continuation(f"best {name}", best, MARK, paper))
            lines.append(line_of_continuation(f"greedy {name}", sequels.greedy, PLAIN, paper))
    return lines


def line_of_continuation(name: str, sequel: Sequel | None, style: str, paper: Paper) -> Line:
    """A continuation with a name; None is one that is not there."""
    return (
        paper.cell(f" {name}", _NAME, HEAD),
        *_figures(sequel, paper),
        paper.cell(sequel.text if sequel else paper.glyphs.missing, paper.width - _NAME - _LOG - _P - 4, style),
    )


def _figures(sequel: Sequel | None, paper: Paper) -> tuple[tuple[str, str], tuple[str, str]]:
    if sequel is None:
        return paper.number("", _LOG), paper.number("", _P)
    return paper.number(paper.fixed(sequel.logprob, 3), _LOG), paper.number(paper.prob(sequel.logprob), _P)


def row_of_continuation(rank: int, sequel: Sequel, greedy: bool, paper: Paper) -> Line:
    """A continuation with its rank, marked where it is the greedy one."""
    mark = "greedy" if greedy else ""
    return (
        paper.number(str(rank), _RANK, FAINT),
        paper.cell(mark, _NAME - _RANK - 1, MARK),
        *_figures(sequel, paper),
        paper.cell(sequel.text, paper.width - _NAME - _LOG - _P - 4, MARK if greedy else PLAIN),
    )


def _turns(sequels: Sequels, paper: Paper) -> list[Line]:
    """Where the greedy way lost against the best."""
    turns = sequels.wrong_turns
    if not sequels.best:
        return []
    if not turns:
        return [paper.said("greedy finds the best here", FAINT)]
    shown = turns[: _MOST_TURNS if paper.roomy else 1]
    lines = [
        paper.said(
            f"greedy errs at token {turn.place}: {turn.better} instead of {turn.token} "
            f"reaches {paper.ratio(turn.loss)} × as much",
            PLAIN,
        )
        for turn in shown
    ]
    if rest := len(turns) - len(shown):
        lines.append(paper.said(f"and at {rest} more token{'s' if rest > 1 else ''}", FAINT))
    return lines
