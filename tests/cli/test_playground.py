"""What is given beside a session on the command line wins over the session, or is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.forked import spawn
from support.mouse import other_than_drawn, run, session
from support.screen import find_table
from support.terminal import CTRL_Q, ESCAPE, colours_sent, lmtui

from lmtui.cli import main
from lmtui.playground import session_file
from lmtui.playground.session import Session
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.tui.connection import Connection


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Two branches, a lane, T = 0.5, seed 7."""
    played = session("the mouse", Sampling(0.5, Cuts(top_k=4), 7))
    run(played, 6)
    played.look_at(2)
    played.choose(other_than_drawn(played, 2))
    session_file.save(played, str(tmp_path / "it.json"))
    return tmp_path / "it.json"


def shown(*options: str | Path, until: str) -> str:
    """The screen, once something is on it."""
    with spawn([lmtui(), *map(str, options)], (130, 30)) as terminal:
        terminal.expect(until)
        terminal.settle()
        text = terminal.text
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
    return text


def refused(*options: str | Path, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The exit code, and the one line that is said."""
    with spawn([lmtui(), *map(str, options)], (250, 24), env) as terminal:
        code, said = terminal.wait(), terminal.text.strip()
    assert len(said.splitlines()) == 1, said
    return code, said


def test_a_session_alone_is_as_it_was_saved(saved: Path) -> None:
    text = shown("--session", saved, until="Branch 2/2")
    for fact in ("mouse", "order 3", "seed 7", " T 0.50 ", "Prompt   the mouse", "top-k 4"):
        assert fact in text
    assert "not kept" not in text


def test_sampling_options_win_and_the_branches_stay(saved: Path) -> None:
    text = shown("--session", saved, "--temperature", "2", "--seed", "9", "--top-k", "3", until="Branch 2/2")
    for fact in ("seed 9", " T 2 ", "top-k 3"):
        assert fact in text
    assert "not kept" not in text


@pytest.mark.parametrize(
    ("options", "facts"),
    [
        (("--corpus", "verse"), ("verse", "order 3", "Prompt   the mouse", "another model")),
        (("--order", "2"), ("mouse", "order 2", "another model")),
        (("--smoothing", "mle"), ("mouse", "mle", "another model")),
        (("--tokenizer", "char"), ("mouse", "char", "another model")),
        (("--prompt", "the ball"), ("mouse", "Prompt   the ball", "another prompt")),
        (("--corpus", "mouse", "--order", "3"), ("mouse", "Branch 2/2")),
    ],
)
def test_another_model_or_prompt_wins_and_what_is_not_kept_is_said(
    saved: Path, options: tuple[str, ...], facts: tuple[str, ...]
) -> None:
    text = shown("--session", saved, *options, until=facts[-1])
    for fact in facts:
        assert fact in text
    assert ("its text was not kept" in text) == facts[-1].startswith("another")


def test_a_model_given_beside_a_session_is_used(saved: Path, tmp_path: Path) -> None:
    from lmtui.api import train

    train("mouse", order=2).save(tmp_path / "folder")
    text = shown("--session", saved, "--model", tmp_path / "folder", until="another model")
    assert "order 2" in text
    assert "Prompt   the mouse" in text


def test_the_same_text_named_in_another_way_keeps_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my.txt").write_text("a b a c\n" * 5)
    recipe = Recipe(("my.txt",))
    played = Session(recipe, Sampling(seed=7), "a")
    played.lane_models.use(TrainingJob(recipe).run())
    run(played, 5)
    session_file.save(played, "it.json")
    text = shown("--session", "it.json", "--corpus", "my.txt", until=" 5 · 10/s · paused")
    assert "not kept" not in text


def session_with_a_model(saved: Path, tmp_path: Path) -> Path:
    from lmtui.api import train

    train("mouse", order=2).save(tmp_path / "folder")
    record = json.loads(saved.read_text())
    record["recipe"]["model"] = str(tmp_path / "folder")
    saved.write_text(json.dumps(record))
    return saved


def test_how_to_train_makes_no_sense_beside_a_session_s_own_model(saved: Path, tmp_path: Path) -> None:
    path = session_with_a_model(saved, tmp_path)
    for option, value in (("--order", "3"), ("--smoothing", "mle")):
        code, said = refused("--session", path, option, value)
        assert code == 2
        assert f"leave out {option}, or add --corpus" in said
    code, said = refused("--session", path, "--tokenizer", "char")
    assert (code, "its own tokenizer" in said) == (2, True)
    assert "order 3" in shown("--session", path, "--corpus", "mouse", "--order", "3", until="another model")
    assert "not kept" not in shown("--session", path, "--model", tmp_path / "folder", until="Branch 2/2")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--top-p", "2"), "top-p cannot be"),
        (("--seed", "-1"), "the seed cannot be"),
        (("--corpus", "verse", "--model", "x"), "--corpus is for training"),
        (("--prompt", "x" * 100_001), "a prompt of 100,001 characters is too long"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(saved: Path, options: tuple[str, ...], words: str) -> None:
    code, said = refused("--session", saved, *options)
    assert code == 2
    assert words in said


def test_a_prompt_that_is_too_long_is_wrong_usage_without_a_session() -> None:
    code, said = refused("--corpus", "mouse", "--prompt", "x" * 100_001)
    assert (code, "give at most 100,000" in said) == (2, True)


@pytest.mark.parametrize("device", ["/dev/tty", "/dev/stdin", "/dev/zero", "-", "/proc/kmsg", "nowhere.txt"])
@pytest.mark.parametrize("what", ["corpora", "model"])
def test_a_session_that_names_a_device_is_refused_in_one_line(saved: Path, device: str, what: str) -> None:
    record = json.loads(saved.read_text())
    record["recipe"][what] = [device] if what == "corpora" else device
    saved.write_text(json.dumps(record))
    code, said = refused("--session", saved)
    assert code == 1
    assert said.startswith("lmtui: ")
    assert os.path.basename(device) in said


@pytest.mark.parametrize("path", ["/proc/kmsg", "/dev/tty", "/dev/zero", "/dev/stdin"])
def test_a_session_is_not_read_from_a_device(path: str) -> None:
    code, said = refused("--session", path)
    assert code == 1
    assert "cannot read" in said or "no session file" in said


def test_a_session_is_not_read_from_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "it")
    code, said = refused("--session", tmp_path / "it")
    assert (code, "cannot read" in said) == (1, True)


def test_a_session_with_a_huge_prompt_or_a_million_corpora_is_refused_in_one_line(saved: Path) -> None:
    record = json.loads(saved.read_text())
    saved.write_text(json.dumps(record | {"prompt": "x" * 20_000_000}))
    code, said = refused("--session", saved)
    assert (code, "a prompt of 20,000,000 characters is too long" in said) == (1, True)
    for many in (1_000, 1_000_000):
        record["recipe"]["corpora"] = ["mouse"] * many
        saved.write_text(json.dumps(record))
        code, said = refused("--session", saved)
        assert (code, f"it has {many:,} corpora" in said) == (1, True)


def test_the_configuration_sets_the_playground_and_the_command_line_wins(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        'corpus = "mouse"\nkeymap = "vi"\ntheme = "plain"\nrows = 3\nseed = 7\nspeed = 20\n[keys]\nhelp = "f11"\n',
        encoding="utf-8",
    )
    env = {"LMTUI_CONFIG": str(file), "COLORTERM": "truecolor"}
    with spawn([lmtui(), "--seed", "9", "--prompt", "the"], (130, 30), env) as terminal:
        terminal.expect("F11 Help")
        terminal.expect("seed 9")
        terminal.expect("others")
        terminal.send(ESCAPE)
        terminal.expect("←→ T")
        terminal.send("h")
        terminal.expect(" T 0.9")
        table = find_table(terminal.lines)
        assert table is not None
        assert len(table.rows) == 3
        assert not colours_sent(terminal.received) & {38, 48}  # the terminal's own colours
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
    file.write_text("keymap = 'vi'\n[keys]\nstep = 'j'\n", encoding="utf-8")
    code, said = refused(env=env)
    assert (code, said.startswith(f"lmtui: {file}:3: step: j is a key of colder, too;")) == (2, True)


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--kiosk", "--tour", "mine.toml"), 2, "a kiosk has its own tour alone"),
        (("--session", "s.json", "--tour"), 2, "a tour has a session of its own"),
        (("--tour", "none.toml"), 1, "none.toml"),
    ],
)
def test_a_tour_that_cannot_be_taken_is_refused_before_anything_is_drawn(
    options: tuple[str, ...],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("lmtui.cli.playground.connection_of", lambda *_: Connection())
    monkeypatch.setattr("lmtui.tui.launch.open_playground", None)
    try:
        ended = main.run(options)
    except SystemExit as exit:
        ended = exit.code if isinstance(exit.code, int) else -1
    assert ended == code
    assert said in capsys.readouterr().err


def test_each_lane_model_is_another_lane_and_no_session_has_one_beside(saved: Path) -> None:
    text = shown(
        "--corpus", "mouse", "--prompt", "the", "--lane-model", "2", "--lane-model", "verse", until="3: verse"
    )
    for fact in ("1: mouse n=3 T 1", "2: mouse n=2 T 1", "3: verse n=3 T 1", "Prompt   the"):
        assert fact in text
    played = session("the mouse", Sampling(0.5))
    played.lane_models.use_in_lane(1, TrainingJob(Recipe(("mouse",), 2)).run())
    run(played, 6)
    session_file.save(played, str(saved), over=True)
    text = shown("--session", saved, until="2: n=2 T 0.50")
    assert "1: n=3 T 0.50" in text
    code, said = refused("--session", saved, "--lane-model", "2")
    assert (code, "leave out --lane-model" in said) == (2, True)
    code, said = refused("--lane-model", "no such text")
    assert (code, "'no such text' names no model" in said) == (1, True)
