"""Nothing gets out: no text from anywhere reaches the terminal as anything but text, in the app or without it.

Everything that a program writes to its terminal is read by `support.hostile.leaks`, which knows the few sequences
that the program sends of its own.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import Ran, here
from support.forked import spawn, spawn_any
from support.hostile import CANARY, DEPRECATED, MARKUP, NO_UTF8, ONLY_TEXT, PAYLOADS, WITHOUT_NUL, Own, leaks, names
from support.screen import find_table
from support.terminal import (
    CTRL_Q,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    F1,
    F2,
    F6,
    F7,
    HOME,
    LEFT,
    TAB,
    Terminal,
    lmtui,
)

from lmtui.ngram.library import load_model
from lmtui.ngram.store import save
from lmtui.playground import session_file
from lmtui.playground.session import Session
from lmtui.playground.training_job import TrainingJob
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.text.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("no_cache")

CTRL_E, CTRL_O, CTRL_S, CTRL_U, PAGE_DOWN = "\x05", "\x0f", "\x13", "\x15", "\x1b[6~"
F4, SHIFT_TAB, SHIFT_HOME = "\x1bOS", "\x1b[Z", "\x1b[1;2H"
SIZE = (100, 50)
LOWER = (100, 28)  # where there is no more to be seen on more lines
TOKENIZERS = ("word", "char", "whitespace")
# Bytes that leave the program, or suspend it, where they are typed; and what ends a paste.
KEYS_THAT_LEAVE = b"\x03\x11\x1a"
KEYS_FOR_THE_CLIPBOARD = b"\x18\x19"  # what they put there is a sequence of the program's own, but in a kiosk
END_OF_PASTE = b"\x1b[201~"

ALL_IN_ONE = " ".join((*(payload.text for payload in WITHOUT_NUL), *MARKUP))
FOUR_AT_A_TIME = [
    " ".join(payload.text for payload in WITHOUT_NUL[first : first + 4]) for first in range(0, len(WITHOUT_NUL), 4)
]
CORPUS = b"\n".join(
    b"x %b x%by" % (piece, piece)
    for piece in (*(payload.data for payload in WITHOUT_NUL), *(text.encode() for text in MARKUP))
)

CORPUS_IN_UTF8 = b"\n".join(line for line in CORPUS.split(b"\n") if "\ufffd" not in line.decode(errors="replace"))


# The reader itself


@pytest.mark.parametrize("own", [ONLY_TEXT, Own(returns=True), Own((80, 24)), Own(SIZE)])
def test_every_payload_would_be_noticed(own: Own) -> None:
    unseen = [payload.name for payload in PAYLOADS if not leaks(b"before " + payload.data + b" after", own)]
    assert unseen == (["C0 0D"] if own.screen or own.returns else [])


def test_deprecated_format_characters_would_be_noticed() -> None:
    assert all(leaks(payload.data) for payload in DEPRECATED)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[m\x1b[0m\x1b[1;38;5;215;48;5;235m\x1b[0;4;38;2;1;2;255m\x1b[39;49m",
        "\x1b[H\x1b[5H\x1b[24;80H\x1b[C\x1b[79D\x1b[2A\x1b[3B",
        "\x1b[?1049h\x1b[?25l\x1b[?25h\x1b[?1049l\x1b[?2026h\x1b[?2026l",
        "\x1b[6n\x1b[?2026$p\x1b[?2048$p\x1b[>25u\x1b[<u",
        "\r\b\x1bM",
    ],
)
def test_what_the_app_sends_is_its_own_and_nobody_elses(sequence: str) -> None:
    assert leaks(sequence.encode(), Own((80, 24))) == []
    assert leaks(sequence.encode()) != []


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[25;1H",
        "\x1b[1;81H",
        "\x1b[0;0H",
        "\x1b[81C",
        "\x1b[5m",
        "\x1b[58;5;1m",
        "\x1b[38;5;256m",
        "\x1b[38m",
        "\x1b[?9h",
        "\x1b[?1049h\x1b[?1049h",
        "\x1b[2J",
        "\x1b[1m\x1b[2J",
        "\x1b[mx\x1b[2J",
        "\x1b]22;default\x07",
    ],
)
def test_what_the_app_does_not_send_is_noticed(sequence: str) -> None:
    assert leaks(sequence.encode(), Own((80, 24))) != []


def test_text_is_only_text() -> None:
    assert leaks("plain ␛ café e\u0301 漢字 👩\u200d🚀 क्षत्रिय\n\tx\r\ny\r\r\n".encode()) == []
    assert leaks("\n".join(MARKUP).encode()) == []


# Without the app


def only_text(ran: Ran) -> None:
    """See that nothing on either output is anything but text, and that nothing went wrong unforeseen."""
    assert leaks(ran.out.encode()) == []
    assert leaks(ran.err.encode()) == []
    assert "Traceback" not in ran.err


def at_a_terminal(
    *arguments: str,
    code: int = 0,
    env: Mapping[str, str] | None = None,
    own: Own = ONLY_TEXT,
    from_the_beginning: bool = False,
) -> Terminal:
    """Run a command with a terminal on all sides; nothing but text may get to it."""
    start = spawn if from_the_beginning else spawn_any
    with start([lmtui(), *arguments], env=env) as terminal:
        ended = terminal.wait()
    assert leaks(terminal.received, own) == []
    assert b"Traceback" not in terminal.received, terminal.text
    assert ended == code, terminal.text
    return terminal


def both_ways(*arguments: str, code: int = 0, from_the_beginning: bool = False) -> None:
    """In plain and as JSON."""
    at_a_terminal(*arguments, code=code, from_the_beginning=from_the_beginning)
    at_a_terminal(*arguments, "--json", code=code, from_the_beginning=from_the_beginning)


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_a_corpus_is_printed_as_text(tokenizer: str, tmp_path: Path) -> None:
    file = tmp_path / "corpus"
    file.write_bytes(CORPUS)
    model = ("--corpus", str(file), "--tokenizer", tokenizer)
    both_ways("generate", *model, "--temperature", "inf", "--tokens", "2000")
    both_ways("next", *model, "--temperature", "inf", "--top", "all")
    both_ways("score", *model, "--text", ALL_IN_ONE)


def test_a_prompt_is_printed_as_text() -> None:
    for tokenizer in TOKENIZERS:
        model = ("--corpus", "mouse", "--tokenizer", tokenizer)
        for prompt in FOUR_AT_A_TIME:
            for ran in (
                here("generate", *model, "--tokens", "1", f"--prompt={prompt}"),
                here("next", *model, f"--prompt={prompt}"),
            ):
                assert ran.code == 0, prompt
                only_text(ran)
        scored = here("score", *model, *(f"--text={payload.text}" for payload in WITHOUT_NUL))
        assert scored.code == 0
        only_text(scored)
    both_ways("generate", "--corpus", "mouse", "--tokens", "3", f"--prompt={ALL_IN_ONE}")
    both_ways("next", "--corpus", "mouse", f"--prompt={ALL_IN_ONE}")


def test_deprecated_format_characters_are_not_printed() -> None:
    text = " ".join(payload.text for payload in DEPRECATED)
    for ran in (
        here("generate", "--corpus", "mouse", "--tokens", "1", "--prompt", text),
        here("next", "--corpus", "-", "--top", "all", stdin=text.encode()),
        here("next", "--corpus", f"missing {text}"),
    ):
        only_text(ran)


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_a_text_to_score_is_printed_as_text(json: Sequence[str], tmp_path: Path) -> None:
    file = tmp_path / "texts"
    file.write_bytes(b"\n".join(payload.data for payload in PAYLOADS))
    with spawn(
        ["sh", "-c", 'exec "$0" "$@" <"$TEXTS"', lmtui(), "score", *json], env={"TEXTS": str(file)}
    ) as terminal:
        assert terminal.wait() == 0
    assert leaks(terminal.received) == []


def test_a_file_name_is_printed_as_text(tmp_path: Path) -> None:
    for name in names():
        missing = str(tmp_path / "missing" / name)
        file = tmp_path / name
        file.write_bytes(b"one")
        for command in ("generate", "next", "score"):
            for ran in (
                here(command, "--corpus", missing),
                here(command, "--model", missing),
                here(command, "--corpus", str(file)),
                here(command, "--model", str(file)),
            ):
                assert ran.code == 1
                only_text(ran)
        file.write_bytes(b"a b \xff c")
        out = tmp_path / "trained" / name
        for ran in (
            here("next", "--corpus", str(file)),
            here("train", "--corpus", str(file), "-o", str(out)),
            here("train", "--corpus", str(file), "-o", f"{out}.arpa"),
            here("next", "--model", str(out)),
            here("next", "--model", f"{out}.arpa"),
        ):
            assert ran.code == 0, ran.err
            only_text(ran)
        only_text(here("train", "--corpus", str(file), "-o", str(file)))
        only_text(here("train", "--corpus", str(file), "-o", str(file / "below")))


def test_a_file_name_is_printed_as_text_at_a_terminal(tmp_path: Path) -> None:
    name = "".join(names(60)[::4])[:80]
    folder = tmp_path / name
    folder.mkdir()
    (folder / f"{name}.txt").write_bytes(b"a b \xff c")
    (folder / f"nul{name}.txt").write_bytes(b"\0")
    both_ways("next", "--corpus", str(folder), from_the_beginning=True)
    both_ways("generate", "--corpus", str(folder / "missing"), code=1)
    both_ways("next", "--model", str(folder), code=1)
    for out, code in ((tmp_path / f"{name}o", 0), (folder, 1)):
        train = ("train", "--corpus", str(folder), "-o", str(out))
        at_a_terminal(*train, code=code, own=Own(returns=True))


def test_a_refused_argument_is_printed_as_text() -> None:
    for payload in WITHOUT_NUL:
        text = payload.text
        for arguments in (
            (text,),
            ("next", text),
            ("next", f"--{text}"),
            ("next", f"--temperature={text}"),
            ("next", f"--smoothing={text}"),
            ("next", f"--tokenizer={text}"),
            ("next", f"--order={text}"),
        ):
            ran = here(*arguments)
            assert ran.code == 2
            only_text(ran)
    for arguments in ((ALL_IN_ONE,), ("next", ALL_IN_ONE), ("next", f"--temperature={ALL_IN_ONE}")):
        at_a_terminal(*arguments, code=2)


# ARPA files


def arpa(tokens: Sequence[bytes]) -> bytes:
    """A unigram model of these tokens, which must be distinct and hold no blanks."""
    log10 = b"%.9f" % -math.log10(2 + len(tokens))
    lines = [b"-99\t<s>", *(log10 + b"\t" + token for token in (b"<unk>", b"</s>", *tokens))]
    return b"\\data\\\nngram 1=%d\n\n\\1-grams:\n%b\n\n\\end\\\n" % (len(lines), b"\n".join(lines))


def without_blanks(data: bytes) -> bytes:
    return b"".join(data.split())


ARPA_TOKENS = list(
    dict.fromkeys(
        without_blanks(piece)
        for piece in (*(payload.data for payload in PAYLOADS), *(text.encode() for text in MARKUP))
    )
)


def damaged_arpas(token: bytes) -> list[bytes]:
    """Files whose error messages name a token, or could."""
    head = b"\\data\\\nngram 1=4\nngram 2=1\n\n\\1-grams:\n-1\t<unk>\n-1\t<s>\n-1\t</s>\n"
    return [
        head + b"%b\ta\n" % token,
        head + b"-1\ta\t%b\n" % token,
        head + b"-1\ta\n\n\\2-grams:\n-1\ta %b\n\n\\end\\\n" % token,
        head + b"-1\t%b\n-1\t%b\n" % (token, token),
        head + b"\\%b\n" % token,
        token + b"\n",
        b"\\data\\\n%b\n" % token,
    ]


def test_the_tokens_of_an_arpa_file_are_printed_as_text(tmp_path: Path) -> None:
    file = tmp_path / "model.arpa"
    file.write_bytes(arpa(ARPA_TOKENS))
    both_ways("next", "--model", str(file), "--top", "all")
    both_ways("generate", "--model", str(file), "--temperature", "inf", "--tokens", "1000")
    both_ways("score", "--model", str(file), "--text", ALL_IN_ONE)


def test_what_is_wrong_with_an_arpa_file_is_printed_as_text(tmp_path: Path) -> None:
    file = tmp_path / "model.arpa"
    for token in ARPA_TOKENS:
        for damaged in damaged_arpas(token):
            file.write_bytes(damaged)
            ran = here("next", "--model", str(file))
            assert ran.code == 1
            only_text(ran)
    for damaged in damaged_arpas(b"".join(ARPA_TOKENS)):
        file.write_bytes(damaged)
        at_a_terminal("next", "--model", str(file), code=1)


# A trained folder that somebody else has made


@pytest.fixture
def foreign_folder(tmp_path: Path) -> Path:
    """A model whose tokens were never cleaned."""
    model = load_model(Recipe(("mouse",))).model
    size = len(model.vocabulary)
    tokens = [payload.data.decode("utf-8", "replace") for payload in PAYLOADS if payload not in NO_UTF8]
    tokens = list(dict.fromkeys(("<unk>", "<s>", "</s>", *tokens)))
    spread = [tokens[(number * 97) % len(tokens)] for number in range(3, size)]
    distinct = [f"{token}{number}" for number, token in enumerate(spread)]
    vocabulary = Vocabulary.from_tokens(["<unk>", "<s>", "</s>", *distinct])
    folder = tmp_path / "foreign"
    save(replace(model, vocabulary=vocabulary), folder)
    return folder


@pytest.fixture
def odd_smoothing(tmp_path: Path) -> Path:
    """A stored model whose smoothing was never cleaned; it is refused."""
    model = load_model(Recipe(("mouse",))).model
    save(replace(model, smoothing=f"\x1b]0;{CANARY}\x07\x9b31337;7m\u202e"), tmp_path / "odd")
    return tmp_path / "odd"


def test_a_foreign_trained_folder_is_printed_as_text(foreign_folder: Path, tmp_path: Path) -> None:
    both_ways("next", "--model", str(foreign_folder), "--top", "all")
    both_ways("generate", "--model", str(foreign_folder), "--temperature", "inf", "--tokens", "200")


def test_a_smoothing_that_is_none_is_printed_as_text(odd_smoothing: Path, tmp_path: Path) -> None:
    both_ways("next", "--model", str(odd_smoothing), code=1)
    both_ways("generate", "--model", str(odd_smoothing), code=1)
    train = ("train", "--model", str(odd_smoothing), "-o", str(tmp_path / "o"))
    refused = at_a_terminal(*train, code=1, own=Own(returns=True))  # the bar of the check
    assert CANARY in refused.text


def test_training_from_a_foreign_folder_says_only_text(foreign_folder: Path, tmp_path: Path) -> None:
    at_a_terminal("train", "--model", str(foreign_folder), "-o", str(tmp_path / "o"), own=Own(returns=True))


# The environment

GARBAGE = f"\x1b[31337;7m\x1b]0;{CANARY}\x07\u202e\u009b2J" + os.fsdecode(b"\x9b31337m\xff")
ENVIRONMENTS: list[Mapping[str, str]] = [
    {"TERM": f"xterm-256color{GARBAGE}"},
    {"TERM": os.fsdecode(b"xterm-\x9b31337m\xff")},
    {"COLORTERM": GARBAGE, "TERM_PROGRAM": GARBAGE, "TMUX": GARBAGE, "LANG": GARBAGE, "LC_CTYPE": GARBAGE},
    {"TERM_PROGRAM_VERSION": GARBAGE, "LC_ALL": GARBAGE, "LANGUAGE": GARBAGE},
    {"LMTUI_CACHE": f"/proc/{GARBAGE}"},
    {"HOME": f"/proc/{GARBAGE}", "LMTUI_CACHE": "~/cache", "XDG_CACHE_HOME": f"/proc/{GARBAGE}"},
    {"COLUMNS": GARBAGE, "LINES": GARBAGE, "TERMINFO": GARBAGE, "ESCDELAY": GARBAGE},
    {"SSH_CONNECTION": GARBAGE, "SSH_TTY": GARBAGE, "SSH_CLIENT": GARBAGE},
    {"NO_COLOR": GARBAGE, "FORCE_COLOR": GARBAGE, "UNICODE_VERSION": GARBAGE},
]


@pytest.mark.parametrize("env", ENVIRONMENTS, ids=lambda env: ",".join(env))
def test_the_environment_is_printed_as_text(env: Mapping[str, str]) -> None:
    at_a_terminal("paths", env=env)
    at_a_terminal("paths", "--json", env=env)
    at_a_terminal("next", "--corpus", "mouse", "--prompt=\udc9b", env=env)
    at_a_terminal("next", "--corpus", GARBAGE, code=1, env=env)


def test_a_home_that_does_not_exist_is_printed_as_text() -> None:
    for payload in WITHOUT_NUL:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LMTUI_CACHE", f"/nowhere/{payload.text}")
            for ran in (here("paths"), here("paths", "--json"), here("paths", "--clear")):
                assert ran.code == 0
                only_text(ran)


# Any mixture

PIECES = (
    *(payload.data for payload in PAYLOADS),
    *(text.encode() for text in MARKUP),
    b" ",
    b"\n",
    b"a",
    "é漢".encode(),
)
mixtures = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)), max_size=8).map(b"".join)
options = st.tuples(st.sampled_from(TOKENIZERS), st.booleans()).map(
    lambda drawn: ("--tokenizer", drawn[0], *(("--json",) if drawn[1] else ()))
)


@settings(max_examples=150)
@given(mixtures, mixtures, options)
def test_any_corpus_and_any_prompt_are_printed_as_text(corpus: bytes, prompt: bytes, how: Sequence[str]) -> None:
    data = b"a b " + corpus.replace(b"\0", b"") + b" c"
    text = os.fsdecode(prompt.replace(b"\0", b""))
    model = ("--corpus", "-", *how)
    for ran in (
        here("generate", *model, "--temperature=inf", "--tokens=20", f"--prompt={text}", stdin=data),
        here("next", *model, "--top=all", f"--prompt={text}", stdin=data),
        here("score", *model, f"--text={text or 'a'}", stdin=data),
        here("score", "--corpus", "mouse", *how, stdin=corpus),
    ):
        refused = "there is no text" in ran.err or "is packed in a way" in ran.err  # b"]\0\0" begins .lzma
        assert ran.code == 0 or refused, ran.err
        only_text(ran)


@settings(max_examples=150)
@given(st.lists(mixtures.map(without_blanks), max_size=4), st.binary(max_size=20))
def test_any_arpa_file_is_printed_as_text(
    tmp_path_factory: pytest.TempPathFactory, t: list[bytes], end: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "mixture.arpa"
    file.write_bytes(arpa([token for token in dict.fromkeys(t) if token]))
    ran = here("next", "--model", str(file), "--top=all")
    only_text(ran)
    file.write_bytes(file.read_bytes().replace(b"\\end\\", end))
    only_text(here("next", "--model", str(file)))


# In the app


@contextmanager
def playing(
    *arguments: str, env: Mapping[str, str] | None = None, size: tuple[int, int] = SIZE
) -> Iterator[Terminal]:
    """The app with a model; at the end it is left, and nothing but its own sequences may have got to the terminal."""
    with spawn([lmtui(), *arguments], size, env) as terminal:
        terminal.expect(lambda seen: find_table(seen.lines))
        yield terminal
        leave(terminal)
    assert leaks(terminal.received, Own(size)) == []


def leave(terminal: Terminal) -> None:
    assert terminal.exit_status is None, terminal.text
    terminal.send(CTRL_Q)
    assert terminal.wait() == 0, terminal.text
    assert b"Traceback" not in terminal.received, terminal.text


def aligned(terminal: Terminal) -> None:
    """See that the table stands as it should once nothing changes any more."""
    terminal.settle()
    table = find_table(terminal.lines)
    assert table is not None, terminal.text
    assert table.sums_to_one()
    assert len({row.ends for row in table.rows} | {table.rest_ends}) == 1, terminal.text


def empty_the_prompt(terminal: Terminal) -> None:
    terminal.send(END + CTRL_U)
    terminal.expect(lambda seen: seen.lines[1].split() == ["Prompt"])


def paste(terminal: Terminal, data: bytes) -> None:
    terminal.send(b"\x1b[200~" + data + END_OF_PASTE)


def go_through(terminal: Terminal, laboratory: bool = True) -> None:
    """Generate some text at full speed, look at it, and look at the whole table; and at all else there is."""
    terminal.send(ESCAPE)
    terminal.settle()
    terminal.send("+" * 12 + " ")
    at_full_speed = re.compile(r"(\d+) \S max \S (?:running|stopped)")
    terminal.expect(lambda seen: (count := at_full_speed.search(seen.text)) and int(count[1]) > 200)
    terminal.send(F7)
    terminal.expect("stopped")
    aligned(terminal)
    terminal.send(TAB + HOME)
    aligned(terminal)
    terminal.send(TAB)
    before = ""
    while before != terminal.text:
        before = terminal.text
        terminal.send(PAGE_DOWN)
        aligned(terminal)
    for keys in (F1, ESCAPE, F2, ESCAPE):
        terminal.send(keys)
        terminal.settle()
    if laboratory:
        go_through_the_laboratory(terminal)


def go_through_the_laboratory(terminal: Terminal) -> None:
    """Another lane, a token taken by hand, all lanes' tables, curves, the tree, every colour, and a sweep."""
    for keys, seen in (
        (SHIFT_TAB, "Del Rewind"),
        (3 * LEFT + ENTER, "Enter Take"),
        (DOWN + ENTER, "Branch "),
        ("l", "2: T "),
        ("v", "in every lane"),
        (ENTER, "Next after"),
        ("g", "Entropy after"),
        ("k" + F6, "Entropy after"),
        ("g", "Next after"),
        ("a", "Branches"),
        ("a", "Next after"),
        ("yyyyy", "Next after"),
        (F4, "done: 9 of 9"),
        (ESCAPE, "Next after"),
        (CTRL_S, "Save the session"),
        (ESCAPE, "Next after"),
    ):
        terminal.send(keys)
        terminal.expect(seen)
        terminal.settle(0.3 if keys == ESCAPE else 0.1)  # what follows Esc at once would be one key with it


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_a_corpus_is_shown_as_text(tokenizer: str, tmp_path: Path) -> None:
    file = tmp_path / "corpus"
    file.write_bytes(CORPUS_IN_UTF8)
    with playing("--corpus", str(file), "--tokenizer", tokenizer, "--temperature", "inf") as terminal:
        go_through(terminal, laboratory=tokenizer == "whitespace")  # which leaves every payload whole


