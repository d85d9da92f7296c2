"""`lmtui config`, and what every command makes of the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import done, here, process, refusal

from lmtui.cli.parser import Parser
from lmtui.options.table import COMMANDS

MINE = """\
# mine
order = 2
corpus = "mouse"
keymap = "vi"
[next]
top = 2
[keys]
quit = ["ctrl+q", "ctrl+w"]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(MINE, encoding="utf-8")
    monkeypatch.setenv("LMTUI_CONFIG", str(path))
    return path


def test_the_command_line_beats_the_file_and_the_file_beats_what_is_built_in(file: Path) -> None:
    (rows,) = done("next", "--json").records
    assert (len(rows["candidates"]), rows["candidates"][0]["order"]) == (2, 2)
    (rows,) = done("next", "--json", "--top", "1").records
    assert len(rows["candidates"]) == 1


def test_a_flag_of_the_file_can_be_taken_back(file: Path) -> None:
    file.write_text('corpus = "mouse"\njson = true\n[generate]\nno-json = true', encoding="utf-8")
    assert "F:4" in refusal(here("next"), 2).replace(str(file), "F")
    file.write_text('corpus = "mouse"\njson = true\n[score]\nno-end = true', encoding="utf-8")
    assert done("next").records
    assert done("next", "--no-json").lines[0] == "after <s>"
    scored = ("score", "--text", "the mouse")
    assert [len(done(*scored, *end).records[0]["tokens"]) for end in ((), ("--end",))] == [2, 3]
    assert done("sweep", "--csv", "--tokens", "2").lines[0].startswith("temperature,")


def test_a_model_of_the_file_gives_way_to_a_text_and_keeps_its_tokenizer(file: Path, tmp_path: Path) -> None:
    arpa = tmp_path / "mouse.arpa"
    done("train", "-o", str(arpa))
    file.write_text('model = "mouse.arpa"\norder = 4\n', encoding="utf-8")
    scored = ("score", "--text", "the mouse,", "--json")
    assert done(*scored).records[0]["tokens"][1]["token"] == "mouse,"
    assert done(*scored, "--corpus", "mouse").records[0]["tokens"][1]["token"] == "mouse"
    file.write_text('model = "mouse.arpa"\ntokenizer = "word"\n', encoding="utf-8")
    assert done(*scored).records[0]["tokens"][1]["token"] == "mouse"
    assert done(*scored, "--model", str(arpa)).records[0]["tokens"][1]["token"] == "mouse,"


def test_cuts_of_the_file_are_not_for_whole_sequences(file: Path) -> None:
    file.write_text('corpus = "mouse"\ntop-k = 3', encoding="utf-8")
    whole = ("sample", "--anneal", "sequence", "--count", "3", "--tokens", "2")
    assert done(*whole).lines
    assert "--top-k" in refusal(here(*whole, "--top-k", "3"), 2)


def test_a_broken_file_is_one_line_and_2(file: Path) -> None:
    file.write_text("order = 99\nx = 1", encoding="utf-8")
    said = refusal(here("next"), 2).replace(str(file), "F")
    assert said.startswith("lmtui: F:1: order: the order cannot be 99; ")
    assert said.endswith(" (see lmtui config --check)")
    for other in (("next", "--help"), ("--version",), ("completion", "bash"), ("man",), ("config", "--edit-path")):
        assert done(*other).lines


def test_check_names_every_fault(file: Path) -> None:
    assert done("config", "--check").out == f"{file}: no faults\n"
    file.write_text("order = 99\n[keys]\nquit = 'bogus'\nstep = 'j'", encoding="utf-8")
    for arguments in ((), (str(file),)):
        ran = here("config", "--check", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert [line.removeprefix(f"{file}:")[:2] for line in ran.err.splitlines()] == ["1:", "3:", "4:"]
    assert "F:1: " in refusal(here("config"), 2).replace(str(file), "F")
    ran = here("config", "--check", str(file.parent / "nowhere"))
    assert (ran.code, ran.err.count("cannot be read")) == (2, 1)


def test_what_holds_is_shown_with_its_line_and_is_such_a_file_itself(file: Path, tmp_path: Path) -> None:
    shown = done("config").out
    assert "order = 2                                 # line 2" in shown
    assert "seed = 0                                  # built in" in shown
    assert "\n[next]\ntop = 2                                   # line 6" in shown
    assert 'quit = ["ctrl+q", "ctrl+w"]               # line 8' in shown
    copy = tmp_path / "copy.toml"
    copy.write_text(shown, encoding="utf-8")
    assert done("config", "--check", str(copy)).out
    for name in COMMANDS:
        assert name in ("config", "completion") or same_values(name, file, copy)


def same_values(command: str, *files: Path) -> bool:
    found = []
    for file in files:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LMTUI_CONFIG", str(file))
            values = vars(Parser(command, "").read(["-o", "x"] if command == "train" else []))
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        found.append({name: value for name, value in values.items() if name not in ("config", "configured")})
    return found[0] == found[1]


def test_what_holds_is_shown_to_programs(file: Path) -> None:
    records = {(record["table"], record["option"]): record for record in done("config", "--json").records}
    assert records["", "order"] == {"table": "", "option": "order", "value": "2", "file": str(file), "line": 2}
    assert records["", "seed"]["line"] is None
    keys = {record["action"]: record for record in done("config", "--keys", "--json").records}
    assert (keys["quit"]["keys"], keys["quit"]["line"]) == (["ctrl+q", "ctrl+w"], 8)
    assert keys["colder"]["keys"] == ["down", "j"]
    assert 'redo = ["U", "ctrl+r"]' in done("config", "--keys").out


def test_the_path_is_named_for_an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "LMTUI_CONFIG is empty" in refusal(here("config", "--edit-path"), 1)
    assert done("config", "--check").out == "there is no configuration file; its place is turned off\n"
    monkeypatch.delenv("LMTUI_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "dots"))
    path = tmp_path / "dots" / "lmtui" / "config.toml"
    assert done("config").lines[0] == f"# {path}: no file"
    assert not path.parent.exists()
    assert done("config", "--edit-path").out == f"{path}\n"
    assert path.parent.is_dir()


def test_a_kiosk_is_what_its_command_line_says(file: Path) -> None:
    file.write_text("broken", encoding="utf-8")
    assert "terminal" in refusal(process("--kiosk"), 2)
    assert "is no TOML" in refusal(process(), 2)
