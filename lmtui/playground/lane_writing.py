"""The text of a lane as it is written, so that another model can read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.model.protocol import TextToken, ids_of

if TYPE_CHECKING:
    from lmtui.insight.same_text import TextUnit
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.lane import Lane


def units_of(lane: Lane, prompt: str, length: int) -> list[TextUnit]:
    """The prompt and the first generated tokens of a lane, as the units that its model has ended.

    Args:
        prompt: the prompt as typed.
        length: how many generated tokens.
    """
    from lmtui.insight.same_text import TextUnit  # a lane has brought numpy by now

    end, units = lane.model.tokens.end, list[TextUnit]()
    text, tokens = prompt, lane.text_tokens[: lane.prompt_length]
    probs: list[float | None] = [None] * len(tokens)
    for token, written in zip(lane.tokens[:length], lane.written, strict=False):
        probs.append(token.drawn.model_prob)
        if token.drawn.token == end:
            units.append(TextUnit(text + written.removesuffix("\n"), tokens, probs, ended=True))
            text, tokens, probs = "", [], []
        else:
            text += written
            tokens.append(TextToken(token.drawn.token))
    return [*units, TextUnit(text, tokens, probs)] if tokens or not units else units


def context_in(model: LanguageModel, lane: Lane, prompt: str, length: int) -> list[int]:
    """The ids after the same text in another model: of the prompt and the first generated tokens of a lane.

    Raises:
        ModelError: the model does not cut the text into tokens.
    """
    from lmtui.insight.same_text import shares_ends
    from lmtui.sampling.generation import prompt_context

    units = units_of(lane, prompt, length)
    if not shares_ends(lane.model.tokens, model.tokens):
        text = "".join(unit.text + "\n" * unit.ended for unit in units)
    else:
        text = "" if units[-1].ended else units[-1].text
    return prompt_context(model, ids_of(model.tokens.encode(text)))


def departs_in_writing(ours: Sequence[str], theirs: Sequence[str]) -> int | None:
    """The first of our tokens, as they are written, that does not go with their text; None if all do."""
    text, place = "".join(theirs), 0
    for index, written in enumerate(ours):
        if not text.startswith(written, place):
            return None if written.startswith(text[place:]) else index
        place += len(written)
    return None
