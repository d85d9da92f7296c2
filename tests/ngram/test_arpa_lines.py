"""Many lines at once are the same n-grams as line by line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.ngram import arpa_lines
from lmtui.ngram.arpa_lines import LONGEST_LINE, Lines, read_ngrams
from lmtui.ngram.arpa_words import NewWords, WordTable

WORDS = [b"a", b"b_", b"\xff", b"\0", b"a\0", b"e" * 15, b"e" * 16, b"\x1c", b"a\fb", b"a\rb"]
IDS = {word: place for place, word in enumerate(WORDS)}
TABLE = WordTable(*NewWords(WORDS, 0).take())
NUMBERS = st.sampled_from([b"-1", b"-0.25", b"-99", b"-2.5e-1", b"-inf", b"0", b"-.5", b"1e-7"])


@settings(max_examples=200)
@given(
    st.lists(st.tuples(NUMBERS, st.lists(st.sampled_from(WORDS), min_size=2, max_size=2), NUMBERS | st.none())),
    st.sampled_from([b"\n", b"\r\n", b" \n\n"]),
    st.sampled_from([b" ", b"\t "]),
)
def test_the_fields_of_many_lines_are_those_of_each(
    rows: list[tuple[bytes, list[bytes], bytes | None]], end: bytes, blank: bytes
) -> None:
    lines = [blank.join([prob, *words, *([backoff] if backoff else [])]) + end for prob, words, backoff in rows]
    ngrams = read_ngrams(b"".join(lines), 2, TABLE)
    assert ngrams
    assert ngrams.ids.tolist() == [[IDS[word] for word in words] for _, words, _ in rows]
    assert ngrams.prob.tolist() == [min(float(prob), 0.0) for prob, _, _ in rows]
    assert ngrams.backoff.tolist() == [float(backoff or 0) for _, _, backoff in rows]
    assert ngrams.line.tolist() == [place * end.count(b"\n") for place in range(len(rows))]


@pytest.mark.parametrize(
    "odd",
    [
        *(b"-1 a\n", b"-1 a a 0 0\n", b"-1 a z\n", b"nan a a\n", b"1 a a\n", b"-1_0 a a\n", b"-1 a a inf\n"),
        *(b"-1 a \v\n", b"-1 a \f\n", b"-1 a a\r 0\n", b"-1 a a 99.5\n", b"-1 a " + b"a" * LONGEST_LINE + b"\n"),
    ],
)
def test_an_odd_line_is_left_to_be_looked_at_by_itself(odd: bytes) -> None:
    assert read_ngrams(b"-1 a a\n" + odd, 2, TABLE) is None


@given(
    st.lists(st.sampled_from([b"-1 a", b"\\end\\", b"", b"x" * 9])).map(b"\n".join),
    st.lists(st.booleans()),
    st.integers(1, 9),
)
def test_every_line_comes_once_by_itself_or_with_others(data: bytes, many: list[bool], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arpa_lines, "_SMALLEST_BLOCK", block)
        lines, came = Lines(io.BytesIO(data)), b""
        for at_once in many:
            piece = lines.many() if at_once else b""
            assert not piece.startswith(b"\\")
            assert b"\n\\" not in piece
            lines.skip(piece)
            came += piece or lines.next()
            assert lines.number == came.count(b"\n") + (not came.endswith(b"\n") and bool(came))
        while line := lines.next():
            came += line
        assert came == data
