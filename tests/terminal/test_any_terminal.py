"""Any terminal: any number of colours, any encoding, any size at any moment, any script, and a line that is long."""

from __future__ import annotations

import random
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from support.cli import process
from support.forked import spawn
from support.playing import (
    QUESTION,
    cells,
    leave_the_prompt,
    progress,
    ready,
    run_without_limit,
    text_of,
    tokens,
)
from support.screen import candidates_on, find_table, prose
from support.terminal import (
    CTRL_Q,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F5,
    F6,
    F7,
    LEFT,
    TAB,
    Terminal,
    lmtui,
)

F4, CTRL_S, CTRL_O, CTRL_E = "\x1bOS", "\x13", "\x0f", "\x05"

PAGE_DOWN = "\x1b[6~"
SMALLEST = ("--corpus", "mouse")
AFAR = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}

Env = Mapping[str, str]
Case = TypeVar("Case")


def together(work: Callable[[Case], None], cases: Sequence[Case]) -> None:
    """Do the same with several terminals at a time; of those that failed, say which."""

    def failure(case: Case) -> str:
        try:
            work(case)
        except Exception as error:
            return f"{case!r}: {error!r}"
        return ""

    with ThreadPoolExecutor(4) as pool:
        failures = [found for found in pool.map(failure, cases) if found]
    assert not failures, "\n\n".join(failures)


def leave(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)
    assert terminal.wait() == 0


# Colours

DEPTHS: list[tuple[Env, set[str]]] = [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"24 bit"}),
    ({"TERM": "xterm-256color"}, {"256"}),
    ({"TERM": "xterm-direct"}, {"24 bit"}),
    ({"TERM": "xterm"}, {"8", "bright"}),
    ({"TERM": "screen"}, {"8", "bright"}),
    ({"TERM": "linux"}, {"8", "bright"}),
    ({"TERM": "ansi"}, {"8"}),
    ({"TERM": "vt100"}, set()),
]


def name_of(env: object) -> str:
    return "+".join(env.values()) or "empty" if isinstance(env, dict) else ""


def palettes(received: bytes | bytearray) -> set[str]:
    """From which palettes colours were chosen: "8", "bright", "256", "24 bit", or one that is not known."""
    found: set[str] = set()
    for sequence in re.findall(rb"\x1b\[([0-9;:]*)m", received):
        parameters = [int(part or 0) for part in re.split(rb"[;:]", sequence)]
        while parameters:
            code = parameters.pop(0)
            if code in (38, 48):
                kind = parameters[0] if parameters else -1
                found.add({2: "24 bit", 5: "256"}.get(kind, f"unknown: {sequence!r}"))
                del parameters[: {2: 4, 5: 2}.get(kind, len(parameters))]
            elif 30 <= code <= 37 or 40 <= code <= 47:
                found.add("8")
            elif 90 <= code <= 97 or 100 <= code <= 107:
                found.add("bright")
            elif code not in (39, 49) and code >= 30:
                found.add(f"unknown: {sequence!r}")
    return found


def tour(terminal: Terminal, whole: bool = True) -> None:
    """Let everything be seen that has colours of its own; or the text, the table, messages and the help."""
    ready(terminal)
    terminal.send("the zebra" + ENTER)
    terminal.expect(lambda seen: tokens(seen) >= 3)
    assert "unknown: zebra" in terminal.text
    terminal.send(F7)
    terminal.expect("stopped")
    for key, more, seen in ((F1, "", "The ideas"), (F2, DOWN + DOWN, "Smoothing"))[: 2 if whole else 1]:
        terminal.send(key)
        terminal.expect(seen)
        terminal.send(more)
        terminal.settle(0.1)
        terminal.send(key)
        terminal.expect(lambda here, gone=seen: gone not in here.text)  # type: ignore[misc]
    leave_the_prompt(terminal)
    terminal.send("1.2.3" + ENTER)
    terminal.expect("1.2.3")
    terminal.expect("temperature")
    if whole:
        see_the_panes(terminal)
    leave(terminal)


