"""What looks alike is alike once it was read, and nothing invisible is left by accident."""

from __future__ import annotations

import sys
import unicodedata
from unicodedata import decomposition, normalize

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import normal_form as forms
from lmtui.text.normal_form import normal_form
from lmtui.text.safety import without_lone_surrogates
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named

# Characters that what is tested is about, among others.
odd = st.sampled_from(
    "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0f\u0301\u094d\u2019`'’-‐ea न👩🚀 \n\f\x85\u2028\x1b"
)
texts = st.lists(st.one_of(odd, st.characters())).map("".join)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("don’t donʼt don＇t don`t don´t don‘t", "don't don't don't don't don't don't"),
        ("‘quoted’ `code` 5′", "‘quoted' `code` 5′"),
        ("cafe\u0301 nai\u0308ve \u1100\u1161", "café naïve 가"),
        ("well‐known well‑known", "well-known well-known"),
        ("co\u00adoperate a\u2060b \ufeffword wo\u200erd \u061cx", "cooperate ab word word x"),
        ("khmer\u200bwords", "khmer words"),
        ("a\fb\vc\x1cd\x85e\u2028f\u2029g", "a b c d\ne\nf\n\ng"),
        ("\x1b[2J\x07\x9b", "␛[2J␇\ufffd"),
        ("می\u200cخواهم क\u094d\u200dष", "می\u200cخواهم क\u094d\u200dष"),
        ("क\u094d\u200d", "क\u094d\u200d"),
        ("a\u200c b\u200d \u200dc", "a b c"),
        ("\u0645\u200c😀 😀\u200dx 1\u200c2 3\u200dx", "\u0645😀 😀x 12 3x"),
        ("a\u0308\u200c\u034f =\u200d\u0338", "ä ≠"),
        ("👩\u200d🚀 ❤\ufe0f 1\ufe0f\u20e3 \ufe0f", "👩\u200d🚀 ❤\ufe0f 1\ufe0f\u20e3 "),
        ("🏴\U000e0067\U000e0062\U000e007f a\U000e0041b", "🏴\U000e0067\U000e0062\U000e007f ab"),
        ("plain English, as ever.\n\n\tYes!", "plain English, as ever.\n\n\tYes!"),
    ],
)
def test_the_normal_form(text: str, read: str) -> None:
    assert normal_form(text) == read


@given(texts)
def test_it_is_composed_and_its_own_normal_form(text: str) -> None:
    normal = normal_form(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert normal_form(normal) == normal


@given(texts)
def test_blocks_have_the_normal_form_of_the_whole(text: str) -> None:
    whole, places = normal_form(text), list[int]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "_BLOCK", 1)
        assert normal_form(text, places.append) == whole
    assert places == sorted(set(places))
    assert len(text) < 2 or places[0] == 0


def test_the_work_ends_where_the_report_raises() -> None:
    def report(place: int) -> None:
        if place:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        normal_form("a b " * (1 << 17), report)


@given(texts)
def test_no_token_of_it_is_invisible(text: str) -> None:
    for name in ("word", "char"):
        for token in tokenizer_named(name).tokens(text):
            unseen = r"[\p{Default_Ignorable_Code_Point}\p{Cc}--[\n\t\u115f\u1160]]+"
            assert not regex.fullmatch(unseen, token, regex.V1), ascii(token)


@pytest.mark.parametrize("name", sorted(TOKENIZERS))
def test_an_exact_text_is_left_as_it_is(name: str) -> None:
    text = "don’t cafe\u0301 co\u00adop a\u200bb \ufeff x\fy \x1b"
    assert tokenizer_named(name, exact=True).prepare(text) == text
    assert tokenizer_named(name, exact=True).prepare("a\r\nb\rc") == "a\nb\nc"
    assert tokenizer_named("whitespace").prepare(text) == text


def test_an_undecodable_byte_stays_and_other_surrogates_do_not() -> None:
    assert without_lone_surrogates("a\udce9\ud800b\udfff") == "a\udce9\ufffdb\ufffd"
    for name in TOKENIZERS:
        assert tokenizer_named(name).prepare("est\udce9") == "est\udce9"
    assert tokenizer_named("word").tokens("est\udce9 est\udce1") == ["est\udce9", "est\udce1"]


def test_every_character_that_can_be_composed_is() -> None:
    characters = [char for char in map(chr, range(sys.maxunicode + 1)) if decomposition(char)[:1] not in ("", "<")]
    hangul = map(chr, range(0xAC00, 0xD7A4, 7))
    for char in (*characters, *hangul):
        assert normal_form(f"a {normalize('NFD', char)}") == normal_form(normalize("NFC", f"a {char}")), hex(
            ord(char)
        )
