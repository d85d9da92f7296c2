"""Sessions are saved and opened again, texts are exported and copied; a kiosk has no files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.cli import acts_on_a_terminal, strict_json
from support.held import HeldTrainings
from support.mouse import other_than_drawn, run
from support.mouse import session as ready_session
from support.path_dialog import DIALOGS, answer, ask, give, is_asked, trouble
from support.player import Player, mouse_session, playing
from support.terminal import CTRL_Q, lmtui, spawn

from lmtui.playground import exports, session_file
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.session import Session
from lmtui.playground.state import State
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.widgets.prompt import PromptInput


def saved_session_file(path: Path) -> Session:
    """A file with two lanes and two branches; what is in it."""
    played = ready_session("the mouse", Sampling(0.5, seed=7))
    played.add_lane(2.0)
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    played.playback.pause()
    session_file.save(played, str(path))
    return played


def shows_what_was_saved(player: Player, kept: Session) -> bool:
    played = player.session
    return (
        played.text.state == kept.text.state
        and [lane.tokens for lane in played.text.lanes] == [lane.tokens for lane in kept.text.lanes]
        and player.prompt.value == kept.text.prompt
        and player.slider.temperature == kept.text.sampling.temperature
    )


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+o", "ctrl+e"])
async def test_the_keys_work_in_the_prompt_too(key: str) -> None:
    async with playing(mouse_session(), prompt="the") as player:
        assert player.focus is player.prompt
        await player.press(key)
        assert is_asked(player)


async def test_a_saved_session_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    async with playing(mouse_session(), prompt="the mouse", size=(120, 30)) as player:
        await player.press("f6", "f6", "f6")
        await answer(player, "ctrl+s", path)
        assert player.said("saved as")
        state, text = player.session.text.state, player.text
        assert session_file.read(str(path)).state.prompt == "the mouse"
        await player.press("f8", "up", "up")
        assert player.session.text.state != state
        await player.press("ctrl+o")
        assert player.shows("mine.json") or len(str(path)) > 50  # the name that was given last stands there
        await player.press("enter")
        await player.until(lambda: player.session.text.state == state, "the session")
        await player.settle()
        assert (player.text, player.prompt.value, player.slider.temperature) == (text, "the mouse", 1.0)
        assert player.session.recipe == Recipe(("mouse",))


async def test_opening_brings_prompt_slider_lanes_and_branch(tmp_path: Path) -> None:
    kept = saved_session_file(tmp_path / "it")
    async with playing(mouse_session(), prompt="cheese", size=(120, 30)) as player:
        await player.press("f6")
        await answer(player, "ctrl+o", tmp_path / "it")
        await player.until(lambda: shows_what_was_saved(player, kept), "the session")
        await player.settle()
        assert player.temperature == "2"
        assert len(player.session.text.lanes) == 2
        assert player.session.text.state.tree.at == 1
        await player.press("f6")  # and it goes on from there
        kept.playback.step()
        assert player.session.text.state == kept.text.state
        assert player.session.text.tokens == kept.text.tokens


async def test_a_running_generation_makes_room_for_what_is_opened(tmp_path: Path) -> None:
    kept = saved_session_file(tmp_path / "it")
    async with playing(mouse_session(), prompt="cheese") as player:
        await player.press("enter")
        await answer(player, "ctrl+o", tmp_path / "it")
        await player.until(lambda: shows_what_was_saved(player, kept), "the session")
        await player.settle()
        assert shows_what_was_saved(player, kept)


async def test_a_bad_path_is_said_where_it_was_typed_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("the mouse\n")
    saved_session_file(tmp_path / "good")
    record = json.loads((tmp_path / "good").read_text())
    record["recipe"]["corpora"] = [str(tmp_path / "nowhere")]
    (tmp_path / "corpus").write_text(json.dumps(record))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6")
        for key, name, words in [
            ("ctrl+s", "missing/it", "cannot write"),
            ("ctrl+s", "folder", "directory"),
            ("ctrl+o", "missing", "cannot read"),
            ("ctrl+o", "folder", "it is a folder"),
            ("ctrl+o", "text", "no session file"),
            ("ctrl+o", "corpus", "no corpus or file"),
            ("ctrl+e", "missing/it", "cannot write"),
            ("ctrl+e", "folder", "directory"),
            ("ctrl+e", "folder/missing/it.svg", "cannot write"),
        ]:
            state, text = player.session.text.state, player.text
            await give(player, key, tmp_path / name)
            assert words in trouble(player), (key, name)
            assert player.app.screen.query_one(PromptInput).value == str(tmp_path / name)
            await player.press("x")  # a name that is being mended is not complained of any more
            assert words not in trouble(player), (key, name)
            await player.press("escape")
            assert (player.session.text.state, player.text, player.prompt.value) == (state, text, "the mouse"), name
            await player.press("f6")
            assert player.session.text.length == state.tree.current.length + 1, (key, name)
            after = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
            assert after == before, (key, name)


async def test_a_session_with_a_token_that_its_text_lacks_is_said_and_can_be_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    saved_session_file(path)
    record = json.loads(path.read_text())
    record["branches"][1]["choices"][0]["token"] = "zebra\x1b[2J"
    path.write_text(json.dumps(record))
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6")
        state = player.session.text.state
        await answer(player, "ctrl+o", path)
        await player.until(lambda: player.said("not in this vocabulary"), "a message")
        await player.settle()
        assert sum("not in this vocabulary" in message for message in player.messages) == 1
        assert not any(acts_on_a_terminal(message) for message in player.messages)  # it may also say that it opens it
        assert player.session.text.state == state
        await player.press("ctrl+o")
        assert player.app.screen.query_one(PromptInput).value == str(path)


async def test_a_training_that_is_cancelled_leaves_what_was_there(tmp_path: Path) -> None:
    kept = saved_session_file(tmp_path / "it")
    async with playing(mouse_session(), prompt="cheese") as player:
        await player.press("f6")
        state: State = player.session.text.state
        player.app._playground.models.open(session_file.read(str(tmp_path / "it")))
        player.app._playground.action_back()
        await player.settle()
        assert player.session.text.state == state
        assert player.session.text.state != kept.text.state


async def test_a_changed_text_is_noticed(tmp_path: Path) -> None:
    kept = saved_session_file(tmp_path / "it")
    record = json.loads((tmp_path / "it").read_text())
    (tmp_path / "it").write_text(json.dumps(record | {"fingerprint": "0" * 16}))
    async with playing(mouse_session(), prompt="cheese") as player:
        await answer(player, "ctrl+o", tmp_path / "it")
        await player.until(lambda: player.said("has changed since"), "a message")
        assert shows_what_was_saved(player, kept)


async def test_a_prompt_of_several_lines_does_not_cost_the_text(tmp_path: Path) -> None:
    played = ready_session("the\nmouse", Sampling(seed=7))
    run(played, 4)
    session_file.save(played, str(tmp_path / "it"))
    async with playing(mouse_session()) as player:
        await answer(player, "ctrl+o", tmp_path / "it")
        await player.until(lambda: player.session.text.length == 4, "the session")
        await player.press("f6")
        assert player.session.text.length == 5


async def test_what_was_saved_before_there_was_a_model_has_not_changed(tmp_path: Path) -> None:
    session_file.save(Session(Recipe(("mouse",)), Sampling(seed=7), "the mouse"), str(tmp_path / "it"))
    async with playing(mouse_session(), prompt="cheese") as player:
        await answer(player, "ctrl+o", tmp_path / "it")
        await player.until(lambda: player.session.text.prompt == "the mouse", "the session")
        assert not player.said("has changed since")


# Nothing is lost


@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+e"])
async def test_what_is_there_is_replaced_only_if_its_name_is_given_twice(tmp_path: Path, key: str) -> None:
    path = tmp_path / "mine"
    path.write_text("mine")
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6")
        for leave in ("escape", "x"):
            await ask(player, key)
            await player.press("end", "ctrl+u")
            await player.paste(str(path))
            await player.press("enter")
            assert is_asked(player)
            assert player.shows("there is a ")
            await player.press(leave)
            assert path.read_text() == "mine"
        await player.press("backspace", "enter")
        assert not is_asked(player)
        written = path.read_text()
        assert "mouse" in written
        await player.press("f6", "f6", "f6")
        await answer(player, key, path)  # it is ours now
        assert path.read_text() != written
    assert os.listdir(tmp_path) == ["mine"]


async def test_the_names_that_stand_there_are_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("session.json", "session-2.json", "text.txt"):
        (tmp_path / name).write_text("mine")
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "tab")
        for key, name in (("ctrl+s", "session-3.json"), ("ctrl+e", "text-2.txt")):
            await player.press(key)
            assert player.shows(name)
            await player.press("enter")
            assert not is_asked(player)
            assert (tmp_path / name).exists()
    assert {(tmp_path / name).read_text() for name in ("session.json", "session-2.json", "text.txt")} == {"mine"}


@pytest.mark.parametrize("kind", ["corpus", "token"])
async def test_the_file_of_a_session_that_could_not_be_opened_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "theirs.json"
    saved_session_file(path)
    record = json.loads(path.read_text())
    if kind == "corpus":
        record["recipe"]["corpora"] = [str(tmp_path / "nowhere")]
    else:
        record["branches"][1]["choices"][0]["token"] = "zebra"
    path.write_text(json.dumps(record))
    async with playing(mouse_session(), prompt="the mouse") as player:
        await give(player, "ctrl+o", path)
        if kind == "corpus":
            assert "no corpus or file" in trouble(player)
            await player.press("escape")
        else:
            await player.until(lambda: player.said("the session cannot be opened: "), "a message")
            await player.settle()
        await player.press("ctrl+s")
        assert player.app.screen.query_one(PromptInput).value == "session.json"
        await player.press("escape")
        await ask(player, "ctrl+s")
        await player.press("end", "ctrl+u")
        await player.paste(str(path))
        await player.press("enter")
        assert is_asked(player)
    assert json.loads(path.read_text()) == record


async def test_a_run_asked_for_while_a_session_opens_goes_on_with_it(tmp_path: Path, held: HeldTrainings) -> None:
    kept = saved_session_file(tmp_path / "it")
    session = Session(Recipe(("mouse",)), Sampling())
    async with playing(session, saved=session_file.read(str(tmp_path / "it")), ready=False) as player:
        await player.until(lambda: held.started, "a training")
        await player.press("enter")
        held.release_all()
        await player.until(lambda: session.text.length > 6, "a token more")
        await player.press("f7")
        assert session.text.state.tree.branches[0] == kept.text.state.tree.branches[0]
        assert session.text.state.tree.current.choices == kept.text.state.tree.current.choices


# Exports


async def test_the_text_is_exported(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6", "f6")
        for name in ("it.txt", "it"):
            await answer(player, "ctrl+e", tmp_path / name)
            assert player.said("written to")
            assert (tmp_path / name).read_text() == exports.export_text(player.session)
        assert (tmp_path / "it").read_text().startswith("the mouse ")


async def test_the_numbers_are_exported(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6", "f6")
        await answer(player, "ctrl+e", tmp_path / "it.json")
        written = (tmp_path / "it.json").read_text()
        assert written == exports.export_json(player.session)
        (lane,) = strict_json(written)["lanes"]
        assert [token["luck"] for token in lane["tokens"]] == [
            token.drawn.luck for token in player.session.text.tokens
        ]
        await answer(player, "ctrl+e", tmp_path / "again.JSON")
        assert (tmp_path / "again.JSON").read_text() == written


async def test_the_screen_is_exported_without_the_question(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6", "f6")
        await answer(player, "ctrl+e", tmp_path / "it.svg")
        picture = (tmp_path / "it.svg").read_text()
        assert ElementTree.fromstring(picture).tag.endswith("svg")
        shown = "".join(ElementTree.fromstring(picture).itertext()).replace("\xa0", " ")
        assert "Prompt" in shown
        assert "cheese" in shown
        assert "Export" not in shown


async def test_the_text_goes_to_the_clipboard() -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("f6", "f6", "ctrl+y")
        assert player.app.clipboard == exports.export_text(player.session)
        assert player.said("clipboard")


# Kiosks, and the command line


async def test_a_kiosk_has_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(Recipe(("mouse",)), Sampling(seed=4), kiosk=Kiosk())
    async with playing(session, prompt="the mouse") as player:
        await player.press("f6", "f6")
        state = player.session.text.state
        for key in (*DIALOGS, "ctrl+y"):
            await player.press("escape")  # which leaves no message
            assert player.messages == []
            await ask(player, key)
            assert not is_asked(player), key
            assert player.said("not on this shared account"), key
            assert player.app.clipboard == "", key
            assert player.session.text.state == state, key
    assert os.listdir(tmp_path) == []


def said_at_the_start(*options: str) -> tuple[int, str]:
    """Start in a terminal that is wide enough for one line; the exit code, and what it shows in the end."""
    with spawn([lmtui(), *options], (250, 24)) as terminal:
        return terminal.wait(), terminal.text.strip()


def test_a_kiosk_opens_no_session_from_the_command_line(tmp_path: Path) -> None:
    saved_session_file(tmp_path / "it")
    code, said = said_at_the_start("--kiosk", "--session", str(tmp_path / "it"))
    assert code == 2
    assert "a kiosk opens no session files" in said


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "no session file"), (b"\x1b[2J{", "no session file"), (b'{"format": "lmtui-session"}', "is damaged")],
)
def test_a_damaged_file_on_the_command_line_is_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "it").write_bytes(data)
    code, said = said_at_the_start("--session", str(tmp_path / "it"))
    assert (code, len(said.splitlines())) == (1, 1)
    assert said.startswith("lmtui: ")
    assert words in said


def test_a_missing_file_on_the_command_line_is_one_line(tmp_path: Path) -> None:
    code, said = said_at_the_start("--session", str(tmp_path / "missing"))
    assert (code, len(said.splitlines())) == (1, 1)
    assert "cannot read" in said


def test_a_session_is_opened_from_the_command_line(tmp_path: Path) -> None:
    kept = saved_session_file(tmp_path / "it")
    with spawn([lmtui(), "--session", str(tmp_path / "it")], (120, 30)) as terminal:
        terminal.expect("seed 7")
        terminal.expect(kept.text.prompt)
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
