"""For Python programs: train or load a model, ask for its distribution, generate, sample, search for the best, score.

import lmtui

model = lmtui.train("fables", order=3)
for candidate in model.next("The old owl", temperature=0.8).top(5):
    print(candidate.token, candidate.prob)
"""

from lmtui.api.answers import BeamSequences, BestSequences, NextToken, NextTokens, SampledSequence, WholeSequence
from lmtui.api.any_model import AnyModel
from lmtui.api.connecting import connect
from lmtui.api.ngram_model import NgramModel
from lmtui.api.training import load, train, train_on_text

__all__ = [
    "AnyModel",
    "BeamSequences",
    "BestSequences",
    "NextToken",
    "NextTokens",
    "NgramModel",
    "SampledSequence",
    "WholeSequence",
    "connect",
    "load",
    "train",
    "train_on_text",
]
