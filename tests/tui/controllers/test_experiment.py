"""What a person tries out on a text: branches, undo and redo, rewinding, other luck, lanes, colours."""

from __future__ import annotations

import math
from bisect import bisect_left

import pytest
from support.answers import known
from support.held_text import HELD_PROMPT, HELD_TOKENS, go_to, lane_texts, segments, text_panes, with_text, words
from support.player import Player, fables_session, playing
from support.screen import prose

from lmtui.playground.landmarks import departures, forks
from lmtui.playground.position_table import table_at
from lmtui.sampling.cuts import Cuts
from lmtui.tui.widgets.lane_table import LaneTable

LEGENDS = {
    "p": ("≥.1", "≥.01", "≥.001", "<.001"),
    "rank": ("1", "2-10", "11-100", ">100"),
    "bits": ("≤1", "≤4", "≤7", ">7"),
    "order": ("3", "2", "1"),
    "none": (),
}


# Branches, undo, rewind


async def branched(player: Player, back: int = 3, rank: int = 3) -> tuple[list[str], list[str]]:
    """Take another token in the past: what was there, and what is there now."""
    before = words(player)
    await go_to(player, player.text_pane)
    await player.press(*["left"] * back)
    await go_to(player, player.table_pane)
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


async def test_a_taken_token_is_marked_where_it_was_taken() -> None:
    async with with_text() as player:
        _, after = await branched(player)
        await go_to(player, player.text_pane)
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


async def test_a_key_that_can_do_nothing_says_why() -> None:
    async with playing(fables_session()) as player:
        for key, said in [
            ("delete", "move to a token of the text first"),
            ("x", "there is one lane"),
            ("]", "there is one lane"),
            ("u", "nothing to undo"),
            ("U", "nothing to redo"),
        ]:
            await player.press("escape")
            assert player.messages == []
            await player.press(key)
            assert player.said(said), key


async def test_delete_rewinds_to_before_the_token_under_the_cursor() -> None:
    async with with_text() as player:
        before = words(player)
        await go_to(player, player.text_pane)
        await player.press("left", "left", "left", "delete")
        assert words(player) == before[:-3]
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS - 3)
        assert player.session.views.cursor is None
        await player.press("f6", "f6", "f6")
        assert words(player) == before
        await player.press("delete")
        assert words(player) == before
        await player.press("home", "delete")
        assert player.text == HELD_PROMPT
        await player.press("u")
        assert words(player) == before


# Luck


async def test_r_takes_the_next_luck_and_shows_its_seed() -> None:
    async with with_text() as player:
        assert "seed 4" in player.status
        text = player.text
        await player.press("r")
        assert "seed 5" in player.status
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS) != text
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
        assert player.text == player.spelled(HELD_PROMPT, len(player.session.text.tokens))
        await player.press("p")
        assert "unpinned" not in player.status
        for _ in range(2):
            await player.press("space", "s")
            assert "seed 5" in player.status


# Lanes


async def test_l_adds_a_warmer_lane_with_the_same_luck_readable_at_80_by_24() -> None:
    async with with_text() as player:
        first = player.text
        await player.press("l")
        left, right = text_panes(player)
        assert left.region.right <= right.region.x
        assert right.region.right <= 80
        for pane in (left, right):
            assert pane.size.width - 2 >= 35
            assert pane.body_height >= 4
        assert player.temperature == "1.50"
        assert player.session.text.sampling.seed == 4
        assert lane_texts(player) == [first, player.spelled(HELD_PROMPT, HELD_TOKENS)]
        assert player.part(left)[0].startswith("── 1: T 1 ─")
        assert player.part(right)[0].startswith("── 2: T 1.50 ─")
        assert "paused" in player.part(right)[0]
        assert "paused" not in player.part(left)[0]


async def test_the_slider_turns_the_active_lane_alone_and_the_brackets_change_it() -> None:
    async with with_text() as player:
        first = player.text
        await player.press("L", "home")
        assert lane_texts(player) == [first, player.spelled(HELD_PROMPT, HELD_TOKENS)]
        assert player.temperature == "0"
        for key, temperature in (("[", "1"), ("]", "0"), ("]", "1"), ("[", "0")):
            await player.press(key)
            assert player.temperature == temperature
            notes = [player.part(pane)[0] for pane in text_panes(player)]
            assert ["paused" in note for note in notes] == [temperature == "1", temperature == "0"]
        await player.press("[", "end", "1", "enter")
        assert lane_texts(player)[0] == first


