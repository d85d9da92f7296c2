"""Scoring one or two texts as a job: first the chain rule, then the same texts at another temperature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lmtui.errors import SettingError
from lmtui.model.protocol import TextToken, ids_of, running_text
from lmtui.playground.sequence_job import SequenceJob
from lmtui.playground.sequence_views import AnnealedText, PairedTexts, ScoredText, ScoreView
from lmtui.playground.session import Session
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.sequences.annealing import AnnealedSequences
from lmtui.sequences.scoring import score
from lmtui.sequences.searches import Searches
from lmtui.text.safety import visible

EXAMPLE = ("the mouse ate the cheese", "the cheese ate the mouse")
"""The same words in two orders, of which one is more probable."""


class ScoreJob(SequenceJob[ScoreView]):
    """Score texts.

    Args:
        searches: of the model.
        texts: one or two; blank ones are left out.
        sampling: temperature and cuts of the annealed probabilities.
    """

    def __init__(self, searches: Searches, texts: Sequence[str], sampling: Sampling) -> None:
        super().__init__(searches)
        self._sampling = sampling
        self._texts = [text for text in texts if text.strip()]

    def _work(self) -> ScoreView:
        """Score the texts, then anneal them."""
        model, sampling = self._searches.model, self._sampling
        texts = [model.tokens.encode(text) for text in self._texts]
        scores = [score(model, text, progress=self._report) for text in texts]
        paired = PairedTexts.of(*scores) if len(scores) == 2 else None
        view = ScoreView(tuple(map(ScoredText.of, scores)), paired, sampling.temperature, tuple(sampling.cuts.labels))
        self.view = view
        if sampling.temperature == 1 and sampling.cuts.keep_all:
            return view
        return replace(view, annealed=tuple(map(self._anneal, texts)))

    def _anneal(self, text: Sequence[TextToken]) -> AnnealedText:
        model = self._searches.model
        start, end = model.tokens.start, model.tokens.end
        tokens = ids_of(text) + ([] if end is None else [end])
        sampler = Sampler(model)  # the playground's remembers the distributions that the screen shows
        factors = annealed_factors(sampler, start, tokens, self._sampling, self._report)
        if not self._searches.available:
            return AnnealedText(sum(factors), None, "only n-gram models can tell")
        try:
            self._searches.check_annealed(len(tokens))
        except SettingError:
            return AnnealedText(sum(factors), None, "too long for this model")
        search = self._searches.search(len(tokens), progress=self._report)
        annealed = AnnealedSequences(sampler, search, self._sampling.temperature, self._report)
        return AnnealedText(sum(factors), annealed.logprob(start, tokens))


def text_at_hand(session: Session) -> str:
    """The prompt and what was generated after it, as far as its first text goes, without invisible characters."""
    sampler, lane = session.sampler, session.text.lane
    if sampler is None or lane is None:
        return session.text.prompt
    tokens = sampler.model.tokens
    generated = (token.drawn.token for token in lane.tokens)
    length = next((index for index, token in enumerate(generated) if token == tokens.end), len(lane.tokens))
    return visible(running_text(tokens, lane.text_tokens[: lane.prompt_length + length]).strip())
