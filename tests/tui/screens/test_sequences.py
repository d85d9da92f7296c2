"""The sequences' screen: what it tells is what the jobs find, at every size, by keyboard alone."""

from __future__ import annotations

import time

import pytest
from rich.cells import cell_len
from support.byte_model import COST, ByteModel, ready
from support.player import Player
from support.screen import unsafe_characters
from support.sequences_screen import answered, inside, telling

from lmtui.playground.samples_job import SamplesJob
from lmtui.playground.score_job import EXAMPLE
from lmtui.playground.session import Session
from lmtui.sampling.answer_times import AnswerTimes
from lmtui.sampling.settings import Sampling
from lmtui.tui import sequence_parts
from lmtui.tui.screens.sequences import SequencesScreen
from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.sequences import SequencesPane


def row_of(player: Player, first: str) -> list[str]:
    return next(words for line in inside(player) if (words := line.split()) and words[0] == first)


async def is_whole_at_every_size(player: Player, shown: str, ascii_only: bool) -> None:
    for columns, rows in [(60, 16), (120, 40), (80, 24)]:
        await player.resize(columns, rows)
        assert {cell_len(line) for line in player.screen()} == {columns}
        assert player.shows(shown)
        assert not ascii_only or "".join(inside(player)).isascii()


async def test_the_text_at_hand_is_scored_token_by_token() -> None:
    async with telling() as player:
        assert [line.split()[0] for line in inside(player)[4:7]] == ["the", "mouse", "</s>"]
        assert row_of(player, "mouse")[:6] == ["mouse", "<s>", "the", "3", "0.593", "0.448"]
        assert player.shows("without </s>")
        assert player.shows("with </s>")
        assert player.shows("2 tokens")
        await player.type(" ate zebras")
        await answered(player)
        assert player.shows("? zebras")
        assert player.shows("1 unknown")


async def test_the_lecture_s_pair_stands_beside_each_other_with_the_ratio_and_where_it_was_won() -> None:
    async with telling() as player:
        await player.press("f9")
        await answered(player)
        assert all(player.shows(text) for text in EXAMPLE)
        fields = player.app.screen.query(PromptInput)
        assert [field.cursor_position for field in fields] == list(map(len, EXAMPLE)), "one goes on typing at the end"
        assert player.shows("text 1 is 432 × as probable; it wins most at </s>: 4.64 ×")
        assert row_of(player, "mouse")[2:4] == ["≠", "cheese"]
        for number in (1, 2):
            await player.press("f3")
            assert [line.split()[0] for line in inside(player)[4:10]] == [*EXAMPLE[number - 1].split(), "</s>"]
        await player.press("f3")
        assert player.shows("ratio")


async def test_another_temperature_anneals_the_text() -> None:
    async with telling() as player:
        assert player.shows("another T anneals it")
        await player.press("pagedown")
        await answered(player)
        assert row_of(player, "T")[:3] == ["T", "0.67", "generated"]
        assert player.session.text.sampling.temperature == pytest.approx(2 / 3, abs=0.01)
        await player.press("tab", "tab")
        assert isinstance(player.focus, SequencesPane)
        await player.type("t2")
        await player.press("enter")
        await answered(player)
        assert row_of(player, "T")[:2] == ["T", "2"]
        await player.press("end", "left", "right")
        await answered(player)
        assert row_of(player, "T")[:2] == ["T", "∞"]


async def test_keys_go_round_the_texts_and_the_rows_and_escape_closes() -> None:
    async with telling() as player:
        assert isinstance(player.focus, PromptInput)
        await player.press("tab")
        await player.type("the cheese")
        await answered(player)
        assert player.shows("ratio")
        await player.press("escape")
        assert not isinstance(player.app.screen, SequencesScreen)
        assert player.prompt.value == "the mouse"


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_it_is_whole_at_every_size_and_in_ascii(ascii_only: bool) -> None:
    async with telling(plain=True, ascii_only=ascii_only) as player:
        for key in ("f9", "pagedown", "f3"):
            await player.press(key)
            await answered(player)
            await is_whole_at_every_size(player, "text 1 is 432", ascii_only)


async def test_hostile_text_is_shown_safely() -> None:
    async with telling() as player:
        await player.paste("\x1b[2J [/x] \u202e")
        await answered(player)
        assert not unsafe_characters("".join(player.screen()))


