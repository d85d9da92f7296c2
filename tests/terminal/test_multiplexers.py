"""Inside tmux and GNU screen: everything works there, and the shell gets its terminal back."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import ask_columns
from support.forked import spawn as spawn_playground
from support.playing import leave_the_prompt, progress, ready, text_of, tokens
from support.screen import candidates_on, find_table
from support.terminal import CTRL_Q, END, ENTER, F5, F7, HOME, PATIENCE, Terminal, clean_environment, lmtui, spawn

from lmtui.text.cells import Widths, columns, use_widths, widths_in_use

CTRL_U = "\x15"
PROMPT = "shell is ready>"


@dataclass
class Multiplexer:
    """A server of our own, with a shell in it.

    Attributes:
        folder: for its socket, and for files of the tests.
        start, attach: commands for a terminal.
        footer: lines at the bottom that are its own.
    """

    folder: str
    start: Sequence[str]
    attach: Sequence[str]
    footer: int
    _control: Sequence[str]
    _detach: Sequence[str]
    _end: Sequence[str]

    @property
    def env(self) -> dict[str, str]:
        return {"TMUX_TMPDIR": self.folder, "SCREENDIR": self.folder, "SHELL": "/bin/sh"}

    def tell(self, *words: str) -> str:
        """Give the server a command; what it prints."""
        return subprocess.run(
            [*self._control, *words],
            env=clean_environment(self.env),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        ).stdout

    def detach(self) -> None:
        self.tell(*self._detach)

    def end(self) -> None:
        self.tell(*self._end)

    @contextmanager
    def opened(self, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
        """A terminal with a shell in it that says when it is ready."""
        with spawn(self.start, size, env=self.env) as terminal:
            terminal.settle(0.3)
            terminal.send(" \r")  # past what it says first
            terminal.send("PS1='shell is rea''dy>'\r")
            terminal.expect(PROMPT)
            terminal.send(f"stty -g > {self.folder}/before; clear\r")
            terminal.settle()
            yield terminal

    def unchanged(self, terminal: Terminal) -> None:
        """The shell has its terminal as it was."""
        shown = terminal.received.count(PROMPT.encode())
        terminal.send(f"stty -g > {self.folder}/after; echo do''ne\r")
        terminal.expect(lambda seen: "done" in text_of(seen) and seen.received.count(PROMPT.encode()) > shown)
        folder = Path(self.folder)
        assert (folder / "after").read_text() == (folder / "before").read_text() != ""


def tmux(folder: str) -> Multiplexer:
    command = ["tmux", "-L", "lmtui-test", "-f", "/dev/null"]
    end = ["kill-server"]
    return Multiplexer(
        folder, [*command, "new-session", "exec sh"], [*command, "attach"], 1, command, ["detach-client"], end
    )


def screen(folder: str) -> Multiplexer:
    command = ["screen", "-c", "/dev/null", "-S", "lmtui-test"]
    control = [*command, "-X"]
    return Multiplexer(folder, [*command, "sh"], ["screen", "-d", "-r"], 0, control, ["detach"], ["quit"])


KINDS = {"tmux": tmux, "screen": screen}


@contextmanager
def multiplexer(name: str) -> Iterator[Multiplexer]:
    if not shutil.which(name):
        assert not os.environ.get("CI"), f"{name} is not installed"
        pytest.skip(f"{name} is not installed")
    with tempfile.TemporaryDirectory(prefix="lmtui-") as folder:  # a short path: it becomes that of a socket
        made = KINDS[name](folder)
        try:
            yield made
        finally:
            made.end()


@pytest.fixture(params=list(KINDS))
def inside(request: pytest.FixtureRequest) -> Iterator[Multiplexer]:
    with multiplexer(request.param) as made:
        yield made


@pytest.fixture
def inside_tmux() -> Iterator[Multiplexer]:
    with multiplexer("tmux") as made:
        yield made


def start(terminal: Terminal, options: str = "") -> None:
    terminal.send(f"{lmtui()} {options}\r")
    ready(terminal)
    terminal.settle()


def run_without_limit(terminal: Terminal) -> None:
    """Keys go to the slider already."""
    terminal.send(5 * "+" + F5)
    terminal.expect(lambda seen: tokens(seen) > 100 and " max " in text_of(seen))


def leave(terminal: Terminal, made: Multiplexer) -> None:
    terminal.send(CTRL_Q)
    terminal.expect(lambda seen: re.search(PROMPT + "(?!/)", text_of(seen)))  # one with no command behind it
    made.unchanged(terminal)


def test_it_is_played_stopped_resized_and_left(inside: Multiplexer) -> None:
    with inside.opened() as terminal:
        start(terminal)
        play(terminal)
        stop_a_generation_without_speed_limit(terminal, inside)
        follow_the_size(terminal, inside)
        leave(terminal, inside)


def play(terminal: Terminal) -> None:
    """A text grows from a prompt, and the slider's keys act. Keys go to the slider then."""
    terminal.send("The fox")
    terminal.expect("Next after The fox")
    terminal.send(ENTER)
    terminal.expect(lambda seen: tokens(seen) >= 3)
    terminal.send(F7)
    terminal.expect("stopped")
    leave_the_prompt(terminal)
    for key, shown in ((HOME, "T 0 "), (END, "T ∞ "), ("=", "T 1 ")):
        terminal.send(key)
        terminal.expect(shown)
    terminal.settle()
    table = find_table(terminal.lines)
    assert table
    assert table.sums_to_one()


