"""How an n-gram model reads a text, and spells tokens."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import train
from support.models import sampler_of

from lmtui.model.protocol import CanComplete, TextToken, running_text
from lmtui.ngram.tokens import NgramTokens
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.specials import BOS, EOS, UNK

TEXT = "the mouse ate the cheese\nthe mouse ran\n"


def test_a_text_is_read_cut_and_looked_up() -> None:
    model = train(TEXT, 2, tokenizer="word")
    tokens = sampler_of(model).model.tokens
    the, zebra, ate = tokens.encode("the zebra\n ate")
    assert [the.id, ate.id] == model.vocabulary.encode(["the", "ate"])
    assert (the.unknown, ate.unknown) == ("", "")
    assert zebra == TextToken(UNK, "zebra")
    assert running_text(tokens, [the, zebra, ate]) == "the zebra ate"


def test_a_text_begins_with_s_and_ends_with_its_end_token() -> None:
    tokens = sampler_of(train(TEXT, 2)).model.tokens
    assert (tokens.start, tokens.end) == ((BOS,), EOS)
    assert running_text(tokens, [TextToken(EOS)]) == "\n"


def test_a_stream_has_neither_beginning_nor_end() -> None:
    recipe = Recipe(("text",), 2, unit="stream")
    model = sampler_of(train_on(corpus_of(recipe, [Document("text", TEXT)]), recipe)).model
    assert (model.tokens.start, model.tokens.end) == ((), None)
    assert model.tokens.find("</s>") is None


@pytest.mark.parametrize("spelling", ["<unk>", "<s>", "zebra", ""])
def test_what_cannot_be_drawn_is_not_found(spelling: str) -> None:
    assert sampler_of(train(TEXT, 2)).model.tokens.find(spelling) is None


@given(st.integers(2, 20))
def test_a_token_that_can_be_drawn_is_found_by_its_spelling(token: int) -> None:
    tokens = sampler_of(train(TEXT, 2)).model.tokens
    if token < len(tokens):
        assert tokens.find(tokens.spelling(token)) == token


def test_a_beginning_finds_what_can_be_drawn_but_for_the_end() -> None:
    tokens = sampler_of(train("a <b </s> <s\n", 2, tokenizer="whitespace")).model.tokens
    assert isinstance(tokens, CanComplete)
    assert {tokens.spelling(token) for token in tokens.beginning_with("<").tolist()} == {"<b", "<s"}


def test_a_label_shows_what_a_spelling_hides() -> None:
    tokens = sampler_of(train("a b\n", 2, tokenizer="char")).model.tokens
    blank = tokens.find(" ")
    assert blank is not None
    assert (tokens.spelling(blank), tokens.label(blank)) == (" ", "␣")


@settings(max_examples=200)
@given(
    st.lists(st.text(st.sampled_from("ab c\n\r\x1e<s>/\u0301é漢\udcff'-.\u2028")), max_size=6),
    st.sampled_from(("word", "char", "whitespace")),
)
def test_several_texts_are_read_as_each_by_itself(texts: list[str], tokenizer: str) -> None:
    tokens = NgramTokens(train("a b c <unk> é a-b\n", 2, tokenizer=tokenizer))
    read = tokens.encode_texts([*texts, "<s> <unk> </s>"])
    expected = [tokens.encode(text) for text in [*texts, "<s> <unk> </s>"]]
    every = [token for text in expected for token in text]
    assert read.ids.tolist() == [token.id for token in every]
    assert read.ends.tolist() == list(accumulate(map(len, expected)))
    assert read.words == [token.unknown or tokens.spelling(token.id) for token in every]
    assert read.unknown.tolist() == [bool(token.unknown) for token in every]
