"""As many first ranks are asked for as a command names, and more where these do not decide."""

from __future__ import annotations

import argparse

from support.first_ranks import SUPPORT, RanksModel

from lmtui.cli.first_ranks import distribution_of, model_prob_after
from lmtui.model.partial_ranking import Bounds
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def test_more_ranks_are_asked_for_where_the_cuts_need_them_and_all_where_all_are_wanted() -> None:
    for ranks, sampling, asked in (
        (20, Sampling(1.0), [20]),
        (20, Sampling(1.0, Cuts(top_k=25)), [20, SUPPORT]),
        (None, Sampling(1.0), []),
    ):
        model = RanksModel()
        found = distribution_of(Sampler(model), [1, 2], sampling, argparse.Namespace(ranks=ranks))
        assert model.ranks == asked
        rest = model_prob_after(found, 5)
        assert isinstance(rest, Bounds) == (found.partial is not None) == (SUPPORT not in asked and bool(asked))
        assert found.support == SUPPORT