def test_a_corpus_that_is_no_utf_8_is_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / "corpus"
    file.write_bytes(CORPUS)
    with playing("--corpus", str(file), "--tokenizer", "whitespace", "--temperature", "inf") as terminal:
        terminal.expect("undecodable")
        terminal.send(ENTER)
        terminal.expect(lambda seen: re.search(r"\d\d \S 10/s \S running", seen.text))


def test_the_tokens_of_an_arpa_file_are_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / "model.arpa"
    file.write_bytes(arpa(ARPA_TOKENS))
    with playing("--model", str(file), "--temperature", "inf") as terminal:
        go_through(terminal)


def test_what_is_wrong_with_an_arpa_file_is_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / f"m{GARBAGE}.arpa"
    file.write_bytes(damaged_arpas(without_blanks(os.fsencode(GARBAGE)))[0])
    with spawn([lmtui(), "--model", str(file)], SIZE) as terminal:
        terminal.expect("number")
        terminal.settle()
        leave(terminal)
    assert leaks(terminal.received, Own(SIZE)) == []


def test_a_foreign_trained_folder_is_shown_as_text(foreign_folder: Path) -> None:
    with playing("--model", str(foreign_folder), "--temperature", "inf", size=(160, 50)) as terminal:
        go_through(terminal)


