"""Tokens of a server that names tokens by their text alone: an id is when a text was met first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from threading import Lock
from typing import overload

from lmtui.neural.served_tokens import ServedTokens

MOST_TOKENS = 1 << 20
"""More tokens than any vocabulary has: a bound where a server does not tell |V|."""

_PARTS = re.compile(r" ?\S+|\s")  # words with the blank before them


class MetPieces(Sequence[bytes]):
    """The bytes of the tokens that were met, by id. Any thread may ask."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._ids: dict[tuple[bytes, int], int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return MOST_TOKENS

    @overload
    def __getitem__(self, token: int) -> bytes: ...
    @overload
    def __getitem__(self, token: slice) -> Sequence[bytes]: ...
    def __getitem__(self, token: int | slice) -> bytes | Sequence[bytes]:
        return self._pieces[token]

    def id_of(self, piece: bytes, number: int = 0) -> int:
        """The id of a token, a new one where the token was not met before.

        Args:
            piece: the token's bytes.
            number: which of the tokens that are spelled so, where one answer has several; from 0.
        """
        with self._lock:
            if (piece, number) not in self._ids:
                self._ids[piece, number] = len(self._pieces)
                self._pieces.append(piece)
            return self._ids[piece, number]


class TextTokens(ServedTokens):
    """Text ↔ ids; see `lmtui.model.protocol.Tokens`. A text that is given is cut into words.

    The server is sent the text, and cuts it into its own tokens.
    """

    def __init__(self) -> None:
        self.met = MetPieces()
        super().__init__(
            self.met, (), None, lambda text: [self.met.id_of(part.encode()) for part in _PARTS.findall(text)]
        )

    def find(self, spelling: str) -> int | None:
        """The token of this spelling; whether the server has such a token is not known."""
        return self.met.id_of(spelling.encode(errors="surrogateescape")) if spelling else None

    def text_of(self, ids: Sequence[int]) -> bytes:
        """The text of these tokens."""
        return b"".join(self.met[token] for token in ids)
