"""The laboratory: scrub the temperature, take tokens by hand, branch, cut, compare lanes, colour, look at curves."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.segment import Segment
from support.dialog import SettingsDialog
from support.models import ids_of, trie_of
from support.player import Player, fables_session, mouse_session, playing
from support.screen import ShownTable, find_table, prose
from textual.widget import Widget

from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling
from lmtui.tui.screens.sweep import SweepScreen
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.drawing import Pane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.text_pane import TextPane

PROMPT = "The fox"
STEPS = 8
_CUT_LINE = re.compile("── (top-k|top-p|min-p) ")
LEGENDS = {
    "p": ("≥.5", "≥.1", "≥.01", "<.01"),
    "rank": ("1", "2-5", "6-50", ">50"),
    "bits": ("≤1", "≤4", "≤7", ">7"),
    "order": ("3", "2", "1"),
    "none": (),
}


@asynccontextmanager
async def with_text(
    steps: int = STEPS, temperature: float = 1.0, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Player]:
    """A text of so many tokens, held; the slider has the keys."""
    async with playing(fables_session(temperature=temperature), prompt=PROMPT, size=size) as player:
        await player.press_ahead(*["f6"] * steps, "tab")
        yield player


async def at(player: Player, pane: Widget) -> None:
    while player.focus is not pane:
        await player.press("tab")


async def grown(player: Player) -> None:
    """See a generation go on."""
    before = len(player.session.text.tokens)
    await player.until(lambda: len(player.session.text.tokens) > before, "another token")


def words(player: Player) -> list[str]:
    """The tokens of the active lane."""
    return [player.session.text.word(token.drawn.token) for token in player.session.text.tokens]


def texts(player: Player) -> list[TextPane]:
    """The panes of all lanes, from left to right."""
    return sorted(player.app._playground.query(TextPane), key=lambda pane: pane.region.x)


def lane_texts(player: Player) -> list[str]:
    return [prose(player.part(pane)[1:-1]).replace("≠", " ").strip() for pane in texts(player)]


def segments(pane: Pane, y: int) -> list[Segment]:
    """What stands on a line of a pane, by style, blanks left out."""
    return [segment for segment in pane.render_line(y) if segment.text.strip()]


def picked(player: Player) -> int | None:
    """The rank that is set off as the one that Enter takes."""
    table = player.table_pane
    for y in range(table.size.height):
        found = segments(table, y)
        if any(segment.style and segment.style.reverse for segment in found):
            return int(next(segment.text for segment in found if segment.text.strip().isdigit()))
    return None


def table_with_cuts(player: Player) -> ShownTable:
    """The table without the line that says where it is cut."""
    table = find_table([line for line in player.screen() if not _CUT_LINE.search(line)])
    assert table is not None, "\n".join(player.screen())
    return table


async def cuts_ready(player: Player) -> None:
    await player.until(
        lambda: player.session.sampler is not None and player.shows(" cut after #"), "a table with cuts"
    )
    await player.settle()


# Scrubbing


async def test_a_text_scrubbed_up_down_and_back_is_the_same_again_and_the_status_lives() -> None:
    async with with_text() as player:
        seen = {player.temperature: player.text}
        assert player.text == player.spelled(PROMPT, STEPS)
        for key in [*["right"] * 12, *["left"] * 24, *["right"] * 12]:
            await player.press(key)
            assert player.text == player.spelled(PROMPT, STEPS)
            assert player.text == seen.setdefault(player.temperature, player.text)
            assert f" {STEPS} · 60/s · paused" in player.text_note
        assert player.temperature == "1"
        assert len(seen) == 25
        assert len(set(seen.values())) > 3


async def test_scrubbing_to_the_ends_gives_the_favourites_and_the_uniform_and_back_the_same() -> None:
    async with with_text() as player:
        text = player.text
        await player.press("home")
        assert [token.drawn.rank for token in player.session.text.tokens] == [1] * STEPS
        assert player.text == player.spelled(PROMPT, STEPS) != text
        await player.press("end")
        assert player.temperature == "∞"
        assert player.text == player.spelled(PROMPT, STEPS) != text
        await player.press(*"1", "enter")
        assert player.text == text


async def test_scrubbing_during_a_generation_leaves_it_running() -> None:
    async with playing(fables_session(), prompt=PROMPT) as player:
        await player.press("enter", "tab")
        for key in ("right", "right", "left", "left", "left"):
            await player.press(key)
            assert "running" in player.text_note
            await grown(player)
        await player.press("f5")
        assert "paused" in player.text_note
        assert player.text == player.spelled(PROMPT, len(player.session.text.tokens))


# Taking tokens by hand


async def test_enter_takes_the_picked_candidate_at_the_end_and_the_text_goes_on_with_it() -> None:
    async with with_text() as player:
        before = words(player)
        await at(player, player.table_pane)
        await player.press("down", "down", "down", "up")
        assert picked(player) == 3
        token = player.the_table().rows[2].token
        await player.press("enter")
        assert words(player) == [*before, token]
        assert player.text.endswith(token)
        assert "branch" not in player.text_note
        assert f" {STEPS + 1} · 60/s · paused" in player.text_note
        assert player.after.rstrip("━ ").split(" ━")[0].endswith(f"{before[-1]} {token}")
        assert picked(player) == 1
        await player.press("f6")
        assert words(player)[:-1] == [*before, token]


async def branched(player: Player, back: int = 3, rank: int = 3) -> tuple[list[str], list[str]]:
    """Take another token in the past: what was there, and what is there now."""
    before = words(player)
    await at(player, player.text_pane)
    await player.press(*["left"] * back)
    await at(player, player.table_pane)
    await player.press(*["down"] * (rank - 1))
    row = player.the_table().rows[rank - 1]
    assert not row.marked
    await player.press("enter")
    after = [*before[:-back], row.token]
    assert words(player) == after
    return before, after


async def test_another_candidate_at_a_past_token_is_a_new_branch_and_b_goes_round() -> None:
    async with with_text(size=(120, 24)) as player:
        before, after = await branched(player)
        assert "Branch 2/2" in player.text_note
        for key in ("b", "B", "b", "b", "B"):
            await player.press(key)
            number = 1 if words(player) == before else 2
            assert f"Branch {number}/2" in player.text_note
            assert words(player) == (before if number == 1 else after)
        await player.press("b")
        assert len(player.session.text.state.tree.branches) == 2


async def test_the_branches_go_round_in_both_directions() -> None:
    async with with_text(size=(120, 24)) as player:
        await branched(player, back=3, rank=3)
        await player.press("f6", "f6", "f6")
        await branched(player, back=2, rank=4)
        assert "Branch 3/3" in player.text_note
        seen = []
        for key in ("b", "b", "b", "B", "B", "B"):
            await player.press(key)
            seen.append(next(number for number in range(1, 4) if f"Branch {number}/3" in player.text_note))
        assert seen == [1, 2, 3, 2, 1, 3]


async def test_b_without_branches_says_how_to_get_one() -> None:
    async with with_text() as player:
        text = player.text
        await player.press("b")
        assert player.said("no branches yet")
        assert player.text == text


async def test_the_token_that_is_there_already_is_no_new_branch() -> None:
    async with with_text() as player:
        before = words(player)
        await at(player, player.text_pane)
        await player.press("left", "left", "left")
        rank = player.session.text.tokens[-3].drawn.rank
        await at(player, player.table_pane)
        await player.press(*str(rank), "enter", "enter")
        assert words(player) == before
        assert "branch" not in player.text_note
        assert player.session.views.cursor == STEPS - 2


async def test_a_taken_token_is_marked_where_it_was_taken() -> None:
    async with with_text() as player:
        _, after = await branched(player)
        await at(player, player.text_pane)
        await player.press("left")
        row = next(line for line in player.part(player.table_pane) if line.startswith("✓"))
        assert row.split()[1:3] == ["3", after[-1]]


async def test_u_undoes_and_capital_u_redoes_each_choice() -> None:
    async with with_text(size=(120, 24)) as player:
        before, after = await branched(player)
        await player.press("u")
        assert words(player) == before
        assert "branch" not in player.text_note
        await player.press("U")
        assert words(player) == after
        assert "Branch 2/2" in player.text_note
        await player.press("U")
        assert player.said("nothing to redo")
        assert words(player) == after


async def test_u_brings_back_the_temperature_and_the_slider_shows_it() -> None:
    async with with_text() as player:
        text = player.text
        await player.press("end")
        warm = player.text
        await player.press("u")
        assert (player.temperature, player.text) == ("1", text)
        await player.press("U")
        assert (player.temperature, player.text) == ("∞", warm)


async def test_a_typed_rank_is_gone_to_with_enter_and_taken_with_another() -> None:
    async with with_text() as player:
        before = words(player)
        await at(player, player.table_pane)
        await player.press(*"123")
        assert "rank 123" in player.after
        await player.press("backspace", *"0")
        assert "rank 120" in player.after
        assert words(player) == before
        await player.press("enter")
        assert words(player) == before
        assert picked(player) == 120
        row = next(row for row in player.the_table().rows if row.rank == 120)
        assert player.the_table().sums_to_one()
        await player.press("enter")
        assert words(player) == [*before, row.token]
        assert player.session.text.tokens[-1].drawn.rank == 120


@pytest.mark.parametrize(("typed", "rank"), [("0", 1), ("9" * 70, 0)])
async def test_a_rank_that_is_out_of_range_goes_to_the_nearest(typed: str, rank: int) -> None:
    async with with_text() as player:
        await at(player, player.table_pane)
        await player.press_ahead(*typed)
        await player.press("enter")
        assert player.table_pane.view is not None
        assert picked(player) == (rank or player.table_pane.view.support)


async def test_a_token_typed_by_its_name_is_gone_to_and_taken() -> None:
    async with with_text() as player:
        before = words(player)
        await at(player, player.table_pane)
        await player.press("/", *"people")
        assert "token people" in player.after
        assert words(player) == before
        await player.press("enter")
        row = next(row for row in player.the_table().rows if row.token == "people")
        assert picked(player) == row.rank
        assert row.rank == snapshots.rank_of(player.session, "people")
        await player.press("enter")
        assert words(player) == [*before, "people"]
        assert player.session.text.tokens[-1].chosen


async def test_letters_typed_after_a_slash_are_no_commands() -> None:
    async with with_text() as player:
        before = player.session.text.state
        await at(player, player.table_pane)
        await player.press("/", *"lLxvbBuUpryt?[]=+-")
        assert "token lLxvbBuUpryt?[]=+-" in player.after
        assert player.session.text.state == before
        assert player.session.pinned


async def test_a_name_that_is_no_token_is_said_and_nothing_changes() -> None:
    async with with_text() as player:
        await at(player, player.table_pane)
        await player.press("down", "down")
        state, rows = player.session.text.state, player.part(player.table_pane)[1:11]
        await player.press("/", *"zyzzyva", "enter")
        assert player.said("'zyzzyva' is not in the vocabulary")
        assert player.session.text.state == state
        assert player.part(player.table_pane)[1:11] == rows  # below them stands what is said
        assert picked(player) == 3


async def test_a_slash_after_digits_begins_a_name() -> None:
    async with with_text() as player:
        await at(player, player.table_pane)
        await player.press("5", "/", *"fox", "enter")
        assert snapshots.rank_of(player.session, "fox") == picked(player)


@pytest.mark.parametrize(("mark", "token"), [("␣", " "), (" ", " "), ("↵", "\n")])
async def test_a_blank_is_typed_as_the_table_shows_it(tmp_path: Path, mark: str, token: str) -> None:
    text = tmp_path / "text"
    text.write_text("the mouse\nate the\n\ncheese the\nmouse")
    session = Session(Recipe((str(text),), tokenizer="char"), Sampling(seed=4))
    async with playing(session, prompt="the") as player:
        await at(player, player.table_pane)
        await player.press("/", mark, "enter", "enter")
        assert words(player) == [token]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["delete"], "move to a token of the text first"),
        (["x"], "there is one lane"),
        (["]"], "there is one lane"),
        (["u"], "nothing to undo"),
        (["U"], "nothing to redo"),
    ],
)
async def test_a_key_that_can_do_nothing_says_why(keys: list[str], said: str) -> None:
    async with playing(fables_session()) as player:
        await player.press("escape", *keys)
        assert player.said(said)


async def test_after_the_end_of_a_text_nothing_can_be_taken_and_that_is_said() -> None:
    session = mouse_session(seed=5)
    session.pace = Pace(60, stop=True)
    async with playing(session, prompt="the") as player:
        await player.press("f6", "escape")
        while not session.text.lanes[0].ended(stop=True):
            await player.press("n")
        length = len(session.text.tokens)
        await at(player, player.table_pane)
        await player.press("down", "enter")
        assert player.said("the text ends here; e lets it go on")
        assert len(session.text.tokens) == length
        await player.press("e", "enter")
        assert len(session.text.tokens) == length + 1


async def test_e_shows_at_once_what_it_makes_of_the_text() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press(*["f6"] * 20, "escape", "e")
        count = len(player.session.text.tokens)
        assert count < 20
        assert f" {count} · 60/s · paused" in player.text_note
        assert player.text.count("¶") == 1


async def test_the_speed_is_shown_however_many_lanes_there_are() -> None:
    async with with_text() as player:
        await player.press("l", "l", "-")
        assert "40/s" in player.status


async def test_a_candidate_is_taken_where_the_table_was_shown_for() -> None:
    async with with_text() as player:
        await at(player, player.table_pane)
        shown = player.table_pane.view
        assert shown is not None
        third = player.the_table().rows[2].token
        player.session.step()  # the text has gone on; the table has not been shown anew
        player.table_pane.picked = 3
        player.table_pane.action_take()
        await player.settle()
        assert words(player)[shown.position] == third
        assert len(words(player)) == shown.position + 1


async def test_the_cut_is_a_rule_where_it_is_and_an_arrow_where_it_is_not() -> None:
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=Cuts(top_k=100)), PROMPT, Pace(60))
    async with playing(session, ready=False) as player:
        await cuts_ready(player)
        await at(player, player.table_pane)
        for keys, begins in ((["home"], " ↓ "), (["1", "0", "1", "enter"], "── "), (["end"], " ↑ ")):
            await player.press(*keys)
            line = next(line for line in player.part(player.table_pane) if "cut after #100" in line)
            assert line.startswith(begins)
            assert ("──" in line) == (begins == "── ")
        await at(player, player.slider)
        await player.press("home")
        assert player.shows("   nothing is cut: top-k 100 ")


async def test_what_a_model_that_does_not_smooth_leaves_out_of_the_context_is_in_brackets() -> None:
    for smoothing, shown in (("mle", "(<unk>) fox"), ("kneser-ney", "<unk> fox")):
        session = Session(Recipe(("fables",), smoothing=smoothing), Sampling(seed=4))
        async with playing(session, prompt="zebra The fox") as player:
            assert "Next after The fox" in player.after
        async with playing(session, prompt="zebra fox") as player:
            assert f"Next after {shown}" in player.after


async def test_without_colours_what_is_cut_is_dim_and_struck(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=Cuts(top_k=2)), PROMPT, Pace(60))
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


async def test_escape_forgets_what_is_typed_in_the_table() -> None:
    async with with_text() as player:
        await at(player, player.table_pane)
        state = player.session.text.state
        for keys in ("12", "/fo"):
            await player.press(*keys, "escape")
            assert player.after.startswith("━━ Next after")
            assert player.focus is player.table_pane
        assert player.session.text.state == state


async def test_delete_rewinds_to_before_the_token_under_the_cursor() -> None:
    async with with_text() as player:
        before = words(player)
        await at(player, player.text_pane)
        await player.press("left", "left", "left", "delete")
        assert words(player) == before[:-3]
        assert player.text == player.spelled(PROMPT, STEPS - 3)
        assert player.session.views.cursor is None
        await player.press("f6", "f6", "f6")
        assert words(player) == before
        await player.press("delete")
        assert words(player) == before
        await player.press("home", "delete")
        assert player.text == PROMPT
        await player.press("u")
        assert words(player) == before


# Luck


async def test_r_takes_the_next_luck_and_shows_its_seed() -> None:
    async with with_text() as player:
        assert "seed 4" in player.status
        text = player.text
        await player.press("r")
        assert "seed 5" in player.status
        assert player.text == player.spelled(PROMPT, STEPS) != text
        await player.press("u")
        assert "seed 4" in player.status
        assert player.text == text


async def test_p_lets_every_run_take_the_next_luck_until_it_is_pinned_again() -> None:
    async with with_text() as player:
        await player.press("p")
        assert "seed 4 unpinned" in player.status
        await player.press("s", "space")
        await player.until(lambda: player.session.text.tokens, "a token")
        await player.press("s")
        assert "seed 5 unpinned" in player.status
        assert player.text == player.spelled(PROMPT, len(player.session.text.tokens))
        await player.press("p")
        assert "unpinned" not in player.status
        for _ in range(2):
            await player.press("space", "s")
            assert "seed 5" in player.status


# Cuts


@pytest.mark.parametrize(
    ("field", "typed", "cuts", "named"),
    [
        ("Top-k", "5", Cuts(top_k=5), "top-k 5"),
        ("Top-p", "0.6", Cuts(top_p=0.6), "top-p 0.6"),
        ("Min-p", "0.2", Cuts(min_p=0.2), "min-p 0.2"),
    ],
)
async def test_cuts_set_in_the_settings_are_those_of_the_sampling(
    field: str, typed: str, cuts: Cuts, named: str
) -> None:
    async with with_text() as player:
        assert not player.shows(" cut after #")
        dialog = await SettingsDialog(player).open()
        await dialog.fill(field, typed)
        await dialog.apply()
        await player.press("escape")  # to the text's end
        sampling = Sampling(1.0, seed=4, cuts=cuts)
        sampler = player.session.sampler
        assert sampler is not None
        assert player.session.text.sampling == sampling
        expected = list(generate(sampler, ids_of(sampler, PROMPT), sampling, STEPS, False))
        assert [token.drawn for token in player.session.text.tokens] == expected
        vocabulary = trie_of(sampler).vocabulary
        context = vocabulary.encode([*PROMPT.split(), *words(player)])
        distribution = sampler.distribution(context, 1.0, cuts)
        uncut = sampler.distribution(context, 1.0)
        table = table_with_cuts(player)
        assert table.sums_to_one()
        for row in table.rows:
            assert abs(row.prob - distribution.at(row.rank).prob) <= 0.00005
            assert row.rank <= distribution.kept or row.prob == 0
        lost = sum(candidate.prob for candidate in uncut.candidates(distribution.kept + 1, uncut.support))
        lines = player.part(player.table_pane)
        if distribution.kept < len(table.rows):
            assert lines[2 + distribution.kept].startswith(f"── {lost:.4f} cut after #{distribution.kept}: {named} ─")
            struck = segments(player.table_pane, 3 + distribution.kept)
            assert [segment.text.strip() for segment in struck if segment.style and segment.style.strike] == ["0"]
        assert lines[-2].startswith(" luck "), "\n".join(player.screen())


async def test_the_luck_is_shown_as_soon_as_there_are_cuts() -> None:
    async with with_text() as player:
        assert player.part(player.table_pane)[-2].startswith(" luck ")
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "5")
        await dialog.apply()
        assert player.part(player.table_pane)[-2].startswith(" luck ")


async def test_cuts_given_at_the_start_show_the_same_screen_as_those_set_later() -> None:
    cuts = Cuts(top_k=3, top_p=0.9, min_p=0.01)
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=cuts), PROMPT, Pace(60))
    async with playing(session, ready=False) as player:
        await cuts_ready(player)
        await player.press(*["f6"] * STEPS)
        started = player.screen()
    async with with_text() as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "3")
        await dialog.fill("Top-p", "0.9")
        await dialog.fill("Min-p", "0.01")
        await dialog.apply()
        await player.press("shift+tab")
        assert player.screen() == started
        assert player.shows(": k 3 p .9 min .01 ─")


async def test_cuts_switched_off_leave_no_trace() -> None:
    async with with_text() as player:
        before = player.screen()
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "1")
        await dialog.apply()
        assert [token.drawn.rank for token in player.session.text.tokens] == [1] * STEPS
        await dialog.open()
        await dialog.fill("Top-k", "off")
        await dialog.apply()
        assert player.screen() == before


# Lanes


async def test_l_adds_a_warmer_lane_with_the_same_luck_readable_at_80_by_24() -> None:
    async with with_text() as player:
        first = player.text
        await player.press("l")
        left, right = texts(player)
        assert left.region.right <= right.region.x
        assert right.region.right <= 80
        for pane in (left, right):
            assert pane.size.width - 2 >= 35
            assert pane.body_height >= 4
        assert player.temperature == "1.50"
        assert player.session.text.sampling.seed == 4
        assert lane_texts(player) == [first, player.spelled(PROMPT, STEPS)]
        assert player.part(left)[0].startswith("── 1: T 1 ─")
        assert player.part(right)[0].startswith("── 2: T 1.50 ─")
        assert "paused" in player.part(right)[0]
        assert "paused" not in player.part(left)[0]


async def test_the_slider_turns_the_active_lane_alone_and_the_brackets_change_it() -> None:
    async with with_text() as player:
        first = player.text
        await player.press("L", "home")
        assert lane_texts(player) == [first, player.spelled(PROMPT, STEPS)]
        assert player.temperature == "0"
        for key, temperature in (("[", "1"), ("]", "0"), ("]", "1"), ("[", "0")):
            await player.press(key)
            assert player.temperature == temperature
            notes = [player.part(pane)[0] for pane in texts(player)]
            assert ["paused" in note for note in notes] == [temperature == "1", temperature == "0"]
        await player.press("[", "end", "1", "enter")
        assert lane_texts(player)[0] == first


async def test_capital_l_adds_a_lane_like_this_one() -> None:
    async with with_text() as player:
        await player.press("right", "L")
        one, two = lane_texts(player)
        assert one == two == player.spelled(PROMPT, STEPS)
        assert [lane.departs(player.session.text.lanes[0]) for lane in player.session.text.lanes] == [None, None]


async def test_a_step_and_a_run_go_on_in_every_lane() -> None:
    async with with_text(3) as player:
        await player.press("l", "f6", "f6")
        assert [len(lane.tokens) for lane in player.session.text.lanes] == [5, 5]
        assert lane_texts(player)[1] == player.spelled(PROMPT, 5)
        await player.press("[")
        assert lane_texts(player)[0] == player.spelled(PROMPT, 5)


async def test_there_are_at_most_four_lanes_and_x_removes_all_but_one() -> None:
    async with with_text() as player:
        await player.press("l", "l", "l")
        assert len(texts(player)) == 4
        assert not player.messages
        before = player.session.text.state
        await player.press("l")
        assert player.said("there are 4 lanes")
        await player.press("L")
        assert player.session.text.state == before
        assert len({pane.region.x for pane in texts(player)}) == 4
        for left in (3, 2, 1, 1):
            await player.press("x")
            assert len(texts(player)) == len(player.session.text.lanes) == left
        assert player.text == player.spelled(PROMPT, STEPS)
        assert player.part(player.text_pane)[0].startswith("── Text ─")


async def test_x_removes_the_active_lane_and_u_brings_it_back() -> None:
    async with with_text() as player:
        await player.press("l", "[")
        both = lane_texts(player)
        await player.press("x")
        await player.until(lambda: lane_texts(player) == both[1:], "the other lane alone")
        assert player.temperature == "1.50"
        await player.press("u")
        await player.until(lambda: lane_texts(player) == both, "both lanes again")
        assert player.temperature == "1"


async def test_at_the_hot_end_a_new_lane_is_colder() -> None:
    async with with_text() as player:
        await player.press("end", "l")
        assert player.temperature == "9"


async def test_where_a_lane_departs_from_the_first_is_marked() -> None:
    async with with_text() as player:
        await player.press("l")
        departs = next(
            i
            for i, (ours, theirs) in enumerate(
                zip(player.session.text.lanes[1].tokens, player.session.text.lanes[0].tokens, strict=True)
            )
            if ours.drawn.token != theirs.drawn.token
        )
        marked = [
            [
                segment.text
                for y in range(1, pane.body_height + 1)
                for segment in segments(pane, y)
                if segment.style and segment.style.underline and segment.style.bold and not segment.style.reverse
            ]
            for pane in texts(player)
        ]
        assert marked == [[], [words(player)[departs]]]
        assert "≠" not in prose(player.part(texts(player)[0]))
        assert f"≠{words(player)[departs]}" in prose(player.part(texts(player)[1]))


@pytest.mark.parametrize("lanes", [2, 3, 4])
async def test_v_compares_and_the_figures_are_those_of_the_lanes(lanes: int) -> None:
    async with with_text(size=(120, 30)) as player:
        await player.press(*["l"] * (lanes - 1))
        await player.press("v")
        pane = player.app._playground.query_one(LaneTable)
        assert pane.display
        await player.until(lambda: player.table is None, "the comparison alone")
        await at(player, pane)
        for key in ("", "down", "down", "up"):
            await player.press(*[key] if key else [])
            assert_compared(player, pane, STEPS)
        await at(player, texts(player)[lanes - 1])
        await player.press("left", "left")
        assert_compared(player, pane, STEPS - 2)
        await player.press("v")
        assert not pane.display
        await player.until(lambda: player.table is not None, "the table again")
        assert player.the_table().sums_to_one()


@pytest.mark.parametrize("part", ["prompt", "slider", "text_pane", "table_pane"])
async def test_the_focus_comes_back_from_the_curve(part: str) -> None:
    async with with_text() as player:
        widget = getattr(player, part)
        await at(player, widget)
        await player.press("f3")
        assert isinstance(player.focus, CurvePane)
        await player.press("f3")
        assert player.focus is widget


async def test_the_focus_goes_from_one_table_to_the_other_and_from_a_vanished_one_to_what_there_is() -> None:
    async with with_text() as player:
        lanes: Widget = player.app._playground.query_one(LaneTable)
        await player.press("l")
        await at(player, player.table_pane)
        await player.press("v")
        assert player.focus is lanes
        await player.press("f3", "u", "f3")
        assert player.focus is player.table_pane
        await player.press("l")
        second: Widget = texts(player)[1]
        second.focus()
        await player.press("v")
        assert player.focus is second


def assert_compared(player: Player, pane: LaneTable, position: int) -> None:
    """Every figure of the comparison is what its lane says."""
    title, head, *lines, chosen = player.part(pane)
    assert f"Token {position + 1} in every lane" in title
    width = (pane.size.width - 5) // len(player.session.text.lanes)
    for number, lane in enumerate(player.session.text.lanes):
        view = lane.table(position, pane.first, len(lines))
        start = 5 + number * width
        assert head[start : start + width].startswith(f" {number + 1}: T ")
        assert f"{view.entropy_bits:.2f}" in head[start : start + width]
        for line, row in zip(lines, view.rows, strict=True):
            assert int(line[:4]) == row.rank
            assert (line[start] == "▸") == row.chosen
            token, shown = line[start + 1 : start + width].rsplit(maxsplit=1)
            assert token.strip() == row.token
            assert abs(float(shown) - row.prob) <= 0.00005
        luck = chosen[start : start + width]
        assert luck.startswith(f"▸#{view.chosen.rank} ")
        assert abs(float(luck.split()[-1]) - view.chosen.prob) <= 0.00005


async def test_v_with_one_lane_says_so_and_leaves_the_table() -> None:
    async with with_text() as player:
        await player.press("v")
        assert player.said("there is one lane")
        assert not player.app._playground.query_one(LaneTable).display
        assert player.table_pane.display


async def test_v_with_one_lane_changes_nothing_for_the_lanes_to_come() -> None:
    async with with_text() as player:
        await player.press("v", "l")
        assert not player.app._playground.query_one(LaneTable).display
        assert player.table_pane.display


# Colouring


def level(player: Player, colouring: str, index: int) -> int:
    """What a token's level must be."""
    assert player.session.text.lane is not None
    drawn = player.session.text.tokens[index].drawn
    if colouring == "p":
        return 3 - bisect_left((0.01, 0.1, 0.5), math.nextafter(drawn.model_prob, 2))
    if colouring == "rank":
        return bisect_left((1, 5, 50), drawn.rank)
    if colouring == "bits":
        return bisect_left((1, 4, 7), player.session.text.lane.table(index, 1, 1).entropy_bits)
    return min(3 - (drawn.order or 0), 3) if colouring == "order" else 1


