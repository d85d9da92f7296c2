"""The table: one distribution, nothing left out of its sums."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train
from support.models import sampler_of, trie_of
from support.mouse import trained

from lmtui.playground.context_labels import context_labels
from lmtui.playground.table import TablePosition, TableView, table_view
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.text.display import token_label
from lmtui.text.specials import BOS, UNK

RELATIVE = Recipe(("mouse",), 2, "mle")
NEARLY_ONE = 1 - 2**-53
CUTS = (NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.7), Cuts(min_p=0.3))


def view_of(
    sampler: Sampler,
    context: list[int],
    temperature: float = 1.0,
    cuts: Cuts = NO_CUTS,
    luck: float = 0.0,
    first: int = 1,
    rows: int = 10,
    taken: int | None = None,
) -> TableView:
    distribution = sampler.distribution(context, temperature, cuts)
    uncut = sampler.distribution(context, temperature)
    ignored_tokens = len(context) - trie_of(sampler).match(context).length
    place = TablePosition(0, context_labels(sampler.model, context), ignored_tokens, luck, taken)
    return table_view(distribution, uncut, cuts, sampler.model.tokens, place, first, rows)


def after(
    words: str,
    temperature: float = 1.0,
    cuts: Cuts = NO_CUTS,
    luck: float = 0.0,
    rows: int = 10,
    taken: str | None = None,
) -> TableView:
    """The table of the mouse's bigrams, whose figures one can count."""
    sampler = trained(RELATIVE).sampler
    vocabulary = trie_of(sampler).vocabulary
    by_hand = None if taken is None else vocabulary.id(taken)
    return view_of(sampler, vocabulary.encode(words.split()), temperature, cuts, luck, 1, rows, by_hand)


def test_the_rows_are_the_relative_frequencies() -> None:
    view = after("the", rows=3)
    assert [(row.rank, row.token, row.order) for row in view.rows] == [
        (1, "mouse", 2),
        (2, "cheese", 2),
        (3, "ball", 2),
    ]
    assert [row.model_prob for row in view.rows] == pytest.approx([8 / 18, 7 / 18, 3 / 18])
    assert [row.prob for row in view.rows] == pytest.approx([8 / 18, 7 / 18, 3 / 18])
    assert (view.context, view.ignored_tokens, view.support, view.kept.count, view.rest) == (("the",), 0, 6, 6, 3)
    assert (view.others_model_prob + view.unknown_model_prob, view.rest_prob) == pytest.approx((0, 0), abs=1e-12)
    assert view.scale == pytest.approx(8 / 18)
    assert view.temperature == 1


def test_the_luck_decides_on_the_row_its_number_falls_in() -> None:
    for luck, word in ((0.0, "mouse"), (0.44, "mouse"), (0.45, "cheese"), (0.83, "cheese"), (0.84, "ball")):
        view = after("the", luck=luck)
        assert view.luck == luck
        assert view.chosen.token == word
        assert [row.token for row in view.rows if row.chosen] == [word]
    assert after("the", luck=NEARLY_ONE).chosen.token == "ball"


def test_the_chosen_row_is_known_even_where_it_is_not_shown() -> None:
    view = after("the", luck=0.9, rows=1)
    assert [row.token for row in view.rows] == ["mouse"]
    assert not view.rows[0].chosen
    assert (view.chosen.token, view.chosen.rank, view.chosen.chosen) == ("ball", 3, True)


def test_cut_rows_stay_with_nothing() -> None:
    view = after("the", cuts=Cuts(top_k=2), luck=NEARLY_ONE, rows=6)
    assert [row.cut for row in view.rows] == [False, False, True, True, True, True]
    assert [row.prob for row in view.rows] == pytest.approx([8 / 15, 7 / 15, 0, 0, 0, 0])
    assert view.kept.count == 2
    assert view.chosen.token == "cheese"
    assert view.scale == pytest.approx(8 / 15)


@pytest.mark.parametrize(
    ("temperature", "cuts", "cut_prob"),
    [
        (1.0, NO_CUTS, 0.0),
        (1.0, Cuts(top_k=2), 3 / 18),
        (1.0, Cuts(top_k=1), 10 / 18),
        (0.5, Cuts(top_k=2), 9 / 122),  # 64, 49 and 9
        (1.0, Cuts(top_p=0.4), 10 / 18),
        (1.0, Cuts(min_p=0.5), 3 / 18),
        (1.0, Cuts(top_k=3), 0.0),  # the other three have nothing to lose
        (0.0, Cuts(top_k=1), 0.0),
        (math.inf, Cuts(top_k=2), 4 / 6),
    ],
)
def test_what_the_cuts_took_away_is_named(temperature: float, cuts: Cuts, cut_prob: float) -> None:
    view = after("the", temperature, cuts)
    assert view.cuts == cuts
    assert view.kept.cut_prob == pytest.approx(cut_prob, abs=1e-12)


