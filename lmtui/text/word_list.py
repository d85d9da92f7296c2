"""A file of words: the words that a model may have, as `--limit-vocab` names these."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.text.blocks import blocks_of
from lmtui.text.decoding import check_encoding
from lmtui.text.reading import Reader
from lmtui.text.safety import visible
from lmtui.text.sources import read_corpus
from lmtui.text.specials import SPECIALS
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.vocabulary import Vocabulary

_BLOCK = 1 << 18  # characters


@dataclass(frozen=True)
class WordList:
    """The words of a file.

    Attributes:
        name: of the file, as a person has given it.
        words: tokens of the tokenizer that cuts the texts.
    """

    name: str
    words: frozenset[str]

    @classmethod
    def read(
        cls, name: str, tokenizer: Tokenizer, encoding: str = "", progress: Progress = ignore_progress
    ) -> WordList:
        """Read a file of words with blanks or line ends between these; it is cut into tokens as the texts are.

        Args:
            encoding: as in `lmtui.text.sources.read_corpus`.

        Raises:
            SourceError: there is no such file, it is no text, or it holds no word.
            SettingError: there is no such encoding.
            Cancelled: by `progress`.
        """
        path = os.path.abspath(os.path.expanduser(name))
        if not os.path.exists(path):
            raise SourceError(f"there is no file of words '{visible(name)}'; check the path of --limit-vocab")
        if os.path.isdir(path):
            raise SourceError(f"'{visible(name)}' is a folder; --limit-vocab needs a file of words")
        reader = Reader(progress, check_encoding(encoding), any_text=True)
        texts = [document.text for document in read_corpus(path, reader=reader)]
        if any("\0" in text for text in texts):
            raise SourceError(f"'{visible(name)}' holds NUL characters; --limit-vocab needs a text file of words")
        words = {word for text in texts for word in _words_of(text, tokenizer, lambda _: progress("reading", 1.0))}
        if not words:
            raise SourceError(f"'{visible(name)}' holds no words; --limit-vocab needs those that the model may have")
        return cls(name, frozenset(words))

    @cached_property
    def identity(self) -> str:
        """32 hexadecimal digits, the same for every file with these words."""
        digest = hashlib.blake2b(digest_size=16)
        for word in sorted(self.words):
            digest.update(word.encode(errors="surrogatepass") + b"\0")
        return digest.hexdigest()

    def marks(self, vocabulary: Vocabulary, report: Callable[[], None] = lambda: None) -> npt.NDArray[np.bool_]:
        """Which tokens of V are listed; bool [V]. `<unk>`, `<s>` and `</s>` always are.

        Args:
            report: is called again and again; it may raise `Cancelled`.

        Raises:
            SourceError: no other token is.
        """
        listed = np.zeros(len(vocabulary), np.bool_)
        listed[vocabulary.encode(self.words, report)] = True
        listed[: len(SPECIALS)] = True
        if not listed[len(SPECIALS) :].any():
            raise SourceError(
                f"no word of '{visible(self.name)}' occurs in the text; give other words, or another text"
            )
        return listed


def _words_of(text: str, tokenizer: Tokenizer, report: Callable[[int], None]) -> Iterator[str]:
    """The tokens of a text, as from `Tokenizer.tokens`; `report` may raise `Cancelled`."""
    text = tokenizer.prepare(text, report)
    for start, end in blocks_of(text, _BLOCK, tokenizer.ends):
        report(start)
        yield from tokenizer.split(text[start:end])