def test_a_smoothing_that_is_none_is_shown_as_text(odd_smoothing: Path) -> None:
    with spawn([lmtui(), "--model", str(odd_smoothing)], (160, 24)) as terminal:
        terminal.expect(CANARY)
        leave(terminal)
    assert leaks(terminal.received, Own((160, 24))) == []


@pytest.mark.parametrize(
    "name",
    [
        f"\x1b]0;{CANARY}\x07",
        "\x1b]52;c;AA\x1b\\\x1b[31337m",
        os.fsdecode(b"\x9b31337m\x9d0;x\x9c\xff\xc2\x9b2J"),
        "\u202e\u2066\u2028\ufeff\U000e0041\x7f\x08\x0e",
        "[@click=app.quit]x[/x]",
    ],
    ids=ascii,
)
def test_a_file_name_is_shown_as_text(name: str, tmp_path: Path) -> None:
    file = tmp_path / name.replace("/", "")
    file.write_bytes(b"a b c \xff a b\n")
    with playing("--corpus", str(file)) as terminal:
        terminal.expect("undecodable")
        aligned(terminal)
        terminal.send(F2)
        terminal.expect("Settings")
        terminal.send(ESCAPE)
        terminal.settle()


def a_session_file(folder: Path, prompt: str, **recipe: object) -> Path:
    """A session with branches on a text full of what could act on a terminal, which stands beside it."""
    (folder / "corpus").write_bytes(CORPUS_IN_UTF8)
    session = Session(Recipe((str(folder / "corpus"),), tokenizer="whitespace"), Sampling(math.inf, seed=3), "x")
    session.lane_models.use(TrainingJob(session.recipe).run())
    for position in (0, 1, 2):
        session.playback.step()
        session.choose_rank(position, 5 + position)
    session_file.save(session, str(folder / "session.json"))
    record = json.loads((folder / "session.json").read_text())
    record["prompt"] = prompt
    record["recipe"] |= recipe
    (folder / "session.json").write_text(json.dumps(record))
    return folder / "session.json"


