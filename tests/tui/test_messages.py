"""What is said in passing leaves as soon as its reason is gone, and at the latest after its time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.dialog import SettingsDialog
from support.mouse import session as ready_session
from support.player import Player, mouse_session, playing

from lmtui.playground import session_file
from lmtui.tui import messages
from lmtui.tui.widgets.prompt import LONGEST


def key_line(player: Player) -> str:
    return player.screen()[-1]


@pytest.mark.parametrize(
    ("trouble", "said", "mended"),
    [
        ([*"1in", "enter"], "is no temperature", [*"0"]),
        ([*"1in", "enter"], "is no temperature", ["right"]),
        (["u"], "nothing to undo", ["n"]),
        (["x"], "there is one lane", ["l"]),
        (["b"], "no branches yet", ["tab"]),
        (["delete"], "move to a token", ["tab"]),
        (["l", "l", "l", "l"], "there are 4 lanes", ["x"]),
        (["ctrl+y"], "there is no text yet", ["f6"]),
        (["p"], "takes the next luck", ["p", "e"]),
    ],
)
async def test_a_message_leaves_with_the_next_key(trouble: list[str], said: str, mended: list[str]) -> None:
    async with playing(mouse_session()) as player:
        await player.press("escape")
        await player.press(*trouble)
        assert player.said(said)
        await player.until(lambda: player.shows(said), "the message on the screen")
        assert "F1 Help" not in key_line(player)
        await player.press(*mended)
        assert not player.said(said)
        if not player.messages:
            await player.until(lambda: "F1 Help" in key_line(player), "the keys again")


async def test_what_is_wrong_with_a_token_leaves_when_another_is_typed() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        player.table_pane.focus()
        await player.settle()
        await player.press("/", *"zyzzyva", "enter")
        assert player.said("is not in the vocabulary")
        await player.press("/", *"cheese")
        assert player.messages == []
        await player.press("enter")
        await player.until(lambda: "F1 Help" in key_line(player), "the keys again")


async def test_typing_or_pasting_in_the_prompt_ends_what_was_said_about_it() -> None:
    async with playing(mouse_session()) as player:
        await player.paste("mouse " * (LONGEST // 6 + 100))
        assert player.said("only the first")
        await player.press("backspace")
        assert player.messages == []
        await player.press("f5", "f5", "ctrl+c", "ctrl+u")
        await player.paste("the")
        assert player.messages == []


async def test_a_click_ends_what_was_said() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("escape", "u", "u")
        assert player.messages
        await player.pilot.click(type(player.slider), offset=(20, 0))
        await player.settle()
        assert player.messages == []


async def test_every_message_is_alone_and_leaves_nothing_behind() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("escape", "f6")
        before = player.screen()
        for _ in range(5):
            await player.press("U", "b", "delete")
            assert len(player.messages) == 1
        await player.press("left", "right")
        await player.until(lambda: player.screen() == before, "the screen as it was")


async def test_a_second_control_c_after_another_key_does_not_quit() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("ctrl+c")
        assert player.said("press Ctrl+C again")
        await player.press("right")
        assert player.messages == []
        await player.press("ctrl+c")
        assert player.said("press Ctrl+C again")
        assert player.app.is_running
        player._send("ctrl+c")
        await player.until(lambda: not player.app.is_running, "the end")


# News that comes by itself


async def failed_training(player: Player, path: Path) -> None:
    path.write_text(" \n")
    dialog = await SettingsDialog(player).open()
    await dialog.fill("or path", str(path))
    await dialog.apply()
    await player.until(lambda: player.said("is empty"), "the message")
    await player.settle()


async def test_news_is_not_gone_with_a_key_that_was_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_LEAST_SECONDS_OF_NEWS", 3600.0)
    async with playing(mouse_session()) as player:
        await failed_training(player, tmp_path / "text")
        await player.press("left", "right")
        assert player.said("is empty")


async def test_news_that_has_been_read_leaves_with_the_next_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_LEAST_SECONDS_OF_NEWS", 0.0)
    async with playing(mouse_session()) as player:
        await failed_training(player, tmp_path / "text")
        await player.press("left")
        assert player.messages == []


async def test_news_of_a_failed_training_leaves_when_another_one_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_LEAST_SECONDS_OF_NEWS", 3600.0)
    async with playing(mouse_session()) as player:
        await failed_training(player, tmp_path / "text")
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", "")
        await dialog.choose("Order", "2")
        await dialog.apply()
        await player.until(lambda: player.session.recipe.order == 2, "the new model")
        await player.settle()
        assert player.messages == []


@pytest.mark.parametrize("trouble", [False, True])
async def test_a_message_leaves_after_its_time_at_the_latest(monkeypatch: pytest.MonkeyPatch, trouble: bool) -> None:
    monkeypatch.setattr(messages, "_MOST_SECONDS_TO_READ" if trouble else "_MOST_SECONDS", 0.05)
    async with playing(mouse_session(), prompt="the") as player:
        before = player.screen()
        player.app._playground.messages.say("something", trouble)
        await player.until(lambda: not player.messages and player.screen() == before, "the screen as it was")


# What is said where the keys are


async def test_how_branches_come_back_is_said_for_the_part_that_has_the_keys(tmp_path: Path) -> None:
    session = ready_session("the mouse")
    for _ in range(4):
        session.playback.step()
    session.choose_rank(1, 6 if session.text.tokens[1].drawn.rank != 6 else 5)
    session_file.save(session, str(tmp_path / "it.json"))
    kept = session_file.read(str(tmp_path / "it.json"))
    async with playing(mouse_session(), saved=kept, ready=False) as player:
        await player.until(lambda: len(player.session.text.state.tree.branches) == 2, "the session")
        await player.settle()
        tree = player.session.text.state.tree
        player.prompt.focus()
        await player.press("enter")
        assert player.said("Esc, then u brings the branches back")  # in the prompt u is a letter
        await player.press("escape", "s", "u")
        assert player.session.text.state.tree == tree


async def test_that_a_session_is_being_opened_is_not_said_when_it_is_open(tmp_path: Path) -> None:
    session_file.save(ready_session("the mouse"), str(tmp_path / "it.json"))
    async with playing(mouse_session()) as player:
        await player.press("tab", "ctrl+o", "end", "ctrl+u")
        await player.paste(str(tmp_path / "it.json"))
        await player.press("enter")
        await player.until(lambda: player.session.text.prompt == "the mouse", "the session")
        await player.until(lambda: not player.said("opening"), "nothing said of it any more")


async def test_a_complaint_about_a_file_is_gone_when_another_name_is_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the complaint names the path, and wraps where that is long
    (tmp_path / "bad.json").write_text(json.dumps({"format": "other"}))
    async with playing(mouse_session()) as player:
        await player.press("tab", "ctrl+o", "end", "ctrl+u")
        await player.paste("bad.json")
        await player.press("enter")
        await player.until(lambda: player.shows("no session file"), "the complaint")
        await player.press("backspace")
        assert not player.shows("no session file")
        assert player.messages == []
