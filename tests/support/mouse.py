"""Models small enough to check by hand, as the playground gets them."""

from __future__ import annotations

from functools import cache

from lmtui.playground.lane import LaneToken
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.playground.training_job import TrainedModel, TrainingJob
from lmtui.playground.transcript import TranscriptPiece
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS, UNK
from support.corpora import TIED, train
from support.models import sampler_of, trie_of

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
def trained(recipe: Recipe = MOUSE) -> TrainedModel:
    """A model by its recipe; "tied" stands for the text of that name in `support.corpora`."""
    if recipe.corpora == ("tied",):
        return TrainedModel(recipe, sampler_of(train(TIED, recipe.order, recipe.smoothing, recipe.tokenizer)), 0)
    return TrainingJob(recipe).run()


def session(
    prompt: str = "",
    sampling: Sampling | None = None,
    recipe: Recipe = MOUSE,
    whole: bool = False,
    sequence_length: int = 12,
) -> Session:
    """A session whose model is ready."""
    made = Session(recipe, sampling or Sampling(), prompt, whole=whole, sequence_length=sequence_length)
    made.lane_models.use(trained(recipe))
    return made


def tokens_of(session: Session) -> list[str]:
    """The generated tokens."""
    assert session.sampler is not None
    return trie_of(session.sampler).vocabulary.decode(token.drawn.token for token in session.text.tokens)


def text_of(session: Session) -> str:
    """The generation pane, prompt and all, as one line."""
    return "".join(piece.space + piece.text for piece in session.text.transcript.pieces)


def run(session: Session, tokens: int) -> None:
    """Run until there are so many tokens or it stops."""
    session.playback.run()
    while session.playback.playing is Playing.RUNNING and session.text.length < tokens:
        session.playback.advance()


def catch_up(session: Session) -> None:
    """Generate all that a change has taken away."""
    while session.text.wanted.is_behind:
        session.text.wanted.make(10_000)


def seen(session: Session) -> tuple[list[LaneToken], list[TranscriptPiece]]:
    """All that there is of the text: its tokens, and how each came to be; its characters."""
    return list(session.text.tokens), list(session.text.transcript.pieces)


def drawable(session: Session) -> list[int]:
    """The ids of all tokens that can be chosen."""
    assert session.sampler is not None
    return [token for token in range(len(trie_of(session.sampler).vocabulary)) if token not in (BOS, UNK)]


def id_of(session: Session, token: str) -> int:
    """The id of a token, which the model must know."""
    assert session.sampler is not None
    found = trie_of(session.sampler).vocabulary.id(token)
    assert found != UNK
    return found


def other_than_drawn(session: Session, position: int) -> int:
    """The id of a token that does not stand at a position."""
    here = session.text.tokens[position].drawn.token
    return next(token for token in drawable(session) if token != here)
