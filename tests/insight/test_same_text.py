"""One text under two models: stretches lose nothing of it, and their products are the text's probability in each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.byte_model import ByteModel
from support.first_ranks import RanksModel
from support.mouse import RECIPES, trained

from lmtui.errors import Cancelled
from lmtui.insight.same_text import ReadToken, Stretch, TextUnit, product, read, shares_ends, stretches
from lmtui.model.partial_ranking import Bounds
from lmtui.model.protocol import LanguageModel
from lmtui.sequences.scoring import score

WORDS, LETTERS, BYTES = trained().sampler.model, trained(RECIPES[3]).sampler.model, ByteModel()
MODELS: Sequence[LanguageModel] = (WORDS, trained(RECIPES[1]).sampler.model, LETTERS, BYTES)
"""Two of words, one of letters, one of bytes: 3 ways to cut a text."""

texts = st.lists(st.sampled_from(["the", "mouse", "ate", "cheese", ".", "née", "zebra", "on a hill"]), max_size=7)


def unit(model: LanguageModel, text: str, ended: bool = False) -> TextUnit:
    return TextUnit(text, model.tokens.encode(text), ended=ended)


@given(texts, st.sampled_from(MODELS), st.sampled_from(MODELS))
def test_the_parts_of_all_stretches_are_the_tokens_and_their_product_is_that_of_the_text(
    words: list[str], own: LanguageModel, other: LanguageModel
) -> None:
    text = " ".join(words)
    readings = [read(model, [unit(own, text)], own.tokens) for model in (own, other)]
    found = stretches(readings)
    for number, (model, tokens) in enumerate(zip((own, other), readings, strict=True)):
        assert [token for stretch in found for token in stretch.parts[number]] == tokens
        whole = product(tokens)
        assert whole is not None
        assert whole.low == whole.high == pytest.approx(score(model, model.tokens.encode(text), end=False).logprob)
        parts = [stretch.logprob(number) for stretch in found]
        assert math.fsum(part.high for part in parts if part) == pytest.approx(whole.high)
    for stretch in found[:-1]:
        one, two = ("".join(token.characters for token in part) for part in stretch.parts)
        assert one == two


def test_a_stretch_is_the_shortest_piece_at_whose_ends_all_have_a_boundary() -> None:
    def tokens(*texts: str) -> list[ReadToken]:
        return [ReadToken(text, Bounds(-1.0, -1.0)) for text in texts]

    found = stretches([tokens("un", "believ", "able", " .", "\n"), tokens("unb", "eliev", "able", ".")])
    assert [["|".join(token.text for token in part) for part in stretch.parts] for stretch in found] == [
        ["un|believ", "unb|eliev"],
        ["able", "able"],
        [" .|\n", "."],
    ]
    assert found[0].logprob(0) == Bounds(-2.0, -2.0)
    astray = stretches([tokens("a", "b", "c"), tokens("a", "x", "c")])
    assert [len(part) for stretch in astray for part in stretch.parts] == [1, 1, 2, 2]
    assert stretches([[], []]) == []


def test_an_end_is_an_end_where_both_models_have_it_and_else_a_line_break() -> None:
    assert shares_ends(WORDS.tokens, MODELS[1].tokens)
    assert shares_ends(BYTES.tokens, WORDS.tokens)
    assert not shares_ends(WORDS.tokens, BYTES.tokens)
    units = [unit(WORDS, "the mouse", ended=True), unit(WORDS, "the cheese")]
    words, same, letters = (read(model, units, WORDS.tokens) for model in (WORDS, MODELS[1], BYTES))
    assert [token.text for token in words] == ["the", " mouse", "\n", "the", " cheese"]
    assert [token.text for token in same] == [token.text for token in words]
    assert "".join(token.text for token in letters) == "the mouse\nthe cheese"
    assert words[2].ends
    whole = product(words)
    assert whole is not None
    first, second = WORDS.tokens.encode("the mouse"), WORDS.tokens.encode("the cheese")
    assert whole.low == pytest.approx(score(WORDS, first).logprob + score(WORDS, second, end=False).logprob)


def test_an_unknown_word_is_said_to_be_one_and_known_probabilities_are_not_asked_for() -> None:
    found = read(WORDS, [unit(BYTES, "the zebra")], BYTES.tokens)
    assert [token.known for token in found] == [True, False]
    assert not Stretch((tuple(found),)).known(0)
    model = ByteModel()
    tokens = model.tokens.encode("the mouse")
    read(model, [TextUnit("the mouse", tokens, [None] + [0.25] * (len(tokens) - 1))], model.tokens)
    assert model.asked == [()]


def test_a_token_beyond_the_first_ranks_has_bounds() -> None:
    text, bounded = "the mouse ate", RanksModel(most_ranks=9)
    found = read(bounded, [unit(bounded, text)], bounded.tokens)
    exact = score(BYTES, BYTES.tokens.encode(text), end=False).tokens
    for token, whole in zip(found, exact, strict=True):
        assert token.logprob is not None
        assert token.logprob.low <= whole.logprob + 1e-4
        assert whole.logprob <= token.logprob.high + 1e-4
    assert any(token.logprob and token.logprob.low < token.logprob.high for token in found)


def test_the_work_can_be_cancelled() -> None:
    def stop(stage: str, share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(BYTES, [unit(WORDS, "the mouse")], WORDS.tokens, stop)