def test_a_session_file_is_shown_as_text(tmp_path: Path) -> None:
    file = a_session_file(tmp_path, ALL_IN_ONE)
    with playing("--session", str(file), size=(160, 50)) as terminal:
        terminal.expect("Branch ")
        terminal.send(ESCAPE)
        terminal.settle()
        terminal.send(TAB + TAB)
        go_through_the_laboratory(terminal)
    files = []
    for wrong in (
        {"corpora": [f"missing{GARBAGE}"]},
        {"smoothing": GARBAGE},
        {"tokenizer": GARBAGE},
        {"model": f"missing{GARBAGE}.arpa"},
        {"corpora": [GARBAGE, {}]},
    ):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        file = a_session_file(folder, GARBAGE, **wrong)
        files.append(file)
        with spawn([lmtui(), "--session", str(file)], SIZE) as terminal:
            terminal.expect(lambda seen: "cannot be opened" in seen.text or "lmtui: " in seen.text)
            terminal.read(0.2)
            if terminal.exit_status is None:
                terminal.send(CTRL_Q)
            assert terminal.wait() in (0, 1)
            assert b"Traceback" not in terminal.received
        assert leaks(terminal.received, Own(SIZE)) == []
    with playing("--corpus", "mouse") as terminal:
        for file in files:
            terminal.send(CTRL_O)
            terminal.expect("Open a session")
            terminal.send(f"{CTRL_U}{file}{ENTER}")
            terminal.settle()  # it cannot be opened, and is said to be what it is
            terminal.send(ESCAPE)
            terminal.expect(lambda seen: "Open a session" not in seen.text)
            terminal.settle(0.2)


