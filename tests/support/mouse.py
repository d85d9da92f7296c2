"""Models small enough to check by hand, as the playground gets them."""

from __future__ import annotations

from functools import cache

from lmtui.ngram.recipe import Recipe
from lmtui.playground.jobs import Trained, Training
from lmtui.playground.session import Session
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from support.corpora import TIED, train

MOUSE = Recipe(("mouse",))
RECIPES = (
    MOUSE,
    Recipe(("mouse",), 2, "mle"),
    Recipe(("mouse",), 1),
    Recipe(("mouse",), 5, "kneser-ney", "char"),
    Recipe(("tied",), 3, "add-k:0.5", "whitespace"),
)
"""One of every order that matters and of every tokenizer."""


@cache
def trained(recipe: Recipe = MOUSE) -> Trained:
    """A model by its recipe; "tied" stands for the text of that name in `support.corpora`."""
    if recipe.corpora == ("tied",):
        return Trained(recipe, Sampler(train(TIED, recipe.order, recipe.smoothing, recipe.tokenizer)), 0)
    return Training(recipe).run()


def session(prompt: str = "", sampling: Sampling | None = None, recipe: Recipe = MOUSE) -> Session:
    """A session whose model is ready."""
    made = Session(recipe, sampling or Sampling(), prompt)
    made.use(trained(recipe))
    return made


def tokens_of(session: Session) -> list[str]:
    """The generated tokens."""
    assert session.sampler is not None
    return session.sampler.model.vocabulary.decode(token.drawn.token for token in session.lane)


def text_of(session: Session) -> str:
    """The generation pane, prompt and all, as one line."""
    return "".join(piece.space + piece.text for piece in session.transcript.pieces)
