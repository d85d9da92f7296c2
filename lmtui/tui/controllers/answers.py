"""Has a model answer what a session wants to know, while the keys go on acting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.worker import WorkType

from lmtui.errors import LmtuiError
from lmtui.playground.questions import next_question
from lmtui.tui.controllers.host import Host
from lmtui.tui.job_runner import in_thread

if TYPE_CHECKING:
    from lmtui.playground.session_model import SessionModels

_BURST = 100  # tokens of each lane made between two looks at the keys


class Answers:
    """Makes missing tokens in slices as far as answers are known, and asks for those that are not, one at a time.

    The model is asked in a thread, one question after the other. What is asked next is decided when an answer has
    come. An answer to what nobody wants any more is remembered all the same; that of a model no longer in use is
    dropped.

    Args:
        host: the screen.
        show_texts: shows the texts as they are now.
    """

    def __init__(self, host: Host, show_texts: Callable[[], None]) -> None:
        self._host, self._show_texts = host, show_texts
        self._served: SessionModels | None = None  # for which the worker works, if there is one
        self._news = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next answer, or for the news that there is none."""
        await self._news.wait()

    def work(self) -> None:
        """Begin to work on what is missing, if anything is and nobody works on it yet."""
        session = self._host.session
        models = session.text.models
        if not models or models is self._served:
            return
        if session.text.wanted.can_make or next_question(session):
            self._served = models
            # No coroutine yet: an app that ends now would never wait for it, and Python would say so.
            work: WorkType[None] = self._work
            self._host.screen.run_worker(work, group="answers", exclusive=True)

    async def _work(self) -> None:
        try:
            await self._catch_up()
            while await self._ask():
                await self._catch_up()  # first, so that no table of a text that is only half made is shown
                self._tell()
        except LmtuiError as error:
            self._host.session.playback.pause()
            self._host.messages.say(f"the model does not answer: {error}", trouble=True, news=True)
        self._tell()  # before the worker is gone: to show what came of an error must not ask again
        self._served = None

    def _tell(self) -> None:
        self._news.set()
        self._news.clear()
        self._host.show_session()

    async def _catch_up(self) -> None:
        """Make missing tokens as far as answers are known, and show each slice."""
        session = self._host.session
        while session.text.wanted.can_make:
            session.text.wanted.make(_BURST)
            self._show_texts()
            await asyncio.sleep(0)

    async def _ask(self) -> bool:
        """Wait for the answer to the next question. Returns True if there was a question.

        Raises:
            LmtuiError: the model cannot answer what is still wanted.
        """
        session = self._host.session
        question = next_question(session)
        if question is None:
            return False
        try:
            await in_thread(question.answer)
        except LmtuiError:
            if question == next_question(session):
                raise
        return True
