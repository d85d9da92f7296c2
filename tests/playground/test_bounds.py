"""A session file of any size or shape is opened or refused soon, in one line; so is what it names."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.cli import strict_json
from support.mouse import other_than_drawn, run, session
from support.special_files import SPECIAL_FILES

from lmtui.errors import LmtuiError, SettingError
from lmtui.options.sampling import MAX_PROMPT, PROMPT
from lmtui.playground import session_file
from lmtui.playground.branches import Branch, Choice, Tree
from lmtui.playground.checks import check_sources
from lmtui.playground.settings import MAX_BRANCHES, MAX_CORPORA
from lmtui.recipe import Recipe

HUGE = 1_000_000


def record(tmp_path: Path) -> dict[str, Any]:
    played = session("the mouse")
    run(played, 4)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    session_file.save(played, str(tmp_path / "good.json"))
    return strict_json((tmp_path / "good.json").read_text())


def refused(path: Path | str) -> str:
    with pytest.raises(LmtuiError) as caught:
        session_file.read(str(path))
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 400
    return message


def written(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content))
    return path


def test_a_prompt_of_the_greatest_length_is_opened_and_a_longer_one_refused(tmp_path: Path) -> None:
    here = record(tmp_path)
    path = written(tmp_path / "it.json", here | {"prompt": "x" * MAX_PROMPT})
    assert len(session_file.read(str(path)).state.prompt) == MAX_PROMPT
    for length in (MAX_PROMPT + 1, 20_000_000):
        written(path, here | {"prompt": "x" * length})
        message = refused(path)
        assert f"a prompt of {length:,} characters is too long; give at most 100,000" in message


def test_prompts_have_a_length_wherever_they_come_from() -> None:
    assert PROMPT.kind.check("x" * MAX_PROMPT)
    with pytest.raises(SettingError, match="at most 100,000"):
        PROMPT.kind.check("x" * (MAX_PROMPT + 1))


@pytest.mark.parametrize("many", [MAX_CORPORA + 1, 1000, HUGE])
@pytest.mark.parametrize("name", ["mouse", "nowhere.txt", "python"])
def test_corpora_are_bounded(tmp_path: Path, many: int, name: str) -> None:
    here = record(tmp_path)
    here["recipe"]["corpora"] = [name] * many
    assert f"{many:,} corpora, which is more than 100" in refused(written(tmp_path / "it.json", here))


def test_as_many_corpora_as_there_may_be_are_opened(tmp_path: Path) -> None:
    here = record(tmp_path)
    here["recipe"]["corpora"] = ["mouse"] * MAX_CORPORA
    recipe = session_file.read(str(written(tmp_path / "it.json", here))).recipe
    assert recipe.corpora == ("mouse",) * MAX_CORPORA
    check_sources(recipe)
    with pytest.raises(SettingError, match="too many"):
        check_sources(Recipe(("mouse",) * (MAX_CORPORA + 1)))


@pytest.mark.parametrize(
    ("name", "words"),
    [("lanes", "lanes, which is more than 4"), ("branches", "branches, which is more than 1,000")],
)
@pytest.mark.parametrize("many", [MAX_BRANCHES + 1, 100_000])
def test_lanes_and_branches_are_bounded(tmp_path: Path, name: str, many: int, words: str) -> None:
    here = record(tmp_path)
    here[name] = [here[name][-1]] * many
    assert words in refused(written(tmp_path / "it.json", here))


def test_a_chain_of_as_many_branches_as_there_may_be_is_opened_and_drawn(tmp_path: Path) -> None:
    here = record(tmp_path)
    here["branches"] = [
        {
            "parent": place - 1,
            "fork": place if place else -1,
            "length": MAX_BRANCHES,
            "choices": [],
        }
        for place in range(MAX_BRANCHES)
    ]
    kept = session_file.read(str(written(tmp_path / "it.json", here)))
    assert len(kept.branches) == MAX_BRANCHES
    assert len(Tree(tuple(branch for branch, _ in kept.branches)).lines) == MAX_BRANCHES


@pytest.mark.parametrize("many", [5, 100_000])
def test_choices_are_bounded_by_the_length(tmp_path: Path, many: int) -> None:
    here = record(tmp_path)
    here["branches"][0]["choices"] = [{"position": at, "token": "the"} for at in range(many)]
    assert "choices in a branch, which is more than 4" in refused(written(tmp_path / "it.json", here))


@pytest.mark.parametrize(
    "steps", [("recipe", "smoothing"), ("recipe", "tokenizer"), ("recipe", "model"), ("fingerprint",)]
)
def test_names_are_bounded(tmp_path: Path, steps: tuple[str, ...]) -> None:
    here = record(tmp_path)
    inner = here["recipe"] if len(steps) > 1 else here
    inner[steps[-1]] = "x" * HUGE
    assert "a name in it is too long" in refused(written(tmp_path / "it.json", here))


def test_a_name_of_a_corpus_is_bounded(tmp_path: Path) -> None:
    here = record(tmp_path)
    here["recipe"]["corpora"] = ["x" * HUGE]
    assert "a name in it is too long" in refused(written(tmp_path / "it.json", here))


def test_a_long_token_is_named_by_its_beginning(tmp_path: Path) -> None:
    here = record(tmp_path)
    here["branches"][1]["choices"][0]["token"] = "z" * HUGE
    kept = session_file.read(str(written(tmp_path / "it.json", here)))
    played = session()
    assert played.sampler is not None
    with pytest.raises(SettingError, match="not in this vocabulary") as caught:
        kept.tree([played.sampler.model.tokens])
    assert len(str(caught.value)) < 1000


HUGE_FILES: dict[str, Callable[[], bytes]] = {
    "deep": lambda: b"[" * 20_000_000,
    "deep objects": lambda: b'{"a":' * 4_000_000,
    "many": lambda: b"[" + b"[]," * 6_000_000 + b"[]]",
    "blank": lambda: b" " * 30_000_000,
    "large": lambda: b'{"format": "lmtui-session", "version": 1, "recipe": "' + b"x" * 26_000_000 + b'"}',
}
"""Made where they are needed: a hundred megabytes."""


@pytest.mark.parametrize("name", HUGE_FILES)
def test_what_is_huge_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "it.json"
    path.write_bytes(HUGE_FILES[name]())
    assert "no session file" in refused(path)


def test_a_session_that_would_be_too_large_to_be_opened_again_is_not_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_file, "_LARGEST", 1000)
    with pytest.raises(LmtuiError, match="more than 1,000 bytes"):
        session_file.save(session("mouse " * 300), str(tmp_path / "it.json"))
    assert os.listdir(tmp_path) == []


def test_no_more_branches_are_made_than_can_be_opened() -> None:
    played = session("the mouse")
    run(played, 4)
    played.playback.pause()
    branches = (
        played.text.state.tree.branches[0],
        *(Branch(0, (Choice(1, 5),), 2, 1) for _ in range(MAX_BRANCHES - 1)),
    )
    played.text.state = replace(played.text.state, tree=Tree(branches))
    played.look_at(2)
    state = played.text.state
    with pytest.raises(SettingError, match="1,000 branches"):
        played.choose(other_than_drawn(played, 2))
    assert played.text.state == state


@pytest.mark.parametrize("make", [*SPECIAL_FILES, Path.mkdir])
def test_a_session_is_read_from_a_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    make(Path("it"))
    done = threading.Event()
    said: list[str] = []

    def read() -> None:
        said.append(refused("it"))
        done.set()

    threading.Thread(target=read, daemon=True).start()
    assert done.wait(30), "it waits for what will never come"
    assert "cannot read" in said[0]


@pytest.mark.parametrize(
    "path", ["/proc/kmsg", "/proc/self/status", "/dev/null", "/dev/zero", "/dev/stdin", "/dev/tty"]
)
def test_files_that_are_made_as_they_are_read_are_no_sessions(path: str) -> None:
    if os.path.exists(path):
        assert "cannot read" in (said := refused(path)) or "no session file" in said
