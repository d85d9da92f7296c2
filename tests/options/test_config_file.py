"""The configuration file sets any option's default, with the refusals of the command line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from lmtui.errors import LmtuiError
from lmtui.options.config_file import TABLES, Config, config_path, options_in_file, read_config, user_config


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def read(file: Path, text: str) -> Config:
    file.write_text(text, encoding="utf-8")
    return read_config(str(file))


def values(config: Config, command: str) -> dict[str, object]:
    assert not config.faults
    return {key: entry.value for key, entry in config.options.get(command, {}).items()}


def faults(file: Path, text: str) -> list[str]:
    return [fault.at("F") for fault in read(file, text).faults]


def test_an_option_holds_for_every_command_that_has_it_and_a_table_for_its_own(file: Path) -> None:
    config = read(file, "order = 4\ntokens = 30\n[generate]\ntokens = 50\n[playground]\nspeed = 'max'\n")
    assert values(config, "next") == {"order": 4}
    assert values(config, "sweep") == {"order": 4, "tokens": 30}
    assert values(config, "generate") == {"order": 4, "tokens": 50}
    assert values(config, "") == {"order": 4, "tokens": 30, "speed": math.inf}
    assert values(config, "paths") == {}
    assert config.options["generate"]["tokens"].line == 4


def test_values_have_the_types_of_toml(file: Path) -> None:
    text = 'temperature = 0.70\ntop-k = 40\nclosed = true\ncorpus = ["mouse", "a.txt"]\ntemperatures = [0, 0.5, inf]'
    config = read(file, text)
    found = values(config, "generate")
    assert (found["temperature"], found["top_k"], found["closed"]) == (0.7, 40, True)
    assert found["corpus"] == ("mouse", str(file.parent / "a.txt"))
    assert values(config, "sweep")["temperatures"] == (0.0, 0.5, math.inf)


def test_paths_are_read_from_the_folder_of_the_file(file: Path) -> None:
    found = values(read(file, 'corpus = "texts"\nmodel = "~/m.arpa"\nsession = "/s.json"'), "")
    assert found == {
        "corpus": (str(file.parent / "texts"),),
        "model": str(Path.home() / "m.arpa"),
        "session": "/s.json",
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\nordr = 4", "F:2: there is no option 'ordr'; did you mean 'order'?"),
        ("zzz = 4", "F:1: there is no option 'zzz'; take it out, or see lmtui config for the names there are"),
        ("top_k = 4", "F:1: there is no option 'top_k'; did you mean 'top-k'?"),
        ("[generate]\nplot = true", "F:2: there is no option 'plot' in [generate]; did you mean 'prompt'?"),
        ("[generat]\nseed = 1", "F:1: there is no table 'generat'; did you mean 'generate'?"),
        ("order = 17", "F:1: order: the order cannot be 17; give a whole number from 1 to 16"),
        (
            "tokens = 0",
            "F:1: tokens of [playground]: the number of tokens cannot be 0; give a whole number from 1 to 1000",
        ),
        ("kiosk = true", "F:1: kiosk is given on the command line alone; take it out"),
        ("closed = 'yes'", "F:1: closed: give true or false"),
        ("order = true", "F:1: order: give a number, or a text in quotes"),
        ('corpus = ["kitchen", 4]', "F:1: corpus: give a name in quotes"),
        ("corpus = []", "F:1: corpus: give at least one"),
        ("keymap = 'emacs'", "F:1: keymap: invalid choice: 'emacs' (choose from 'default', 'vi')"),
        ("[sweep]\ncsv = true\njson = true", "F:2: csv: json is set, too; only one can be; take one out"),
        (
            "order",
            "F:1: is no TOML: expected '=' after a key in a key/value pair; write NAME = VALUE, texts in quotes",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(file: Path, text: str, fault: str) -> None:
    assert faults(file, text) == [fault]


def test_weights_are_checked_against_the_order(file: Path) -> None:
    (fault,) = faults(file, "smoothing = 'jelinek-mercer:0.6,0.3,0.1'\norder = 2\n")
    assert fault.startswith("F:1: smoothing: 'jelinek-mercer:0.6,0.3,0.1' has 3 weights for a model of order 2")


def test_every_fault_is_named_in_the_order_of_the_lines(file: Path) -> None:
    found = faults(file, "[next]\ntop = 0\n[x]\n[generate]\ntokens = -1\n[keys]\nquit = 1")
    assert [fault[:4] for fault in found] == ["F:2:", "F:3:", "F:5:"]


@pytest.mark.parametrize("text", ["hot", "17", "-1", "x:y"])
def test_a_refusal_is_that_of_the_command_line(file: Path, text: str) -> None:
    for table, command in TABLES.items():
        for option in options_in_file(command):
            if option.is_flag or option.is_path:
                continue
            expected = []
            try:
                option.kind.read(text)
            except LmtuiError as error:
                expected = [f"F:2: {option.name}: {error}"]
            assert faults(file, f"[{table}]\n{option.name} = '{text}'") == expected


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"a = 1\n# \xff", "F:2: is not UTF-8; save it as UTF-8"),
        (b"#" * 100_001, "F: is larger than 100,000 bytes; this is no configuration file"),
    ],
)
def test_a_file_that_is_none_is_one_fault(file: Path, data: bytes, fault: str) -> None:
    file.write_bytes(data)
    assert [each.at("F") for each in read_config(str(file)).faults] == [fault]


def test_the_place_follows_xdg_and_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (config_path(), user_config()) == ("", Config())
    monkeypatch.delenv("LMTUI_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_path() == str(tmp_path / "lmtui" / "config.toml")
    assert user_config() == Config()
    monkeypatch.setenv("LMTUI_CONFIG", "~/x.toml")
    assert config_path() == str(Path.home() / "x.toml")
    (fault,) = user_config().faults
    assert fault.at("F") == "F: cannot be read: No such file or directory"