def see_the_panes(terminal: Terminal) -> None:
    """Each with the focus in it, and all that can be in the place of the table."""
    for _ in range(2):
        leave_the_prompt(terminal)  # and the part after
        terminal.send(LEFT + DOWN)
    terminal.settle()
    for keys, seen in LABORATORY:
        terminal.send(keys)
        terminal.expect(seen)
        terminal.settle(0.1)


# Lanes, all lanes' tables, the curve with a kept one, the tree of branches, and the sweep; and the table again.
LABORATORY = (
    ("l", "2: T "),
    ("v", "in every lane"),
    ("v", "Next after"),
    ("g", "Entropy after"),
    ("k", "Entropy after"),
    ("g", "Next after"),
    ("a", "Branches"),
    ("a", "Next after"),
    ("x", "Text"),
    (F4, "done: "),
    ("p", "Table"),
    (ESCAPE, "Next after"),
)


def test_a_terminal_is_sent_the_colours_it_has_and_no_others() -> None:
    def see(case: tuple[Env, set[str]]) -> None:
        first_of_its_depth = next(env for env, depth in DEPTHS if depth == case[1])
        with spawn([lmtui(), *SMALLEST], env=case[0]) as terminal:
            tour(terminal, whole=case[0] is first_of_its_depth)
            assert palettes(terminal.received) == case[1], palettes(terminal.received)

    together(see, DEPTHS)


def test_with_no_color_there_is_no_colour_code_at_all() -> None:
    def see(env: Env) -> None:
        with spawn([lmtui(), *SMALLEST], env={**env, "NO_COLOR": "1"}) as terminal:
            tour(terminal, whole=env["TERM"] in ("xterm-256color", "xterm", "screen"))
            assert palettes(terminal.received) == set(), palettes(terminal.received)

    together(see, [env for env, _ in DEPTHS])


def rest(terminal: Terminal) -> None:
    """See that nothing is sent any more."""
    ready(terminal)
    terminal.settle(0.5)
    sent = len(terminal.received)
    terminal.read(1.0)
    assert not terminal.received[sent:]


def test_an_empty_no_color_changes_nothing_and_not_one_byte_is_sent_while_nobody_does_anything() -> None:
    def see(case: tuple[Env, set[str]]) -> None:
        with spawn([lmtui(), "--prompt", "The fox"], env={**case[0], "NO_COLOR": ""}) as terminal:
            rest(terminal)
            leave(terminal)
            found = palettes(terminal.received)
            assert found <= case[1], found
            assert found or not case[1], "no colours"

    together(see, DEPTHS)


# What is no terminal to draw on


@pytest.mark.parametrize("unset", [False, True])
@pytest.mark.parametrize("more", [{}, {"COLORTERM": "truecolor"}], ids=name_of)
def test_a_dumb_terminal_is_refused_with_one_line_that_names_the_commands(unset: bool, more: Env) -> None:
    command = ["env", "-u", "TERM", lmtui()] if unset else [lmtui()]
    with spawn(command, (250, 24), env={"TERM": "dumb", **more}) as terminal:
        assert terminal.wait() == 2
        assert b"\x1b" not in terminal.received
        assert terminal.received.count(b"\n") == 1
        assert all(name in terminal.text for name in ("lmtui generate", "next", "score", "corpora"))


# A terminal that takes at once what is sent

ALTERNATE_SCREEN, NO_WRAPPING = b"\x1b[?1049h", b"\x1b[?7l"  # the first and the last that it is set up with
AT_ONCE = """
import time
from lmtui.__main__ import main
from lmtui.tui.wire.frames import Frames

flush = Frames.flush

def once_all_is_written(frames):
    while frames._output and not frames._output.idle:
        time.sleep(0.001)
    flush(frames)

Frames.flush = once_all_is_written
main()
"""


