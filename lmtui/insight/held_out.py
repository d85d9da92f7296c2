"""Held-out perplexity: train on the beginning of a text, score its last tenth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lmtui.model.protocol import TokenizedTexts
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import score_texts
from lmtui.sequences.summary import RunningSummary
from lmtui.text.encoding import EncodedText, with_frequent_tokens
from lmtui.text.specials import BOS, EOS, UNK
from lmtui.text.units import STREAM
from lmtui.text.vocabulary import Vocabulary


def held_out_perplexity(text: EncodedText, recipe: Recipe) -> float:
    """The perplexity of the last tenth of a text's units under a model of the other units; unknown words count.

    The held-out part of a stream is the last tenth of its tokens. NaN for a text of a single unit, or token.

    Args:
        text: cut into units by the recipe's rule, with all its words (whatever the recipe's `min_count`).
        recipe: how the model is made.
    """
    is_stream = text.unit == STREAM
    starts = np.arange(len(text.ids)) if is_stream else np.flatnonzero(text.ids == BOS)
    trained_units = len(starts) - math.ceil(len(starts) / 10)
    if not trained_units:
        return math.nan
    cut = starts[trained_units]
    training = text.ids[:cut]
    # Ids are given in the order of first appearance, so that the words of the beginning have the first ids.
    known = int(training.max()) + 1
    vocabulary = text.vocabulary.decode(range(len(text.vocabulary)))
    beginning = EncodedText(training, Vocabulary.from_tokens(vocabulary[:known]), text.unit)
    model = NgramLanguageModel(train_on_encoded(with_frequent_tokens(beginning, recipe.min_count), recipe))
    total = RunningSummary()
    scored = score_texts(model, _texts(text.ids[cut:], vocabulary, model))
    total.add(len(scored.ends), scored.logprobs, scored.known)
    return total.summary.perplexity


def _texts(ids: npt.NDArray[np.int32], vocabulary: Sequence[str], model: NgramLanguageModel) -> TokenizedTexts:
    """The units, or the stream, that ids of another vocabulary stand for, as a model reads them."""
    is_token = (ids != BOS) & (ids != EOS)
    ends = np.cumsum(is_token)[ids == EOS]
    words = [vocabulary[token] for token in ids[is_token].tolist()]
    known = np.array(model.trie.vocabulary.encode(words), np.int32)
    return TokenizedTexts(known, ends if len(ends) else np.array([len(words)]), words, known == UNK)