@pytest.mark.parametrize("no_color", [False, True])
async def test_y_cycles_the_colouring_and_each_token_has_the_style_of_its_level(
    monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), prompt=PROMPT, plain=no_color) as player:
        await player.press(*["f6"] * 40, "tab")
        pane = player.text_pane
        styles = [segment.style for segment in segments(pane, pane.size.height - 1)[1:]]
        text, levels = player.text, set()
        for colouring in (*LEGENDS, "p"):
            assert player.part(pane)[-1].split() == [colouring, *LEGENDS[colouring]]
            legend = segments(pane, pane.size.height - 1)[1:]
            assert [segment.style for segment in legend] == styles[: len(legend)]
            runs = [run for y in range(1, pane.body_height + 1) for run in segments(pane, y)][len(PROMPT.split()) :]
            assert len(runs) == len(player.session.text.tokens)
            expected = [level(player, colouring, index) for index in range(len(runs))]
            assert [run.style for run in runs] == [styles[each] for each in expected]
            levels |= set(expected)
            await player.press("y")
            assert player.text == text
        assert levels == {0, 1, 2, 3}


async def test_without_colours_the_four_levels_differ_by_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), prompt=PROMPT, plain=True) as player:
        pane = player.text_pane
        legend = segments(pane, pane.size.height - 1)[1:]
        styles = [segment.style for segment in legend]
        attributes = {(style.bold, style.dim, style.underline, style.italic) for style in styles if style}
        assert len(legend) == len(attributes) == 4


