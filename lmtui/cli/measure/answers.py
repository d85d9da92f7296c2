"""A model that takes time: how long a key waits for its effect while a text is made anew."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from lmtui.cli.measure.figure import Figure
from lmtui.cli.measure.slow_model import COST, SlowModel
from lmtui.playground.questions import next_question
from lmtui.playground.session import Session
from lmtui.playground.training_job import TrainedModel
from lmtui.recipe import Recipe
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection
from lmtui.tui.widgets.slider import TemperatureSlider

_TOKENS = 200
_BETWEEN = 0.13  # seconds between two keys, so that they come at any time of an answer


def measure(quick: bool) -> Iterator[Figure]:
    """Move the slider while 200 tokens are being made anew."""
    keys = 6 if quick else 18
    model = SlowModel()
    longest = asyncio.run(_longest_wait(model, _session(model), keys))
    yield Figure(
        "answers",
        f"{_TOKENS} tokens anew, {COST * 1e3:.0f} ms each: the longest of {keys} keys",
        longest * 1e3,
        "ms",
        "an answer of the model",
        COST * 1e3,
        f"at most {COST * 1e3:.0f} ms",
        longest <= COST,
    )


def _session(model: SlowModel) -> Session:
    """A session whose text is there, every answer to which was given in no time."""
    session = Session(Recipe(()), Sampling(seed=1), "The old owl")
    session.lane_models.use(TrainedModel(Recipe(()), Sampler(model), undecodable=0))
    for _ in range(_TOKENS):
        session.playback.step()
    while question := next_question(session):
        question.answer()
        session.text.wanted.make(_TOKENS)
    model.seconds = COST
    return session


async def _longest_wait(model: SlowModel, session: Session, keys: int) -> float:
    """Seconds from a key that moves the slider until the slider is drawn there: the longest of so many keys."""
    app = PlaygroundApp(session, Connection(animation="none"))
    longest = 0.0
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        slider = app.screen.query_one(TemperatureSlider)
        asked = model.asked
        for _ in range(keys):
            before, started = slider.render_line(0), time.perf_counter()
            app.simulate_key("up")
            while slider.render_line(0) == before:
                await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - started)
            await asyncio.sleep(_BETWEEN)
        assert model.asked > asked
        assert session.text.wanted.is_behind
    return longest
