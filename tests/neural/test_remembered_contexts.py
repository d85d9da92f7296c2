"""Of a context only what is new is computed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lmtui.neural.remembered_contexts import RememberedContexts

MOST = 1000


class Ids:
    """Stands for keys and values: the ids whose they are."""

    def __init__(self) -> None:
        self.ids: list[int] = []

    def crop(self, size: int, /) -> None:
        assert -len(self.ids) < size < 0
        del self.ids[size:]


def ask(contexts: RememberedContexts, ids: tuple[int, ...]) -> int:
    """Have the keys and values of a context: how many of them had to be computed."""
    known, size = contexts.take(ids)
    assert isinstance(known, Ids)
    assert tuple(known.ids) == ids[:size]
    assert size < len(ids), "the last is computed, for its answer"
    known.ids.extend(ids[size:])
    contexts.put(ids, known)
    return len(ids) - size


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=5).map(tuple), max_size=8))
def test_what_is_taken_is_the_longest_beginning_that_was_met(asked: list[tuple[int, ...]]) -> None:
    contexts = RememberedContexts(Ids, MOST)
    met: set[tuple[int, ...]] = {()}
    for ids in asked:
        longest = max(size for size in range(len(ids)) if ids[:size] in met)
        assert ask(contexts, ids) == len(ids) - longest
        met |= {ids[:size] for size in range(len(ids) + 1)}


def test_two_texts_that_grow_in_turn_cost_a_token_each_and_share_their_beginning() -> None:
    contexts = RememberedContexts(Ids, MOST)
    prompt = tuple(range(20))
    assert ask(contexts, prompt) == 20
    grown = [ask(contexts, (*prompt, *[text] * length)) for length in range(1, 10) for text in (50, 60)]
    assert grown == [1] * 18
    assert [ask(contexts, (*prompt, *[50] * length)) for length in (5, 4, 9)] == [1, 1, 1], "a look back"
    assert len(contexts) == 2


def test_the_oldest_are_forgotten() -> None:
    contexts = RememberedContexts(Ids, MOST)
    each = MOST // 4
    texts = [(number, *range(each)) for number in range(10, 15)]
    for text in texts:
        ask(contexts, text)
    assert len(contexts) == 3
    assert [ask(contexts, (*text, 1)) for text in reversed(texts)] == [1, 1, 1, each + 2, each + 2]
    ask(contexts, tuple(range(5 * each)))
    assert len(contexts) == 1, "the newest is remembered however long"
