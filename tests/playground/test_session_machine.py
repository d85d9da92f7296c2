"""The session under any sequence of acts: what is shown is always what is so."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.mouse import MOUSE, RECIPES, text_of, tokens_of, trained

from lmtui.ngram.recipe import Recipe
from lmtui.playground import session as session_module
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.playground.table import TableView
from lmtui.playground.transcript import Kind, Piece, Transcript
from lmtui.sampling.generation import DrawnToken, draw, generate
from lmtui.sampling.settings import Sampling
from lmtui.text.display import shown
from lmtui.text.specials import BOS, EOS, UNK
from lmtui.text.tokenizers import Tokenizer

MOST = 25

# Without punctuation that hugs its word, so that the spacing below is all there is to know.
PROMPTS = ("", "the mouse ate", "the", "zebra the", " cheese  ball ", "the\x1bmouse", "a b", "</s> the", "the\nmouse")
TEMPERATURES = (0.0, 0.3, 1.0, 2.5, math.inf)


def spelled(tokens: Sequence[str], tokenizer: Tokenizer) -> str:
    """Tokens as running text, the obvious way."""
    text, space = "", ""
    for token in tokens:
        text += "¶" if token == "</s>" else space + token.replace("\n", "↵")
        space = "" if token == "</s>" else tokenizer.space
    return text


class SessionMachine(RuleBasedStateMachine):
    """A person at the playground. Beside the session stands what must have become of it."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(session_module, "MAX_TOKENS", MOST)
        self.session = Session(MOUSE, Sampling())
        self.lane: list[tuple[DrawnToken, Sampling]] = []
        self.playing = Playing.STOPPED
        self.cursor: int | None = None
        self.last: tuple[Transcript, list[Piece]] = (self.session.transcript, [])

    def teardown(self) -> None:
        self.patch.undo()

    # What is expected

    @property
    def ready(self) -> bool:
        return self.session.sampler is not None

    @property
    def prompt_tokens(self) -> list[str]:
        assert self.session.sampler is not None
        return self.session.sampler.model.tokenizer.split(self.session.prompt)

    @property
    def ended(self) -> bool:
        after_end = bool(self.lane) and self.lane[-1][0].token == EOS
        return len(self.lane) >= MOST or (self.session.pace.stop and after_end)

    def expect_restart(self) -> None:
        self.lane, self.playing, self.cursor = [], Playing.STOPPED, None

    def expect_token(self) -> None:
        """One token more, drawn after everything since its unit began, however long that is."""
        if not self.ready or self.ended:
            return
        sampler = self.session.sampler
        assert sampler is not None
        context = [BOS, *sampler.model.vocabulary.encode(self.prompt_tokens)]
        for drawn, _ in self.lane:
            context = [BOS] if drawn.token == EOS else [*context, drawn.token]
        self.lane.append((draw(sampler, context, self.session.sampling, len(self.lane)), self.session.sampling))
        if self.ended:
            self.playing = Playing.STOPPED

    # What a person does

    @initialize(recipe=st.sampled_from(RECIPES))
    def first_model(self, recipe: Recipe) -> None:
        self.session.use(trained(recipe))

    @rule(recipe=st.sampled_from(RECIPES))
    def use(self, recipe: Recipe) -> None:
        self.expect_restart()
        self.session.use(trained(recipe))

    @rule(prompt=st.sampled_from(PROMPTS))
    def set_prompt(self, prompt: str) -> None:
        before = self.session.prompt
        self.session.set_prompt(prompt)
        if self.session.prompt != before:
            self.expect_restart()

    @rule()
    def run(self) -> None:
        if self.playing is Playing.STOPPED:
            self.expect_restart()
        self.cursor = None
        self.playing = Playing.RUNNING
        self.session.run()

    @rule(tokens=st.integers(1, 8))
    def advance(self, tokens: int) -> None:
        for _ in range(tokens):
            self.expect_token()
            self.session.advance()

    @rule()
    def step(self) -> None:
        if self.playing is Playing.STOPPED and self.ended:
            self.expect_restart()
        self.cursor = None
        self.playing = Playing.PAUSED
        self.expect_token()
        self.session.step()

    @precondition(lambda self: not self.ended)
    @rule()
    def step_as_the_table_says(self) -> None:
        self.session.look_at(None)
        self.cursor = None
        chosen = self.table(1, 3).chosen
        self.step()
        drawn = self.session.tokens[-1].drawn
        assert chosen.token == shown(tokens_of(self.session)[-1])
        assert (chosen.rank, chosen.model_prob, chosen.order) == (drawn.rank, drawn.model_prob, drawn.order)
        assert chosen.prob == pytest.approx(drawn.prob, rel=1e-12)

    @rule()
    def pause(self) -> None:
        if self.playing is Playing.RUNNING:
            self.playing = Playing.PAUSED
        self.session.pause()

    @rule()
    def stop(self) -> None:
        self.playing = Playing.STOPPED
        self.session.stop()

    @rule()
    def clear(self) -> None:
        self.expect_restart()
        self.session.clear()

    @rule(temperature=st.sampled_from(TEMPERATURES))
    def set_temperature(self, temperature: float) -> None:
        self.session.set_temperature(temperature)

    @rule(seed=st.integers(0, 3))
    def set_seed(self, seed: int) -> None:
        if seed != self.session.sampling.seed:
            self.expect_restart()
        self.session.set_seed(seed)

    @rule(stop=st.booleans())
    def clear_and_set_pace(self, stop: bool) -> None:
        # What a change of pace does to a text that has just ended is a test of its own.
        self.clear()
        self.session.pace = Pace(stop=stop)

    @rule(index=st.one_of(st.none(), st.integers(-2, 3), st.integers(0, MOST + 1)))
    def look_at(self, index: int | None) -> None:
        at_end = index is None or not self.lane or index >= len(self.lane)
        self.cursor = None if at_end or index is None else max(index, 0)
        self.session.look_at(index)

    # What must be so after every act

    def table(self, first: int, rows: int) -> TableView:
        view = self.session.table(first, rows)
        assert view is not None
        return view

    @invariant()
    def is_as_expected(self) -> None:
        assert self.session.playing is self.playing
        assert self.session.cursor == self.cursor
        assert [(token.drawn, token.sampling) for token in self.session.tokens] == self.lane

    @invariant()
    def lane_is_what_generate_gives(self) -> None:
        settings_used = {sampling for _, sampling in self.lane}
        if len(settings_used) == 1 and self.session.sampler is not None:
            (sampling,) = settings_used
            expected = generate(self.session.sampler, self.prompt_tokens, sampling, len(self.lane))
            assert [token.drawn for token in self.session.tokens] == list(expected)

    @invariant()
    def table_sums_to_one_and_marks_what_was_or_will_be_drawn(self) -> None:
        if not self.ready:
            return
        assert self.session.sampler is not None
        model = self.session.sampler.model
        whole = self.table(1, len(model.vocabulary))
        part = self.table(2, 2)
        for view in (whole, part):
            model_probs = math.fsum(row.model_prob for row in view.rows)
            assert model_probs + view.rest_model_prob == pytest.approx(1, abs=1e-9)
            assert math.fsum(row.prob for row in view.rows) + view.rest_prob == pytest.approx(1, abs=1e-9)
            assert view.rest == view.support - len(view.rows)
        # The rest is what the others have, and not only what is missing.
        assert whole.rest == 0
        assert whole.rest_prob == pytest.approx(0, abs=1e-9)
        others = [row for row in whole.rows if row not in part.rows]
        assert part.rest_prob == pytest.approx(math.fsum(row.prob for row in others), abs=1e-9)
        sampling = self.session.sampling if self.cursor is None else self.lane[self.cursor][1]
        assert whole.temperature == sampling.temperature
        if self.cursor is not None:
            drawn, _ = self.lane[self.cursor]
            assert whole.chosen.token == shown(model.vocabulary[drawn.token])
            assert (whole.chosen.rank, whole.luck) == (drawn.rank, drawn.luck)
            assert whole.chosen.prob == pytest.approx(drawn.prob, rel=1e-12)
        assert [row for row in whole.rows if row.chosen] == [whole.chosen]

    @invariant()
    def transcript_spells_prompt_and_tokens(self) -> None:
        if self.session.sampler is None:
            assert text_of(self.session) == self.session.prompt.replace("\n", "↵")
            return
        model = self.session.sampler.model
        prompt, pieces = self.prompt_tokens, self.session.transcript.pieces
        tokens = prompt + tokens_of(self.session)
        assert text_of(self.session) == spelled(tokens, model.tokenizer)
        assert [piece.index for piece in pieces] == [-1] * len(prompt) + list(range(len(self.lane)))
        known = [model.vocabulary.id(token) != UNK for token in prompt]
        assert [piece.kind for piece in pieces] == [Kind.PROMPT if here else Kind.UNKNOWN for here in known] + (
            [Kind.GENERATED] * len(self.lane)
        )
        assert [piece.breaks for piece in pieces] == [token in ("</s>", "\n") for token in tokens]
        assert self.session.unknown == [token for token, here in zip(prompt, known, strict=True) if not here]

    @invariant()
    def transcript_only_grows_or_is_a_new_one(self) -> None:
        # The screen wraps only what is new in a transcript it has already seen.
        before, pieces = self.last
        now = self.session.transcript
        if now is before:
            assert now.pieces[: len(pieces)] == pieces
        self.last = now, list(now.pieces)


TestSession = SessionMachine.TestCase
TestSession.settings = settings(deadline=None, derandomize=True, max_examples=120, stateful_step_count=30)