def stop_a_generation_without_speed_limit(terminal: Terminal, made: Multiplexer) -> None:
    """Nothing comes after it, but for the footer of tmux, in which is a clock."""
    terminal.send(END)
    terminal.expect("T ∞ ")
    run_without_limit(terminal)
    terminal.send(F7)
    terminal.expect(lambda seen: progress(text_of(seen))[1] == "stopped")
    terminal.settle(0.5)
    before = len(terminal.received)
    stopped = tokens(terminal)
    assert stopped < 50_000
    terminal.read(0.5)
    assert len(terminal.received) == before or made.footer
    assert tokens(terminal) == stopped


def follow_the_size(terminal: Terminal, made: Multiplexer) -> None:
    for size in ((120, 40), (60, 18), (90, 30)):
        terminal.resize(*size)
        height = size[1] - made.footer

        def resized(seen: Terminal, height: int = height) -> bool:
            lines = text_of(seen).split("\n")
            table = find_table(lines)
            return table is not None and len(table.rows) == candidates_on(height) and "F1 Help" in lines[height - 1]

        terminal.expect(resized)
        terminal.settle()
        assert terminal.lines[0].startswith(" lmtui ")


def test_one_goes_away_and_comes_back(inside: Multiplexer) -> None:
    with inside.opened() as terminal:
        start(terminal, "--temperature inf")
        leave_the_prompt(terminal)
        run_without_limit(terminal)
        before = tokens(terminal)
        inside.detach()
        assert terminal.wait() == 0
    with spawn(inside.attach, (100, 30), env=inside.env) as terminal:
        terminal.expect(lambda seen: tokens(seen) > before)  # it went on meanwhile
        terminal.send(F7)
        terminal.expect(lambda seen: progress(text_of(seen))[1] == "stopped")
        terminal.hang_up()  # the line is lost
    with spawn(inside.attach, (80, 24), env=inside.env) as terminal:
        terminal.expect(lambda seen: progress(text_of(seen))[1] == "stopped")
        ready(terminal)
        terminal.expect(lambda seen: tokens(seen) > before)
        leave(terminal, inside)


def captured(made: Multiplexer) -> str:
    return "\n".join(line.rstrip() for line in made.tell("capture-pane", "-p").splitlines())


def without_footer(text: str) -> str:
    return "\n".join(text.split("\n")[:-1])


def empty_the_prompt(terminal: Terminal, prompt: Callable[[], str]) -> None:
    """Delete what was typed, and see that it is gone from the line that holds it."""
    terminal.send(END + CTRL_U)
    see(terminal, "an empty prompt", lambda: prompt().split() == ["Prompt"])


def prompt_in(made: Multiplexer) -> str:
    return captured(made).split("\n")[1]


def test_tmux_has_on_its_screen_what_a_terminal_has(inside_tmux: Multiplexer) -> None:
    all_keys = ("", "The fox" + 4 * "\x1b[A", "漢字 é")
    expected = {}
    with spawn_playground([lmtui()], (80, 23)) as terminal:
        ready(terminal)
        for keys in all_keys:
            terminal.send(keys)
            terminal.settle(0.4)
            expected[keys] = terminal.text
            empty_the_prompt(terminal, lambda: terminal.lines[1])
    with inside_tmux.opened() as terminal:
        start(terminal)
        for keys in all_keys:
            terminal.send(keys)
            see(terminal, repr(keys), lambda keys=keys: captured(inside_tmux) == expected[keys])  # type: ignore[misc]
            terminal.settle()
            assert without_footer(terminal.text) == expected[keys], repr(keys)
            empty_the_prompt(terminal, lambda: prompt_in(inside_tmux))
        leave(terminal, inside_tmux)
        assert "fables" not in captured(inside_tmux)  # what was there before is there again


