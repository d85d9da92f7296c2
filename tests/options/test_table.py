"""One table of options: the commands, the settings screen, Python and saved sessions take the same values."""

from __future__ import annotations

import inspect
import json
import math
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import REPOSITORY, here
from support.dialog import SettingsDialog
from support.mouse import session
from support.player import mouse_session, playing

from lmtui import api
from lmtui.cli import main
from lmtui.cli.parser import Parser
from lmtui.errors import LmtuiError
from lmtui.options.model import ENCODING, MIN_COUNT, ORDER, SMOOTHING, TOKENIZER, UNIT
from lmtui.options.option import Option
from lmtui.options.playground import SPEED
from lmtui.options.sampling import MIN_P, PROMPT, SEED, TEMPERATURE, TOP_K, TOP_P
from lmtui.options.table import COMMANDS, PLAYGROUND, SETTING_GROUPS
from lmtui.playground import session_file
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean, visible
from lmtui.tui.key_names import KeyNames


def options_of(command: str) -> list[Option[Any]]:
    return [option for group in COMMANDS[command] for option in group.options]


def test_every_command_is_in_the_table() -> None:
    assert set(COMMANDS) == {PLAYGROUND, *main.COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_options_of_a_command_are_those_of_the_table(command: str) -> None:
    help = here(*filter(None, [command]), "--help").out
    named = re.findall(r"^  (?:-\w(?: \w+)?, )?(--[\w-]+)", help, re.MULTILINE)
    without_value = ["--help", *(["--version"] if command == PLAYGROUND else [])]
    assert sorted(named) == sorted(
        [*without_value, *(option.flag for option in options_of(command) if not option.is_positional)]
    )
    said = " ".join(help.split()).replace("- ", "-")
    for option in options_of(command):
        assert " ".join(KeyNames().fill(option.help).split()).replace("- ", "-") in said


def test_no_command_declares_an_option_of_its_own() -> None:
    for path in (REPOSITORY / "lmtui" / "cli").rglob("*.py"):
        assert ("add_argument(" in path.read_text(encoding="utf-8")) == (path.name == "parser.py"), path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_value_and_what_is_given_is_known(command: str) -> None:
    parser = Parser(command, "")
    required = {"train": {"output": "x"}, "completion": {"shell": "zsh"}}.get(command, {})
    arguments = ["-o", "x"] if command == "train" else list(required.values())
    values = parser.read(arguments)
    assert values.given == required.keys()
    for option in options_of(command):
        assert getattr(values, option.key) == required.get(option.key, option.default)
        if option.is_flag:
            assert option.key in parser.read([*arguments, option.flag]).given


@pytest.mark.parametrize(
    ("function", "command"),
    [
        (api.train, "train"),
        (api.train_on_text, "train"),
        (api.NgramModel.generate, "generate"),
        (api.NgramModel.next, "next"),
        (api.NgramModel.best, "best"),
        (api.NgramModel.sample, "sample"),
    ],
)
def test_python_has_the_same_defaults(function: Callable[..., object], command: str) -> None:
    options = {option.key: option for option in options_of(command)}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in options:
            assert parameter.default == options[name].default, name


async def test_the_fields_of_the_settings_screen_are_those_of_the_table() -> None:
    async with playing(mouse_session(), prompt="the", size=(80, 40)) as player:
        dialog = await SettingsDialog(player).open()
        shown = dialog.names
        assert [name for name in shown if name not in dialog.text] == []
    labels = [option.label for group in SETTING_GROUPS for option in group.options]
    assert [name for name in shown if name not in ("or path", "Parameter")] == labels
    assert shown[1] == "or path"
    assert shown[shown.index("Smoothing") + 1] == "Parameter"


async def test_the_settings_screen_refuses_a_text_with_the_sentence_of_its_option() -> None:
    wrong: list[tuple[Option[Any], str]] = [
        (MIN_COUNT, "0"),
        (ENCODING, "nix"),
        (SPEED, "61"),
        (SEED, "x"),
        (TOP_K, "1.5"),
        (TOP_P, "2"),
        (MIN_P, "much"),
    ]
    async with playing(mouse_session(), prompt="the", size=(80, 40)) as player:
        dialog = await SettingsDialog(player).open()
        for option, text in wrong:
            before = option.kind.write(option.default)
            await dialog.fill(option.label, text)
            await dialog.apply()
            with pytest.raises(LmtuiError) as caught:
                option.kind.read(text)
            assert str(caught.value) in dialog.text
            assert dialog.field == option.label
            await dialog.fill(option.label, before)


class Refused(str):
    """The sentence with which a value was refused."""


def read_by(option: Option[Any], text: str) -> object:
    """The value that an option gives for a text, or its refusal; the settings screen asks for no more."""
    try:
        return option.kind.read(text)
    except LmtuiError as error:
        return Refused(visible(str(error)))


class QuietParser(Parser):
    """A parser that prints nothing: the exit has the message."""

    def error(self, message: str) -> NoReturn:
        raise SystemExit(message)


@cache
def parser_of_generate() -> Parser:
    return QuietParser("generate", "")


def on_the_command_line(option: Option[Any], text: str) -> object:
    """The value that `lmtui generate` takes from the command line, or what it says."""
    try:
        return getattr(parser_of_generate().read([f"{option.flag}={text}"]), option.key)
    except SystemExit as refused:
        return Refused(visible(str(refused.code).removeprefix(f"argument {option.flag}: ")))


@cache
def saved_record() -> str:
    with TemporaryDirectory() as folder:
        session_file.save(session("the mouse"), f"{folder}/it.json")
        return Path(folder, "it.json").read_text(encoding="utf-8")


def in_a_session_file(option: Option[Any], value: object) -> object:
    """What a session file gives for a value in it, or what is said to be wrong with the value."""
    record = json.loads(saved_record())
    place = next(place for place in (record, record["recipe"], record["lanes"][0]) if option.key in place)
    place[option.key] = "inf" if value == math.inf else value
    with TemporaryDirectory() as folder:
        path = Path(folder, "it.json")
        path.write_text(json.dumps(record), encoding="utf-8")
        try:
            saved = session_file.read(str(path))
        except LmtuiError as error:
            return Refused(str(error).partition(" is damaged: ")[2].removesuffix("; nothing was changed"))
    sampling = saved.state.samplings[0]
    holders = (saved.recipe, sampling, sampling.cuts, saved.pace, saved.state)
    return next(getattr(holder, option.key) for holder in holders if hasattr(holder, option.key))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.one_of(
    st.integers(-3, 20), st.integers(), st.floats(allow_nan=False), st.floats(0, 1), st.integers(10**17, 10**22)
)
WORDS = st.sampled_from(
    ["off", " OFF ", "max", "inf", "∞", "", "7/10", "0,7", ".7", "1e-3", "nan", "+5", "1_000", "0x10", "²"]
) | st.sampled_from(["word", "char", "line", "file", "mle", "add-k", "add-k:2", "utf-8", "Latin-1"])
TYPED = st.one_of(TEXTS, NUMBERS.map(str), WORDS)
OF_GENERATE = [option for option in options_of("generate") if not option.is_flag and not option.is_repeated]


@pytest.mark.parametrize("option", OF_GENERATE, ids=lambda option: option.name)
@settings(max_examples=60)
@given(text=TYPED)
def test_a_text_means_the_same_on_the_command_line_and_in_the_settings(option: Option[Any], text: str) -> None:
    assert on_the_command_line(option, text) == read_by(option, text)


@pytest.mark.parametrize("option", [SMOOTHING, TOKENIZER, UNIT, ENCODING, PROMPT], ids=lambda option: option.name)
@settings(max_examples=40)
@given(text=st.one_of(TEXTS, WORDS))
def test_a_text_means_the_same_in_a_session_file(option: Option[Any], text: str) -> None:
    expected = read_by(option, text)
    if option is PROMPT:
        expected = clean(as_typed(text))
    assert in_a_session_file(option, text) == expected


WHOLE = st.one_of(st.integers(-3, 20), st.integers())
REAL = st.one_of(st.integers(-3, 20), st.floats(allow_nan=False), st.floats(0, 1))


@pytest.mark.parametrize(
    ("option", "values"),
    [
        *[(option, WHOLE) for option in (ORDER, MIN_COUNT, SEED, TOP_K)],
        *[(option, REAL) for option in (TOP_P, MIN_P, TEMPERATURE, SPEED)],
    ],
    ids=lambda value: getattr(value, "name", ""),
)
@settings(max_examples=40)
@given(data=st.data())
def test_a_number_means_the_same_in_a_session_file(
    option: Option[Any], values: st.SearchStrategy[float], data: st.DataObject
) -> None:
    value = data.draw(values)
    assert in_a_session_file(option, value) == read_by(option, str(value))


def test_a_prompt_that_is_too_long_is_refused_everywhere() -> None:
    text = "x" * 100_001
    said = "a prompt of 100,001 characters is too long; give at most 100,000"
    assert on_the_command_line(PROMPT, text) == read_by(PROMPT, text) == in_a_session_file(PROMPT, text) == said
