"""The session under any sequence of acts: what is shown is always what is so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from support.models import ids_of, trie_of
from support.mouse import MOUSE, RECIPES, drawable, text_of, tokens_of, trained

from lmtui.errors import SettingError
from lmtui.playground import generated_text, snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import MAX_LANES, Pace
from lmtui.playground.state import Playing
from lmtui.playground.table import TableView
from lmtui.playground.transcript import PieceKind, Transcript, TranscriptPiece
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import DrawnToken, draw, generate
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.display import token_label
from lmtui.text.specials import BOS, EOS, UNK
from lmtui.text.tokenizers import Tokenizer

MOST = 25

# Without punctuation that hugs its word, so that the spacing below is all there is to know.
PROMPTS = ("", "the mouse ate", "the", "zebra the", " cheese  ball ", "the\x1bmouse", "a b", "</s> the", "the\nmouse")
TEMPERATURES = (0.0, 0.3, 1.0, 2.5, math.inf)
CUTS = (NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.7), Cuts(min_p=0.3))


def spelled(tokens: Sequence[str], tokenizer: Tokenizer) -> str:
    """Tokens as running text, the obvious way."""
    text, space = "", ""
    for token in tokens:
        text += "¶" if token == "</s>" else space + token.replace("\n", "↵")
        space = "" if token == "</s>" else tokenizer.space
    return text


@dataclass(frozen=True)
class Branch:
    """Tokens taken by hand, by position, and how many tokens there are."""

    chosen: tuple[tuple[int, int], ...] = ()
    length: int = 0


@dataclass(frozen=True)
class Expected:
    """What must have become of all that decides the text."""

    prompt: str = ""
    samplings: tuple[Sampling, ...] = (Sampling(),)
    active: int = 0
    branches: tuple[Branch, ...] = (Branch(),)
    at: int = 0

    @property
    def branch(self) -> Branch:
        return self.branches[self.at]

    @property
    def sampling(self) -> Sampling:
        return self.samplings[self.active]

    def with_branch(self, branch: Branch) -> Expected:
        """Another one in place of that which is shown."""
        branches = list(self.branches)
        branches[self.at] = branch
        return replace(self, branches=tuple(branches))

    def from_the_prompt(self) -> Expected:
        """Nothing was taken by hand."""
        return replace(self, branches=(Branch(),), at=0)

    def with_sampling(self, sampling: Sampling) -> Expected:
        """Another one for the active lane."""
        samplings = list(self.samplings)
        samplings[self.active] = sampling
        return replace(self, samplings=tuple(samplings))

    def with_seed(self, seed: int) -> Expected:
        """Another luck for all lanes."""
        return replace(self, samplings=tuple(replace(sampling, seed=seed) for sampling in self.samplings))


@cache  # asked for the same text many times after each act
def text(
    sampler: Sampler, prompt: tuple[str, ...], sampling: Sampling, branch: Branch, stop: bool
) -> tuple[tuple[DrawnToken, bool], ...]:
    """A text from its beginning, token by token, each after everything since its unit began, however long that is."""
    context = [BOS, *trie_of(sampler).vocabulary.encode(prompt)]
    tokens: list[tuple[DrawnToken, bool]] = []
    for position in range(branch.length):
        by_hand = dict(branch.chosen).get(position)
        drawn = draw(sampler, context, sampling, position)
        if by_hand is not None:
            distribution = sampler.distribution(context, sampling.temperature, sampling.cuts)
            (it,) = (c for c in distribution.candidates(1, distribution.support) if c.token == by_hand)
            drawn = DrawnToken(position, by_hand, drawn.luck, it.rank, it.model_prob, it.prob, it.order)
        tokens.append((drawn, by_hand is not None))
        if stop and drawn.token == EOS:
            break
        context = [BOS] if drawn.token == EOS else [*context, drawn.token]
    return tuple(tokens)


class SessionMachine(RuleBasedStateMachine):
    """A person at the playground. Beside the session stands what must have become of it."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(generated_text, "MAX_TOKENS", MOST)
        self.session = Session(MOUSE, Sampling())
        self.now = Expected()
        self.before: list[Expected] = []
        self.undone: list[Expected] = []
        self.kind = ""
        self.playing = Playing.STOPPED
        self.cursor: int | None = None
        self.last: tuple[Transcript, list[TranscriptPiece]] = (self.session.text.transcript, [])

    def teardown(self) -> None:
        self.patch.undo()

    # What is expected

    @property
    def sampler(self) -> Sampler:
        assert self.session.sampler is not None
        return self.session.sampler

    @property
    def stop_at_end(self) -> bool:
        return self.session.playback.pace.stop

    @property
    def prompt_tokens(self) -> list[str]:
        return trie_of(self.sampler).tokenizer.split(self.now.prompt)

    @property
    def lanes(self) -> list[tuple[tuple[DrawnToken, bool], ...]]:
        return [
            text(self.sampler, tuple(self.prompt_tokens), sampling, self.now.branch, self.stop_at_end)
            for sampling in self.now.samplings
        ]

    @property
    def lane(self) -> tuple[tuple[DrawnToken, bool], ...]:
        return self.lanes[self.now.active]

    @property
    def position(self) -> int:
        return len(self.lane) if self.cursor is None else min(self.cursor, len(self.lane))

    def has_ended(self, lane: tuple[tuple[DrawnToken, bool], ...]) -> bool:
        return self.stop_at_end and bool(lane) and lane[-1][0].token == EOS

    @property
    def ended(self) -> bool:
        return self.now.branch.length >= MOST or all(map(self.has_ended, self.lanes))

    def become(self, now: Expected, kind: str = "", noted: bool = True) -> None:
        """An act that can be undone has led here; together with the last, if both are of one kind."""
        if noted:
            if not kind or kind != self.kind:
                self.before.append(self.now)
            self.kind = kind
            self.undone = []
        self.now = now
        if self.cursor is not None and self.cursor >= len(self.lane):
            self.cursor = None

    def expect_restart(self, now: Expected, kind: str = "") -> None:
        self.cursor, self.playing = None, Playing.STOPPED
        self.become(now, kind, noted=now != self.now)

    def expect_run_from_the_prompt(self) -> None:
        now = self.now.from_the_prompt()
        self.expect_restart(
            now if self.session.playback.pinned else now.with_seed((self.now.sampling.seed + 1) % 2**64)
        )

    def expect_token(self) -> None:
        if not self.ended:
            self.now = self.now.with_branch(replace(self.now.branch, length=self.now.branch.length + 1))
        if self.ended:
            self.playing = Playing.STOPPED

    def expect_stand_still(self) -> None:
        self.playing = Playing.PAUSED if self.now.branch.length else Playing.STOPPED

    def expect_hold(self) -> None:
        if self.playing is Playing.RUNNING:
            self.playing = Playing.PAUSED

    # What a person does

    @initialize(recipe=st.sampled_from(RECIPES))
    def first_model(self, recipe: Recipe) -> None:
        self.session.lane_models.use(trained(recipe))

    @rule(recipe=st.sampled_from(RECIPES))
    def use(self, recipe: Recipe) -> None:
        self.session.lane_models.use(trained(recipe))
        self.expect_restart(self.now.from_the_prompt())
        self.before, self.undone, self.kind = [], [], ""

    @rule(prompt=st.sampled_from(PROMPTS))
    def set_prompt(self, prompt: str) -> None:
        before = self.session.text.prompt
        self.session.set_prompt(prompt)
        if self.session.text.prompt != before:
            self.expect_restart(replace(self.now.from_the_prompt(), prompt=self.session.text.prompt), "prompt")

    @rule()
    def run(self) -> None:
        self.kind = ""
        if self.playing is Playing.STOPPED:
            self.expect_run_from_the_prompt()
        self.cursor = None
        self.playing = Playing.RUNNING
        self.session.playback.run()

    @rule(tokens=st.integers(1, 8))
    def advance(self, tokens: int) -> None:
        for _ in range(tokens):
            self.expect_token()
            self.session.playback.advance()

    @rule()
    def step(self) -> None:
        self.kind = ""
        if self.playing is Playing.STOPPED and self.ended:
            self.expect_run_from_the_prompt()
        self.cursor = None
        self.playing = Playing.PAUSED
        self.expect_token()
        self.session.playback.step()

    @precondition(lambda self: not self.ended and not self.has_ended(self.lane))
    @rule()
    def step_as_the_table_says(self) -> None:
        self.session.look_at(None)
        self.cursor = None
        chosen = self.table(1, 3).chosen
        self.step()
        drawn = self.session.text.tokens[-1].drawn
        assert chosen.token == token_label(tokens_of(self.session)[-1])
        assert (chosen.rank, chosen.model_prob, chosen.order) == (drawn.rank, drawn.model_prob, drawn.order)
        assert chosen.prob == pytest.approx(drawn.prob, rel=1e-12)

    @rule()
    def pause(self) -> None:
        self.expect_hold()
        self.session.playback.pause()

    @rule()
    def stop(self) -> None:
        self.playing = Playing.STOPPED
        self.session.playback.stop()

    @rule()
    def clear(self) -> None:
        self.expect_restart(self.now.from_the_prompt())
        self.session.playback.clear()

    @rule(temperature=st.sampled_from(TEMPERATURES))
    def set_temperature(self, temperature: float) -> None:
        now = self.now.with_sampling(replace(self.now.sampling, temperature=temperature))
        self.become(now, f"slider {self.now.active}", noted=now != self.now)
        self.session.set_temperature(temperature)

    @rule(there=st.lists(st.sampled_from(TEMPERATURES), min_size=1, max_size=4))
    def scrub_and_come_back(self, there: list[float]) -> None:
        before = list(self.session.text.tokens), list(self.session.text.transcript.pieces)
        for temperature in [*there, self.now.sampling.temperature]:
            self.set_temperature(temperature)
        assert (self.session.text.tokens, self.session.text.transcript.pieces) == before

    @rule(cuts=st.sampled_from(CUTS))
    def set_cuts(self, cuts: Cuts) -> None:
        now = self.now.with_sampling(replace(self.now.sampling, cuts=cuts))
        self.become(now, noted=now != self.now)
        self.session.set_cuts(cuts)

    @rule(seed=st.integers(0, 3))
    def set_seed(self, seed: int) -> None:
        if seed != self.now.sampling.seed:
            self.become(self.now.with_seed(seed))
        self.session.set_seed(seed)

    @rule()
    def reroll(self) -> None:
        seed = self.now.sampling.seed + 1
        self.become(self.now.with_seed(seed))
        self.session.reroll()

    @rule(pinned=st.booleans())
    def pin(self, pinned: bool) -> None:
        self.session.playback.pinned = pinned

    @rule(stop=st.booleans())
    def clear_and_set_pace(self, stop: bool) -> None:
        # What a change of pace does to a text that has just ended is a test of its own.
        self.clear()
        self.session.playback.pace = Pace(stop=stop)

    @rule(index=st.one_of(st.none(), st.integers(-2, 3), st.integers(0, MOST + 1)))
    def look_at(self, index: int | None) -> None:
        at_end = index is None or not self.lane or index >= len(self.lane)
        self.cursor = None if at_end or index is None else max(index, 0)
        self.session.look_at(index)

    # What was taken by hand

    # What a choice does after the end is a test of its own.
    @precondition(lambda self: self.position < len(self.lane) or not (self.has_ended(self.lane) or self.ended))
    @rule(number=st.integers(0, 1000))
    def choose(self, number: int) -> None:
        ids = drawable(self.session)
        token, position, branch = ids[number % len(ids)], self.position, self.now.branch
        self.session.choose(token)
        chosen = (*((place, other) for place, other in branch.chosen if place < position), (position, token))
        if position < len(self.lane) and self.lane[position][0].token == token:
            pass
        elif position >= branch.length:
            self.become(self.now.with_branch(Branch(chosen, position + 1)))
            self.playing = Playing.PAUSED
        else:
            met = [
                place
                for place, other in enumerate(self.now.branches)
                if other.length > position and tuple(c for c in other.chosen if c[0] <= position) == chosen
            ]
            branches = self.now.branches if met else (*self.now.branches, Branch(chosen, position + 1))
            self.become(replace(self.now, branches=branches, at=met[0] if met else len(branches) - 1))
            self.playing = Playing.PAUSED
        self.cursor = position + 1 if position + 1 < len(self.lane) else None
        assert self.session.text.tokens[position].drawn.token == token

    @precondition(lambda self: len(self.lane) > 1)
    @rule(place=st.integers(0, MOST), number=st.integers(0, 1000))
    def choose_in_the_middle(self, place: int, number: int) -> None:
        self.look_at(place % len(self.lane))
        self.choose(number)

    @rule()
    def rewind(self) -> None:
        if self.cursor is not None:
            position = self.position
            kept = tuple((place, token) for place, token in self.now.branch.chosen if place < position)
            self.become(self.now.with_branch(Branch(kept, position)))
            self.expect_stand_still()
        self.session.rewind()

    @rule(steps=st.integers(-2, 3))
    def go_to_branch(self, steps: int) -> None:
        at = self.session.text.state.tree.moved_by(
            steps
        ).at  # in the order of the drawn tree, which has tests of its own
        self.session.go_to_branch(steps)
        if len(self.now.branches) > 1:
            self.become(replace(self.now, at=at), "branch")
            self.expect_stand_still()

    @precondition(lambda self: len(self.now.branches) > 1)
    @rule()
    def go_round_all_branches(self) -> None:
        before = list(self.session.text.tokens), list(self.session.text.transcript.pieces)
        for _ in self.now.branches:
            self.go_to_branch(1)
            self.is_as_expected()
        assert (self.session.text.tokens, self.session.text.transcript.pieces) == before

    # Undo

    def expect_return(self, here: list[Expected], there: list[Expected]) -> bool:
        self.kind = ""
        if not here:
            return False
        there.append(self.now)
        self.become(here.pop(), noted=False)
        self.expect_stand_still()
        return True

    @rule()
    def undo(self) -> None:
        assert self.session.undo() == self.expect_return(self.before, self.undone)

    @rule()
    def redo(self) -> None:
        assert self.session.redo() == self.expect_return(self.undone, self.before)

    @precondition(lambda self: self.before)
    @rule()
    def undo_and_redo(self) -> None:
        state = self.session.text.state
        before = list(self.session.text.tokens), list(self.session.text.transcript.pieces)
        self.undo()
        self.redo()
        assert self.session.text.state == state
        assert (self.session.text.tokens, self.session.text.transcript.pieces) == before

    # Lanes

    @rule(temperature=st.none() | st.sampled_from(TEMPERATURES))
    def add_lane(self, temperature: float | None) -> None:
        samplings = self.now.samplings
        if len(samplings) == MAX_LANES:
            with pytest.raises(SettingError):
                self.session.add_lane(temperature)
            return
        self.session.add_lane(temperature)
        same = self.now.sampling
        added = same if temperature is None else replace(same, temperature=temperature)
        self.become(replace(self.now, samplings=(*samplings, added), active=len(samplings)))

    @rule()
    def remove_lane(self) -> None:
        self.session.remove_lane()
        samplings, active = list(self.now.samplings), self.now.active
        if len(samplings) > 1:
            del samplings[active]
            self.become(replace(self.now, samplings=tuple(samplings), active=min(active, len(samplings) - 1)))

    @rule(steps=st.integers(-2, 3))
    def go_to_lane(self, steps: int) -> None:
        self.session.text.go_to_lane(steps)
        self.now = replace(self.now, active=(self.now.active + steps) % len(self.now.samplings))

    # What must be so after every act

    def table(self, first: int, rows: int) -> TableView:
        view = snapshots.table(self.session, first, rows)
        assert view is not None
        return view

    @invariant()
    def is_as_expected(self) -> None:
        if self.session.sampler is None:
            return
        session, now = self.session, self.now
        assert session.playback.playing is self.playing
        assert (session.views.cursor, session.position) == (self.cursor, self.position)
        assert (session.text.prompt, session.text.sampling) == (now.prompt, now.sampling)
        assert (session.text.state.samplings, session.text.state.active) == (now.samplings, now.active)
        assert [lane.sampling for lane in session.text.lanes] == list(now.samplings)
        tree = session.text.state.tree
        chosen = [tuple((one.position, one.token) for one in branch.choices) for branch in tree.branches]
        lengths = [branch.length for branch in tree.branches]
        assert list(map(Branch, chosen, lengths)) == list(now.branches)
        assert (tree.at, session.text.length) == (now.at, now.branch.length)
        lanes = [[(token.drawn, token.chosen) for token in lane.tokens] for lane in session.text.lanes]
        assert [tuple(lane) for lane in lanes] == self.lanes
        assert session.text.tokens is session.text.lanes[now.active].tokens
        assert not session.text.wanted.is_behind

    @invariant()
    def a_lane_by_the_dice_alone_is_what_generate_gives(self) -> None:
        if self.session.sampler is None or self.now.branch.chosen:
            return
        prompt = ids_of(self.sampler, self.now.prompt)
        for sampling, lane in zip(self.now.samplings, self.session.text.lanes, strict=True):
            expected = generate(self.sampler, prompt, sampling, self.now.branch.length, self.stop_at_end)
            assert [token.drawn for token in lane.tokens] == list(expected)

    @invariant()
    def lanes_depart_where_they_first_differ(self) -> None:
        for one in self.session.text.lanes:
            for other in self.session.text.lanes:
                place = one.departs(other)
                assert place == other.departs(one)
                ours, theirs = ([token.drawn.token for token in lane.tokens] for lane in (one, other))
                shared = min(len(ours), len(theirs)) if place is None else place
                assert ours[:shared] == theirs[:shared]
                assert place is None or ours[place] != theirs[place]
                assert one.sampling != other.sampling or one.tokens == other.tokens

    @invariant()
    def every_branch_left_its_parent_where_it_is_said_to(self) -> None:
        branches = self.session.text.state.tree.branches
        assert (branches[0].parent, branches[0].fork) == (-1, -1)
        for branch in branches[1:]:
            assert 0 <= branch.parent < len(branches)
            assert 0 <= branch.fork <= branch.length
            assert branch.fork == branch.length or branch.taken

    @invariant()
    def table_sums_to_one_and_marks_what_was_or_will_be_drawn(self) -> None:
        if self.session.sampler is None:
            return
        model = trie_of(self.sampler)
        whole = self.table(1, len(model.vocabulary))
        part = self.table(2, 2)
        for view in (whole, part):
            model_probs = math.fsum(row.model_prob for row in view.rows)
            assert model_probs + view.others_model_prob + view.unknown_model_prob == pytest.approx(1, abs=1e-9)
            assert math.fsum(row.prob for row in view.rows) + view.rest_prob == pytest.approx(1, abs=1e-9)
            assert view.rest == view.support - len(view.rows)
        # The rest is what the others have, and not only what is missing.
        assert whole.rest == 0
        assert whole.rest_prob == pytest.approx(0, abs=1e-9)
        others = [row for row in whole.rows if row not in part.rows]
        assert part.rest_prob == pytest.approx(math.fsum(row.prob for row in others), abs=1e-9)
        assert (whole.temperature, whole.cuts) == (self.now.sampling.temperature, self.now.sampling.cuts)
        assert whole.luck == luck(self.now.sampling.seed, self.position)
        assert [row for row in whole.rows if row.chosen] == [whole.chosen]
        taken = [row for row in whole.rows if row.taken]
        if self.position == len(self.lane):
            assert taken == []
            return
        drawn, by_hand = self.lane[self.position]
        (marked,) = taken if by_hand else [whole.chosen]
        assert len(taken) == by_hand
        assert (marked.rank, marked.token) == (drawn.rank, token_label(model.vocabulary[drawn.token]))
        assert marked.prob == pytest.approx(drawn.prob, rel=1e-12)

    @invariant()
    def transcript_spells_prompt_and_tokens(self) -> None:
        if self.session.sampler is None:
            assert text_of(self.session) == self.session.text.prompt.replace("\n", "↵")
            return
        model = trie_of(self.sampler)
        prompt, pieces = self.prompt_tokens, self.session.text.transcript.pieces
        tokens = prompt + tokens_of(self.session)
        assert text_of(self.session) == spelled(tokens, model.tokenizer)
        assert [piece.index for piece in pieces] == [-1] * len(prompt) + list(range(len(self.lane)))
        known = [model.vocabulary.id(token) != UNK for token in prompt]
        assert [piece.kind for piece in pieces] == [
            PieceKind.PROMPT if here else PieceKind.UNKNOWN for here in known
        ] + ([PieceKind.GENERATED] * len(self.lane))
        assert [piece.breaks for piece in pieces] == [token in ("</s>", "\n") for token in tokens]
        assert self.session.text.unknown == [token for token, here in zip(prompt, known, strict=True) if not here]

    @invariant()
    def transcript_only_grows_or_is_a_new_one(self) -> None:
        # The screen wraps only what is new in a transcript it has already seen.
        before, pieces = self.last
        now = self.session.text.transcript
        if now is before:
            assert now.pieces[: len(pieces)] == pieces
        self.last = now, list(now.pieces)


TestSession = SessionMachine.TestCase
TestSession.settings = settings(max_examples=max(120, settings().max_examples), stateful_step_count=30)
