"""The tokens of a model that a server has: their bytes are known here, and the server cuts texts into tokens."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from hashlib import blake2b

from lmtui.model.protocol import TextToken
from lmtui.recent import RecentlyUsed
from lmtui.text.display import token_label

_ENCODED = 256  # how many texts are remembered with their tokens


class ServedTokens:
    """Text ↔ ids; see `lmtui.model.protocol.Tokens`. Nothing is unknown: every byte can be part of a token.

    Args:
        pieces: the bytes of each token, by id.
        start: the ids before the first token of a text.
        end: the token that ends a text, or None.
        cut: cuts a text into token ids, which may take time.
    """

    spaced = False

    def __init__(
        self, pieces: Sequence[bytes], start: tuple[int, ...], end: int | None, cut: Callable[[str], list[int]]
    ) -> None:
        self.start, self.end = start, end
        self._pieces, self._cut = pieces, cut
        self._encoded: RecentlyUsed[str, list[int]] = RecentlyUsed(_ENCODED)

    def __len__(self) -> int:
        return len(self._pieces)

    def encode(self, text: str) -> list[TextToken]:
        """Have the server cut a text; the latest texts are remembered.

        Raises:
            ModelError: the server does not answer.
        """
        if not text:
            return []
        sent = text.encode(errors="surrogateescape").decode(errors="replace")
        return [TextToken(token) for token in self._encoded.get(sent, lambda: self._cut(sent))]

    def speller(self) -> ServedSpeller:
        """A new speller, for a text from its first token on."""
        return ServedSpeller(self._pieces, self.end)

    def spelling(self, token: int) -> str:
        """One token as text; a byte that is not UTF-8 is a lone surrogate."""
        return self._pieces[token].decode(errors="surrogateescape")

    def label(self, token: int) -> str:
        """One token as a table shows it."""
        return token_label(self.spelling(token))

    def find(self, spelling: str) -> int | None:
        """The first token of this spelling; None where there is none."""
        return self._ids.get(spelling.encode(errors="surrogateescape"))

    @cached_property
    def _ids(self) -> dict[bytes, int]:
        return {self._pieces[token]: token for token in reversed(range(len(self._pieces)))}


class ServedSpeller:
    """Puts the bytes of tokens together to characters.

    Args:
        pieces: the bytes of each token, by id.
        end: the token that ends a text, or None.
    """

    def __init__(self, pieces: Sequence[bytes], end: int | None) -> None:
        self._pieces, self._end = pieces, end
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def spell(self, token: TextToken) -> tuple[str, str]:
        """The blank that the token's text begins with, or "", and the characters that the token completes."""
        if token.id == self._end:
            return "", f"{self.finish()}\n"
        text = self._decoder.decode(self._pieces[token.id])
        return (" ", text[1:]) if len(text) > 1 and text[0] == " " else ("", text)

    def finish(self) -> str:
        """The replacement character where the last bytes are only part of one; else ""."""
        return self._decoder.decode(b"", final=True)


def fingerprint_of(tokens: ServedTokens, favourites: Iterable[tuple[int, float]]) -> str:
    """16 hex digits of what every token is spelled like, and of the first ranks after some context.

    Args:
        favourites: of each rank the token, and the natural logarithm of p.
    """
    known = blake2b(digest_size=8)
    for token in range(len(tokens)):
        known.update(tokens.spelling(token).encode(errors="surrogateescape") + b"\0")
    known.update(repr([(token, round(log, 1)) for token, log in favourites]).encode())
    return known.hexdigest()