def test_what_the_other_order_would_keep_is_counted() -> None:
    view = after("the", 0.5, Cuts(top_p=0.5))
    assert (view.kept.count, view.kept.in_other_order) == (1, 2)
    view = after("the", 0.5, Cuts(top_p=0.5, temperature_last=True))
    assert (view.kept.count, view.kept.in_other_order) == (2, 1)


def test_a_typical_set_is_cut_on_both_sides() -> None:
    view = after("the", 1.0, Cuts(typical=0.3))  # of 8, 7 and 3 parts the second is nearest to the entropy
    assert (view.kept.first, view.kept.last, view.chosen.rank) == (2, 2, 2)
    assert [row.cut for row in view.rows[:3]] == [True, False, True]
    assert view.kept.cut_prob == pytest.approx(11 / 18)
    assert view.scale == 1


def test_a_token_taken_by_hand_is_marked_beside_what_the_luck_decides_on() -> None:
    view = after("the", luck=0.0, taken="ball")
    assert [row.token for row in view.rows if row.taken] == ["ball"]
    assert [row.token for row in view.rows if row.chosen] == ["mouse"] == [view.chosen.token]
    assert not any(row.taken for row in after("the").rows)


def test_a_token_taken_by_hand_may_be_the_one_the_luck_decides_on() -> None:
    view = after("the", luck=0.0, taken="mouse")
    assert view.rows[0].taken
    assert view.rows[0].chosen
    assert view.chosen == view.rows[0]


@pytest.mark.parametrize(("temperature", "cuts"), [(1.0, Cuts(top_k=2)), (0.0, NO_CUTS)])
def test_a_token_taken_by_hand_stays_marked_where_the_cuts_or_t_0_took_it_away(
    temperature: float, cuts: Cuts
) -> None:
    (row,) = (row for row in after("the", temperature, cuts, taken="ball").rows if row.taken)
    assert (row.token, row.rank, row.prob, row.cut) == ("ball", 3, 0.0, cuts != NO_CUTS)
    assert row.model_prob == pytest.approx(3 / 18)


def test_a_token_taken_by_hand_is_told_of_wherever_it_stands() -> None:
    view = after("the", taken="ball", rows=1)
    assert view.taken is not None
    assert (view.taken.token, view.taken.rank) == ("ball", 3)
    assert after("the").taken is None


def test_at_t_0_nothing_is_cut() -> None:
    view = after("the", 0.0, Cuts(top_k=2))
    assert (view.kept.cut_prob, view.kept.count) == (0.0, view.support)


def test_a_token_of_no_probability_can_be_taken() -> None:
    view = after("the", taken="ate", rows=6)
    (row,) = (row for row in view.rows if row.taken)
    assert (row.token, row.model_prob, row.prob, row.cut) == ("ate", 0.0, 0.0, False)


def test_a_full_bar_is_the_model_s_where_heat_flattens_and_the_annealed_where_cold_sharpens() -> None:
    assert after("the", temperature=math.inf).scale == pytest.approx(8 / 18)
    assert after("the", temperature=0.0).scale == 1
    assert after("the", temperature=0.5).scale == pytest.approx(64 / (64 + 49 + 9))


def test_of_an_unseen_context_the_beginning_is_left_out_and_an_unknown_word_is_shown_as_such() -> None:
    sampler = trained().sampler
    vocabulary = trie_of(sampler).vocabulary
    view = view_of(sampler, [UNK, UNK])
    assert (view.context, view.ignored_tokens) == (("<unk>", "<unk>"), 1)
    view = view_of(sampler, vocabulary.encode(["ball", "mouse"]))
    assert (view.context, view.ignored_tokens) == (("ball", "mouse"), 1)
    view = view_of(sampler, vocabulary.encode(["mouse", "ate"]))
    assert (view.context, view.ignored_tokens) == (("mouse", "ate"), 0)


def test_blanks_and_controls_of_a_vocabulary_are_shown_as_marks() -> None:
    sampler = trained(Recipe(("mouse",), 2, "kneser-ney", "char")).sampler
    view = view_of(sampler, trie_of(sampler).vocabulary.encode(["e", " "])[-1:])
    assert view.context == ("␣",)
    assert "␣" in {row.token for row in view_of(sampler, trie_of(sampler).vocabulary.encode(["e"]), rows=50).rows}


