"""A model that takes time: keys act while an answer is outstanding, and a mark stands for what is still coming."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from support.byte_model import COST, ByteModel, ByteTokens, HeldByteModel, ready
from support.mouse import trained
from support.player import Player, playing

from lmtui.errors import ModelError
from lmtui.model.protocol import TextToken
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

MARK = "…"


def session_with(model: ByteModel, seed: int = 3) -> Session:
    session = Session(Recipe(()), Sampling(seed=seed), "the", pace=Pace(60))
    session.lane_models.use(ready(model))
    return session


@asynccontextmanager
async def held(tokens: int = 0) -> AsyncIterator[tuple[Player, HeldByteModel]]:
    """A person in front of a session with so many tokens, all of whose answers were given, and its model."""
    model = HeldByteModel()
    session = session_with(model)
    for _ in range(tokens):
        session.playback.step()
    async with playing(session, ready=False) as player:
        if tokens:
            model.let_go(tokens + 1)
            await player.until(
                lambda: len(model.asked) == tokens + 1 and table(player) and not marked(player), "all answers"
            )
            await player.settle()
        try:
            yield player, model
        finally:
            model.let_go(1000)


def marked(player: Player) -> bool:
    """Whether a mark at the end of a title says that what is shown there is still coming."""
    return any(re.search(r"[─━] … [─━]\s*$", line) for line in player.screen())


def table(player: Player) -> list[str]:
    """The lines below the title of the table; none while it shows no numbers."""
    lines = player.part(player.table_pane)[1:]
    return lines if any("others" in line for line in lines) else []


async def asked(player: Player, model: HeldByteModel, questions: int) -> None:
    await player.until(lambda: len(model.asked) == questions, f"question {questions}")
    await player.settle()


async def test_the_first_table_comes_with_its_answer() -> None:
    async with held() as (player, model):
        await asked(player, model, 1)
        assert not table(player)
        assert player.shows("asking the model")
        model.let_go()
        await player.until(lambda: table(player), "the table")
        assert not player.shows("asking the model")
        assert not marked(player)
        assert len(model.asked) == 1


async def test_keys_act_while_an_answer_is_outstanding_and_the_newest_temperature_wins() -> None:
    async with held(tokens=40) as (player, model):
        while player.focus is not player.slider:
            await player.press("tab")
        before = len(model.asked)
        await player.press("right")
        await asked(player, model, before + 1)
        there = len(player.session.text.tokens)
        assert there < 40
        assert f"{there}/40" in player.text_note
        assert player.text.endswith(MARK)
        assert marked(player)
        for _ in range(3):
            await player.press("right")
        await player.type("9")
        await player.press("enter")
        assert model.outstanding == 1
        assert player.temperature == "9"
        assert player.session.text.sampling.temperature == 9.0
        model.let_go(1000)
        await player.until(lambda: len(player.session.text.tokens) == 40, "all tokens")
        await player.settle()
        straight = session_with(ByteModel())
        straight.set_temperature(9.0)
        for _ in range(40):
            straight.playback.step()
        assert player.session.text.tokens == straight.text.tokens
        await player.until(lambda: not marked(player), "the table")
        assert not player.text.endswith(MARK)
        assert "40/" not in player.text_note
        assert len(model.asked) == len(set(model.asked))


async def test_a_text_is_shown_as_far_as_it_is_known() -> None:
    async with held(tokens=30) as (player, model):
        before = len(model.asked)
        player.session.set_temperature(math.inf)
        player.app._playground.show_session()
        shown = [len(player.session.text.tokens)]
        for more in range(1, 4):
            await asked(player, model, before + more)
            model.let_go()
            await asked(player, model, before + more + 1)
            shown.append(len(player.session.text.tokens))
            assert f"{shown[-1]}/30" in player.text_note
        assert shown == sorted(set(shown))


async def test_the_last_table_stays_until_the_next_is_known_and_steps_back_at_another_temperature() -> None:
    async with held(tokens=5) as (player, model):
        before = table(player)
        await player.press("end")
        await player.type("x")
        await asked(player, model, 7)
        assert table(player) == before
        assert marked(player)
        assert not player.table_pane._outdated
        player.session.undo()
        player.session.set_temperature(math.inf)
        player.app._playground.show_session()
        await player.settle()
        assert player.table_pane._outdated
        model.let_go(100)
        text = player.session.text
        await player.until(lambda: not text.wanted.is_behind and not player.table_pane.is_coming, "the table")
        assert table(player) != before


async def test_no_token_is_taken_from_a_table_that_is_no_longer_true() -> None:
    async with held(tokens=5) as (player, model):
        await player.type("x")
        while player.focus is not player.table_pane:
            await player.press("tab")
        await player.press("down", "enter")
        assert player.said("the model has not answered yet")
        assert player.session.text.tokens == []
        await player.type("/q")
        await player.press("enter")
        assert player.said("the model has not answered yet")
        model.let_go()
        await player.until(lambda: not player.table_pane.is_coming, "the table")
        await player.press("enter")
        assert [token.chosen for token in player.session.text.tokens] == [True]


async def test_a_run_waits_for_each_answer_and_a_stop_for_none() -> None:
    async with held() as (player, model):
        await player.press("f5")
        for length in range(1, 5):
            await asked(player, model, length)
            assert len(player.session.text.tokens) == length - 1
            assert player.text.endswith(MARK)
            model.let_go()
        await asked(player, model, 5)
        assert player.shows("running")
        assert not marked(player)  # the table of the last token stays, and says nothing
        await player.press("f7")
        assert player.session.playback.playing is Playing.STOPPED
        assert not player.text.endswith(MARK)
        model.let_go(10)
        await player.until(lambda: model.outstanding == 0, "the last answer")
        await player.settle()
        assert len(player.session.text.tokens) == 4
        assert len(model.asked) == 5


async def test_a_held_run_goes_on() -> None:
    async with held() as (player, model):
        await player.press("f5")
        await asked(player, model, 1)
        await player.press("f5")
        assert player.shows("paused")
        await player.press("f5")
        assert player.shows("running")
        model.let_go(1000)
        await player.until(lambda: len(player.session.text.tokens) >= 10, "tokens")
        await player.press("f5")
        assert player.shows("paused")


async def test_what_the_model_cannot_answer_is_said_and_asked_again_with_the_next_change() -> None:
    async with held(tokens=5) as (player, model):
        before, model.refuses = table(player), True
        await player.type("x")
        model.let_go()
        await player.until(lambda: player.said("the model does not answer: the line is down"), "why")
        await player.settle()
        assert model.outstanding == 0
        assert table(player) == before
        assert len(model.asked) == 7
        model.refuses = False
        await player.press("tab")
        await player.press("up")
        await asked(player, model, 8)
        model.let_go()
        await player.until(lambda: not player.table_pane.is_coming, "the table")
        assert table(player) != before


async def test_a_run_holds_where_the_model_cannot_answer() -> None:
    async with held() as (player, model):
        model.refuses = True
        await player.press("f5")
        model.let_go()
        await player.until(lambda: player.session.playback.playing is Playing.PAUSED, "the run holds")
        await player.settle()
        assert len(model.asked) == 1


async def test_an_error_about_what_nobody_wants_any_more_is_not_said() -> None:
    async with held(tokens=1) as (player, model):
        model.refuses = True
        await player.type("x")
        await asked(player, model, 3)
        await player.type("y")
        model.let_go()
        await asked(player, model, 4)
        assert player.messages == []
        model.refuses = False
        model.let_go()
        await player.until(lambda: not player.table_pane.is_coming, "the table")


async def test_another_model_does_not_wait_for_the_answer_of_the_last_one() -> None:
    async with held(tokens=3) as (player, model):
        await player.type("x")
        await asked(player, model, 5)
        player.session.lane_models.use(trained())
        player.app._playground.show_session()
        await player.settle()
        now = player.part(player.table_pane)
        assert any(" mouse " in line for line in now)
        assert not marked(player)
        model.let_go()
        await player.until(lambda: model.outstanding == 0, "the late answer")
        await player.settle()
        assert player.part(player.table_pane) == now
        other = HeldByteModel()
        player.session.lane_models.use(ready(other))
        player.app._playground.show_session()
        await asked(player, other, 1)
        assert not table(player)  # nothing of another model stays
        other.let_go()
        await player.until(lambda: table(player), "the table")


async def test_leaving_waits_for_no_answer() -> None:
    async with held() as (player, model):
        await player.press("f5")
        await asked(player, model, 1)
        await player.press("ctrl+q")
        await player.until(lambda: not player.app.is_running, "the end")
        assert model.outstanding == 1


async def test_curves_and_lanes_show_what_is_known() -> None:
    async with held(tokens=2) as (player, model):
        while player.focus is not player.text_pane:
            await player.press("tab")
        await player.press("f3")
        assert player.shows("Entropy after")
        player.session.set_prompt("new")
        player.app._playground.show_session()
        await player.settle()
        assert marked(player)
        model.let_go(1)
        await player.until(lambda: not marked(player), "the curve")
        await player.press("f3", "l", "v")
        assert player.shows("in every lane")
        player.session.set_prompt("other")
        player.app._playground.show_session()
        await player.settle()
        assert sum(line.split() == ["1", MARK, MARK] for line in player.screen()) == 1
        model.let_go(100)
        await player.until(lambda: not any(line.split() == ["1", MARK, MARK] for line in player.screen()), "lanes")


async def test_an_export_says_what_is_missing(tmp_path: Path) -> None:
    async with held(tokens=10) as (player, _):
        player.session.set_temperature(math.inf)
        player.app._playground.show_session()
        there = len(player.session.text.tokens)
        target = tmp_path / "it.txt"
        await player.press("tab", "ctrl+e", "end", "ctrl+u")
        await player.paste(str(target))
        await player.press("enter")
        await player.until(target.exists, "the file")
        await player.settle()
        assert player.said(f"without what is still to come: {there} of 10 tokens")


async def test_a_model_of_50_ms_is_asked_once_for_what_temperatures_share() -> None:
    model = ByteModel(sleeps=COST, cost=COST)
    session = session_with(model)
    for _ in range(12):
        session.playback.step()
    async with playing(session, ready=False) as player:
        await player.until(lambda: not session.text.wanted.is_behind, "the text")
        for temperature in (1.2, 1.4, 1.0, 1.2):
            session.set_temperature(temperature)
            player.app._playground.show_session()
            await player.settle()
        await player.until(lambda: not session.text.wanted.is_behind and not player.table_pane.is_coming, "the text")
        assert len(model.asked) == len(set(model.asked))
        assert len(session.text.tokens) == 12


class DeafTokens(ByteTokens):
    """Cut no text while a line is down."""

    is_down = False

    def encode(self, text: str) -> list[TextToken]:
        if self.is_down:
            raise ModelError("the line is down")
        return super().encode(text)


async def test_where_what_is_typed_is_not_read_it_is_said_what_the_text_is_after_and_a_run_asks_again() -> None:
    model = ByteModel()
    model.tokens = tokens = DeafTokens()
    async with playing(session_with(model), ready=False) as player:
        tokens.is_down = True
        await player.type(" owl")
        assert player.said("the line is down")
        assert "not read; text after 'the'" in player.status
        assert player.session.text.prompt == "the"
        await player.press("f6")
        assert player.session.text.length == 0, "nothing is drawn after another prompt than the one that is seen"
        await player.press("backspace", "backspace", "backspace", "backspace")
        assert "not read" not in player.status
        await player.type(" ow")
        tokens.is_down = False
        await player.press("f6")
        assert "not read" not in player.status
        assert (player.session.text.prompt, player.session.text.length) == ("the ow", 1)