def see(terminal: Terminal, what: str, wanted: Callable[[], object]) -> None:
    """Read until a condition holds; an AssertionError that says what was looked at otherwise."""
    assert terminal.read(PATIENCE, lambda _: wanted()), f"{what}; the screen:\n{text_of(terminal)}"


# One of each kind; in pieces, so that what is joined is seen to be.
KINDS_OF_CLUSTERS = {
    "Devanagari, marks with a place": "का",
    "Devanagari, before its letter": "कि",
    "Devanagari, without a place": "कु",
    "Devanagari, joined letters": "क्ष्य",
    "Devanagari, with a joiner": "क्\u200dष",
    "Devanagari, with a non-joiner": "क्\u200cष",
    "Bengali": "কো",
    "Tamil": "கௌ",
    "Malayalam": "ക്ഷി",
    "Sinhala with a joiner": "ක්\u200dෂ",
    "Burmese": "ကျွေး",
    "Khmer": "ខ្មែរ",
    "Thai": "กี่",
    "Thai am": "กำ",
    "Lao": "ກໍ່",
    "Tibetan": "བཀྲི",
    "Balinese": "ᬓᬵ",
    "Arabic with harakat": "بَّ",
    "Persian with a non-joiner": "ی\u200cخ",
    "Hebrew with points": "שָׁ",
    "Jamo": "\u1112\u1161\u11ab",
    "Hangul": "한",
    "Han": "漢",
    "Kana with a mark": "か\u3099",
    "half-width": "ｶﾞ",
    "full-width": "Ａ",
    "emoji": "😀",
    "joined emoji": "👩\u200d🚀",
    "a family": "👨\u200d👩\u200d👧\u200d👦",
    "skin tone": "👍🏽",
    "skin tone on a narrow one": "☝🏽",
    "skin tone alone": "🏽",
    "joined with a skin tone": "🏃🏽\u200d♀\ufe0f",
    "flag": "🇸🇪",
    "half a flag": "🇸",
    "rainbow flag": "🏳\ufe0f\u200d🌈",
    "keycap": "1\ufe0f\u20e3",
    "selector of a picture": "❤\ufe0f",
    "selector of a text": "⌚\ufe0e",
    "selector on a letter": "a\ufe0f",
    "selector on an ideograph": "葛\U000e0100",
    "ambiguous": "…—α①",
    "private": "\ue000",
    "zero-width blank": "a\u200bb",
    "word joiner": "a\u2060b",
    "combining alone": "\u0301",
    "many marks": "e" + 20 * "\u0301",
    "wide blank": "\u3000",
    "circle with a mark": "◌ा",
}


