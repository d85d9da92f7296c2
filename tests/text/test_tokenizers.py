"""How text is cut into units and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named
from lmtui.text.units import UNIT_BREAK


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The cat sat.", ["The", "cat", "sat", "."]),
        ("don't o'clock dogs’ it’s", ["don't", "o'clock", "dogs", "’", "it’s"]),
        (
            "a well-known mother-in-law, pre- and post",
            ["a", "well-known", "mother-in-law", ",", "pre", "-", "and", "post"],
        ),
        ("'quoted'", ["'", "quoted", "'"]),
        ("well--known", ["well", "-", "-", "known"]),
        ("3 3.14 1,000,000 1.5.", ["3", "3.14", "1,000,000", "1.5", "."]),
        ("3rd 2nd1 x2", ["3rd", "2nd1", "x2"]),
        ("Wait... what?!", ["Wait", ".", ".", ".", "what", "?", "!"]),
        ('(a [b] {c}) "d"', ["(", "a", "[", "b", "]", "{", "c", "}", ")", '"', "d", '"']),
        ("Apple apple APPLE", ["Apple", "apple", "APPLE"]),
        ("cafe\u0301 nai\u0308ve", ["cafe\u0301", "nai\u0308ve"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("straße Ærø 東京", ["straße", "Ærø", "東京"]),
        ("snake_case 🦊 fox", ["snake_case", "🦊", "fox"]),
        ("a\tb\nc\n\nd", ["a", "b", "c", "d"]),
        ("<s> </s>", ["<", "s", ">", "<", "/", "s", ">"]),
        ("", []),
    ],
)
def test_words(text: str, tokens: list[str]) -> None:
    assert TOKENIZERS["word"].split(text) == tokens


def test_char_takes_every_character() -> None:
    assert TOKENIZERS["char"].split("Ab, é\nc") == ["A", "b", ",", " ", "é", "\n", "c"]


def test_whitespace_splits_at_blanks_alone() -> None:
    tokens = TOKENIZERS["whitespace"].split("don't stop,  now.\tand\n(then)\u00a0go")
    assert tokens == ["don't", "stop,", "now.", "and", "(then)\u00a0go"]


def test_a_literal_boundary_in_whitespace_text_is_taken_as_a_blank() -> None:
    assert TOKENIZERS["whitespace"].split("<s> a </s> b <unk>") == ["a", "b", "<unk>"]
    source = encoded("<s> a b </s>\nb <unk>", "whitespace")
    assert units(source) == [["a", "b"], ["b", "<unk>"]]
    assert len(source.vocabulary) == 5


@given(st.text(), st.sampled_from(sorted(TOKENIZERS)))
def test_tokens_hold_every_character_but_blanks_in_order(text: str, name: str) -> None:
    text = text.replace("\x1e", "").replace("<", "")  # neither unit breaks nor literal boundaries
    blanks = {"word": None, "char": "", "whitespace": " \t\n"}[name]  # None: whatever Unicode calls space
    kept = "".join(c for c in text if not (c.isspace() if blanks is None else c in blanks))
    assert "".join(TOKENIZERS[name].split(text)) == kept


def encoded(text: str, tokenizer: str) -> EncodedText:
    return encode([Document("test", text)], tokenizer_named(tokenizer))


def units(source: EncodedText) -> list[list[str]]:
    """The tokens of each unit, spelled."""
    spelled = source.vocabulary.decode(source.ids.tolist())
    cut: list[list[str]] = []
    for token in spelled:
        if token == "<s>":
            cut.append([])
        elif token != "</s>":
            cut[-1].append(token)
    return cut


def test_paragraphs_are_the_units_where_there_are_blank_lines() -> None:
    text = "one two\nthree.\n\nfour\n   \t\n\n five\n"
    assert units(encoded(text, "word")) == [["one", "two", "three", "."], ["four"], ["five"]]


def test_lines_are_the_units_where_there_are_no_blank_lines() -> None:
    assert units(encoded("\n\none two\nthree\nfour\n\n", "word")) == [["one", "two"], ["three"], ["four"]]


def test_char_keeps_the_line_end_inside_a_paragraph() -> None:
    assert units(encoded("ab\nc\n\nd", "char")) == [["a", "b", "\n", "c"], ["d"]]


def test_an_empty_line_is_a_unit_for_whitespace_alone() -> None:
    text = "a b\n\nc\n\n\nd\n"
    assert units(encoded(text, "whitespace")) == [["a", "b"], [], ["c"], [], [], ["d"]]
    for name in ("word", "char"):
        assert [] not in units(encoded(text, name))


def test_only_the_last_line_end_of_whitespace_text_ends_no_further_unit() -> None:
    for text, count in [("a b", 1), ("a b\n", 1), ("a b\n\n", 2), ("\na b", 2)]:
        assert encoded(text, "whitespace").units == count


def test_units_end_with_their_document() -> None:
    documents = [Document("one", "a b"), Document("two", "c\n\nd")]
    assert units(encode(documents, tokenizer_named("word"))) == [["a", "b"], ["c"], ["d"]]


@pytest.mark.parametrize("name", ["", "Word", "bpe"])
def test_an_unknown_tokenizer_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(SettingError, match="choose one of word, char, whitespace") as refused:
        tokenizer_named(name)
    assert "\n" not in str(refused.value)


def test_no_tokenizer_hands_out_its_unit_break() -> None:
    for tokenizer in TOKENIZERS.values():
        assert UNIT_BREAK not in tokenizer.split(f"a{UNIT_BREAK}b")
