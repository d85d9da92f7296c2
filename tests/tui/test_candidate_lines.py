"""Every line of the table has the columns of the table, whatever its width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from support.byte_model import ready
from support.dialog import SettingsDialog
from support.first_ranks import RanksModel
from support.held_text import HELD_PROMPT, cuts_ready, go_to, segments, with_text
from support.mouse import session as ready_session
from support.player import playing

from lmtui.playground import snapshots
from lmtui.playground.questions import next_question
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.table import KeptRanks, TableView
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.tui.candidate_lines import CandidateLines
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.number_text import bounds_text
from lmtui.tui.widgets.drawing import Piece

BOTH = pytest.mark.parametrize("glyphs", [UNICODE, ASCII])


def view_of() -> TableView:
    view = snapshots.table(ready_session("the mouse"), 1, 5)
    assert view is not None
    return view


def text_of(pieces: Iterable[Piece]) -> str:
    return "".join(text for text, _ in pieces)


@BOTH
@pytest.mark.parametrize("width", [27, 40, 43, 60, 120])
def test_every_line_fits(width: int, glyphs: Glyphs) -> None:
    view = view_of()
    lines = CandidateLines(view, glyphs, width, None)
    shown = [lines.head(), *map(lines.row, view.rows), lines.cut(), lines.rest(), lines.unknown(), lines.luck()]
    for line in map(text_of, shown):
        assert cell_len(line) <= width
        assert glyphs is UNICODE or line.isascii()


def _bounded_view() -> TableView:
    """A table of which first ranks alone are known."""
    session = Session(Recipe(()), Sampling(0.9, seed=5), "the")
    session.lane_models.use(ready(RanksModel(most_ranks=9)))
    question = next_question(session)
    assert question
    question.answer()
    view = snapshots.table(session, 1, 5)
    assert view
    return view


@BOTH
@pytest.mark.parametrize("width", [40, 43, 60, 120])
def test_bounds_stand_in_wider_columns_that_fit(width: int, glyphs: Glyphs) -> None:
    view = _bounded_view()
    lines = CandidateLines(view, glyphs, width, None)
    shown = [text_of(line) for line in (lines.head(), *map(lines.row, view.rows), lines.rest(), lines.luck())]
    for line in shown:
        assert cell_len(line) <= width
    first, rest = shown[1], shown[-2]
    assert view.rows[0].bounds
    assert f"{view.rows[0].model_prob:.4f} {bounds_text(view.rows[0].bounds, glyphs.dash):>9}" in first
    assert glyphs.dash in rest
    uncounted = CandidateLines(replace(view, rest_is_counted=False), glyphs, width, None)
    assert "all others" in text_of(uncounted.rest())
    assert (shown[-1].rstrip()[-1] == "?") is not (view.bounds is not None and view.bounds.is_certain)


@BOTH
def test_a_row_shows_rank_token_both_probabilities_and_a_bar(glyphs: Glyphs) -> None:
    view = view_of()
    first = view.rows[0]
    line = text_of(CandidateLines(view, glyphs, 60, None).row(first))
    assert line[1:].split()[:4] == ["1", first.token, f"{first.model_prob:.4f}", f"{first.prob:.4f}"]
    assert glyphs.bar in line


def test_the_picked_and_the_chosen_row_are_set_off() -> None:
    view = view_of()
    lines = CandidateLines(view, UNICODE, 60, 2)
    classes = {row.rank: {name for _, name in lines.row(row)} for row in view.rows}
    assert [rank for rank, names in classes.items() if "table--picked" in names] == [2]
    marked = [row.rank for row in view.rows if text_of(lines.row(row)).startswith(UNICODE.chosen)]
    assert marked == [view.chosen.rank]


def test_a_row_that_is_cut_has_its_probability_struck_out() -> None:
    view = view_of()
    row = replace(view.rows[-1], cut=True, prob=0.0)
    pieces = list(CandidateLines(view, UNICODE, 60, None).row(row))
    assert [text for text, name in pieces if name == "table--struck"] == ["0"]


def test_the_line_of_the_cut_says_which_ranks_are_left_and_what_the_other_order_would_leave() -> None:
    view = replace(view_of(), cuts=Cuts(top_p=0.7, typical=0.9), kept=KeptRanks(2, 4, 9, 0.25))
    said = text_of(CandidateLines(view, UNICODE, 70, None).cut())
    assert said.startswith("── 0.2500 cut but #2-4: typical 0.9, top-p 0.7; T last keeps 9 ─")
    assert "typ .9 p .7; T last keeps 9" in text_of(CandidateLines(view, UNICODE, 56, None).cut())
    assert "#2-4; T last: 9" in text_of(CandidateLines(view, UNICODE, 42, None).cut())
    view = replace(view, cuts=Cuts(top_p=0.7, temperature_last=True), kept=KeptRanks(1, 4, 4, 0.25))
    assert text_of(CandidateLines(view, UNICODE, 60, None).cut()).startswith(
        "── 0.2500 cut after #4: top-p 0.7, T last ─"
    )


# On the screen


async def test_the_cut_is_a_rule_where_it_is_and_an_arrow_where_it_is_not() -> None:
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=Cuts(top_k=100)), HELD_PROMPT, Pace(60))
    async with playing(session, ready=False) as player:
        await cuts_ready(player)
        await go_to(player, player.table_pane)
        for keys, begins in ((["home"], " ↓ "), (["1", "0", "1", "enter"], "── "), (["end"], " ↑ ")):
            await player.press(*keys)
            line = next(line for line in player.part(player.table_pane) if "cut after #100" in line)
            assert line.startswith(begins)
            assert ("──" in line) == (begins == "── ")
        await go_to(player, player.slider)
        await player.press("home")
        assert player.shows("   nothing is cut: top-k 100 ")


async def test_without_colours_what_is_cut_is_dim_and_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=Cuts(top_k=2)), HELD_PROMPT, Pace(60))
    async with playing(session, ready=False, plain=True) as player:
        await cuts_ready(player)
        (cut,) = [y for y in range(1, 10) if segments(player.table_pane, y)[0].text.strip() == "3"]
        styles = {segment.text.strip(): segment.style for segment in segments(player.table_pane, cut)}
        struck = styles["0"]
        assert struck is not None
        assert struck.strike
        assert struck.dim
        token = player.the_table().rows[2].token
        faint = next(style for text, style in styles.items() if text == token)
        assert faint is not None
        assert faint.dim


async def test_the_luck_is_shown_as_soon_as_there_are_cuts() -> None:
    async with with_text() as player:
        assert player.part(player.table_pane)[-2].startswith(" luck ")
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "5")
        await dialog.apply()
        assert player.part(player.table_pane)[-2].startswith(" luck ")


@BOTH
@pytest.mark.parametrize("width", [42, 43, 60, 96])  # a smaller table has no bars
def test_the_head_names_both_marks_and_says_where_the_scale_of_the_bars_ends(width: int, glyphs: Glyphs) -> None:
    lines = CandidateLines(replace(view_of(), scale=0.12), glyphs, width, None)
    head = text_of(lines.head())
    assert f"{glyphs.bar_tick}p " in head
    assert f"{glyphs.bar}p_T n 0 " in head
    assert head.endswith(" 0.15")
    full = replace(lines._view.rows[0], prob=0.15, model_prob=0.075)
    assert cell_len(text_of(lines.row(full))) == cell_len(head) == width


def test_the_token_has_no_more_columns_than_the_longest_one_needs() -> None:
    view = view_of()
    head = text_of(CandidateLines(view, UNICODE, 60, None).head())
    assert head.index("│p") == head.index("token") + 8 + 5
    rows = (replace(view.rows[0], token="extraordinarily"), *view.rows[1:])
    head = text_of(CandidateLines(replace(view, rows=rows), UNICODE, 60, None).head())
    assert head.index("│p") == head.index("token") + 16 + 5


def test_bars_below_each_other_have_different_colours() -> None:
    view = view_of()
    lines = CandidateLines(view, UNICODE, 60, None)
    first, second = (list(lines.row(row))[-3:] for row in view.rows[:2])
    assert {name for _, name in first} & {name for _, name in second} <= {"table--tick"}


def test_the_luck_says_how_probable_its_token_is_where_no_row_does() -> None:
    view = view_of()
    chosen = f"#{view.chosen.rank} {view.chosen.token}"
    assert text_of(CandidateLines(view, UNICODE, 60, None).luck()).endswith(chosen)
    elsewhere = CandidateLines(replace(view, rows=()), UNICODE, 60, None)
    assert text_of(elsewhere.luck()).endswith(f"{chosen} {view.chosen.prob:.4f}")


def test_the_lines_stand_in_their_order_and_with_more_room_there_are_notes_around_the_rest() -> None:
    view = view_of()
    lines = CandidateLines(view, UNICODE, 60, None)
    tight = [text_of(line) for line in lines.all("Tab", None)]
    assert tight[0] == text_of(lines.head())
    assert tight[1:-3] == [text_of(lines.row(row)) for row in view.rows]
    assert tight[-3:] == [text_of(line) for line in (lines.rest(), lines.unknown(), lines.luck())]
    airy = [text_of(line) for line in lines.all("Tab", "how to take one")]
    assert airy[: len(view.rows) + 1] == tight[:-3]
    assert airy[len(view.rows) + 1 :][1:3] == tight[-3:-1]
    assert airy[-2:] == [tight[-1], "how to take one".ljust(60)]


def test_the_cut_stands_below_the_last_rank_that_is_kept_and_below_a_whole_sequence_what_p_t_is() -> None:
    view = replace(view_of(), cuts=Cuts(top_k=2), kept=KeptRanks(1, 2, 2, 0.25), left=3)
    lines = CandidateLines(view, UNICODE, 60, None)
    shown = [text_of(line) for line in lines.all("Tab", None)]
    assert shown.index(text_of(lines.cut())) == 3
    assert shown.index(text_of(lines.whole())) == len(view.rows) + 1
    words = replace(view, completions=(("owl", 0.5), ("ox", 0.1)))
    assert text_of(CandidateLines(words, UNICODE, 60, None).all("Tab", None)[-1]).startswith(" Tab owl")