def test_a_file_name_typed_in_a_dialog_is_shown_as_text(tmp_path: Path) -> None:
    with playing("--corpus", "mouse", size=LOWER) as terminal:
        for key, title in ((CTRL_S, "Save the session"), (CTRL_O, "Open a session"), (CTRL_E, "Export")):
            terminal.send(key)
            terminal.expect(title)
            terminal.send(CTRL_U)
            paste(terminal, f"{tmp_path}/missing/{GARBAGE}".encode("utf-8", "surrogateescape"))
            terminal.send(ENTER)
            terminal.expect(lambda seen: "cannot " in seen.text or "ending" in seen.text)
            terminal.settle()
            terminal.send(ESCAPE)
            terminal.settle()


def test_the_names_in_a_folder_are_shown_as_text(tmp_path: Path) -> None:
    for name in names(100)[::3]:
        folder = tmp_path / f"d{name}"
        folder.mkdir()
        (folder / f"0{name}.txt").write_bytes(b"a b c a b\n")
        (folder / f"1{name}.txt").write_bytes(b"\0")
        with playing("--corpus", str(folder), size=LOWER) as terminal:
            terminal.expect("passed over")
            terminal.settle()


def test_a_missing_file_is_shown_as_text() -> None:
    with spawn([lmtui(), "--corpus", f"missing{GARBAGE}"], SIZE) as terminal:
        terminal.expect("no corpus or file")
        terminal.settle()
        leave(terminal)
    assert leaks(terminal.received, Own(SIZE)) == []


