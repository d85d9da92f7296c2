"""No text from a prompt, a corpus or a file name reaches the terminal as anything but text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cli import Ran, acts_on_a_terminal, here, refusal

pytestmark = pytest.mark.usefixtures("no_cache")

ATTACKS = (
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\u202eevil",
    "\u2066isolate\u2069",
    "\u200fmark\u061c",
    "\u2028line\u2029",
    "\x7f\x08\x08",
    "a\rb",
    "\ud800",
)

hostile = st.text(
    st.one_of(st.sampled_from("".join(ATTACKS)), st.characters(max_codepoint=0xA0), st.characters()), max_size=12
)


def check(ran: Ran) -> None:
    assert acts_on_a_terminal(ran.out) == []
    assert acts_on_a_terminal(ran.err) == []
    assert "Traceback" not in ran.err


def test_the_check_would_notice() -> None:
    for attack in ATTACKS:
        assert acts_on_a_terminal(attack)
    assert acts_on_a_terminal("plain ␛ café ◌́ 🦊 \n\t") == []


@settings(max_examples=150)
@given(hostile, st.sampled_from(("word", "char", "whitespace")), st.booleans())
def test_a_prompt_is_only_text(prompt: str, tokenizer: str, json: bool) -> None:
    options = ("--corpus", "mouse", "--tokenizer", tokenizer, f"--prompt={prompt}", *(("--json",) if json else ()))
    for ran in (here("generate", "--tokens", "3", *options), here("next", *options)):
        assert ran.code == 0
        check(ran)


@settings(max_examples=150)
@given(hostile, st.sampled_from(("word", "char", "whitespace")), st.booleans())
def test_a_scored_text_is_only_text(text: str, tokenizer: str, json: bool) -> None:
    options = ("score", "--corpus", "mouse", "--tokenizer", tokenizer, *(("--json",) if json else ()))
    for ran in (here(*options, f"--text={text}"), here(*options, stdin=text.encode(errors="surrogatepass"))):
        assert ran.code == 0 or "there is no text" in ran.err
        check(ran)


@settings(max_examples=150)
@given(hostile, st.sampled_from(("word", "char", "whitespace")), st.booleans())
def test_a_corpus_is_only_text(text: str, tokenizer: str, json: bool) -> None:
    data = f"a b {text} c".replace("\0", "").encode(errors="surrogatepass")
    options = ("--corpus", "-", "--tokenizer", tokenizer, "--temperature", "inf", *(("--json",) if json else ()))
    generated = here("generate", "--tokens", "30", *options, stdin=data)
    table = here("next", "--top", "all", *options, stdin=data)
    for ran in (generated, table):
        assert ran.code == 0
        check(ran)


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack != "\ud800"])
def test_a_file_name_is_only_text(attack: str, tmp_path: Path) -> None:
    missing = str(tmp_path / f"{attack}\n.txt")
    refusal(here("next", "--corpus", missing), 1)
    alone = tmp_path / f"{attack}.txt"
    alone.write_bytes(b"alone")
    refusal(here("next", "--corpus", str(alone)), 1)
    refusal(here("next", "--corpus", str(tmp_path)), 1)
    alone.write_bytes(b"not \xff alone")
    for corpus in (alone, tmp_path):
        ran = here("next", "--corpus", str(corpus))
        assert ran.code == 0
        check(ran)
        assert "1 undecodable" in ran.err
        assert ran.err.count("\n") == 1


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("option", ["--temperature", "--order", "--smoothing", "--top-k", "--seed", "--top", "--x"])
def test_a_refused_setting_is_only_text(option: str, attack: str) -> None:
    refusal(here("next", f"{option}={attack}"), 2)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_refused_command_is_only_text(attack: str) -> None:
    refusal(here(attack), 2)
    refusal(here("generate", attack), 2)