@pytest.mark.parametrize("env", [{}, {"TERM": "vt100", "COLORTERM": ""}], ids=name_of)
def test_no_frame_goes_to_a_terminal_that_is_being_set_up_however_fast_it_is(env: Env) -> None:
    """Where it is asked how wide it draws its characters, the cursor goes elsewhere."""
    with spawn([sys.executable, "-c", AT_ONCE, "--prompt", "The fox"], env=env) as terminal:
        for _ in range(2):
            ready(terminal)
            terminal.settle()
            whole(terminal, 80, 24)
            began = len(terminal.received)
            terminal.signal(signal.SIGCONT)  # as after a stop by force: it is set up anew
            terminal.expect(lambda seen, before=began: NO_WRAPPING in seen.received[before:])  # type: ignore[misc]
            anew = terminal.received[terminal.received.index(ALTERNATE_SCREEN, began) :]
            assert QUESTION not in anew[: anew.index(NO_WRAPPING)]
        leave(terminal)


# Encodings

NO_UTF8 = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
LATIN_1 = {"PYTHONIOENCODING": "iso8859-1"}


def whole(terminal: Terminal, columns: int, rows: int) -> None:
    """The screen is complete: every part is in its place, and the table fills its own."""
    lines = terminal.lines
    assert len(lines) == rows
    assert {len(cells(line)) for line in lines} == {columns}
    assert lines[0].startswith(" lmtui  fables ")
    assert lines[1].startswith(" Prompt ")
    assert lines[2].startswith(" T ")
    assert lines[3].split()[0] == "0"
    assert " Text " in lines[4]
    assert " Next after " in lines[4]
    assert lines[-1].startswith(" F1 Help  ")
    table = find_table(lines)
    assert table, terminal.text
    assert table.sums_to_one()
    assert [row.rank for row in table.rows] == list(range(1, candidates_on(rows) + 1))
    assert {row.ends for row in table.rows} == {table.rest_ends}
    assert any("luck" in line for line in lines[-3:-1])


def see_everything(terminal: Terminal) -> str:
    """Everything that is drawn, on all screens; the texts of all of them."""
    seen: list[str] = []

    def look() -> None:
        terminal.settle(0.1)
        seen.append(terminal.text)

    ready(terminal)
    look()
    for key, sign, scrolls in ((F1, "The ideas", 12 * [PAGE_DOWN]), (F2, "Smoothing", [8 * DOWN])):
        terminal.send(key)
        terminal.expect(sign)
        look()
        for scroll in scrolls:
            sent = len(terminal.received)
            terminal.send(scroll)
            terminal.expect(lambda here, before=sent: len(here.received) > before)  # type: ignore[misc]
            look()
        terminal.send(key)
        terminal.expect(lambda here, gone=sign: gone not in here.text)  # type: ignore[misc]
        look()
    terminal.send("The zebra" + ENTER)
    terminal.expect(lambda here: tokens(here) >= 5)
    seen.append(terminal.text)
    terminal.send(F7)
    terminal.expect("stopped")
    look()
    leave_the_prompt(terminal)
    terminal.send("t")
    look()
    terminal.send("1.2.3" + ENTER)  # a message appears
    look()
    terminal.send(END)
    terminal.expect(r" T inf ")
    look()
    for _ in range(2):
        terminal.send(TAB)  # the text, then the table
        look()
        terminal.send(LEFT + PAGE_DOWN)
        look()
    terminal.send(f"/</s>{ENTER}{ENTER}")  # the end of a unit, taken by hand
    terminal.expect("$")
    for keys, sign in LABORATORY:
        terminal.send(keys)
        terminal.expect(sign)
        look()
    for keys in (CTRL_S, CTRL_O, CTRL_E):
        terminal.send(keys)
        terminal.expect("json")
        look()
        terminal.send(ESCAPE)
        terminal.expect(lambda here: "json" not in here.text)
    return "\n".join(seen)