async def test_another_kind_of_model_scores_and_says_what_it_cannot_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sequence_parts, "COUNTS", (10, 20, 40))
    made = ready()
    session = Session(made.recipe, Sampling(0.5))
    session.lane_models.use(made)
    async with telling(session, table=False) as player:
        await answered(player)
        assert player.shows("only n-gram models can tell")
        assert player.shows("perplexity")
        await player.press("f10")
        await answered(player)
        assert player.shows("What a beam of 8 finds of exactly 8 tokens")
        assert player.shows("not proved")
        await player.press("n")
        await answered(player)
        assert player.shows("What a beam of 16 finds")
        await player.press("f10")
        await answered(player)
        assert player.shows("20 samples of at most 8 tokens")
        assert player.shows("most probable at T = 1: known of n-gram models alone")


async def test_the_best_stands_beside_the_greedy_one_and_where_that_went_wrong() -> None:
    async with telling() as player:
        await player.press("f10")
        await answered(player)
        assert row_of(player, "best")[1:] == [
            "-6.180",
            "0.00207",
            *["ate", "the", "mouse", "ate", "the", "mouse", "ate", "the"],
        ]
        assert row_of(player, "greedy")[1:3] == ["-6.622", "0.00133"]
        assert player.shows("best that end")
        assert player.shows("greedy errs at token 3: mouse instead of cheese reaches 1.25 × as much")
        assert row_of(player, "4")[1] == "greedy"
        await player.press(*["down"] * 120)
        assert row_of(player, "100")
        await player.press("f3")
        assert player.shows("most probable of at most 8 tokens, the last </s>")
        await player.press("plus", "plus", "minus")
        await answered(player)
        assert player.shows("at most 9 tokens")
        await player.press(*["minus"] * 20)
        await answered(player)
        assert player.shows("at most 1 tokens")


async def test_samples_are_counted_and_the_slider_draws_them_anew() -> None:
    async with telling() as player:
        await player.press("f10", "j")
        await answered(player)
        assert player.shows("T 1 · 1,000 samples of at most 8 tokens · seed 4 · after the mouse")
        assert player.shows("▸ favourite of T = 0: #1, 202 ×, p 0.206: ate the cheese </s>")
        await player.press("home")
        await answered(player)
        assert player.shows("1 distinct results")
        await player.press("n", "n")
        await answered(player)
        assert player.shows("100 samples")
        await player.press("f10")
        await answered(player)
        assert isinstance(player.focus, PromptInput)
        assert player.shows("Text 2")


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_best_and_samples_are_whole_at_every_size(ascii_only: bool) -> None:
    async with telling(plain=True, ascii_only=ascii_only) as player:
        for seen in ("most probable of exactly", "distinct results"):
            await player.press("f10")
            await answered(player)
            await is_whole_at_every_size(player, seen, ascii_only)


async def test_a_search_that_takes_long_says_how_long_and_begins_when_a_person_begins_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(AnswerTimes, "seconds", 1.0)
    made = ready(ByteModel(cost=COST))
    session = Session(made.recipe, Sampling(0.5))
    session.lane_models.use(made)
    async with telling(session, table=False) as player:
        await player.press("f10")
        await answered(player)
        assert player.shows("this takes about 57 s: 57 answers, 1 s each")
        assert player.shows("Enter Begin")
        assert not player.shows("What a beam of 8 finds")
        await player.press("enter")
        await answered(player)
        assert player.shows("What a beam of 8 finds of exactly 8 tokens")
        assert not player.shows("Begin")
        await player.press("f10")
        await answered(player)
        assert player.shows("this takes about 12 min: 701 answers, 1 s each")
        await player.press("f10")
        assert not player.shows("Begin"), "what waited is forgotten with its part"


async def test_escape_stops_a_job_and_then_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(job: SamplesJob) -> None:
        while True:
            job._report("sampling", 0.5)
            time.sleep(0.01)

    async with telling() as player:
        monkeypatch.setattr(SamplesJob, "_work", wait)
        await player.press("f10")
        await answered(player)
        await player.press("f10")
        await player.until(lambda: player.shows("sampling 50%"), "progress")
        await player.press("escape")
        assert player.shows("stopped")
        assert isinstance(player.app.screen, SequencesScreen)
        await player.press("escape")
        assert not isinstance(player.app.screen, SequencesScreen)
