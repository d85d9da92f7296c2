"""What is asked of every model, and which capabilities a model has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.corpora import train
from support.models import sampler_of

from lmtui.model.protocol import (
    CanDraw,
    CanScore,
    MayNotSumToOne,
    MayShortenContext,
    TextToken,
    last_ids,
    running_text,
)


@given(st.lists(st.integers(0, 9), max_size=8), st.one_of(st.none(), st.integers(0, 10)))
def test_the_end_of_a_context_is_as_long_as_the_window(context: list[int], window: int | None) -> None:
    end = list(last_ids(context, window))
    assert len(end) == (len(context) if window is None else min(len(context), window))
    assert [*context[: len(context) - len(end)], *end] == context


def test_an_n_gram_model_can_do_what_others_may_not() -> None:
    ngrams, others = sampler_of(train("a b", 2)).model, ByteModel()
    for capability in (CanDraw, CanScore, MayShortenContext, MayNotSumToOne):
        assert isinstance(ngrams, capability)
        assert not isinstance(others, capability)


@given(st.text(max_size=20))
def test_a_text_of_byte_tokens_is_spelled_as_it_was(text: str) -> None:
    tokens = ByteModel().tokens
    assert running_text(tokens, tokens.encode(text)) == text


def test_what_is_left_of_a_character_is_spelled_too() -> None:
    assert running_text(ByteModel().tokens, [TextToken(0x61), TextToken(0xC3)]) == "a\ufffd"
