"""The table of a position: what is there, what the luck decides on, and what was taken by hand."""

from __future__ import annotations

from support.answers import known
from support.byte_model import COST, ByteModel, ready
from support.models import trie_of
from support.mouse import trained

from lmtui.playground.lane import Lane
from lmtui.playground.position_table import table_at
from lmtui.playground.requests import ModelRequests
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def grown(
    sampler: Sampler, prompt: str, sampling: Sampling, choices: dict[int, int] | None = None, tokens: int = 4
) -> Lane:
    """A lane with so many tokens."""
    lane = Lane(ModelRequests(sampler), sampler.model.tokens.encode(prompt), sampling, choices or {})
    for _ in range(tokens):
        lane.advance()
    return lane


def test_the_table_marks_what_was_drawn_and_what_was_taken() -> None:
    sampler = trained().sampler
    words = trie_of(sampler).vocabulary
    lane = grown(sampler, "the mouse ate", Sampling(1.0, seed=5), {1: words.id("ball")}, 3)
    for index, token in enumerate(lane.tokens):
        view = known(table_at(lane, index, 1, 10))
        taken = [row.token for row in view.rows if row.taken]
        assert taken == (["ball"] if index == 1 else [])
        assert view.luck == token.drawn.luck
        assert view.chosen.rank == known(lane.distribution(index)).draw(view.luck).rank
    view = known(table_at(lane, 3, 1, 10))  # where the next token comes
    assert not any(row.taken for row in view.rows)
    lane.advance()
    assert view.chosen.token == words[lane.tokens[3].drawn.token]


def test_the_context_of_a_table_reaches_back_into_the_prompt_and_no_further_than_the_order() -> None:
    sampler = trained().sampler
    lane = grown(sampler, "the mouse ate", Sampling(0.0), tokens=4)  # the cheese </s> the
    seen = [known(table_at(lane, index, 1, 1)).context for index in range(5)]
    assert seen == [("mouse", "ate"), ("ate", "the"), ("the", "cheese"), ("<s>",), ("<s>", "the")]
    alone = grown(trained(Recipe(("mouse",), 1)).sampler, "the mouse", Sampling(), tokens=2)
    assert [known(table_at(alone, index, 1, 1)).context for index in range(3)] == [(), (), ()]


def test_after_another_context_nothing_was_taken_by_hand() -> None:
    sampler = trained().sampler
    words = trie_of(sampler).vocabulary
    lane = grown(sampler, "the mouse", Sampling(seed=5), {1: words.id("ball")})
    own, other = known(table_at(lane, 1, 1, 10)), known(table_at(lane, 1, 1, 10, words.encode(["the", "cheese"])))
    assert (known(own.taken).token, other.taken) == ("ball", None)
    assert other.context == ("the", "cheese")
    assert other.luck == own.luck


def test_with_cuts_the_table_has_what_they_took_away() -> None:
    lane = grown(trained().sampler, "the", Sampling(cuts=Cuts(top_k=2)), tokens=1)
    whole = known(table_at(grown(trained().sampler, "the", Sampling(), tokens=1), 0, 1, 10))
    view = known(table_at(lane, 0, 1, 10))
    assert (view.kept.first, view.kept.last) == (1, 2)
    assert view.kept.cut_prob == sum(row.prob for row in whole.rows[2:])


def test_what_the_model_was_not_asked_for_has_no_table() -> None:
    assert table_at(grown(ready(ByteModel(cost=COST)).sampler, "the", Sampling(), tokens=0), 0, 1, 10) is None
