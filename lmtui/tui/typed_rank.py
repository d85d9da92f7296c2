"""A rank that is being typed into the table, or after a slash a token."""

from __future__ import annotations

_LONGEST = 60  # characters
_SLASH = "/"


class TypedRank:
    """What is being typed; it is true where anything is."""

    def __init__(self) -> None:
        self._text = ""

    def __bool__(self) -> bool:
        return bool(self._text)

    @property
    def _is_token(self) -> bool:
        return self._text.startswith(_SLASH)

    @property
    def shown(self) -> str:
        """What is typed, with its kind before it."""
        return f"{'token' if self._is_token else 'rank'} {self._text.removeprefix(_SLASH)}"

    def begin_token(self) -> None:
        """Begin to type a token, in place of what was typed."""
        self._text = _SLASH

    def type(self, character: str) -> bool:
        """Take a character: of a token any one, of a rank a digit. Returns True if it was taken."""
        if not character or not character.isprintable():
            return False
        is_taken = self._is_token or (character.isascii() and character.isdigit())
        if is_taken:
            self._text = (self._text + character)[:_LONGEST]
        return is_taken

    def erase(self) -> None:
        """Take back the last character."""
        self._text = self._text[:-1]

    def take(self) -> int | str | None:
        """The rank or the token that was typed, None where nothing was; it is forgotten then."""
        text, self._text = self._text, ""
        if text.startswith(_SLASH):
            return text.removeprefix(_SLASH)
        return int(text) if text else None