def test_all_that_the_program_draws_itself_can_be_ascii() -> None:
    def see(case: tuple[list[str], Env]) -> None:
        with spawn([lmtui(), *SMALLEST, "--animation", "none", *case[0]], env=case[1]) as terminal:
            seen = see_everything(terminal)
            leave(terminal)
        assert {char for char in terminal.received.decode() if not char.isascii()} == set()
        assert not re.search(rb"\\[uxN]", terminal.received)
        for drawn in ("---", "===", "O---", " | ", "#", ">", "1/4", "inf", "+-", "a temperature"):
            assert drawn in seen, drawn
        # Without the help's frame and its scrollbar, of which an end may stand on any line.
        unframed = " ".join(re.sub(r"( [-#])? *\|$", "", seen, flags=re.MULTILINE).replace("|", " ").split())
        for needed in ("T = inf takes", "product of p("):
            assert needed in unframed, f"not in the help: {needed}"

    together(see, [(["--ascii"], {}), ([], NO_UTF8)])


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, NO_UTF8, LATIN_1], ids=name_of)
def test_the_screen_is_whole_in_any_encoding(env: Env) -> None:
    with spawn([lmtui()], env=env) as terminal:
        ready(terminal)
        terminal.settle()
        whole(terminal, 80, 24)
        terminal.send("The fox" + ENTER)
        terminal.expect(lambda seen: tokens(seen) >= 3)
        terminal.send(F7)
        terminal.expect("stopped")
        leave(terminal)
    assert not re.search(rb"\\[uxN]", terminal.received)


def test_an_encoding_that_is_not_utf_8_is_sent_ascii(tmp_path: Path) -> None:
    corpus = tmp_path / "letters.txt"
    corpus.write_text("café naïve ŝipo Ærø\n" * 3, encoding="utf-8")
    with spawn([lmtui(), "--corpus", str(corpus)], env=LATIN_1) as terminal:
        ready(terminal)
        terminal.settle()
        assert find_table(terminal.lines)
        leave(terminal)
    assert terminal.received.isascii()
    for word in (b"caf?", b"na?ve", b"?ipo", b"?r?"):
        assert word in terminal.received


# Sizes

SIZES = [(80, 24), (100, 30), (120, 40), (160, 50), (250, 70), (60, 16)]


def test_the_first_screen_is_whole_at_any_size() -> None:
    def see(size: tuple[int, int]) -> None:
        with spawn([lmtui()], size) as terminal:
            ready(terminal)
            terminal.settle()
            whole(terminal, *size)
            leave(terminal)

    together(see, SIZES)


def test_a_terminal_that_is_too_small_is_told_so_and_can_be_enlarged() -> None:
    with spawn([lmtui()], (59, 16)) as terminal:
        terminal.expect("60×16")
        assert find_table(terminal.lines) is None
        for columns, rows in ((60, 15), (30, 5), (8, 3), (1, 1), (20, 40)):
            terminal.resize(columns, rows)
            terminal.settle()
            assert columns < 20 or "60×16" in terminal.text
        terminal.resize(80, 24)
        ready(terminal)
        terminal.settle()
        whole(terminal, 80, 24)
        leave(terminal)


def settled_text(terminal: Terminal) -> str:
    terminal.settle(0.3)
    return terminal.text


def becomes(terminal: Terminal, text: str) -> None:
    """A text is shown, and stays: a frame may have to wait for an answer to one that was sent at another size."""
    terminal.expect(lambda here: text_of(here) == text)
    assert settled_text(terminal) == text


def fresh_text(size: tuple[int, int], options: Sequence[str] = ()) -> str:
    """What a fresh start shows."""
    return next(fresh_texts(size, options))


def fresh_texts(size: tuple[int, int], options: Sequence[str] = (), keys: str = "", sign: str = "") -> Iterator[str]:
    """What a fresh start shows; then what it shows after some keys, once there is a sign of them."""
    with spawn([lmtui(), *options], size) as terminal:
        ready(terminal)
        yield settled_text(terminal)
        terminal.send(keys)
        terminal.expect(sign)
        yield settled_text(terminal)


