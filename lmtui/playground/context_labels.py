"""What a distribution is conditioned on, as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.model.protocol import LanguageModel, TextToken, running_text
from lmtui.text.display import token_label
from lmtui.text.safety import visible

_LONGEST = 16  # tokens of a context that are shown; of a longer one the end is


def context_labels(model: LanguageModel, context: Sequence[int]) -> tuple[str, ...]:
    """What is conditioned on, safe to show, with blanks between; of a long context the end, after an ellipsis.

    These are the tokens; of a model without orders, whose tokens have blanks of their own, the words of the text that
    the tokens are.
    """
    tokens, shown = model.tokens, context[-_LONGEST:]
    labels = tuple(map(tokens.label, shown))
    if model.facts.order is None and not tokens.spaced:
        begun = len(tokens.start) if tuple(shown[: len(tokens.start)]) == tokens.start else 0
        labels = (*labels[:begun], *_words(running_text(tokens, map(TextToken, shown[begun:]))))
    return labels if len(context) <= _LONGEST else ("…", *labels)


def _words(text: str) -> list[str]:
    """A text between its blanks, safe to show; a last blank and line ends have marks."""
    words = text.replace("\n", token_label("\n")).split(" ") if text else []
    return [*map(visible, words[:-1]), *(visible(word) or token_label(" ") for word in words[-1:])]
