"""What a prompt is called where something is told that comes after it."""

from __future__ import annotations

from lmtui.model.protocol import LanguageModel, running_text
from lmtui.text.safety import visible


def prompt_name(model: LanguageModel, prompt: str) -> str:
    """The prompt as running text, safe to show; for an empty prompt, the tokens that every text begins with."""
    tokens = model.tokens
    name = visible(running_text(tokens, tokens.encode(prompt)))
    return name or " ".join(map(tokens.label, tokens.start)) or "anything"