def shake(terminal: Terminal, seed: int, times: int, pause: float) -> tuple[int, int]:
    """Resize at random moments to random sizes, some of them too small; the last one is not."""
    chance = random.Random(seed)
    for _ in range(times):
        terminal.resize(chance.randint(20, 200), chance.randint(5, 60))
        terminal.read(chance.random() * pause)
    size = chance.randint(60, 140), chance.randint(16, 45)
    terminal.resize(*size)
    return size


def test_resizing_during_start_up_does_no_harm() -> None:
    def see(seed: int) -> None:
        with spawn([lmtui()]) as terminal:
            size = shake(terminal, seed, 15, 0.08)
            ready(terminal)
            becomes(terminal, fresh_text(size))
            whole(terminal, *size)
            leave(terminal)

    together(see, range(1, 7))


# The terminal is small until its size is read; it has the test's before the size that was read is passed on.
_GROWS_WHEN_READ = """
import fcntl, os, signal, struct, termios
from lmtui.__main__ import main
from lmtui.tui.driver import WireDriver

def set_size(columns, rows):
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

def read(driver):
    size = read_now(driver)
    if size == (60, 16):
        set_size(100, 30)
        os.kill(os.getpid(), signal.SIGWINCH)
    return size

read_now, WireDriver._get_terminal_size = WireDriver._get_terminal_size, read
set_size(60, 16)
main()
"""


def test_a_size_that_was_read_before_the_latest_signal_and_comes_after_it_is_not_taken() -> None:
    with spawn([sys.executable, "-c", _GROWS_WHEN_READ], (100, 30)) as terminal:
        ready(terminal)
        becomes(terminal, fresh_text((100, 30)))
        leave(terminal)