@given(
    st.data(),
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from((0.0, 0.3, 1.0, 3.0, math.inf)),
    st.sampled_from(CUTS),
    st.floats(0, NEARLY_ONE),
    st.integers(1, 130),
    st.integers(0, 30),
)
def test_any_part_of_the_table_agrees_with_the_whole(
    data: st.DataObject,
    text: str,
    order: int,
    smoothing: str,
    temperature: float,
    cuts: Cuts,
    luck: float,
    first: int,
    rows: int,
) -> None:
    model = train(text, order, smoothing)
    sampler = sampler_of(model)
    context = data.draw(contexts(model))
    taken = data.draw(st.none() | st.integers(0, len(model.vocabulary) - 1).filter(lambda id: id not in (BOS, UNK)))
    part = view_of(sampler, context, temperature, cuts, luck, first, rows, taken)
    whole = view_of(sampler, context, temperature, cuts, luck, 1, 10_000, taken)
    unknown, _ = model.prob(model.match(context), UNK)

    assert len(whole.rows) == whole.support
    assert whole.rest == 0
    assert math.fsum(row.model_prob for row in whole.rows) + unknown == pytest.approx(1, abs=1e-9)
    assert whole.others_model_prob == pytest.approx(0, abs=1e-9)
    assert math.fsum(row.prob for row in whole.rows) == pytest.approx(1, abs=1e-9)
    assert whole.rest_prob == pytest.approx(0, abs=1e-9)

    assert part.rows == whole.rows[first - 1 : first - 1 + rows]
    hidden = [row for row in whole.rows if row not in part.rows]
    assert part.rest == len(hidden)
    assert part.rest_prob == pytest.approx(math.fsum(row.prob for row in hidden), abs=1e-9)
    assert part.unknown_model_prob == whole.unknown_model_prob == unknown
    assert part.others_model_prob == pytest.approx(math.fsum(row.model_prob for row in hidden), rel=1e-12)
    zeros = sum(not row.model_prob for row in whole.rows)
    assert part.impossible == (zeros if zeros < whole.support else 0)

    assert part.chosen == whole.chosen == next(row for row in whole.rows if row.chosen)
    assert sum(row.chosen for row in whole.rows) == 1
    assert whole.chosen.prob > 0
    assert [row.cut for row in whole.rows] == [row.rank > whole.kept.count for row in whole.rows]
    assert all(row.prob == 0 for row in whole.rows if row.cut)
    assert part.scale == max(max(row.model_prob, row.prob) for row in whole.rows)
    assert part.context == tuple(token_label(model.vocabulary[token]) for token in context)
    marked = [] if taken is None else [token_label(model.vocabulary[taken])]
    assert [row.token for row in whole.rows if row.taken] == marked
    uncut = view_of(sampler, context, temperature, NO_CUTS, luck, 1, 10_000)
    gone = math.fsum(row.prob for row in uncut.rows if row.rank > whole.kept.count)
    assert part.cuts == cuts
    assert part.kept.cut_prob == pytest.approx(gone, abs=1e-9)
    entropy = -math.fsum(row.prob * math.log2(row.prob) for row in whole.rows if row.prob > 0)
    assert part.entropy_bits == pytest.approx(entropy, abs=1e-6)


@settings(max_examples=60)
@given(st.data(), corpora(), st.sampled_from(ORDERS), st.integers(0, 10_000), st.integers(1, 40), st.integers(0, 9))
def test_of_a_model_that_sums_to_anything_the_others_have_what_they_have(
    data: st.DataObject, text: str, order: int, seed: int, first: int, rows: int
) -> None:
    model = scrambled(train(text, order), seed)
    context = data.draw(contexts(model))
    view = view_of(sampler_of(model), context, first=first, rows=rows)
    state = model.match(context)
    shown_ranks = {row.rank for row in view.rows}
    hidden = [row for row in view_of(sampler_of(model), context, rows=10_000).rows if row.rank not in shown_ranks]
    assert view.others_model_prob == pytest.approx(math.fsum(row.model_prob for row in hidden), rel=1e-12)
    assert view.rest_prob == pytest.approx(math.fsum(row.prob for row in hidden), rel=1e-9, abs=1e-15)
    assert view.unknown_model_prob == model.prob(state, UNK)[0]


def test_where_everything_is_shown_the_others_have_exactly_nothing() -> None:
    view = view_of(trained().sampler, [BOS])
    assert (view.rest, view.others_model_prob, view.rest_prob) == (0, 0.0, 0.0)
    assert view.unknown_model_prob > 0


def test_next_to_nothing_is_not_lost_beside_one() -> None:
    sampler = sampler_of(train("a b\n" * 1000, 2, "jelinek-mercer:0.999999999999999"))
    view = view_of(sampler, [3], rows=1)
    assert 0 < view.others_model_prob < 1e-14
    assert view.others_model_prob == pytest.approx(
        math.fsum(row.model_prob for row in view_of(sampler, [3]).rows[1:]), rel=1e-12
    )
