"""The tokens of an n-gram model: how text becomes ids, and ids become text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress

import numpy as np
import numpy.typing as npt

from lmtui.model.protocol import TextToken, TokenizedTexts
from lmtui.ngram.model import NgramTrie
from lmtui.text.display import Speller, token_label
from lmtui.text.specials import BOS, EOS, UNK
from lmtui.text.units import UNIT_BREAK


class NgramTokens:
    """Text ↔ ids, by the tokenizer and the vocabulary of an n-gram model; see `lmtui.model.protocol.Tokens`.

    Attributes:
        start: `<s>`, or nothing for a model of a stream.
        end: `</s>`; None for a model of a stream.
        spaced: whether the tokenizer cuts at blanks.
    """

    def __init__(self, trie: NgramTrie) -> None:
        self.start = trie.start
        self.end = EOS if trie.has_end else None
        self.spaced = bool(trie.tokenizer.space)
        self._vocabulary, self._tokenizer, self._base = trie.vocabulary, trie.tokenizer, trie.base

    def __len__(self) -> int:
        return len(self._vocabulary)

    def encode(self, text: str) -> list[TextToken]:
        """Read a text as it was given, and cut it into tokens; it is one unit, whatever it holds."""
        return self.look_up(self._tokenizer.tokens(text))

    def look_up(self, tokens: Iterable[str]) -> list[TextToken]:
        """The ids of tokens that are given as text."""
        found = ((self._vocabulary.id(token), token) for token in tokens)
        return [TextToken(index, token if index == UNK else "") for index, token in found]

    def encode_texts(self, texts: Iterable[str]) -> TokenizedTexts:
        """Read several texts, each as `encode` reads it."""
        together = "".join(f"{self._tokenizer.prepare(text)}{UNIT_BREAK}" for text in texts)
        words = self._tokenizer.tokens_between(together, 0, len(together))
        ids = np.array(self._vocabulary.encode(words), np.int32)
        unknown = np.flatnonzero(ids == UNK)  # the breaks between the texts are among these
        breaks = unknown[np.fromiter((words[place] == UNIT_BREAK for place in unknown), np.bool_, len(unknown))]
        is_token = (ids != BOS) & (ids != EOS)
        is_token[breaks] = False
        ids, ends = ids[is_token], np.cumsum(is_token)[breaks]
        return TokenizedTexts(ids, ends, list(compress(words, is_token.tolist())), ids == UNK)

    def speller(self) -> NgramSpeller:
        """A new speller, for a text from its first token on."""
        return NgramSpeller(self)

    def prose(self) -> Speller:
        """A new speller for tokens that are given as text."""
        return Speller(self._tokenizer)

    def spelling(self, token: int) -> str:
        """One token as text; a byte that is not UTF-8 is a lone surrogate."""
        return self._vocabulary[token]

    def label(self, token: int) -> str:
        """One token as a table shows it."""
        return token_label(self._vocabulary[token])

    def find(self, spelling: str) -> int | None:
        """The token of this spelling; None where no token that can be drawn is spelled so."""
        token = self._vocabulary.id(spelling)
        return token if self._base.ranks[token] >= 0 else None

    def beginning_with(self, text: str) -> npt.NDArray[np.int32]:
        """The ids, int32 [N], of the tokens that can be drawn and begin with a text, without `</s>`."""
        found = self._vocabulary.beginning_with(text)
        drawn: npt.NDArray[np.bool_] = (self._base.ranks[found] >= 0) & (found != EOS)
        return found[drawn]


class NgramSpeller:
    """Spells tokens one after another with the spaces that prose has; every token is text by itself."""

    def __init__(self, tokens: NgramTokens) -> None:
        self._tokens, self._speller = tokens, tokens.prose()

    def spell(self, token: TextToken) -> tuple[str, str]:
        """The space before the token ("" or a blank), and its text; `</s>` is a newline."""
        return self._speller.spell(token.unknown or self._tokens.spelling(token.id))

    def finish(self) -> str:
        """Always "": no token of an n-gram model is part of a character."""
        return ""
