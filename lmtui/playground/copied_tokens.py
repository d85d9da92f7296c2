"""Which tokens of a lane's text stand in the training text in a run of 5 or more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from lmtui.insight.sources import Sources
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.lane import Lane


class CopiedTokens:
    """Tells which tokens are copied, and remembers it: of a text that grew, only the new end is looked up.

    Args:
        sources: the training text.
        model: the model that was trained on it; its tokens are looked up.

    Attributes:
        sources: as given.
        model: as given.
    """

    def __init__(self, sources: Sources, model: LanguageModel) -> None:
        self.sources, self.model = sources, model
        self._known: WeakKeyDictionary[Lane, list[bool]] = WeakKeyDictionary()

    def of(self, lane: Lane) -> Sequence[bool]:
        """For each token of a lane, the prompt's first, whether it is copied; nothing for a lane of another model."""
        if lane.model is not self.model:
            return ()
        from lmtui.insight.copying import RUN, are_copied

        known = self._known.setdefault(lane, [])
        if len(known) < lane.length:
            # A new token can make the ones before it copied that are in a run with it.
            first = max(len(known) - RUN + 1, 0)
            fresh = are_copied(self.sources.index, lane.ids(max(first - RUN + 1, 0))).tolist()
            offset = max(first - RUN + 1, 0)
            known.extend([False] * (lane.length - len(known)))
            for place in range(first, lane.length):
                known[place] = known[place] or fresh[place - offset]
        return known