async def test_capital_l_adds_a_lane_like_this_one() -> None:
    async with with_text() as player:
        await player.press("right", "L")
        one, two = lane_texts(player)
        assert one == two == player.spelled(HELD_PROMPT, HELD_TOKENS)
        assert [lane.departs(player.session.text.lanes[0]) for lane in player.session.text.lanes] == [None, None]


async def test_there_are_at_most_four_lanes_and_x_removes_all_but_one() -> None:
    async with with_text() as player:
        await player.press("l", "l", "l")
        assert len(text_panes(player)) == 4
        assert not player.messages
        before = player.session.text.state
        await player.press("l")
        assert player.said("there are 4 lanes")
        await player.press("L")
        assert player.session.text.state == before
        assert len({pane.region.x for pane in text_panes(player)}) == 4
        for left in (3, 2, 1, 1):
            await player.press("x")
            assert len(text_panes(player)) == len(player.session.text.lanes) == left
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS)
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
            for pane in text_panes(player)
        ]
        assert marked == [[], [words(player)[departs]]]
        assert "≠" not in prose(player.part(text_panes(player)[0]))
        assert f"≠{words(player)[departs]}" in prose(player.part(text_panes(player)[1]))


@pytest.mark.parametrize("lanes", [2, 3, 4])
async def test_v_compares_and_the_figures_are_those_of_the_lanes(lanes: int) -> None:
    async with with_text(size=(120, 30)) as player:
        await player.press(*["l"] * (lanes - 1))
        await player.press("v")
        pane = player.app._playground.query_one(LaneTable)
        assert pane.display
        await player.until(lambda: player.table is None, "the comparison alone")
        await go_to(player, pane)
        for key in ("", "down", "down", "up"):
            await player.press(*[key] if key else [])
            assert_compared(player, pane, HELD_TOKENS)
        await go_to(player, text_panes(player)[lanes - 1])
        await player.press("left", "left")
        assert_compared(player, pane, HELD_TOKENS - 2)
        await player.press("v")
        assert not pane.display
        await player.until(lambda: player.table is not None, "the table again")
        assert player.the_table().sums_to_one()


def assert_compared(player: Player, pane: LaneTable, position: int) -> None:
    """Every figure of the comparison is what its lane says."""
    title, head, contexts, *lines, chosen, distances = player.part(pane)
    assert f"Token {position + 1} in every lane" in title
    width = (pane.size.width - 5) // len(player.session.text.lanes)
    for number, lane in enumerate(player.session.text.lanes):
        view = known(table_at(lane, position, pane.first, len(lines)))
        start = 5 + number * width
        assert head[start : start + width].startswith(f" {number + 1}: T ")
        assert f"{view.entropy_bits:.2f}" in head[start : start + width]
        for line, row in zip(lines, view.rows, strict=True):
            assert int(line[:4]) == row.rank
            assert (line[start] == "▸") == row.chosen
            token, shown = line[start + 1 : start + width].rsplit(maxsplit=1)
            assert token.strip() == row.token
            assert abs(float(shown) - row.prob) <= 0.00005
        assert contexts[start : start + width].split() == list(view.context)
        is_other = lane is not player.session.text.lane
        assert distances[start : start + width].startswith(" TV ") == is_other
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
        return 3 - bisect_left((0.001, 0.01, 0.1), math.nextafter(drawn.model_prob, 2))
    if colouring == "rank":
        return bisect_left((1, 10, 100), drawn.rank)
    if colouring == "bits":
        return bisect_left((1, 4, 7), known(table_at(player.session.text.lane, index, 1, 1)).entropy_bits)
    return min(3 - (drawn.order or 0), 3) if colouring == "order" else 1


