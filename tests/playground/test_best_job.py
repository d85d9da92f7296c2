"""The best continuations as a job: they are those that the search finds, beside the greedy one."""

from __future__ import annotations

import math

import pytest
from support.byte_model import ready
from support.every_sequence import of_length, that_end
from support.models import ids_of, trie_of
from support.mouse import trained
from support.stopped_jobs import run_until_something_is_seen

from lmtui.errors import ModelError
from lmtui.playground.best_job import BestJob
from lmtui.recipe import Recipe
from lmtui.sequences.searches import Searches

SEARCHES = Searches(trained().sampler.model)


def test_both_kinds_are_the_best_of_all_in_order() -> None:
    view = BestJob(SEARCHES, "the mouse", 3).run()
    sampler = trained().sampler
    context = [*sampler.model.tokens.start, *ids_of(sampler, "the mouse")]
    for sequels, every in ((view.exact, of_length), (view.ending, that_end)):
        assert sequels
        probs = sorted(every(trie_of(sampler), context, 3).values(), reverse=True)
        assert [math.exp(one.logprob) for one in sequels.best] == pytest.approx(probs[: len(sequels.best)])
        assert len({one.text for one in sequels.best}) == len(sequels.best)
    assert view.ending
    assert all(one.text.endswith("</s>") for one in view.ending.best)
    assert (view.prompt, view.length) == ("the mouse", 3)


def test_the_greedy_one_has_its_rank_and_its_losses_add_up() -> None:
    view = BestJob(SEARCHES, "the mouse", 8).run()
    exact = view.exact
    assert exact.rank
    assert exact.rank > 1
    assert exact.best[exact.rank - 1] == exact.greedy
    lost = exact.best[0].logprob - exact.greedy.logprob
    assert sum(turn.loss for turn in exact.wrong_turns) == pytest.approx(lost)
    words = exact.greedy.text.split()
    assert all(words[turn.place - 1] == turn.token != turn.better for turn in exact.wrong_turns)


def test_a_stream_has_no_continuations_that_end() -> None:
    model = trained(Recipe(("mouse",), unit="stream")).sampler.model
    assert BestJob(Searches(model), "", 2).run().ending is None


def test_other_models_have_none_and_that_is_said() -> None:
    with pytest.raises(ModelError, match="only an n-gram model"):
        BestJob(Searches(ready().sampler.model), "the", 2).run()


def test_the_first_kind_is_known_first_and_the_job_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    job = BestJob(Searches(trained().sampler.model), "the", 4)
    run_until_something_is_seen(job, monkeypatch)
    assert job.view
    assert job.view.ending is None
