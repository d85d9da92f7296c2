"""Held-out perplexity: train on the beginning of a text, score its last tenth."""

from __future__ import annotations

import math

import numpy as np

from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import score, summarise, units_of
from lmtui.text.encoding import EncodedText, with_frequent_tokens
from lmtui.text.specials import BOS
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
    units = [text.ids[cut:]] if is_stream else units_of(text.ids[cut:])
    held_out = (model.tokens.look_up(text.vocabulary.decode(unit.tolist())) for unit in units)
    return summarise(score(model, tokens) for tokens in held_out).perplexity
