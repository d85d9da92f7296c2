"""The tour that comes with the program can be read, fits on the screen, and asks for what there is."""

from __future__ import annotations

import math
from collections.abc import Callable
from textwrap import wrap

from support.lecture import KEYS
from support.mouse import run
from support.mouse import session as mouse_session
from support.mouse import trained as train

from lmtui.playground.session import Session
from lmtui.playground.tour import NUMBERS, TEXTS, Fact, Tour, TourProgress, facts_of
from lmtui.tui.glyphs import ASCII
from lmtui.tui.key_names import KeyNames
from lmtui.tui.tours import WORDS, tour_from

LECTURE: Tour = tour_from()


def test_every_text_of_the_lecture_has_at_most_two_lines_at_80_columns() -> None:
    names = KeyNames()
    for step in LECTURE.steps:
        for text in (step.text, step.look):
            assert len(wrap(names.fill(text), 78)) <= 2, text
            assert text.translate(ASCII.prose).isascii(), text


def test_the_lecture_has_some_twelve_steps_of_a_few_keys_each() -> None:
    assert 12 <= len(LECTURE.steps) == len(KEYS) <= 15
    assert all(step.done and step.look for step in LECTURE.steps)


def test_tours_name_what_there_is() -> None:
    assert WORDS.values.keys() <= NUMBERS.keys() | TEXTS.keys()
    assert "lane-table" in WORDS.values["focus"]
    assert "sequences" in WORDS.values["screen"]


def run_and_hold(session: Session) -> None:
    run(session, 30)
    session.playback.pause()


DONE: dict[str, Callable[[Session], object]] = {
    "The next token": lambda session: session.set_prompt("the mouse ate"),
    "Drawing": lambda session: session.playback.step(),
    "Other luck": Session.reroll,
    "T = 0": lambda session: session.set_temperature(0),
    "T = ∞": lambda session: session.set_temperature(math.inf),
    "T = 1": lambda session: session.set_temperature(1),
    "Prompt and completion": run_and_hold,
    "Melting": lambda session: session.set_temperature(2),
    "Freezing": lambda session: session.set_temperature(0.2),
    "Overfitting": run_and_hold,
}
"""What a step asks for in the session; one that asks for another screen alone is not here."""

SEEN: dict[str, dict[str, Fact]] = {
    "A probability over sequences": {"screen": "sequences", "texts": 2},
    "The best sequence": {"screen": "sequences", "part": "best"},
    "Counts": {"screen": "counts"},
    "Overfitting": {"screen": "sources"},
}
"""The screens that steps ask for; all others are done on the playground."""

PLAYGROUND: dict[str, Fact] = {"screen": "playground", "focus": "prompt"}


def test_every_step_of_the_lecture_is_done_by_what_its_text_asks_for() -> None:
    """As in the sitting at the screen, but in a session alone: what the screen would say is given."""
    progress, session, screen = TourProgress(LECTURE), mouse_session(), PLAYGROUND
    for number, step in enumerate(LECTURE.steps):
        progress.begin_step(number)
        if step.start:
            session = Session(step.start.recipe, step.start.sampling, step.start.prompt, step.start.pace)
            session.lane_models.use(train(step.start.recipe))
            screen = PLAYGROUND
        progress.look({**facts_of(session), **screen})
        assert not progress.is_done, step.title
        if step.title in DONE:
            DONE[step.title](session)
        screen = SEEN.get(step.title, PLAYGROUND)
        progress.look({**facts_of(session), **screen})
        assert progress.is_done, step.title
        assert progress.text == step.look
