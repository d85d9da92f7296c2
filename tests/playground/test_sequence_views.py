"""What is told of whole sequences: the figures are those of the score, row by row."""

from __future__ import annotations

import pytest
from support.mouse import RECIPES, trained
from support.scored import scored

from lmtui.playground.score_job import EXAMPLE
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import score
from lmtui.sequences.searches import Searches


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.smoothing} {recipe.tokenizer}")
def test_the_rows_are_those_of_the_score(recipe: Recipe) -> None:
    model = trained(recipe).sampler.model
    (text,) = scored("the mouse ate a zebra", searches=Searches(model)).texts
    wanted = score(model, model.tokens.encode("the mouse ate a zebra"))
    assert [factor.logprob for factor in text.factors] == [token.logprob for token in wanted.tokens]
    assert [factor.running for factor in text.factors] == list(wanted.running)
    assert [factor.order for factor in text.factors] == [token.order for token in wanted.tokens]
    assert text.unknown == sum(not token.known for token in wanted.tokens) > 0
    assert (text.total.logprob, text.total.perplexity) == (wanted.logprob, wanted.perplexity)
    assert text.without_end
    assert text.without_end.logprob == wanted.without_end.logprob


def test_a_row_tells_its_context_and_the_token_safely() -> None:
    (text,) = scored("the mouse \x1b[2J").texts
    assert [factor.context for factor in text.factors[:2]] == ["<s>", "<s> the"]
    assert not text.factors[2].known
    assert text.factors[2].token.startswith("␛")


def test_of_the_lecture_s_pair_the_first_wins_and_the_ratios_multiply_to_that_of_the_texts() -> None:
    view = scored(*EXAMPLE)
    paired = view.paired
    assert paired
    first, second = view.texts
    assert paired.log_ratio == pytest.approx(first.total.logprob - second.total.logprob)
    assert paired.log_ratio > 0
    assert paired.pairs[-1].running == pytest.approx(paired.log_ratio)
    assert paired.decisive is not None
    assert paired.pairs[paired.decisive].log_ratio == max(pair.log_ratio for pair in paired.pairs)
    assert [pair.left.token for pair in paired.pairs if pair.left] == [*EXAMPLE[0].split(), "</s>"]
    assert [pair.right.token for pair in paired.pairs if pair.right] == [*EXAMPLE[1].split(), "</s>"]