@pytest.mark.parametrize("no_color", [False, True])
async def test_y_cycles_the_colouring_and_each_token_has_the_style_of_its_level(
    monkeypatch: pytest.MonkeyPatch, no_color: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), prompt=HELD_PROMPT, plain=no_color) as player:
        await player.press(*["f6"] * 40, "tab")
        pane = player.text_pane
        styles = [segment.style for segment in segments(pane, pane.size.height - 1)[1:]]
        text, levels = player.text, set()
        for colouring in (*LEGENDS, "p"):
            assert player.part(pane)[-1].split() == [colouring, *LEGENDS[colouring]]
            legend = segments(pane, pane.size.height - 1)[1:]
            assert [segment.style for segment in legend] == styles[: len(legend)]
            runs = [run for y in range(1, pane.body_height + 1) for run in segments(pane, y)][
                len(HELD_PROMPT.split()) :
            ]
            assert len(runs) == len(player.session.text.tokens)
            expected = [level(player, colouring, index) for index in range(len(runs))]
            assert [run.style for run in runs] == [styles[each] for each in expected]
            levels |= set(expected)
            await player.press("y")
            assert player.text == text
        assert levels == {0, 1, 2, 3}


# Whole sequences


async def test_two_lanes_anneal_each_token_and_the_whole_sequence_beside_each_other() -> None:
    session = fables_session(temperature=0.5)
    async with playing(session, prompt="the") as player:
        await player.press("tab", "W")
        assert player.shows("anneals the whole sequence of 12 tokens")
        await player.press("f6")
        assert player.shows("p_T weighs what can follow, too")
        assert "1/12" in player.text_note
        await player.press(*["f6"] * 11)
        assert len(session.text.tokens) == 12
        assert player.shows("All 12 tokens are there.")
        await player.press("i")
        assert player.shows("look at one of its tokens")
        await player.press("L", "W", "v")
        whole, token = session.text.lanes
        assert (whole.sequence_length, token.sequence_length) == (12, None)
        assert [lane.temperature for lane in session.text.state.lanes] == [0.5, 0.5]
        assert player.shows("1: T 0.50 whole")
        assert player.shows("(its text has ended)")
        assert player.shows("Token by token, p_T weighs each token alone; as a whole, what can follow, too.")
        assert [each.drawn.token for each in whole.tokens] != [each.drawn.token for each in token.tokens]
        await player.press("[", "home")
        best = session.text.lanes[0].tokens
        assert [each.drawn.prob for each in best] == [1.0] * 12
        assert player.shows("1: T 0 whole")
        await player.press("v", "g")
        assert player.shows("T annealing each token")
        await player.press("d", "left")
        assert player.shows("At several T after")
        assert player.shows("T annealing each token")
        session.set_whole(False)
        session.set_cuts(Cuts(top_k=2))
        await player.press("W")
        assert player.shows("cuts keep single tokens")


async def test_sequences_of_a_large_model_are_added_up_while_the_keys_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lmtui.playground.requests._STEPS_AT_ONCE", 0)
    session = fables_session(temperature=0.5)
    async with playing(session, prompt="the") as player:
        await player.press("tab", "W", *["f6"] * 12)
        await player.until(lambda: len(session.text.tokens) == 12, "the whole sequence")
        cold = [each.drawn.token for each in session.text.tokens]
        await player.press("left", "left", "right", "right")
        await player.until(lambda: len(session.text.tokens) == 12, "the whole sequence again")
        session.set_temperature(0.5)
        assert [each.drawn.token for each in session.text.tokens] == cold
        await player.until(lambda: player.shows("All 12 tokens are there."), "that it is complete")


async def test_keys_lead_to_forks_departures_and_copied_runs_and_give_a_lane_its_own_luck() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("escape", "F")
        assert player.session.views.cursor is None
        await player.press("C")
        assert player.shows("finds what is copied")
        await player.press("D")
        assert player.shows("there is one lane")
        await player.press_ahead("L", *["f6"] * 12, "R")
        assert player.shows("its own luck: seed 5")
        await player.press("F")
        lane = player.session.text.lane
        assert lane is not None
        assert player.session.views.cursor == forks(lane)[0]
        await player.press("D")
        assert player.session.views.cursor in departures(lane, player.session.text.lanes[:1])
