"""p(w|h) of every token of many texts at once.

The k-gram that ends at a token is the (k−1)-gram that ends at the token before it, and that token: so all k-grams of
all texts are found among those of the model in one search, order after order. What a token has from a shorter context
is multiplied by the backoff weight of each longer context, until a longer n-gram takes its place.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.model import NgramTrie, TrieLevel
from lmtui.ngram.stretch_search import IntegerArray, count_passing

NOT_SEEN = -1
"""Stands for the place of an n-gram that the model does not have."""


def text_probs(
    model: NgramTrie, ids: npt.NDArray[np.int32], begins: npt.NDArray[np.int64]
) -> tuple[FloatArray, npt.NDArray[np.int8]]:
    """p of each token after all that stand before it in its text, and the order that served it (0: the uniform).

    Both are, bit for bit, what `NgramTrie.prob` answers for each token by itself.

    Args:
        model: the model.
        ids: int32 [N], the tokens of several texts, one text after the other.
        begins: int64 [D], where in `ids` each text begins.

    Returns:
        float64 [N], int8 [N].
    """
    prob = model.base.prob[ids]
    order = np.full(len(ids), model.base.order, np.int8)
    before = np.arange(len(ids)) - np.repeat(begins, np.diff(begins, append=len(ids)))  # tokens, in the same text
    place = ids.astype(np.int64)  # of the k-gram that ends at each token
    for k in range(1, model.order):
        context = np.full(len(ids), NOT_SEEN)
        context[1:] = place[:-1]
        context[before < k] = NOT_SEEN
        at = np.flatnonzero(context != NOT_SEEN)
        context = context[at]
        longer = find_longer(model.levels[k - 1], model.levels[k], context, ids[at])
        place.fill(NOT_SEEN)
        place[at] = longer
        if not model.backs_off:  # only a context of n − 1 tokens counts, or all there are
            whole = np.minimum(before[at], model.order - 1) == k
            at, context, longer = at[whole], context[whole], longer[whole]
        weight = model.levels[k - 1].backoff[context]
        prob[at] *= weight
        order[at[weight == 0]] = model.base.order
        is_seen = longer != NOT_SEEN
        at, longer = at[is_seen], longer[is_seen]
        prob[at] = model.levels[k].prob[longer]
        order[at] = k + 1
    return prob, order


def find_longer(
    level: TrieLevel, above: TrieLevel, context: IntegerArray, token: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """The places, one level up, of n-grams hw; `NOT_SEEN` where w was not seen after h.

    Args:
        level: of the contexts.
        above: the level one order up.
        context: int [M], the place of each h.
        token: int32 [M], each w.
    """
    first, last = (level.first[context + i].astype(np.int64) for i in (0, 1))
    place = first + count_passing(first, last, lambda at: above.token.take(at) < token)
    found = place < last
    found[found] = above.token[place[found]] == token[found]
    place[~found] = NOT_SEEN
    return place
