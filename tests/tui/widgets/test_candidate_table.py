"""The table: every rank can be seen, and the columns sum to 1 wherever one is."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from support.held_text import go_to, picked, with_text, words
from support.models import trie_of
from support.player import Player, fables_session, mouse_session, playing

from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.playground.state import LaneSettings
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


async def at_the_table(player: Player) -> int:
    """Go to the table; the number of tokens that can be drawn."""
    while player.focus is not player.table_pane:
        await player.press("tab")
    assert player.session.sampler is not None
    return player.session.sampler.distribution([], 1.0).support


@pytest.mark.parametrize("temperature", [0.0, 0.5, 1.0, math.inf])
async def test_all_ranks_can_be_scrolled_to_and_the_columns_always_sum_to_one(temperature: float) -> None:
    async with playing(fables_session(temperature=temperature), prompt="The old owl") as player:
        support = await at_the_table(player)
        seen: list[int] = []
        for _ in range(support):
            table = player.the_table()
            assert table.sums_to_one()
            assert player.shows_table_of("The old owl", temperature)
            assert table.others.startswith(f"{support - len(table.rows):,} other")
            ranks = [row.rank for row in table.rows]
            seen += [rank for rank in ranks if not seen or rank > seen[-1]]
            if ranks[-1] == support:
                break
            await player.press("pagedown")
        assert seen == list(range(1, support + 1))


async def test_the_keys_of_the_table_scroll_by_a_rank_by_a_page_and_to_the_ends() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        support = await at_the_table(player)
        page = len(player.the_table().rows)
        last = support - page + 1
        for keys, rank, first in [
            (["up"], 1, 1),
            (["down"], 2, 1),
            (["down"], 3, 1),
            (["up"], 2, 1),
            (["pagedown"], 2 + page, 1 + page),
            (["pageup"], 2, 1),
            (["pageup"], 1, 1),
            (["down"] * (page - 1), page, 1),
            (["down"], page + 1, 2),
            (["down"], page + 2, 3),
            (["up"] * (page - 1), 3, 3),
            (["up"], 2, 2),
            (["end"], support, last),
            (["down"], support, last),
            (["pagedown"], support, last),
            (["up"], support - 1, last),
            (["home"], 1, 1),
        ]:
            await player.press(*keys)
            assert picked(player) == rank, keys
            assert player.the_table().rows[0].rank == first, keys
            assert len(player.the_table().rows) == page


async def test_up_and_down_scroll_the_table_and_leave_the_temperature() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await at_the_table(player)
        await player.press("down", "up")
        assert player.temperature == "1"


async def test_a_table_with_few_tokens_says_that_there_is_nothing_else() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await at_the_table(player)
        for key in ("home", "down", "pagedown", "end"):
            await player.press(key)
            table = player.the_table()
            assert [row.rank for row in table.rows] == [1, 2, 3, 4, 5, 6]
            assert table.others.startswith("nothing")


async def test_the_luck_is_shown_with_the_token_it_decides_on_wherever_that_is() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        for number in range(8):
            drawn = player.drawn("The fox", number + 1)[-1]
            assert player.session.sampler is not None
            token = trie_of(player.session.sampler).vocabulary[drawn.token]
            assert player.shows(f"luck {drawn.luck:.3f}")
            assert player.shows(f"#{drawn.rank} {token}")
            await player.press("f6")


async def test_the_columns_are_aligned() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await at_the_table(player)
        for key in ("home", "pagedown", "end"):
            await player.press(key)
            table = player.the_table()
            assert {row.ends for row in table.rows} | {table.rest_ends} == {table.rows[0].ends}


async def test_the_order_that_served_a_token_is_shown() -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        assert player.session.sampler is not None
        orders = {row.token: row.order for row in player.the_table().rows}
        assert orders["ate"] == 3
        assert orders["cheese"] == 1


@pytest.mark.parametrize("cuts", [Cuts(), Cuts(top_k=3)])
async def test_the_last_rows_are_on_the_screen_at_any_size_and_the_columns_sum_to_one(cuts: Cuts) -> None:
    async with playing(Session(Recipe(("fables",)), Sampling(1.0, cuts, 4)), prompt="The fox") as player:
        await at_the_table(player)
        for size in [(80, 24), (80, 20), (60, 16), (120, 40)]:
            await player.resize(*size)
            for key in ("home", "end") if cuts == Cuts() else ("home",):
                await player.press(key)
                table = player.the_table()
                assert table.sums_to_one(), size
                assert table.unknown_model_prob > 0, size
                assert table.unknown_prob == 0, size
                assert len(table.rows) == player.table_pane.capacity(LaneSettings(cuts=cuts), unknown=True), size
                lines = player.part(player.table_pane)
                (others,) = (number for number, line in enumerate(lines) if "other" in line)
                assert lines[others + 1].split()[0] == "<unk>", size
                assert lines[others + 2].lstrip().startswith("luck"), size


async def test_a_model_without_a_share_for_the_unknown_word_has_no_row_of_it() -> None:
    async with playing(Session(Recipe(("mouse",), 2, "mle"), Sampling()), prompt="the") as player:
        assert not player.shows("<unk>")
        assert player.the_table().sums_to_one()


async def test_where_t_is_large_and_some_p_is_0_a_line_says_what_becomes_of_it() -> None:
    notes = {
        1.0: "",
        9.0: "",
        99.0: "p = 0 counts at T = ∞ alone (0^0 = 1)",
        1e9: "p = 0 counts at T = ∞ alone (0^0 = 1)",
        math.inf: "T = ∞ counts p = 0, too (0^0 = 1)",
    }
    for smoothing in ("mle", "kneser-ney"):
        async with playing(Session(Recipe(("mouse",), 2, smoothing), Sampling()), prompt="the") as player:
            for temperature, note in notes.items():
                player.session.set_temperature(temperature)
                player.app._playground.show_inputs()
                await player.settle()
                assert player.the_table().sums_to_one(), temperature
                has_zeros = smoothing == "mle"
                assert player.shows(note) if note and has_zeros else not player.shows("0^0"), (smoothing, temperature)


# Ranks and tokens that are typed


async def test_a_typed_rank_is_gone_to_with_enter_and_taken_with_another() -> None:
    async with with_text() as player:
        before = words(player)
        await go_to(player, player.table_pane)
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


async def test_a_rank_that_is_out_of_range_goes_to_the_nearest() -> None:
    async with with_text() as player:
        await go_to(player, player.table_pane)
        for typed, rank in [("9" * 70, 0), ("0", 1)]:
            await player.press_ahead(*typed)
            await player.press("enter")
            assert player.table_pane.view is not None
            assert picked(player) == (rank or player.table_pane.view.support), typed


async def test_a_token_typed_by_its_name_is_gone_to_and_taken() -> None:
    async with with_text() as player:
        before = words(player)
        await go_to(player, player.table_pane)
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
        await go_to(player, player.table_pane)
        await player.press("/", *"lLxvbBuUpryt?[]=+-")
        assert "token lLxvbBuUpryt?[]=+-" in player.after
        assert player.session.text.state == before
        assert player.session.playback.pinned


async def test_a_slash_after_digits_begins_a_name() -> None:
    async with with_text() as player:
        await go_to(player, player.table_pane)
        await player.press("5", "/", *"fox", "enter")
        assert snapshots.rank_of(player.session, "fox") == picked(player)


@pytest.mark.parametrize(("mark", "token"), [("␣", " "), (" ", " "), ("↵", "\n")])
async def test_a_blank_is_typed_as_the_table_shows_it(tmp_path: Path, mark: str, token: str) -> None:
    text = tmp_path / "text"
    text.write_text("the mouse\nate the\n\ncheese the\nmouse")
    session = Session(Recipe((str(text),), tokenizer="char"), Sampling(seed=4))
    async with playing(session, prompt="the") as player:
        await go_to(player, player.table_pane)
        await player.press("/", mark, "enter", "enter")
        assert words(player) == [token]


async def test_what_a_model_that_does_not_smooth_leaves_out_of_the_context_is_in_brackets() -> None:
    for smoothing, shown in (("mle", "(<unk>) fox"), ("kneser-ney", "<unk> fox")):
        session = Session(Recipe(("fables",), smoothing=smoothing), Sampling(seed=4))
        async with playing(session, prompt="zebra The fox") as player:
            assert "Next after The fox" in player.after
        async with playing(session, prompt="zebra fox") as player:
            assert f"Next after {shown}" in player.after


async def test_escape_forgets_what_is_typed_in_the_table() -> None:
    async with with_text() as player:
        await go_to(player, player.table_pane)
        state = player.session.text.state
        for keys in ("12", "/fo"):
            await player.press(*keys, "escape")
            assert player.after.startswith("━━ Next after")
            assert player.focus is player.table_pane
        assert player.session.text.state == state