def lines_of(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def asked(terminal: Terminal, made: Multiplexer, texts: Sequence[str]) -> Iterator[list[str]]:
    """The lines that `ask_columns` has written so far, each time there is one more."""
    answers, script = Path(made.folder) / "answers", Path(made.folder) / "ask"
    command = [sys.executable, ask_columns.__file__, json.dumps(texts), str(answers)]
    script.write_text(f"exec {shlex.join(command)}\n")
    terminal.send(f"sh {script}\r")
    for number in range(1, len(texts) + 2):
        terminal.expect(lambda _, number=number: len(lines_of(answers)) >= number)  # type: ignore[misc]
        yield lines_of(answers)[:number]
        if number > 1:
            terminal.send("\r")


def test_columns_are_counted_as_they_are_there(inside: Multiplexer) -> None:
    texts = list(KINDS_OF_CLUSTERS.values())
    with inside.opened() as terminal:
        measured, *found = (json.loads(lines[-1]) for lines in with_cursor(terminal, inside, texts))
    assert measured["measured"]
    assert {text: counted for text, _, counted in found} == {text: there for text, there, _ in found}


def with_cursor(terminal: Terminal, made: Multiplexer, texts: Sequence[str]) -> Iterator[list[str]]:
    """The same; tmux is asked itself where its cursor is."""
    for lines in asked(terminal, made, texts):
        if made.footer and len(lines) > 1:
            text, there, _ = json.loads(lines[-1])
            assert made.tell("display-message", "-p", "#{cursor_x}").strip() == str(there), text
        yield lines


SCRIPTS = {
    "Hindi": "काका की किताब",
    "Bengali": "বাংলা ক্ষেত",
    "Tamil": "தமிழ் கொடு",
    "Burmese": "မာ စာ မြန်မာ",
    "Khmer": "ភាសា ខ្មែរ",
    "Thai": "น้ำ ที่ กำลัง",
    "Lao": "ພາສາ ລາວ",
    "Arabic": "مَرْحَبًا بِكَ",
    "Hebrew": "שָׁלוֹם עוֹלָם",
    "Persian": "می\u200cخواهم کتاب",
    "CJK": "漢字 かな 한국어",
    "emoji": "😀 👩\u200d🚀 👍🏽 🇸🇪 ❤\ufe0f 1\ufe0f\u20e3",
}


@pytest.fixture(scope="module")
def measured() -> Widths:
    with multiplexer("tmux") as made, made.opened() as terminal:
        return Widths(**json.loads(next(asked(terminal, made, []))[0]))


@pytest.fixture
def as_tmux_counts(measured: Widths) -> Iterator[None]:
    before = widths_in_use()
    use_widths(measured)
    yield
    use_widths(before)


def shows(lines: Sequence[str], text: str) -> bool:
    """Whether a text is in the prompt and in the pane, and the table's columns stand where its head says."""
    table = [line for line in lines if re.search(r"0\.\d{4} 0\.\d{4} \d", line)]
    head = next((line for line in lines if "# token" in line), "")
    ends = {columns(line[: found.end()]) for line in table if (found := re.search(r"0\.\d{4}(?= 0\.\d{4} \d)", line))}
    return (
        len(lines) > 5
        and lines[1].rstrip() == f" Prompt   {text}"
        and any(line.startswith(f" {text} ") for line in lines[5:7])
        and ends == {columns(head[: found.end()]) for found in re.finditer(r"(?<=\W)p(?= )", head)}
    )


SIZE = (80, 60)  # room for every word of the scripts in the table


def play_with(terminal: Terminal, made: Multiplexer, texts: Iterable[str]) -> None:
    file = Path(made.folder) / "text"
    file.write_text("".join(f"{text}\n" * 3 for text in texts))
    terminal.send(f"{lmtui()} --tokenizer whitespace --corpus {file}\r")
    terminal.expect(lambda _: "# token" in captured(made) and "<s>" in captured(made))
    terminal.settle()


def see_as_typed(terminal: Terminal, made: Multiplexer, script: str) -> None:
    """Type a text; see each of its words in the table, and all of it wherever it stands."""
    text = SCRIPTS[script]
    terminal.send(text)
    for word in text.split():
        see(terminal, f"{script}: {word}", lambda word=word: re.search(rf"\d {word} +0\.", captured(made)))  # type: ignore[misc]
    see(terminal, script, lambda: shows(captured(made).split("\n"), text))


@pytest.mark.usefixtures("as_tmux_counts")
def test_tmux_shows_every_script_as_it_was_typed(inside_tmux: Multiplexer) -> None:
    with inside_tmux.opened(SIZE) as terminal:
        play_with(terminal, inside_tmux, SCRIPTS.values())
        for script, text in SCRIPTS.items():
            see_as_typed(terminal, inside_tmux, script)
            for _ in range(3):  # what is typed and deleted again leaves nothing
                terminal.send("x" + "\x7f")
            terminal.settle()
            see(terminal, script, lambda text=text: shows(captured(inside_tmux).split("\n"), text))  # type: ignore[misc]
            empty_the_prompt(terminal, lambda: prompt_in(inside_tmux))
        leave(terminal, inside_tmux)


@pytest.mark.usefixtures("as_tmux_counts")
def test_screen_shows_every_script_as_it_was_typed(inside_tmux: Multiplexer) -> None:
    """GNU screen inside tmux: the two count these alike, and tmux says what it was told to show."""
    scripts = ("Hindi", "Tamil", "Khmer", "Thai", "Arabic", "Hebrew", "CJK")
    with multiplexer("screen") as screen_of, inside_tmux.opened(SIZE) as terminal:
        terminal.send(f"SCREENDIR={screen_of.folder} screen -c /dev/null -U -S lmtui-test sh\r")
        terminal.settle(0.5)
        terminal.send(" \r")
        terminal.send("PS1='shell is rea''dy>'\r")
        terminal.expect(PROMPT)
        play_with(terminal, inside_tmux, [SCRIPTS[script] for script in scripts])
        for script in scripts:
            see_as_typed(terminal, inside_tmux, script)
            empty_the_prompt(terminal, lambda: prompt_in(inside_tmux))
        terminal.send(CTRL_Q)
        terminal.settle()