@pytest.mark.parametrize("tokenizer", TOKENIZERS)
def test_a_prompt_given_as_an_argument_is_shown_as_text(tokenizer: str) -> None:
    arguments = ("--corpus", "mouse", "--tokenizer", tokenizer, "--temperature", "inf")
    with playing(*arguments, f"--prompt={ALL_IN_ONE}") as terminal:
        aligned(terminal)
        terminal.send(F6 + F6)
        aligned(terminal)
        terminal.send(HOME)
        aligned(terminal)


def typed_bytes_that_are_no_utf_8_never_end_the_app(terminal: Terminal) -> None:
    for number, payload in enumerate(NO_UTF8):
        if b"\x1b" in payload.data:
            continue
        terminal.send(payload.data + b"k%dk" % number)
        terminal.expect(lambda seen, mark=f"k{number}k": mark in seen.lines[1])  # type: ignore[misc]
        assert "\ufffd" in terminal.lines[1]
        empty_the_prompt(terminal)


def pasted_bytes_that_are_no_utf_8_never_end_the_app(terminal: Terminal) -> None:
    for number, payload in enumerate(NO_UTF8):
        paste(terminal, b"%bk%dk" % (payload.data, number))
        terminal.expect(lambda seen, mark=f"k{number}k": mark in seen.lines[1])  # type: ignore[misc]
        empty_the_prompt(terminal)