# Curve and sweep


@pytest.mark.parametrize("key", ["g", "f3"])
async def test_the_curve_is_shown_and_the_table_again(key: str) -> None:
    async with with_text() as player:
        before = player.screen()
        table = player.the_table()
        assert player.table_pane.view is not None
        bits = player.table_pane.view.entropy_bits
        await player.press(key)
        curve = player.app._playground.query_one(CurvePane)
        assert curve.display
        assert player.focus is curve
        await player.until(lambda: player.table is None, "the curve alone")
        assert "Entropy" in player.part(curve)[0]
        assert f"{bits:.3f}" in "\n".join(player.part(curve))
        await player.press("up")  # T, also from here
        assert player.table_pane.view.temperature == 1
        await player.press("=", key)
        assert not curve.display
        await player.until(lambda: player.table == table, "the table again")
        while player.focus is not player.slider:
            await player.press("tab")
        assert player.screen() == before


async def test_the_sweep_opens_ends_and_leaves_everything_as_it_was() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("f6", "f6", "tab")
        before = player.screen()
        await player.press("f4")
        assert isinstance(player.app.screen, SweepScreen)
        await player.until(lambda: player.shows("done: "), "the end of the sweep")
        assert player.shows("perplexity")
        await player.press("escape")
        assert not isinstance(player.app.screen, SweepScreen)
        assert player.screen() == before


async def test_escape_stops_a_sweep_and_closes_it_and_the_generation_is_held() -> None:
    async with playing(fables_session(), prompt=PROMPT) as player:
        await player.press("enter", "f4")
        assert player.shows("Sweep ─")
        await player.press("escape", "escape")
        await player.until(lambda: not player.shows("Sweep ─"), "the playground")
        assert player.session.playing is Playing.PAUSED
        assert "paused" in player.text_note
        assert player.text == player.spelled(PROMPT, len(player.session.text.tokens))
