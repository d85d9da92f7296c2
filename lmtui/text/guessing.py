"""A guess at the encoding of a text that is not UTF-8, for the message that asks for it.

Each candidate encoding decodes a sample strictly, and gets a mark, from 0 to 1, for every character beyond ASCII. The
mark is high where texts in the languages of that encoding are full of the character, and where the characters beside
it are of the same kind. The candidate with the best average wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_SAMPLE = 4096  # bytes
_LEAST_AVERAGE = 0.6  # of the marks; below, no encoding is guessed

# Small letters beyond ASCII: first those that are frequent in the languages of an encoding, then the others.
_WESTERN = ("éèàçñáíóúäöüßãêåæø", "ëâîïìòôõœùûÿ")
_CENTRAL = ("áéíóúýąęćłńśżźčěřšžůőűöüä", "ďťňâîăşţôß")
_TURKISH = ("çğıöşü", "âî")
_CYRILLIC = ("аеийнорстлвкмдіы", "бгжзпуфхцчшщъьэюяёїєґўјљњћђџ")
_GREEK = ("αιετοσνηρπκυςόάίή", "βγδζθλμξφχψωέύώϊϋ")
_HEBREW = ("אבהוילמנרשת", "גדזחטךכםןסעףפץצק")
_ARABIC = ("التبيمنرو", "ءآأؤإئةثجحخدذزسشصضطظعغفقكهىپچژگ،؛؟")
_THAI = ("านรอกเงมยลวดทสต่้ัี", "".join(chr(code) for code in range(0x0E01, 0x0E5C)))
_PUNCTUATION = "’‘“”„–—…«»¿¡°§€£·•\u00a0"
_WIDE_PUNCTUATION = "、。，！？「」『』《》：；（）\u3000"


@dataclass(frozen=True)
class Guess:
    """A guessed encoding.

    Attributes:
        encoding: its name in Python.
        title: its name in messages.
    """

    encoding: str
    title: str


@dataclass(frozen=True)
class _Candidate:
    """An encoding that a text could be in.

    Attributes:
        guess: the encoding.
        prior: the factor on the average mark; it is smaller for rarer encodings.
        mark: gives the mark, from 0 to 1, of a character, given the character, the one before it and the one after
            it ("" at an end of the text).
    """

    guess: Guess
    prior: float
    mark: Callable[[str, str, str], float]


def _latin(frequent: str, others: str) -> Callable[[str, str, str], float]:
    """Marks for a language in Latin letters: letters beyond ASCII stand among ASCII letters, rarely side by side."""

    def mark(char: str, before: str, after: str) -> float:
        beside = sum(other.isalpha() and not other.isascii() for other in (before, after))
        return _letter(char, before, frequent, others) * (1.0, 0.6, 0.1)[beside]

    return mark


def _alphabet(frequent: str, others: str) -> Callable[[str, str, str], float]:
    """Marks for a language in another script: its letters never stand beside ASCII letters."""

    def mark(char: str, before: str, after: str) -> float:
        beside = any(other.isascii() and other.isalpha() for other in (before, after))
        return 0.0 if beside else _letter(char, before, frequent, others)

    return mark


def _letter(char: str, before: str, frequent: str, others: str) -> float:
    """The mark of a letter, or of a punctuation mark, by itself; a capital letter within a word has a low one."""
    if char in _PUNCTUATION:
        return 0.9
    small = char.lower()
    mark = 1.0 if small in frequent else 0.8 if small in others else 0.0
    return mark if small == char else mark * (0.2 if before.islower() else 0.8)


def _east_asian(codec: str, first: int, last: int, frequent: float, kana: float) -> Callable[[str, str, str], float]:
    """Marks for a language of East Asia, in a codec of two bytes a character.

    Args:
        codec: Python's name of an encoding that sorts characters by frequency.
        first: the first lead byte of its frequent characters.
        last: the last lead byte of its frequent characters.
        frequent: the mark of a frequent character; another one has 0.2.
        kana: the mark of a Japanese syllable.
    """

    def mark(char: str, before: str, after: str) -> float:
        if "\u3041" <= char <= "\u30ff":
            return kana
        if char in _WIDE_PUNCTUATION:
            return 0.9
        encoded = char.encode(codec, "ignore")
        return frequent if len(encoded) == 2 and first <= encoded[0] <= last else 0.2

    return mark


_CANDIDATES = tuple(
    _Candidate(Guess(encoding, title), prior, mark)
    for encoding, title, prior, mark in (
        ("cp1252", "Windows-1252", 1.0, _latin(*_WESTERN)),
        ("cp1250", "Windows-1250 (Central European)", 0.92, _latin(*_CENTRAL)),
        ("iso8859-2", "ISO 8859-2 (Central European)", 0.9, _latin(*_CENTRAL)),
        ("cp1254", "Windows-1254 (Turkish)", 0.92, _latin(*_TURKISH)),
        ("mac-roman", "Mac Roman", 0.88, _latin(*_WESTERN)),
        ("cp850", "DOS 850", 0.88, _latin(*_WESTERN)),
        ("iso8859-1", "Latin-1", 0.88, _latin(*_WESTERN)),
        ("cp1251", "Windows-1251 (Cyrillic)", 1.0, _alphabet(*_CYRILLIC)),
        ("koi8-r", "KOI8-R (Cyrillic)", 1.0, _alphabet(*_CYRILLIC)),
        ("cp866", "DOS 866 (Cyrillic)", 0.88, _alphabet(*_CYRILLIC)),
        ("cp1253", "Windows-1253 (Greek)", 1.0, _alphabet(*_GREEK)),
        ("cp1255", "Windows-1255 (Hebrew)", 1.0, _alphabet(*_HEBREW)),
        ("cp1256", "Windows-1256 (Arabic)", 1.0, _alphabet(*_ARABIC)),
        ("cp874", "Windows-874 (Thai)", 1.0, _alphabet(*_THAI)),
        ("shift_jis", "Shift JIS (Japanese)", 1.0, _east_asian("shift_jis", 0x88, 0x97, 0.9, 1.0)),
        ("euc_jp", "EUC-JP (Japanese)", 1.0, _east_asian("euc_jp", 0xB0, 0xCF, 0.6, 1.0)),
        ("gb18030", "GB 18030 (Chinese)", 1.0, _east_asian("gb2312", 0xB0, 0xD7, 0.9, 0.3)),
        ("big5", "Big5 (Chinese)", 1.0, _east_asian("big5", 0xA4, 0xC6, 0.9, 0.3)),
        ("euc_kr", "EUC-KR (Korean)", 1.0, _east_asian("euc_kr", 0xB0, 0xC8, 1.0, 0.3)),
    )
)


def guess_encoding(data: bytes | bytearray) -> Guess | None:
    """The likeliest encoding of a text that is not UTF-8; None where no candidate is likely."""
    sample = _sample(bytes(data))
    marked = [(_average(sample, candidate), candidate.guess) for candidate in _CANDIDATES]
    best = max(average for average, _ in marked)
    return next(guess for average, guess in marked if average == best) if best >= _LEAST_AVERAGE else None


def guess_wide(data: bytes | bytearray) -> Guess | None:
    """The encoding of a text of two or four bytes a character, by its beginning; None for any other text."""
    sample = bytes(data[:_SAMPLE])
    for size in (4, 2):
        if b"\0" not in sample or len(sample) % size:
            continue
        # The wrong order of the bytes makes a text of characters from everywhere.
        texts = {order: sample.decode(f"utf-{8 * size}-{order}", "replace") for order in ("le", "be")}
        likely = {order: len({ord(char) >> 8 for char in text}) for order, text in texts.items() if _is_plain(text)}
        if likely:
            order = min(likely, key=likely.__getitem__)
            return Guess(f"utf-{8 * size}-{order}", f"UTF-{8 * size}")
    return None


def _is_plain(text: str) -> bool:
    """Whether nearly all characters of a text are printable, and some are letters."""
    printable = sum((char.isprintable() and char != "\ufffd") or char in "\r\n\t\f" for char in text)
    return printable > 0.97 * len(text) and any(map(str.isalpha, text))


def _sample(data: bytes) -> bytes:
    """A sample of a text's bytes: lines, from the first line on that is not ASCII."""
    found = re.search(rb"[\x80-\xff]", data)
    start = data.rfind(b"\n", max(0, found.start() - 200), found.start()) + 1 if found else 0
    sample = data[start : start + _SAMPLE]
    whole = len(sample) < _SAMPLE
    # A character at the end must not be cut: text after the last ASCII byte is left out.
    return sample if whole else sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample


def _average(sample: bytes, candidate: _Candidate) -> float:
    try:
        text = sample.decode(candidate.guess.encoding)
    except UnicodeDecodeError:
        return 0.0
    marks = [
        candidate.mark(char, text[place - 1 : place], text[place + 1 : place + 2])
        for place, char in enumerate(text)
        if char > "\x7f"
    ]
    return candidate.prior * sum(marks) / len(marks) if marks else 0.0
