"""A session whose model takes time, and a test that decides when it has answered; no thread is needed."""

from __future__ import annotations

from typing import TypeVar

from lmtui.playground.questions import next_question
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from support.byte_model import COST, ByteModel, ready

T = TypeVar("T")


def known(found: T | None) -> T:
    """What was found, which must be known."""
    assert found is not None
    return found


def slow_session(prompt: str = "the", sampling: Sampling | None = None) -> Session:
    """A session with a model that says that it takes time."""
    made = Session(Recipe(()), sampling or Sampling(seed=3), prompt)
    made.lane_models.use(ready(ByteModel(cost=COST)))
    return made


def asked_of(session: Session) -> list[tuple[int, ...]]:
    """The states that the model was asked for, in order."""
    assert session.sampler is not None
    assert isinstance(session.sampler.model, ByteModel)
    return session.sampler.model.asked


def answer(session: Session, most: int = 100_000) -> int:
    """Answer what is wanted, question by question, at most so many. Returns how many there were."""
    for number in range(most):
        question = next_question(session)
        if question is None:
            return number
        question.answer()
        session.text.wanted.make(100)
    return most


def make(session: Session, tokens: int) -> None:
    """Have so many tokens more in every lane."""
    for _ in range(tokens):
        session.playback.step()
    answer(session)