def markup_that_is_typed_stands_as_it_was_typed(terminal: Terminal) -> None:
    for text in MARKUP:
        paste(terminal, text.encode())
        terminal.expect(lambda seen, text=text: text in seen.lines[1])  # type: ignore[misc]
        empty_the_prompt(terminal)


def a_character_that_comes_byte_by_byte_is_a_character(terminal: Terminal) -> None:
    for split in ("é", "漢", "🦊"):
        terminal.settle()  # the answer to a question would come between the bytes
        for byte in split.encode():
            terminal.send(bytes([byte]))
            terminal.read(0.3)
        terminal.send("k")
        terminal.expect(lambda seen, split=split: f"{split}k" in seen.lines[1].replace(" ", ""))  # type: ignore[misc]
        empty_the_prompt(terminal)


def a_paste_that_ends_within_a_sequence_ends(terminal: Terminal) -> None:
    for number, end in enumerate((b"\x1b", b"\x1b[", b"\x1b[31337", b"\x1b]0;x")):
        paste(terminal, b"pasted%d" % number + end)
        terminal.expect(f"pasted{number}")
        empty_the_prompt(terminal)


def test_what_is_typed_and_pasted_in_the_prompt_is_shown_as_text() -> None:
    with playing("--corpus", "mouse", size=LOWER) as terminal:
        for see in (
            typed_bytes_that_are_no_utf_8_never_end_the_app,
            pasted_bytes_that_are_no_utf_8_never_end_the_app,
            markup_that_is_typed_stands_as_it_was_typed,
            a_character_that_comes_byte_by_byte_is_a_character,
            a_paste_that_ends_within_a_sequence_ends,
        ):
            see(terminal)


def test_whatever_is_typed_is_shown_as_text_and_the_app_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some of it are keys that write files
    with playing("--corpus", "mouse", size=(80, 24)) as terminal:
        for number, payload in enumerate(PAYLOADS):
            if not set(payload.data) & set(KEYS_THAT_LEAVE + KEYS_FOR_THE_CLIPBOARD):
                terminal.send(payload.data)
                terminal.read(0.01)
            if number % 20 == 0:
                terminal.send(ESCAPE)  # one of the keys may have opened a dialog
                terminal.read(0.3)
                terminal.send(F7)  # or have started a generation
                with suppress(AssertionError):
                    terminal.settle(timeout=10)  # nobody types far ahead of the screen


def test_keys_that_cut_and_copy_what_acts_on_a_terminal_send_nothing_of_it() -> None:
    with playing("--kiosk", "--corpus", "mouse") as terminal:
        for payload in PAYLOADS:
            if set(payload.data) & set(KEYS_FOR_THE_CLIPBOARD):
                paste(terminal, os.fsencode(GARBAGE))
                terminal.send("k")
                terminal.expect(lambda seen: "k" in seen.lines[1])
                terminal.send(SHIFT_HOME)
                terminal.send(payload.data)
                aligned(terminal)
                empty_the_prompt(terminal)


