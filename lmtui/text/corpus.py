"""A corpus: a stream of documents, and the token ids of their text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lmtui.errors import Progress, ignore_progress
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO


class Corpus:
    """The texts that a model is trained on, cut into tokens once.

    Args:
        read: reads the documents from the first on, one after another; it gets the function to report progress to.
        tokenizer: cuts the documents into tokens.
        unit: the rule by which a document is cut into units; see `lmtui.text.units`.
        min_count: tokens that occur less often are unknown words.
    """

    def __init__(
        self,
        read: Callable[[Progress], Iterable[Document]],
        tokenizer: Tokenizer,
        unit: str = AUTO,
        min_count: int = 1,
    ) -> None:
        self._read, self._tokenizer, self._unit, self._min_count = read, tokenizer, unit, min_count
        self._held: Sequence[Document] | None = None
        self._encoded: EncodedText | None = None

    def documents(self, progress: Progress = ignore_progress) -> Iterator[Document]:
        """The documents, one after another. Documents that are not held are read, and not held afterwards.

        Raises:
            SourceError: a document cannot be read.
            Cancelled: by `progress`.
        """
        return iter(self._read(progress) if self._held is None else self._held)

    def hold(self, progress: Progress = ignore_progress) -> None:
        """Read all documents, and hold their texts in memory until these are cut into tokens, or released.

        So a text that is needed twice, as that of standard input, is read only once. Raises as `documents`.
        """
        if self._held is None:
            self._held = list(self._read(progress))

    def release(self) -> None:
        """Drop the texts from memory. The token ids stay."""
        self._held = None

    def encoded(self, progress: Progress = ignore_progress) -> EncodedText:
        """The documents as token ids, which are made only once. Afterwards the texts are no longer held.

        Raises:
            SourceError: a document cannot be read, or all of them have fewer than two tokens.
            Cancelled: by `progress`.
        """
        if self._encoded is None:
            self.hold(progress)
            characters = sum(len(document.text) for document in self.documents())
            self._encoded = encode(
                self.documents(), self._tokenizer, progress, self._unit, self._min_count, characters
            )
            self.release()
        return self._encoded
