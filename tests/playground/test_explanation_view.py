"""The explanation that is shown is that of the token that was asked for, and its parts add up."""

from __future__ import annotations

import pytest
from support.answers import known
from support.mouse import trained

from lmtui.errors import SettingError
from lmtui.insight.counted_model import CountedModel
from lmtui.library import load_with_text
from lmtui.playground.explanation_view import ExplainedToken, ExplanationView, explanation_view, token_to_explain
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling


def session_of(words: str, temperature: float = 0.5) -> Session:
    session = Session(Recipe(("mouse",)), Sampling(temperature, seed=4), words)
    session.lane_models.use(trained(session.recipe))
    return session


def explained(context: str, token: str, counts: bool = True) -> ExplanationView:
    loaded, text = load_with_text(Recipe(("mouse",)))
    tokens = loaded.model.tokens
    ids = [token.id for token in tokens.encode(context)]
    wanted = ExplainedToken(ids, tokens.encode(token)[0].id, 0.5, 0.25)
    return explanation_view(CountedModel(loaded.model, text if counts else None), tokens, wanted)


def test_at_the_end_it_is_the_token_that_the_luck_decides_on_and_else_the_one_at_the_cursor() -> None:
    session = session_of("the mouse ate")
    expected = token_to_explain(session)
    session.playback.step()
    assert expected.token == session.text.tokens[0].drawn.token
    session.look_at(0)
    assert token_to_explain(session) == expected
    assert expected.temperature == 0.5
    assert expected.prob == pytest.approx(session.text.tokens[0].drawn.prob)
    assert session.text.lane
    second = token_to_explain(session, 2)
    assert second.token == known(session.text.lane.distribution(0)).at(2).token
    assert second.context == expected.context


def test_without_a_model_it_says_so() -> None:
    with pytest.raises(SettingError, match="no model yet"):
        token_to_explain(Session(Recipe(("mouse",)), Sampling()))


def test_parts_are_told_order_by_order_with_their_counts() -> None:
    view = explained("the mouse ate", "the")
    assert (view.token, view.context, view.method) == ("the", "mouse ate", "kneser-ney, order 3")
    assert view.drawn == "p_T = 0.25 at T = 0.50"
    assert [(part.order, part.context) for part in view.parts] == [(3, "mouse ate"), (2, "ate"), (1, ""), (0, "")]
    assert sum(part.prob for part in view.parts) == pytest.approx(view.prob, rel=1e-12)
    assert sum(part.share for part in view.parts) == pytest.approx(1)
    longest, *_, uniform = view.parts
    assert longest.product == ""
    assert longest.details[0] == "seen 6 times, any token here 7 times"
    assert longest.details[1].endswith(f"/ 7 = {longest.prob:.6g}")
    assert " × " in uniform.product
    assert uniform.details == ["p here = 1 / 7, the same for every token"]
    assert any("different tokens" in note for note in view.notes)


def test_a_context_that_was_never_seen_is_said_to_be() -> None:
    assert "No end of this context was seen." in explained("the zebra", "the").notes
    assert any("1 of 2 tokens" in note for note in explained("ate ate", "the").notes)


def test_without_counts_the_weights_and_the_stored_probability_are_told() -> None:
    view = explained("the mouse ate", "cheese", counts=False)
    assert [part.details[0].split()[0] for part in view.parts][-1] == "stored:"
    assert view.parts[0].details == [f"not stored; backoff weight {2 / 7:.6g}"]
    assert sum(part.prob for part in view.parts) == pytest.approx(view.prob)
    assert any("its file alone" in note for note in view.notes)