def test_a_size_that_was_another_one_for_a_moment_is_drawn_anew() -> None:
    with spawn([lmtui()]) as terminal:
        ready(terminal)
        before = settled_text(terminal)
        for _ in range(3):
            terminal.resize(20, 5)
            terminal.resize(80, 24)
            becomes(terminal, before)
        leave(terminal)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A text that takes a while to train on."""
    path = tmp_path_factory.mktemp("large") / "large.txt"
    path.write_text("".join(f"w{i * 7919 % 20011} w{i % 1013} w{i % 91}\n" for i in range(150_000)))
    return str(path)


def test_resizing_during_a_training_does_no_harm(large: str) -> None:
    with spawn([lmtui(), "--corpus", large]) as terminal:
        terminal.expect("training")
        size = shake(terminal, 4, 12, 0.06)
        ready(terminal)
        becomes(terminal, fresh_text(size, options=["--corpus", large]))
        leave(terminal)


def test_resizing_does_no_harm_while_a_dialog_is_open() -> None:
    def see(case: tuple[str, str]) -> None:
        key, sign = case
        with spawn([lmtui()]) as terminal:
            ready(terminal)
            terminal.send(key)
            terminal.expect(sign)
            size = shake(terminal, 5, 8, 0.1)
            terminal.expect(sign)
            fresh, with_dialog = fresh_texts(size, keys=key, sign=sign)
            becomes(terminal, with_dialog)
            terminal.send(key)
            terminal.expect(lambda seen: sign not in seen.text)
            becomes(terminal, fresh)
            leave(terminal)

    together(see, [(F1, "The ideas"), (F2, "Smoothing")])


def test_resizing_during_a_generation_loses_no_token() -> None:
    with spawn([lmtui()], (100, 30)) as terminal:
        ready(terminal)
        run_without_limit(terminal)
        counts = [tokens(terminal)]
        for seed in range(4):
            shake(terminal, seed, 4, 0.1)
            before = len(terminal.received)
            terminal.expect(lambda seen, before=before: QUESTION in seen.received[before:] and tokens(seen) > 0)  # type: ignore[misc]
            counts.append(tokens(terminal))
        assert counts == sorted(counts)
        assert counts[-1] > counts[0]
        size = shake(terminal, 7, 4, 0.1)
        terminal.send(F7)
        terminal.expect("stopped")
        terminal.settle()
        whole(terminal, *size)
        beside = terminal.lines[4].index(" Next after ") - len("──")
        count, text = tokens(terminal), prose([line[:beside] for line in terminal.lines[5:-2]])
        leave(terminal)
    printed = process("generate", "--tokens", str(count))
    assert prose([printed.out.strip().replace("\n", "¶ ")]).removesuffix("¶").endswith(text.removesuffix("¶"))


# Scripts

SCRIPTS = {
    "CJK": "漢字を読む 人が道を行く 国の北と南 全角ＡＢＣ ｶﾅ",
    "Hangul": "한국어를 읽는다 사람이 길을 간다 \u1112\u1161\u11ab\u1100\u116e\u11a8",
    "emoji": "🦊 🐦 🌲🌳 🐺🐻 😀 ok 🎉 👩\u200d👧 ❤\ufe0f",
    "marks": "e\u0301te\u0301 n\u0303o q\u0323\u0307 \u0301x a\u030a\u0301 z\u0335",
    "other": "ภาษาไทย กำลัง עברית العربية हिन्दी русский Ελλάδα",
}
SCRIPTS["mixed"] = " ".join(SCRIPTS.values()) + " plain words"


def assert_aligned(terminal: Terminal) -> None:
    """Every number of the table stands in its column, and every line is as wide as the terminal."""
    terminal.settle(0.1)
    lines = [cells(line) for line in terminal.lines]
    assert {len(line) for line in lines} == {80}, terminal.text
    head = next(number for number, line in enumerate(terminal.lines) if re.search(r"# +token", line))
    # In cells: what the second half of a wide character hides is a blank here.
    flat = ["".join(cell[:1] or " " for cell in line) for line in lines]
    ends = [found.end() for found in re.finditer(r"(?<=\W)(?:p|p_T)(?= )", flat[head])][-2:]
    rest = next(number for number, line in enumerate(flat) if re.search(r"\d others?|nothing else", line))
    assert rest > head + 1
    for line in flat[head + 1 : rest + 1]:
        if not line[36:].strip():
            continue
        for end in ends:
            assert re.fullmatch(r" +\d(?:\.\d{4}|e-\d+)?", line[end - 7 : end]), terminal.text
        assert line[max(ends)] == " "
        assert line.startswith(" ", 36) or not line[:36].strip()  # the text ends before the table begins


def test_wide_and_combining_characters_leave_the_columns_aligned(tmp_path: Path) -> None:
    def see(case: tuple[str, str]) -> None:
        script, tokenizer = case
        corpus = tmp_path / f"{script}-{tokenizer}.txt"
        corpus.write_text((SCRIPTS[script] + "\n") * 2, encoding="utf-8")
        options = ["--corpus", str(corpus), "--tokenizer", tokenizer, "--temperature", "inf"]
        with spawn([lmtui(), *options, "--prompt", f"{SCRIPTS[script][:5]} "]) as terminal:
            ready(terminal)
            assert_aligned(terminal)
            run_without_limit(terminal)
            terminal.expect(lambda seen: tokens(seen) >= 200)
            terminal.send(F7)
            terminal.expect(lambda seen: progress(text_of(seen))[1] == "stopped")
            assert_aligned(terminal)
            terminal.send(TAB)
            for keys in (6 * LEFT, "\x1b[A", TAB + DOWN, PAGE_DOWN, END + "="):
                terminal.send(keys)
                assert_aligned(terminal)
            leave(terminal)

    others = [("mixed", "char"), ("mixed", "word"), ("Hangul", "char")]
    together(see, [*((script, "whitespace") for script in SCRIPTS), *others])


def test_wide_characters_leave_the_columns_aligned_where_only_ascii_is_sent(tmp_path: Path) -> None:
    corpus = tmp_path / "script.txt"
    corpus.write_text((SCRIPTS["mixed"] + "\n") * 2, encoding="utf-8")
    with spawn([lmtui(), "--corpus", str(corpus), "--temperature", "inf"], env=NO_UTF8) as terminal:
        ready(terminal)
        assert_aligned(terminal)
        terminal.send("漢字" + F6 + F6 + F6)
        terminal.expect(lambda seen: tokens(seen) == 3)
        assert_aligned(terminal)
        leave(terminal)
    assert terminal.received.isascii()
    assert b"? " in terminal.received


# A long line

MOUSE = {"?1000", "?1002", "?1003", "?1006"}


def ever_on(received: bytes | bytearray) -> set[str]:
    """All private modes that were ever switched on, and "keyboard" where its flags were pushed."""
    modes = re.findall(rb"\x1b\[\?([0-9;]+)h", received)
    on = {f"?{mode.decode()}" for parameters in modes for mode in parameters.split(b";")}
    return on | ({"keyboard"} if re.search(rb"\x1b\[(?:>|=)[0-9;]*u", received) else set())


CONNECTIONS: list[tuple[Env, list[str], bool, bool]] = [
    ({}, [], True, True),
    ({}, ["--mouse", "on"], True, True),
    ({}, ["--mouse", "off"], False, True),
    (AFAR, [], False, False),
    (AFAR, ["--mouse", "off"], False, False),
    (AFAR, ["--mouse", "on"], True, False),
    ({"SSH_CONNECTION": "", "NO_COLOR": "1"}, [], True, True),
]


def test_mouse_and_keyboard_flags_are_switched_on_where_they_do_no_harm_and_not_one_byte_is_sent_at_rest() -> None:
    def see(case: tuple[Env, list[str], bool, bool]) -> None:
        env, options, mouse, keyboard = case
        with spawn([lmtui(), "--prompt", "The fox", *options], env=env) as terminal:
            ready(terminal)
            on = ever_on(terminal.received)
            if not options:
                rest(terminal)
            leave(terminal)
        assert bool(MOUSE & on) == mouse, on
        assert ("keyboard" in on) == keyboard, on

    together(see, CONNECTIONS)


WRONG = [
    "--mouse maybe",
    "--mouse",
    "--animation wild",
    "--fps 0",
    "--fps -5",
    "--fps many",
    "--fps inf",
    "--fps 1.5",
]


def test_a_wrong_value_is_refused_and_nothing_is_drawn() -> None:
    def see(options: str) -> None:
        with spawn([lmtui(), *options.split()]) as terminal:
            assert terminal.wait() == 2
            assert b"\x1b" not in terminal.received
            assert options.split()[0] in terminal.text

    together(see, WRONG)


def test_animation_and_frames_can_be_chosen() -> None:
    def see(case: tuple[str, str]) -> None:
        with spawn([lmtui(), "--animation", case[0], "--fps", case[1]], env=AFAR) as terminal:
            ready(terminal)
            terminal.send(F1)
            terminal.expect("The ideas")
            terminal.send(PAGE_DOWN + F1)
            terminal.expect(lambda seen: "The ideas" not in seen.text)
            leave(terminal)

    together(see, [("none", "5"), ("basic", "60"), ("full", "1")])


FRAMES: list[tuple[Env, list[str], bool]] = [
    ({}, ["--fps", "2"], True),
    ({}, ["--fps", "60"], False),
    (AFAR, [], False),
    (AFAR, ["--fps", "2"], True),
    ({"TEXTUAL_FPS": "2"}, [], False),  # only the option counts
    ({"TEXTUAL_FPS": "60"}, ["--fps", "2"], True),
]


def test_there_are_as_many_frames_as_are_wanted() -> None:
    def see(case: tuple[Env, list[str], bool]) -> None:
        env, options, few = case
        with spawn([lmtui(), *options], env=env) as terminal:
            ready(terminal)
            leave_the_prompt(terminal)
            terminal.send(F5)
            terminal.expect(lambda seen: tokens(seen) >= 1)
            before, asked = tokens(terminal), terminal.received.count(QUESTION)
            terminal.expect(lambda seen: tokens(seen) >= before + 15)
            frames = (terminal.received.count(QUESTION) - asked) / (tokens(terminal) - before)  # for each token
            assert frames <= 0.5 if few else frames > 0.8, frames
            leave(terminal)

    together(see, FRAMES)