def test_whatever_is_pasted_is_shown_as_text() -> None:
    with playing("--corpus", "mouse", "--temperature", "inf") as terminal:
        pieces = [payload.data for payload in PAYLOADS if END_OF_PASTE not in payload.data]
        pieces += [text.encode() for text in MARKUP]
        lines = [piece for piece in pieces if len(piece.decode(errors="replace").splitlines()) == 1]
        pastes = [b" x ".join(lines[first : first + 4]) for first in range(0, len(lines), 4)]
        pastes += [piece for piece in pieces if piece not in lines]  # a paste ends where its first line does
        for first in range(0, len(pastes), 6):
            for pasted in pastes[first : first + 6]:
                paste(terminal, pasted + b" ")
            terminal.send(F6)
            aligned(terminal)
            empty_the_prompt(terminal)


def test_what_is_typed_in_the_settings_is_shown_as_text() -> None:
    pasted = [f"missing{name.replace(CANARY, '')}".encode(errors="surrogateescape") for name in names(60)]
    pasted = [text.replace(END_OF_PASTE, b"") for text in pasted]
    with playing("--corpus", "mouse", size=LOWER) as terminal:
        terminal.send(F2)
        terminal.expect("or path")
        terminal.send(DOWN)
        terminal.settle()
        for text in pasted[::6]:
            paste(terminal, text + b" ")
            terminal.settle()
            terminal.send(ENTER)
            terminal.expect("no corpus or file")
            terminal.send(CTRL_U)
            terminal.expect(lambda seen: "no corpus or file" not in seen.text)
        terminal.send(ESCAPE)
        terminal.settle()
        for field in (7, 8, 9, 11, 12, 14, 15):  # least count, pruning, file of words, encoding, speed, seed, top-k
            terminal.send(F2)
            terminal.expect("or path")
            terminal.send(DOWN * field)
            terminal.settle()
            paste(terminal, pasted[1] + pasted[-1] + b" ")
            terminal.settle()
            terminal.send(ENTER)
            terminal.settle()
            assert "Settings" in terminal.text
            terminal.send(ESCAPE)
            terminal.settle()


@pytest.mark.parametrize("env", ENVIRONMENTS, ids=lambda env: ",".join(env))
def test_the_environment_is_shown_as_text(env: Mapping[str, str]) -> None:
    with playing("--corpus", "mouse", env=env) as terminal:
        terminal.send(F1)
        terminal.expect("Help")


def test_what_textual_takes_from_the_environment_is_no_control() -> None:
    settings = ("COLOR_SYSTEM", "THEME", "FPS", "ANIMATIONS", "FILTERS", "DRIVER", "PRESS")
    with playing("--corpus", "mouse", env={f"TEXTUAL_{what}": GARBAGE + what for what in settings}) as terminal:
        terminal.settle()


def test_a_terminal_that_cannot_show_the_app_is_named_as_text() -> None:
    for env in ENVIRONMENTS:
        at_a_terminal(code=2, env={**env, "TERM": "dumb"})


@pytest.mark.parametrize("encoding", ["iso2022_jp", "cp1252"])
def test_an_encoding_makes_no_controls_of_text(encoding: str) -> None:
    env = {"PYTHONIOENCODING": encoding}
    size = (80, 24)
    with spawn([lmtui(), "--corpus", "mouse", "--prompt=漢字 “fox” ›31337;7m"], size, env) as terminal:
        terminal.expect(lambda seen: find_table(seen.lines))
        leave(terminal)
    assert leaks(terminal.received, Own(size)) == []


# Very long tokens


LONG = 1_000_000
LONG_TEXT = (
    b"a " + b"x" * LONG + b" a " + (b"\x1b[31337;7m\xff\xc2\x9b" * LONG)[:LONG] + b" b " + b"x" * LONG + b" a\n"
)


@pytest.fixture(scope="module")
def long_tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("long") / "corpus"
    file.write_bytes(LONG_TEXT)
    return file


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_tokens_of_a_million_bytes_are_printed_as_text(json: Sequence[str], long_tokens: Path) -> None:
    model = ("--corpus", str(long_tokens), "--tokenizer", "whitespace", *json)
    for ran in (
        here("generate", *model, "--tokens", "4", "--temperature", "inf"),
        here("next", *model, "--prompt", "a"),
        here("score", *model, "--text", "a b"),
    ):
        assert ran.code == 0
        only_text(ran)


def test_a_token_of_a_million_bytes_is_printed_as_text_at_a_terminal(long_tokens: Path) -> None:
    model = ("--corpus", str(long_tokens), "--tokenizer", "whitespace")
    terminal = at_a_terminal("generate", *model, "--prompt", "b", "--tokens", "1", "--temperature", "0")
    assert len(terminal.received) > LONG


def test_tokens_of_a_million_bytes_leave_the_screen_aligned_and_cost_few_bytes(long_tokens: Path) -> None:
    size = (80, 24)
    with playing(
        "--corpus", str(long_tokens), "--tokenizer", "whitespace", "--temperature", "inf", size=size
    ) as terminal:
        aligned(terminal)
        for _ in range(4):
            terminal.send(F6)
            aligned(terminal)
        terminal.send(HOME)
        aligned(terminal)
    assert len(terminal.received) < 100_000
