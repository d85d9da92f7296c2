"""Held-out perplexity: train on the beginning of a text, score its last tenth."""

from __future__ import annotations

import math

import numpy as np

from lmtui.insight.scoring import score, summarise, units_of
from lmtui.ngram.recipe import Recipe
from lmtui.ngram.training import train_on_encoded
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS
from lmtui.text.vocabulary import Vocabulary


def held_out_perplexity(text: EncodedText, recipe: Recipe) -> float:
    """The perplexity of the last tenth of a text's units under a model of the others, unknown words counted.

    NaN where the text has a single unit.
    """
    starts = np.flatnonzero(text.ids == BOS)
    kept = len(starts) - math.ceil(len(starts) / 10)
    if not kept:
        return math.nan
    cut = starts[kept]
    training = text.ids[:cut]
    # Ids are given in the order of first appearance, so those of the beginning are a beginning of V.
    known = int(training.max()) + 1
    vocabulary = text.vocabulary.decode(range(len(text.vocabulary)))
    model = train_on_encoded(EncodedText(training, Vocabulary.from_tokens(vocabulary[:known])), recipe)
    held_out = (text.vocabulary.decode(unit.tolist()) for unit in units_of(text.ids[cut:]))
    return summarise(score(model, tokens) for tokens in held_out).perplexity
