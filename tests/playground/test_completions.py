"""A word that is still being typed is no unknown one: the table offers what it could become, and a key takes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.mouse import session as mouse_session
from support.mouse import trained
from support.player import fables_session, playing

from lmtui.playground import completions as module
from lmtui.playground.completions import completion, completions, word_begun
from lmtui.playground.lane_comparison import lane_comparison
from lmtui.playground.position_table import table_at
from lmtui.playground.session import Session
from lmtui.playground.snapshots import context_looked_at, tables
from lmtui.playground.status import unknown
from lmtui.playground.table import NoTable
from lmtui.playground.temperature_view import temperature_view
from lmtui.recipe import Recipe

FABLES = Recipe(("fables",))


def typing(prompt: str, recipe: Recipe = FABLES) -> Session:
    session = mouse_session(prompt, recipe=recipe)
    session.views.is_typing = True
    return session


def test_the_tokens_that_begin_so_are_ranked_by_p_after_what_is_before_the_word() -> None:
    session = typing("The old o")
    assert session.requests is not None
    view = completions(session, 5)
    assert view is not None
    lane = mouse_session("The old", recipe=FABLES).text.lane
    assert lane is not None
    distribution = lane.distribution(0)
    assert distribution is not None
    tokens = session.requests.sampler.model.tokens
    ranked = distribution.candidates(1, distribution.support)
    expected = [candidate for candidate in ranked if tokens.spelling(candidate.token).startswith("o")][:3]
    assert view.completions == tuple((tokens.label(candidate.token), candidate.prob) for candidate in expected)
    before = typing("The old ").text.lane
    assert before is not None
    assert replace(view, completions=()) == table_at(before, 0, 1, 5)
    assert "o" + completion(session) == view.completions[0][0]
    assert (word_begun(session), unknown(session)) == ("o", "")


def test_whatever_is_shown_of_the_next_token_is_after_the_words_before_the_one_being_typed() -> None:
    session = typing("The old ow")
    session.add_lane(2.0)
    for shown in (*tables(session, 1, 3), temperature_view(session, 1, 3)):
        assert not isinstance(shown, NoTable)
        assert shown is not None
        assert shown.context == ("The", "old")
    assert lane_comparison(session).contexts == (("The", "old"), ("The", "old"))
    lane, curve = session.text.lane, context_looked_at(session)
    assert lane is not None
    assert curve is not None
    assert list(curve.tokens) == lane.context_before_last
    session.views.is_typing = False
    assert lane_comparison(session).contexts == (("old", "<unk>"), ("old", "<unk>"))


def test_what_the_model_holds_impossible_can_complete_a_word_too() -> None:
    session = typing("the mouse che", Recipe(("mouse",), 2, "mle"))
    view = completions(session, 5)
    assert view is not None
    assert view.completions == (("cheese", 0),)
    assert completion(session) == "ese"


def test_many_tokens_and_few_are_found_in_the_same_order(monkeypatch: pytest.MonkeyPatch) -> None:
    session = typing("The old s")
    few = completions(session, 9)
    monkeypatch.setattr(module, "_FEW", 0)
    many = completions(session, 9)
    assert few is not None
    assert many is not None
    assert few.completions == many.completions


@pytest.mark.parametrize(
    ("prompt", "unknown_words"),
    [("The old zzz", ["zzz"]), ("The old qu ", ["qu"]), ("The zzz ow", ["zzz"]), ("The old owl", []), ("", [])],
)
def test_what_is_no_beginning_is_unknown_and_what_is_known_is_no_beginning(
    prompt: str, unknown_words: list[str]
) -> None:
    session = typing(prompt)
    assert bool(word_begun(session)) is prompt.endswith("ow")
    assert (completions(session, 5) is None) is not prompt.endswith("ow")
    assert unknown(session) == (f"unknown: {' '.join(unknown_words)}" if unknown_words else "")


def test_a_word_is_begun_only_while_it_is_typed_and_nothing_follows_it() -> None:
    session = typing("The old ow")
    session.playback.step()
    assert not word_begun(session)
    session = typing("The old ow")
    session.views.is_typing = False
    assert (word_begun(session), unknown(session)) == ("", "unknown: ow")
    session.lane_models.use(trained(Recipe(("fables",), 5, "kneser-ney", "char")))
    session.views.is_typing = True
    assert not word_begun(session)


async def test_a_key_completes_the_word_and_moves_on_where_there_is_none() -> None:
    async with playing(fables_session(), prompt="The old ow") as player:
        assert "unknown" not in player.status
        assert "Next after The old" in player.after
        assert any(line.startswith(" Tab owl ") for line in player.part(player.table_pane))
        await player.press("left", "left", "tab")
        assert player.prompt.value == "The old owl"
        assert player.prompt.has_focus
        assert "Next after old owl" in player.after
        await player.press("tab")
        assert player.slider.has_focus
        await player.press("shift+tab", "backspace", "escape")
        assert "unknown: ow" in player.status
        assert "Next after old <unk>" in player.after
