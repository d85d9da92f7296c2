"""Searches are made once, for only an n-gram model."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.arpa import read
from support.byte_model import ready
from support.models import sampler_of, trie_of
from support.mouse import trained

from lmtui.errors import ModelError, SettingError
from lmtui.recipe import Recipe
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


NO_WORDS = "\\data\\\nngram 1=3\n\n\\1-grams:\n-0.3\t<unk>\n-99\t<s>\n-0.3\t</s>\n\n\\end\\\n"


def test_what_cannot_be_annealed_as_a_whole_is_refused_before_any_work(tmp_path: Path) -> None:
    Searches(trained().sampler.model).check_annealed(1000)
    no_words = Searches(sampler_of(read(tmp_path / "it.arpa", NO_WORDS)).model)
    no_words.check_annealed(1)
    for searches, length, words in (
        (Searches(ready().sampler.model), 2, "only an n-gram model"),
        (no_words, 2, "knows no word"),
        (Searches(trained(Recipe(("fables",))).sampler.model), 1001, "too long for this model"),
    ):
        with pytest.raises(SettingError, match=words):
            searches.check_annealed(length)


def test_another_model_has_none_and_that_is_said() -> None:
    searches = Searches(ready().sampler.model)
    assert not searches.available
    with pytest.raises(ModelError, match="only an n-gram model"):
        searches.search(2)
