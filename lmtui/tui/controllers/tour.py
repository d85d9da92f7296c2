"""Leads a person through a tour, on the real screen and in a session of its own."""

from __future__ import annotations

from lmtui.errors import LmtuiError
from lmtui.playground.session import Session
from lmtui.playground.tour import Fact, Facts, Start, Tour, TourProgress, facts_of
from lmtui.playground.training_job import TrainedModel
from lmtui.tui.action import Place
from lmtui.tui.controllers.host import Host
from lmtui.tui.controllers.models import Models
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseScreen
from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.tour_lines import ShownStep


class TourGuide:
    """Begins a tour, leads from step to step, and leaves the tour.

    A tour has a session of its own, so that a person finds the own one as it was when the tour is left.

    Args:
        host: the screen of the playground.
        models: trains the models of the tour.
        tour: the tour; None is the one that comes with the program.
    """

    def __init__(self, host: Host, models: Models, tour: Tour | None) -> None:
        self._host, self._models, self._tour = host, models, tour
        self._progress: TourProgress | None = None
        self._aside: Session | None = None  # the session that is not on the screen; None until the tour has begun
        self._is_on = False
        self._last_shown: ShownStep | None = None

    # Keys

    def toggle(self) -> None:
        """Begin the tour or go on with it; leave it."""
        if self._is_on:
            self._leave("the tour is left; {tour} goes on with it")
        elif self._models.is_training:
            self._host.messages.say("a model is being trained; wait for it before the tour")
        else:
            self.begin()

    def next(self) -> None:
        """Go to the next step; after the last one, leave the tour."""
        self._go(1)

    def back(self) -> None:
        """Go to the step before."""
        self._go(-1)

    def begin(self) -> None:
        """Begin the tour, or go on where it was left."""
        try:
            self._tour = self._tour or _built_in_tour()
        except LmtuiError as error:
            self._host.messages.say(str(error), trouble=True)
            return
        self._is_on = True
        if self._progress and self._aside:
            self._trade(self._aside)
            self.look()
        else:
            self._progress = TourProgress(self._tour)
            self._begin_step(0)

    def _go(self, steps: int) -> None:
        progress = self._progress
        if not self._is_on or progress is None:
            self._say("{tour} begins the tour")
        elif progress.number + steps < 0:
            self._say("this is the first step")
        elif progress.number + steps == len(progress.tour.steps):
            self._leave("the tour is over; {tour} begins it again")
            self._progress = self._aside = None
        else:
            self._begin_step(progress.number + steps)

    def _say(self, template: str) -> None:
        self._host.messages.say(key_names(self._host.screen).fill(template))

    # Steps

    def _begin_step(self, number: int) -> None:
        assert self._progress
        self._progress.begin_step(number)
        if self._progress.step.start:
            self._start(self._progress.step.start)
        self.look()

    def _start(self, start: Start) -> None:
        """Begin with another session; the person's own one is put aside, one of the tour is forgotten."""
        now = self._host.session
        fresh = Session(start.recipe, start.sampling, start.prompt, start.pace, now.kiosk)
        if now.sampler and start.recipe == now.recipe:
            fresh.lane_models.use(TrainedModel(now.recipe, now.sampler, 0, corpus=now.corpus))
        self._trade(fresh)
        self._aside = self._aside or fresh
        self._host.screen.query_one(PromptInput).focus()

    def _leave(self, said: str) -> None:
        """Go back to the person's own session."""
        self._is_on = False
        if self._aside:
            self._trade(self._aside)
        self.look()
        self._say(said)

    def _trade(self, other: Session) -> None:
        """Show another session instead of the one that is shown; that one is in `other` from now on."""
        app, session = self._host.app, self._host.session
        for _ in app.screen_stack[1:]:
            app.pop_screen()
        self._models.cancel()
        session.trade_places(other)
        self._host.show_inputs()
        if session.sampler is None:
            self._models.train(*session.first_recipes)

    # What is seen

    @property
    def shown(self) -> ShownStep | None:
        """The present step, as every screen shows it; None where there is no tour."""
        progress = self._progress
        if not self._is_on or progress is None:
            return None
        steps = progress.tour.steps
        heading = f"{progress.number + 1}/{len(steps)} {progress.step.title}"
        texts = tuple(text for step in steps for text in (step.text, step.look) if text)
        return ShownStep(heading, progress.text, progress.is_done and bool(progress.step.done), texts)

    def look(self) -> None:
        """Look whether the step is done, and have every screen show the step."""
        if self._is_on and self._progress:
            self._progress.look(self._facts())
        shown = self.shown
        if shown != self._last_shown:
            self._last_shown = shown
            for screen in self._host.app.screen_stack:
                if isinstance(screen, BaseScreen):
                    screen.show_step(shown)

    def _facts(self) -> Facts:
        screen = self._host.app.screen
        facts: dict[str, Fact] = facts_of(self._host.session)
        facts |= screen.facts if isinstance(screen, BaseScreen) else {}
        for name, place in (("screen", screen), ("focus", screen.focused)):
            if isinstance(found := getattr(place, "PLACE", None), Place):
                facts[name] = found.word
        return facts


def _built_in_tour() -> Tour:
    from lmtui.tui.tours import tour_from  # only now: the start is faster

    return tour_from()
