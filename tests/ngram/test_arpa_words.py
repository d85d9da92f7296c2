"""Words of ARPA files: known by their bytes, separated by blanks, tabs and line ends alone, read back as written."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import train
from support.golden import GOLDEN
from support.models import differences, ngrams_of, score_words

from lmtui.errors import ModelError
from lmtui.ngram import arpa_words
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_words import LONGEST, NO_WORD, NewWords, WordTable
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.model import Base, NgramTrie, TrieLevel
from lmtui.ngram.normalisation import warning_of
from lmtui.text.safety import visible
from lmtui.text.specials import SPECIALS, UNK
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.vocabulary import Vocabulary

WHITESPACE = tokenizer_named("whitespace")

# Bytes of which one reader or another thinks that they separate: vertical tab, form feed, the separators of ASCII,
# U+0085 and U+00A0 in Latin-1 and in UTF-8, en quad, line and paragraph separator, ideographic space, BOM, NUL.
LOOK_LIKE_BLANKS = [
    *(b"\v", b"\f", b"\x1c", b"\x1d", b"\x1e", b"\x1f", b"\x85", b"\xa0", b"\0", b"\x7f"),
    *(char.encode() for char in "\x85\xa0\u1680\u2000\u200b\u2028\u2029\u3000\ufeff"),
]


def arpa(words: list[bytes], unknown: bytes = b"<unk>") -> bytes:
    """A bigram file: p of each word is another one, and each word follows `<s>` and the word before it."""
    lines = [b"\\data\\", b"ngram 1=%d" % (len(words) + 3), b"ngram 2=%d" % (2 * len(words))]
    lines += [b"", b"\\1-grams:", b"-2.5\t%b" % unknown, b"-99\t<s>\t-0.3", b"-1\t</s>"]
    lines += [b"-2.%03d\t%b\t-0.25" % (place, word) for place, word in enumerate(words)]
    lines += [b"", b"\\2-grams:"]
    lines += [b"-1.%03d\t<s> %b" % (place, word) for place, word in enumerate(words)]
    lines += [b"-0.125\t%b %b" % pair for pair in zip(words, [*words[1:], b"</s>"], strict=True)]
    return b"\n".join([*lines, b"", b"\\end\\", b""])


def read(path: Path, words: list[bytes]) -> NgramTrie:
    path.write_bytes(arpa(words))
    return read_arpa(path, WHITESPACE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.arpa"


def text_of(word: bytes) -> str:
    return word.decode(errors="surrogateescape")


def assert_each_its_own(model: NgramTrie, words: list[bytes]) -> None:
    """Each word scores with the number the file gives it, after `<s>` as alone."""
    for place, word in enumerate(words):
        token = text_of(word)
        assert model.vocabulary[model.vocabulary.id(token)] == token
        first = score_words(model, [token]).tokens[0]
        assert (first.known, first.order) == (True, 2)
        assert first.logprob == pytest.approx(-(1 + place / 1000) * math.log(10), rel=1e-9)


ALIKE = {
    "Latin-1": [b"est\xe1", b"est\xe9", b"est\xef\xbf\xbd", b"est?", "está".encode()],
    "cut off": [b"caf\xc3", b"caf\xc3\xa9", b"caf\xa9", b"caf"],
    "no UTF-8 at all": [b"\xff", b"\xfe", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"],
    "control characters": [b"x\x01y", b"x\x02y", "x\u2401y".encode(), b"xy", b"x\x7fy", "x\u2421y".encode()],
    "C1 controls": ["x\x80".encode(), "x\x9b".encode(), b"x\x80", b"x\x9b", "x\ufffd".encode()],
    "nothing to see": ["x\u200b".encode(), "x\u200e".encode(), "x\ufeff".encode(), "x\u00ad".encode(), b"x"],
    "composed or not": ["é".encode(), "e\u0301".encode()],
    "apostrophes": [b"don't", "don\u2019t".encode()],
    "case": [b"Word", b"word", b"WORD"],
}


@pytest.mark.parametrize("name", ALIKE)
def test_words_that_differ_in_bytes_stay_apart(name: str, path: Path) -> None:
    words = ALIKE[name]
    model = read(path, words)
    assert len(model.vocabulary) == len(words) + 3
    assert_each_its_own(model, words)
    write_arpa(model, path)
    again = read_arpa(path, WHITESPACE)
    assert differences(again, model) == []
    assert_each_its_own(again, words)


def test_every_byte_but_the_separators_belongs_to_a_word(path: Path) -> None:
    separators = b" \t\n\r"
    words = [b"x%cy" % byte for byte in range(256) if byte not in separators]
    words += [b"%c" % byte for byte in range(256) if byte not in separators]
    model = read(path, words)
    assert_each_its_own(model, words)


@pytest.mark.parametrize("blank", LOOK_LIKE_BLANKS)
def test_what_looks_like_a_blank_separates_nothing(blank: bytes, path: Path) -> None:
    words = [b"a", b"b", b"a" + blank + b"b", blank, blank + b"a", b"b" + blank]
    model = read(path, words)
    assert_each_its_own(model, words)
    write_arpa(model, path)
    assert differences(read_arpa(path, WHITESPACE), model) == []


def test_a_line_of_what_looks_like_a_blank_is_no_blank_line(path: Path) -> None:
    for blank in LOOK_LIKE_BLANKS:
        path.write_bytes(arpa([b"a"]).replace(b"\n\\2-grams", blank + b"\n\\2-grams"))
        with pytest.raises(ModelError, match="line 10: expected a probability, 1 tokens"):
            read_arpa(path, WHITESPACE)


SYNTAX = [
    *(b"\\data\\", b"\\end\\", b"\\1-grams:", b"\\2-grams:", b"ngram", b"1=3", b"\\", b"#", b"-0.5", b"0", b"nan"),
    *(b"-inf", b"1_0", b"<S>", b"</S>", b"<UNK>", b"<Unk>", b"<s", b"</s>>", b"<unk>x", b"\xef\xbb\xbf"),
]


def test_words_that_are_the_formats_own_are_words(path: Path) -> None:
    model = read(path, SYNTAX)
    assert_each_its_own(model, SYNTAX)
    write_arpa(model, path)
    again = read_arpa(path, WHITESPACE)
    assert differences(again, model) == []


def test_a_text_with_a_literal_UNK_is_trained_written_and_read(path: Path) -> None:
    model = train("a <UNK> b\n", 2)
    write_arpa(model, path)
    again = read_arpa(path, WHITESPACE)
    assert again.vocabulary.decode(range(6)) == ["<unk>", "<s>", "</s>", "a", "<UNK>", "b"]
    assert [list(table) for table in ngrams_of(again)] == [list(table) for table in ngrams_of(model)]
    for tokens in (["a", "<UNK>", "b"], ["<UNK>"], ["zebra"], ["a", "zebra"]):
        ours, theirs = score_words(model, tokens), score_words(again, tokens)
        assert [token.known for token in ours.tokens] == [token.known for token in theirs.tokens]
        assert ours.logprob == pytest.approx(theirs.logprob, abs=1e-7)


def test_every_odd_word_scores_as_in_kenlm() -> None:
    model = read_arpa(GOLDEN / "odd.arpa", WHITESPACE)
    assert len(model.vocabulary) == 15
    assert {"a\fb", "c\vd", "\x1c\udc85", "<UNK>"} <= set(words_of(model))
    for sentence in json.loads((GOLDEN / "odd_scores.json").read_text(encoding="utf-8")):
        *words, _ = (word for word, _, _ in sentence)
        scored = score_words(model, words).tokens
        assert [(token.token, token.order) for token in scored] == [(word, matched) for word, matched, _ in sentence]
        for token, (_, _, expected) in zip(scored, sentence, strict=True):
            assert token.logprob / math.log(10) == pytest.approx(expected, abs=2e-6)
        assert all(token.known for token in scored)


def test_an_unknown_word_is_not_the_word_UNK() -> None:
    """KenLM takes the two for one, and gives an unknown word what the file says of the word `<UNK>`."""
    model = read_arpa(GOLDEN / "odd.arpa", WHITESPACE)
    unknown, end = score_words(model, ["zebra"]).tokens
    assert unknown.logprob / math.log(10) == pytest.approx(-0.30103 - 1.4176792)  # bow(<s>) p(<unk>)
    assert (unknown.known, end.order) == (False, 1)
    assert score_words(model, ["<UNK>"]).tokens[1].logprob / math.log(10) == pytest.approx(-0.5027084)


def test_a_model_of_odd_words_made_by_kenlm_is_written_and_read_again(path: Path) -> None:
    model = read_arpa(GOLDEN / "odd.arpa", WHITESPACE)
    assert warning_of(model) == ""
    write_arpa(model, path)
    for ours, theirs in zip(ngrams_of(read_arpa(path, WHITESPACE)), ngrams_of(model), strict=True):
        assert ours.keys() == theirs.keys()


@pytest.mark.parametrize("first", [b"<unk>", b"<UNK>"])
def test_both_spellings_of_the_unknown_word_in_one_file_are_two_words(first: bytes, path: Path) -> None:
    """In whichever order they come, `<unk>` is the unknown word."""
    other = b"<UNK>" if first == b"<unk>" else b"<unk>"
    path.write_bytes(arpa([other, b"a"], unknown=first))
    model = read_arpa(path, WHITESPACE)
    assert len(model.vocabulary) == 5
    assert model.vocabulary.id("<UNK>") > UNK == model.vocabulary.id("<unk>")
    expected = {first: 10**-2.5, other: 10**-2}
    for spelling in (b"<unk>", b"<UNK>"):
        assert model.base.prob[model.vocabulary.id(spelling.decode())] == pytest.approx(expected[spelling])


def test_special_words_in_capitals_are_the_special_words_where_those_are_missing(path: Path) -> None:
    words = [b"a", b"b", b"c"]
    plain = read(path, words)
    shouted = arpa(words, unknown=b"<UNK>").replace(b"s>", b"S>")
    path.write_bytes(shouted)
    assert differences(read_arpa(path, WHITESPACE), plain) == []
    # Their place in the file does not matter: here they come last.
    lines = shouted.split(b"\n")
    lines[5:11] = lines[8:11] + lines[5:8]
    path.write_bytes(b"\n".join(lines))
    assert differences(read_arpa(path, WHITESPACE), plain) == []


def test_line_ends_of_either_kind_end_words(path: Path) -> None:
    words = [b"a\xe9", b"b\f", b"\v"]
    plain = read(path, words)
    path.write_bytes(arpa(words).replace(b"\n", b"\r\n"))
    assert differences(read_arpa(path, WHITESPACE), plain) == []


def test_bytes_that_are_no_utf8_are_counted(path: Path) -> None:
    assert read(path, ALIKE["Latin-1"]).vocabulary.count_undecodable() == 2
    assert read(path, ALIKE["no UTF-8 at all"]).vocabulary.count_undecodable() == 6
    assert read(path, ALIKE["control characters"]).vocabulary.count_undecodable() == 0
    # One after another these bytes are UTF-8, each by itself is not.
    assert read(path, [b"\xc3", b"\xa9", b"ok"]).vocabulary.count_undecodable() == 2


@pytest.mark.parametrize("name", ALIKE)
def test_words_can_do_no_harm_when_shown(name: str, path: Path) -> None:
    model = read(path, [*ALIKE[name], b"\x1b[31m\xe2\x80\xae"])
    assert all(visible(token).isprintable() or token == "x\u00ad" for token in words_of(model))


def words_of(model: NgramTrie) -> list[str]:
    return model.vocabulary.decode(range(len(model.vocabulary)))


@pytest.mark.parametrize("token", ["", " ", "a b", "a\tb", "a\nb", "a\rb", "\r", "a\r\n"])
def test_a_token_that_no_arpa_file_can_hold_is_refused_when_written(token: str, path: Path) -> None:
    with pytest.raises(ModelError, match="cannot stand in an ARPA file; write a folder instead") as caught:
        write_arpa(model_of([token.encode()]), path)
    assert str(caught.value).isprintable()
    assert not path.exists()


def model_of(words: list[bytes]) -> NgramTrie:
    """A bigram model over any words, each of which follows `<s>`."""
    size = len(words) + len(SPECIALS)
    prob = 1 / np.arange(2, size + 2)
    first = np.array([0, 0, *([size - 3] * (size - 1))])
    ids = np.arange(size, dtype=np.int32)
    unigrams = TrieLevel(ids, prob, np.zeros(size, np.int64), np.ones(size), first)
    bigrams = TrieLevel(ids[3:], prob[3:] / 2, np.arange(3, size), np.empty(0), np.empty(0, np.int64))
    vocabulary = Vocabulary.from_bytes([*(special.encode() for special in SPECIALS), *words])
    return NgramTrie(vocabulary, WHITESPACE, "arpa", (unigrams, bigrams), Base.of(prob, 1), True, 0, 0)


WORDS = st.lists(
    st.one_of(
        st.binary(min_size=1, max_size=4),
        st.sampled_from([*SYNTAX, *itertools.chain(*ALIKE.values()), *LOOK_LIKE_BLANKS]),
    ).filter(lambda word: not set(word) & set(b" \t\r\n") and word.decode(errors="replace") not in SPECIALS),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(words=WORDS)
def test_any_words_that_are_written_are_read(words: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any words.arpa"
    model = model_of(words)
    write_arpa(model, path)
    again = read_arpa(path, WHITESPACE)
    assert words_of(again) == [*SPECIALS, *map(text_of, words)]
    for index, word in enumerate(words):
        assert again.vocabulary.id(text_of(word)) == index + 3
        assert again.levels[1].prob[index] == pytest.approx(model.levels[1].prob[index])


@given(st.lists(st.binary(max_size=20)), st.lists(st.binary(max_size=20)))
def test_words_are_found_by_their_very_bytes(known: list[bytes], asked: list[bytes]) -> None:
    words = [b"<s>", *known]
    gathered = NewWords(words[:1], len(known))
    assert gathered.find(b"".join(known), *places_of(known)).tolist() == list(range(1, len(words)))
    table = WordTable(*gathered.take())
    first = table.take_first()
    assert first.tolist() == [words.index(word) for word in words]
    asked += known
    found = table.find(b"".join(asked), *places_of(asked))
    assert found.tolist() == [words.index(word) if word in words else NO_WORD for word in asked]
    table.set_ids(first * 2)
    assert table.find(b"".join(known), *places_of(known)).tolist() == [words.index(word) * 2 for word in known]


@given(st.lists(st.binary(max_size=20)))
def test_words_are_told_apart_where_their_hashes_are_the_same(known: list[bytes]) -> None:
    """So they are where few words are added at a time."""
    words = [*known, *(word + b"-" * LONGEST for word in known), b"<s>"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arpa_words, "WORDS_AT_ONCE", 2)
        patch.setattr(arpa_words, "_hashes", lambda _, begins, __: np.ones(len(begins), np.uint64))
        table = WordTable(*NewWords(words, 0).take())
        found = table.find(b"".join(words), *places_of(words)).tolist()
        assert found == table.take_first().tolist() == [words.index(word) for word in words]
        assert table[b"+" * (LONGEST + 1)] == NO_WORD


def places_of(words: list[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each word begins in all words together, and its length."""
    lengths = np.array(list(map(len, words)), np.int64)
    return np.cumsum(lengths) - lengths, lengths
