"""Searches are made once, for only an n-gram model."""

from __future__ import annotations

import pytest
from support.byte_model import ready
from support.models import trie_of
from support.mouse import trained

from lmtui.errors import ModelError
from lmtui.sequences.searches import Searches


def test_a_search_is_made_once_and_is_of_the_model() -> None:
    searches = Searches(trained().sampler.model)
    assert searches.available
    assert searches.automaton is searches.automaton
    assert searches.automaton.model is trie_of(trained().sampler)
    assert searches.search(3) is searches.search(3)
    assert searches.search(3) is not searches.search(3, ends=True)
    assert searches.search(3, runs_on=True) is not searches.search(3)
    assert (searches.search(3).length, searches.search(3, ends=True).ends) == (3, True)


def test_another_model_has_none_and_that_is_said() -> None:
    searches = Searches(ready().sampler.model)
    assert not searches.available
    with pytest.raises(ModelError, match="only an n-gram model"):
        searches.search(2)
