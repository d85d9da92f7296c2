"""Opens the screens that say what the model's probabilities are made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from lmtui.errors import LmtuiError
from lmtui.tui.controllers.host import Host
from lmtui.tui.controllers.models import Models
from lmtui.tui.key_names import key_names
from lmtui.tui.widgets.slider import TemperatureSlider

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources
    from lmtui.playground.counting_job import CountingJob
    from lmtui.playground.sources_job import SourcesJob


class Insight:
    """Opens the screens; each is imported when it is opened first, which spares the start.

    Args:
        host: the screen below the dialogs.
        models: say why there is no model.
        slider: the temperature slider, which keys in the counts move, too.
        picked: gives the rank that is picked in the table, if the keys go to the table.
    """

    def __init__(
        self, host: Host, models: Models, slider: TemperatureSlider, picked: Callable[[], int | None]
    ) -> None:
        self._host, self._models, self._slider, self._picked = host, models, slider, picked
        self._counting: CountingJob | None = None
        self._indexing: SourcesJob | None = None

    def explain(self) -> None:
        """Show where the probability of the picked candidate comes from, or that of the token at the cursor."""
        from lmtui.playground.explanation_view import token_to_explain
        from lmtui.tui.screens.explanation import ExplanationScreen

        if job := self._counting_job():
            try:
                wanted = token_to_explain(self._host.session, self._picked())
            except LmtuiError as error:
                self._host.messages.say(str(error))
            else:
                self._host.app.push_screen(ExplanationScreen(job, wanted))

    def counts(self) -> None:
        """Show the n-grams by count, and the bigrams as a map."""
        from lmtui.tui.screens.counts import CountsScreen

        if job := self._counting_job():
            self._host.app.push_screen(CountsScreen(job, self._slider))

    def sources(self) -> None:
        """Show where the token at the cursor stands in the training text, and mark what is copied."""
        from lmtui.playground.copied_tokens import CopiedTokens
        from lmtui.playground.sources_job import SourcesJob
        from lmtui.playground.sources_view import SourceReader
        from lmtui.tui.screens.sources import SourcesScreen

        session = self._host.session
        lane, sampler = session.text.lane, session.sampler
        if lane is None or sampler is None:
            self._host.messages.say(self._models.no_model)
            return
        if not lane.length:
            self._host.messages.say("there is no text yet whose source could be found")
            return
        session.playback.pause()
        self._host.show_session()
        if self._indexing is None or self._indexing.sources is None or self._indexing.model is not sampler.model:
            self._indexing = SourcesJob(session.recipe, sampler.model)
        position = lane.length - 1 if session.views.cursor is None else lane.prompt_length + session.position
        position = min(position, lane.length - 1)

        def read(sources: Sources) -> SourceReader:
            copied = session.views.copied
            if copied is None or copied.model is not sampler.model:
                session.views.copied = CopiedTokens(sources, sampler.model)
            return SourceReader(sources, sampler.model.tokens, lane.ids(), position)

        screen = SourcesScreen(self._indexing, read)
        self._host.app.push_screen(screen, lambda _: self._host.show_session())

    def same_text(self) -> None:
        """Show what the models of all lanes say of the text of this one."""
        from lmtui.playground.same_text_job import SameTextJob
        from lmtui.tui.screens.same_text import SameTextScreen

        session, names = self._host.session, key_names(self._host.screen)
        lane, state = session.text.lane, session.text.state
        if lane is None:
            self._host.messages.say(self._models.no_model)
        elif not state.has_several_models:
            said = "there is one model; {lane-model} gives a lane another one, to read this text with both"
            self._host.messages.say(names.fill(said))
        elif not lane.length:
            self._host.messages.say("there is no text yet that the models could read")
        else:
            session.playback.pause()
            self._host.show_session()
            screen = SameTextScreen(partial(SameTextJob, session), state.active, len(state.lanes))
            self._host.app.push_screen(screen)

    def _counting_job(self) -> CountingJob | None:
        """The job that counts the model's n-grams, which has a result if it has run; None while there is no model."""
        from lmtui.playground.counting_job import CountingJob

        session = self._host.session
        if session.sampler is None:
            self._host.messages.say(self._models.no_model)
            return None
        session.playback.pause()
        self._host.show_session()
        job = self._counting
        if job is None or job.counted is None or job.model is not session.sampler.model:
            job = CountingJob(session.recipe, session.sampler.model, session.corpus)
        self._counting = job
        return job
