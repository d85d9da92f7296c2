"""The texts of branches: each is made again from its choices, and remembered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lmtui.playground.branches import Branch
from lmtui.playground.session_model import choices_for
from lmtui.recent import RecentlyUsed

if TYPE_CHECKING:
    from lmtui.playground.generated_text import GeneratedText
    from lmtui.playground.lane import Lane

REMEMBERED = 64
"""How many branches are remembered, and at most made for one picture of the tree."""
_AT_ONCE = 1000  # tokens that are made for one picture of the tree
_COPIED = 8  # tokens of the prompt, or of another branch, are copied in the time that one is made in
_WORDS = 12  # tokens of a branch that are shown


class BranchText:
    """What is known of the text of a branch.

    Args:
        lane: the text, as far as it was made.
        branch: the branch.
        stop: whether a text ends with its unit.
    """

    def __init__(self, lane: Lane, branch: Branch, stop: bool) -> None:
        self.lane, self._branch, self._stop = lane, branch, stop
        self._logprob: float | None = None

    @property
    def is_short(self) -> bool:
        """Whether tokens are missing."""
        return len(self.lane.tokens) < self._branch.length and not self.lane.ended(self._stop)

    @property
    def words(self) -> str:
        """The first words behind the token taken at the fork, safe to show; as far as they are known."""
        fork = self._branch.fork
        first = fork + 1 if self._branch.taken else max(fork, 0)
        pieces = self.lane.transcript.pieces[self.lane.prompt_length + first :][:_WORDS]
        return "".join(piece.space + piece.text for piece in pieces)

    @property
    def logprob(self) -> float | None:
        """ln p of all generated tokens together, at T = 1; None where tokens are missing."""
        if self._logprob is None and not self.is_short:
            probs = [token.drawn.model_prob for token in self.lane.tokens]
            self._logprob = math.fsum(math.log(prob) if prob else -math.inf for prob in probs)
        return self._logprob


class BranchTexts:
    """The texts of branches by what decides them; nothing is asked of a model that takes time."""

    def __init__(self) -> None:
        self._texts: RecentlyUsed[object, BranchText] = RecentlyUsed(REMEMBERED)

    def made(self, text: GeneratedText, places: Sequence[int]) -> Mapping[int, BranchText]:
        """The texts of branches, drawn like the active lane, made as far as one key press may take.

        Args:
            text: holds the tree, and the active lane, which is the text of the shown branch.
            places: places of branches in the tree, of those to be made before the others first.

        Returns:
            Texts by place; none of branches for which there is no time, or too many others before them.
        """
        tree, left, texts = text.state.tree, _AT_ONCE, dict[int, BranchText]()
        assert text.lane is not None
        for place in places[:REMEMBERED]:
            branch = tree.branches[place]
            if place == tree.at:
                texts[place] = BranchText(text.lane, branch, text.stop)
                continue
            lane = text.lane
            key = (text.prompt, text.stop, branch, lane.requests, lane.sampling, lane.sequence_length)
            found = self._texts.find(key)
            if found is None and left > 0:
                found = self._texts.get(key, partial(_begun, text, lane, branch))
                left -= found.lane.length // _COPIED
            if found is not None:
                texts[place] = found
                left -= _advance(found, left)
        return texts


def _begun(text: GeneratedText, like: Lane, branch: Branch) -> BranchText:
    """A branch with the tokens that it has in common with the active lane."""
    from lmtui.playground.lane import Lane  # the first model has brought numpy by now

    choices = choices_for(text.state.lane.model, branch, text.models)
    prompt = like.model.tokens.encode(text.prompt)
    lane = Lane(like.requests, prompt, like.sampling, choices, like.sequence_length)
    lane.begin_like(like, branch.length)
    return BranchText(lane, branch, text.stop)


def _advance(text: BranchText, most: int) -> int:
    """Make at most so many missing tokens, as far as answers are known. Returns how many were made."""
    lane, before = text.lane, len(text.lane.tokens)
    for _ in range(lane.requests.tokens_at_once(lane, most)):
        if not (text.is_short and lane.can_advance):
            break
        lane.advance()
    return len(lane.tokens) - before
