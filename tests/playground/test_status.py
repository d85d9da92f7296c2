"""Facts about a session in single lines: its model, its luck, its lanes and its generation."""

from __future__ import annotations

import math

import pytest
from support.byte_model import ready
from support.mouse import MOUSE, run, session

from lmtui.playground import status
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


def test_the_model_comes_first_and_its_text_last() -> None:
    said = status.facts(session("the mouse", Sampling(seed=7)))
    assert said[:4] == ["mouse", f"order {MOUSE.order}", MOUSE.smoothing, MOUSE.tokenizer]
    assert said[4] == "seed 7"
    assert said[-1].endswith(" tokens")
    assert any(fact.startswith("V ") for fact in said)


def test_before_there_is_a_model_its_text_is_not_known() -> None:
    waiting = Session(MOUSE, Sampling(seed=7))
    assert status.facts(waiting)[-1] == "seed 7"
    waiting.playback.pinned = False
    assert status.facts(waiting)[-1] == "seed 7 unpinned"


def test_a_model_without_a_recipe_is_called_by_its_name() -> None:
    trained = ready()
    played = Session(trained.recipe, Sampling())
    played.lane_models.use(trained)
    assert status.model_name(played) == trained.sampler.model.facts.name
    assert status.facts(played)[1] == "seed 0"


@pytest.mark.parametrize(
    ("path", "name"), [("short.txt", "short.txt"), ("/folder/of/many/texts/my_text.txt", "…/many/texts/my_text.txt")]
)
def test_of_a_long_path_the_end_is_named(path: str, name: str) -> None:
    assert status.source_name(Recipe((path,))) == name


def test_a_source_is_named_safely() -> None:
    assert status.source_name(Recipe(("a\x1b[2Jb",))) == "a␛[2Jb"


def test_unknown_words_of_the_prompt_are_named() -> None:
    assert status.unknown(session("the zebra ate a wug")) == "unknown: zebra a wug"
    assert status.unknown(session("the mouse")) == ""


def test_a_lane_is_named_by_its_number_its_temperature_and_its_cuts() -> None:
    played = session("the", Sampling(0.5, Cuts(top_k=5)))
    played.add_lane(math.inf)
    played.set_cuts(Cuts())
    assert [status.lane(played, number) for number in (0, 1)] == ["1: T 0.50 k 5", "2: T ∞"]


def test_the_progress_is_tokens_speed_and_what_the_generation_does() -> None:
    played = session("the")
    run(played, 3)
    assert status.progress(played) == ["3", "10/s", "running"]
    played.playback.pause()
    played.playback.pace = Pace(math.inf)
    assert status.progress(played) == ["3", "max", "paused"]


def test_the_branch_is_named_where_there_are_several() -> None:
    played = session("the")
    assert status.branch(played) == "Text"
    run(played, 3)
    played.choose_rank(1, 4)
    assert status.branch(played) == "Branch 2/2"
    played.add_lane()
    assert status.progress(played)[0] == "branch 2/2"


def test_with_three_lanes_the_progress_stands_among_the_facts() -> None:
    played = session("the")
    played.add_lane()
    assert status.progress(played)[-1] not in status.facts(played)
    played.add_lane()
    assert status.facts(played)[1 : 1 + len(status.progress(played))] == status.progress(played)
