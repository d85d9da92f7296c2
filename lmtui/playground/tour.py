"""A tour: steps that a person is led through, each done when something holds of the session and the screen."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lmtui.playground.session import Session
from lmtui.playground.settings import DEFAULT_PACE, Pace
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

Fact = str | float
Facts = Mapping[str, Fact]
"""What holds of a session and the screen, by the names of `NUMBERS` and `TEXTS`; what does not apply is missing."""

NUMBERS: Final = {
    "temperature": "T of the active lane",
    "tokens": "how many tokens the text has after the prompt",
    "token": "which of these is looked at, from 1; 0 at the end",
    "taken": "how many tokens were taken by hand",
    "seed": "the seed of the luck",
    "lanes": "how many lanes there are",
    "branches": "how many branches there are",
    "order": "n of the model",
    "texts": "how many texts the screen of the sequences scores",
}
"""The facts that are numbers, each with its meaning."""

TEXTS: Final = {
    "prompt": "the prompt",
    "corpus": "the corpus of the model",
    "smoothing": "the smoothing of the model",
    "tokenizer": "the tokenizer of the model",
    "playing": "running, paused or stopped",
    "screen": "the screen or dialog that is in front",
    "focus": "the part that the keys go to",
    "part": "which part of the sequences or the counts is shown",
}
"""The facts that are texts, each with its meaning."""

COMPARISONS: Final[Mapping[str, Callable[[Fact, Fact], bool]]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
"""How a condition compares a fact with a value; texts are the same or not, and have no order."""

CHANGES: Final = "changes"
"""The word for a condition that holds as soon as a fact is another one than at the beginning of the step."""


def facts_of(session: Session) -> dict[str, Fact]:
    """The facts of a session; those of the screen are not among them."""
    text, recipe = session.text, session.recipe
    sampling, cursor = text.sampling, session.views.cursor
    return {
        "temperature": sampling.temperature,
        "tokens": len(text.tokens),
        "token": 0 if cursor is None else cursor + 1,
        "taken": len(text.state.tree.current.choices),
        "seed": sampling.seed,
        "lanes": len(text.state.lanes),
        "branches": len(text.state.tree.branches),
        "order": recipe.order,
        "prompt": " ".join(text.prompt.split()),
        "corpus": recipe.source,
        "smoothing": recipe.smoothing,
        "tokenizer": recipe.tokenizer,
        "playing": session.playback.playing.value,
    }


@dataclass(frozen=True)
class Condition:
    """Something that must hold for a step to be done.

    Attributes:
        fact: the name of a fact.
        comparison: one of `COMPARISONS`, or `CHANGES`.
        value: what the fact is compared with; a number for a fact that is one.
    """

    fact: str
    comparison: str
    value: Fact = ""

    def holds(self, now: Facts, before: Facts) -> bool:
        """Whether the condition holds, given the facts as they are now and as they were when the step began."""
        if self.fact not in now:
            return False
        if self.comparison == CHANGES:
            return now[self.fact] != before.get(self.fact)
        return COMPARISONS[self.comparison](now[self.fact], self.value)


@dataclass(frozen=True)
class Start:
    """What a step begins with instead of what was there: a model, a prompt, and how tokens are drawn.

    Attributes:
        recipe: of the model.
        sampling: temperature, cuts and seed.
        prompt: the prompt.
        pace: how a generation runs.
    """

    recipe: Recipe
    sampling: Sampling
    prompt: str = ""
    pace: Pace = DEFAULT_PACE


@dataclass(frozen=True)
class TourStep:
    """A step of a tour.

    Attributes:
        title: in a few words.
        text: what to do; a template of `KeyNames.fill`, in which nothing else stands in braces.
        done: what must hold for the step to be done; a step without conditions is to be read, and done at once.
        look: what to look at when that is done, in place of `text`; a template, too. "" leaves `text` there.
        start: what the step begins with; None goes on with what the step before has left.
    """

    title: str
    text: str
    done: Sequence[Condition] = ()
    look: str = ""
    start: Start | None = None


@dataclass(frozen=True)
class Tour:
    """A tour.

    Attributes:
        title: what it is about.
        steps: the steps; there is at least one, and the first has a start.
    """

    title: str
    steps: Sequence[TourStep]


@dataclass
class TourProgress:
    """How far a person is in a tour.

    Attributes:
        tour: the tour.
        number: of the present step, from 0.
        is_done: whether the step is done; it stays so until another one is begun.
    """

    tour: Tour
    number: int = 0
    is_done: bool = False
    _before: Facts = field(default_factory=dict)

    @property
    def step(self) -> TourStep:
        """The present step."""
        return self.tour.steps[self.number]

    @property
    def text(self) -> str:
        """What is to be read now."""
        return self.step.look if self.is_done and self.step.look else self.step.text

    def begin_step(self, number: int) -> None:
        """Begin a step; the facts that come with the next look are those that it begins with."""
        self.number, self.is_done, self._before = number, False, {}

    def look(self, facts: Facts) -> bool:
        """Look whether the step is done. Returns True if it was not so before."""
        self._before = self._before or facts
        was_done = self.is_done
        self.is_done = was_done or all(condition.holds(facts, self._before) for condition in self.step.done)
        return self.is_done and not was_done
