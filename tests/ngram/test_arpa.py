"""ARPA files: what is written comes back, what others write is understood, what is malformed is refused by line."""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import math
import re
import tracemalloc
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.arpa import BLANKS, SMALL, log10, read
from support.golden import GOLDEN, heldout, kenlm_scores
from support.models import Plain, differences, ngrams_of, score_words

from lmtui.cli.measure.figure import zipf_text
from lmtui.errors import Cancelled, ModelError
from lmtui.ngram import arpa, mapped_memory
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.arpa_writer import write_arpa
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import save
from lmtui.ngram.training import train_on_encoded
from lmtui.recipe import Recipe
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.vocabulary import Vocabulary

WORDS = ("a", "b", "</s>", "<unk>")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.arpa"


def refused(path: Path, data: str | bytes) -> str:
    """The message a file is refused with: one line that names the file."""
    with pytest.raises(ModelError) as caught:
        read(path, data)
    message = str(caught.value)
    assert message.isprintable()
    return message


def read_or_refused(path: Path, data: bytes) -> NgramTrie | None:
    """The model, or None where the file was refused in one line; anything else is a failure."""
    message = ""
    try:
        return read(path, data)
    except ModelError as error:
        message = str(error)
    assert message.isprintable()
    return None


# What others write.


@pytest.mark.parametrize("order", [2, 3])
def test_a_model_made_by_kenlm_scores_as_in_kenlm(order: int) -> None:
    model = read_arpa(GOLDEN / f"meadow.o{order}.arpa", BLANKS)
    assert model.order == order
    for line, golden in zip(heldout(), kenlm_scores(order)["sentences"], strict=True):
        ours = score_words(model, line).tokens
        assert [token.order for token in ours] == [matched for _, matched, _ in golden]
        for token, (word, _, expected) in zip(ours, golden, strict=True):
            assert token.token == word
            assert token.logprob / math.log(10) == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("name", ["meadow.o2", "meadow.o3", "toy.o2", "toy.o3"])
def test_every_number_kenlm_printed_is_in_the_model(name: str) -> None:
    data = (GOLDEN / f"{name}.arpa").read_text(encoding="utf-8")
    plain = Plain.of(data)
    model = read_arpa(GOLDEN / f"{name}.arpa", BLANKS)
    tables = ngrams_of(model)
    assert {ngram for table in tables for ngram in table} == set(plain.prob)
    for table in tables:
        for ngram, (prob, backoff) in table.items():
            if ngram == ("<s>",):  # the file prints 0, which stands for "not predicted"
                assert prob == 0
            else:
                assert math.log10(prob) == pytest.approx(plain.prob[ngram], rel=1e-12, abs=1e-15)
            if backoff is not None:
                assert math.log10(backoff) == pytest.approx(plain.backoff[ngram], rel=1e-12, abs=1e-15)


def test_a_small_file_is_read_by_the_backoff_rule(path: Path) -> None:
    model = read(path, SMALL)
    assert log10(model, "<s>", "a", "b") == pytest.approx(-0.05)
    # <s> a a: not there; bow(<s> a) p(a|a); a a is not there either: bow(a) p(a): -0.1 - 0.2 - 0.5
    assert log10(model, "<s>", "a", "a") == pytest.approx(-0.8)
    # a a b: the context a a was never seen, so p(b|a)
    assert log10(model, "a", "a", "b") == pytest.approx(-0.35)
    # b a </s>: bow(b a) = 1, then bow(a) p(</s>): -0.2 - 0.9
    assert log10(model, "b", "a", "</s>") == pytest.approx(-1.1)
    # an unknown word is <unk>: bow(a b) bow(b) p(<unk>): -0.15 - 0.4 - 1.2
    assert log10(model, "a", "b", "zebra") == pytest.approx(-1.75)
    assert model.levels[0].prob[BOS] == 0
    assert model.smoothing == "arpa"


SAME = {
    "CRLF": SMALL.replace("\n", "\r\n"),
    "blank lines everywhere": "\n \t\n" + SMALL.replace("\n", "\n\n  \n") + "\n\n",
    "spaces for tabs": SMALL.replace("\t", " "),
    "tabs for spaces": re.sub(r"(?<=\S) (?=\S)", "\t", SMALL).replace("ngram\t", "ngram "),
    "blanks at the ends of lines": SMALL.replace("\n", " \t\n"),
    "spaces around the equals sign": re.sub(r"=", " = ", SMALL),
    "no zero backoffs": SMALL.replace("\t0\n", "\n"),
    "backoffs at the top order": SMALL.replace("<s> a b\n", "<s> a b\t0\n"),
    "a byte-order mark": "\ufeff" + SMALL,
    "no newline at the end": SMALL.removesuffix("\n"),
    "something behind the end": SMALL + "\nsome remark\n",
    "<UNK>": SMALL.replace("<unk>", "<UNK>"),
    "0 for <s>": SMALL.replace("-99\t<s>", "0\t<s>"),
    "-inf for <s>": SMALL.replace("-99\t<s>", "-inf\t<s>"),
    "<S> and </S>": SMALL.replace("s>", "S>"),
    "all specials in capitals": SMALL.replace("s>", "S>").replace("<unk>", "<UNK>"),
    "exponents": SMALL.replace("-0.25", "-2.5e-1").replace("-0.35", "-.35E+00"),
}


@pytest.mark.parametrize("name", SAME)
def test_ways_to_write_the_same_file_give_the_same_model(name: str, path: Path) -> None:
    assert SAME[name] != SMALL
    assert differences(read(path, SAME[name]), read(path, SMALL)) == []


@given(data=st.data())
@settings(max_examples=60)
def test_the_ngrams_of_a_section_come_in_any_order(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "shuffled.arpa"
    lines = SMALL.splitlines()
    for first, last in ((6, 11), (13, 17), (19, 21)):
        lines[first:last] = data.draw(st.permutations(lines[first:last]))
    shuffled, ordered = read(path, "\n".join(lines)), read(path, SMALL)
    for ours, theirs in zip(ngrams_of(shuffled), ngrams_of(ordered), strict=True):
        assert ours == theirs
    for context in itertools.product(("<s>", *WORDS), repeat=2):
        for word in WORDS:
            assert log10(shuffled, *context, word) == log10(ordered, *context, word)


@pytest.mark.parametrize("name", ["model.arpa.gz", "model.arpa", "model"])
def test_what_is_compressed_is_known_by_its_bytes(name: str, tmp_path: Path) -> None:
    plain = read(tmp_path / "plain.gz", SMALL)
    for compress in (gzip.compress, bz2.compress, lzma.compress):
        data = compress(SMALL.encode())
        assert differences(read(tmp_path / name, data), plain) == []
        assert "; get it anew" in refused(tmp_path / name, data[:-9])


def test_without_an_unknown_word_unknown_words_have_kenlms_default(path: Path) -> None:
    model = read(path, SMALL.replace("ngram 1=5", "ngram 1=4").replace("-1.2\t<unk>\t0\n", ""))
    assert log10(model, "zebra") == -100
    # bow(a b) bow(b): -0.15 - 0.4
    assert log10(model, "a", "b", "zebra") == pytest.approx(-100.55)
    assert model.vocabulary[UNK] == "<unk>"
    assert score_words(model, ["zebra"]).tokens[0].known is False


@pytest.mark.parametrize("zero", ["-99", "-99.0", "-99.5", "-1e9", "-inf", "-Infinity"])
def test_99_and_less_is_nothing(zero: str, path: Path) -> None:
    model = read(path, SMALL.replace("-0.35\ta b", f"{zero}\ta b").replace("b\t-0.4", f"b\t{zero}"))
    assert log10(model, "a", "b") == -math.inf
    assert log10(model, "b", "b") == -math.inf
    assert log10(model, "b", "a") == pytest.approx(-0.55)


@pytest.mark.parametrize("order", [1, 2, 4, 5])
def test_every_order_is_read(order: int, path: Path) -> None:
    chain = ("<s>", "a", "b", "c", "</s>")
    lines = ["\\data\\", "ngram 1=6", *(f"ngram {k}={6 - k}" for k in range(2, order + 1))]
    for k in range(1, order + 1):
        lines.append(f"\\{k}-grams:")
        lines += [f"-0.{k}\t{' '.join(chain[start : start + k])}\t-0.01" for start in range(6 - k)]
        lines += ["-2\t<unk>"] if k == 1 else []
    model = read(path, "\n".join([*lines, "\\end\\"]))
    assert model.order == order
    assert [len(level.token) for level in model.levels] == [6, 4, 3, 2, 1][:order]
    assert log10(model, *chain[:order]) == (pytest.approx(-0.1 * order) if order > 1 else -math.inf)
    assert log10(model, "</s>", "a") == pytest.approx(-0.1 if order == 1 else -0.11)


# What is malformed.


def broken(old: str, new: str) -> str:
    assert SMALL.count(old) == 1
    return SMALL.replace(old, new)


def twice(unigram: str) -> str:
    return broken("b\t-0.4\n", f"b\t-0.4\n{unigram}\n").replace("ngram 1=5", "ngram 1=6")


MALFORMED = {
    "too many announced": (broken("ngram 1=5", "ngram 1=6"), 13, "5 1-grams came, 6 were announced"),
    "too few announced": (broken("ngram 2=4", "ngram 2=3"), 19, "4 2-grams came, 3 were announced"),
    "too few at the top": (broken("ngram 3=2", "ngram 3=3"), 23, "2 3-grams came, 3 were announced"),
    "no end": (broken("\\end\\\n", ""), 23, "\\end\\"),
    "something for the end": (broken("\\end\\", "\\fin\\"), 23, "\\end\\"),
    "no data": (broken("\\data\\\n", ""), 23, "\\data\\"),
    "no counts": (SMALL.replace("ngram", "gram"), 2, "ngram 1="),
    "counts out of order": (broken("ngram 1=5\nngram 2=4", "ngram 2=4\nngram 1=5"), 2, "order 1"),
    "a count missing": (broken("ngram 2=4\n", ""), 3, "order 2"),
    "a count twice": (broken("ngram 2=4\n", "ngram 1=5\nngram 2=4\n"), 3, "order 2"),
    "a count that is none": (broken("ngram 2=4", "ngram 2=four"), 3, "\\1-grams:"),
    "a count below 0": (broken("ngram 2=4", "ngram 2=-4"), 3, "\\1-grams:"),
    "nan": (broken("-0.35", "nan"), 15, "'nan' is no number"),
    "half an exponent": (broken("-0.35", "-1e"), 15, "'-1e' is no number"),
    "letters": (broken("-0.35", "abc"), 15, "'abc' is no number"),
    "an underscore in a number": (broken("-0.35", "-1_0"), 15, "'-1_0' is no number"),
    "two signs": (broken("-0.35", "--1"), 15, "'--1' is no number"),
    "a decimal comma": (broken("-0.35", "-0,35"), 15, "'-0,35' is no number"),
    "a backoff that is none": (broken("b\t-0.4", "b\tlow"), 11, "'low' is no number"),
    "a backoff nan": (broken("b\t-0.4", "b\tnan"), 11, "'nan' is no number"),
    "a backoff without end": (broken("b\t-0.4", "b\tinf"), 11, "'inf' is no number"),
    "a backoff no float holds": (broken("b\t-0.4", "b\t400"), 11, "400"),
    "a probability above 1": (broken("-0.35", "0.35"), 15, "0.35 is no log10"),
    "a probability without end": (broken("-0.35", "inf"), 15, "inf"),
    "a prefix missing": (broken("-0.35\ta b\t-0.15\n", "-0.35\ta a\n"), 21, "prefix"),
    "a prefix missing in the middle": (broken("-0.15\ta b </s>", "-0.15\ta a b"), 21, "prefix"),
    "an unknown word in a bigram": (broken("-0.35\ta b\t", "-0.35\ta z\t"), 15, "'z' is not among the unigrams"),
    "an unknown word in a trigram": (broken("a b </s>", "z b </s>"), 21, "'z' is not among the unigrams"),
    "a unigram twice": (twice("-0.6\ta\t-0.4"), 12, "before"),
    "an unknown word twice": (twice("-0.6\t<unk>\t-0.4"), 12, "before"),
    "a line without end": (broken("-0.35\ta b", f"-0.35\ta {'b' * (1 << 20)}"), 15, "longer"),
    "a control character around a number": (broken("-0.35", "\f-0.35"), 15, "is no number"),
    "a control character behind a number": (broken("-0.35", "-0.35\x1c"), 15, "is no number"),
    "a bigram twice": (broken("-0.55\tb a", "-0.55\ta b"), 17, "before"),
    "a trigram twice": (broken("a b </s>", "<s> a b"), 21, "before"),
    "too few tokens": (broken("-0.15\ta b </s>", "-0.15\ta b"), 21, "3 tokens"),
    "too many tokens": (broken("-0.15\ta b </s>", "-0.15\ta b a b </s>"), 21, "3 tokens"),
    "a probability alone": (broken("-0.5\ta\t-0.2", "-0.5"), 10, "1 tokens"),
    "a section missing": (broken("\\2-grams:\n", ""), 13, "probability, 1 tokens"),
    "a section too early": (broken("\\2-grams:", "\\3-grams:"), 13, "\\2-grams:"),
    "a section twice": (broken("\\3-grams:", "\\2-grams:"), 19, "\\3-grams:"),
    "a section too many": (broken("\\end\\", "\\4-grams:\n\\end\\"), 23, "\\end\\"),
    "trigrams without bigrams": (
        re.sub(r"\\2-grams:\n(.+\n)+", "\\\\2-grams:\n", broken("ngram 2=4", "ngram 2=0")),
        16,
        "prefix",
    ),
}


def lines_named(message: str) -> set[int]:
    return {int(number) for number in re.findall(r"line (\d+)\b", message)}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_refused_by_line(name: str, path: Path) -> None:
    text, line, said = MALFORMED[name]
    message = refused(path, text)
    assert "model.arpa" in message
    assert lines_named(message) == {line}, message
    assert said in message
    assert lines_named(refused(path, text.replace("\n", "\r\n"))) == {line}


def test_the_line_is_named_once(path: Path) -> None:
    for text, line, _ in (MALFORMED["nan"], MALFORMED["no end"], MALFORMED["a bigram twice"]):
        assert refused(path, text).count(f"line {line}") == 1


def test_the_first_of_several_faults_of_one_kind_is_named(path: Path) -> None:
    text = SMALL.replace("-0.55\tb a", "-0.55\ta b").replace("-0.45\tb </s>", "-0.45\t<s> a")
    assert "line 16:" in refused(path, text)


def test_a_model_without_a_beginning_or_an_end_is_refused(path: Path) -> None:
    unigrams = "\\data\\\nngram 1=3\n\n\\1-grams:\n-1\t<unk>\n-1\t{}\n-1\ta\n\n\\end\\\n"
    assert "no unigram <s>" in refused(path, unigrams.format("</s>"))
    assert "no unigram </s>" in refused(path, unigrams.format("<s>"))


def test_an_order_above_16_is_refused(path: Path) -> None:
    header = "".join(f"ngram {k}=1\n" for k in range(1, 18))
    assert "order 17" in refused(path, SMALL.replace("ngram 1=5\nngram 2=4\nngram 3=2\n", header))


@pytest.mark.parametrize("old", ["ngram 1=5", "\\2-grams:"])
def test_numbers_of_thousands_of_digits_are_refused(old: str, path: Path) -> None:
    assert refused(path, broken(old, re.sub(r"\d(?=-|$)", "7" * 5000, old)))


def test_what_is_no_arpa_file_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"\n\n", b"\0" * 100, b"PK\x03", b"once upon a time\n", b"\x1f"):
        assert "\\data\\" in refused(tmp_path / "text", data)
    assert "is a zip archive; unpack it" in refused(tmp_path / "text", b"PK\x03\x04")
    for encoding in ("utf-16-le", "utf-16-be"):
        assert "UTF-16" in refused(tmp_path / "text", f"\ufeff{SMALL}".encode(encoding))
    with pytest.raises(ModelError, match="cannot read") as caught:
        read_arpa(tmp_path, BLANKS)
    assert str(caught.value).isprintable()
    with pytest.raises(ModelError, match="cannot read"):
        read_arpa(tmp_path / "nowhere.arpa", BLANKS)


def test_a_file_cut_off_anywhere_is_refused(path: Path) -> None:
    data = SMALL.encode()
    whole = data.index(b"\\end\\") + len(b"\\end\\")
    for length in range(whole):
        assert "line" in refused(path, data[:length])
    assert read(path, data[:whole]).order == 3


def test_a_compressed_file_cut_off_anywhere_is_refused(path: Path) -> None:
    data = gzip.compress(SMALL.encode(), mtime=0)
    # The last eight bytes are a checksum and the length of what came before: without them nothing vouches for it.
    for length in range(2, len(data)):
        assert "model.arpa" in refused(path, data[:length])
    assert read(path, data).order == 3


def test_a_compressed_file_damaged_anywhere_is_read_as_it_was_or_refused(path: Path) -> None:
    data = gzip.compress(SMALL.encode(), mtime=0)
    whole = read(path, data)
    damaged_ones = 0
    for place in range(2, len(data)):
        damaged = bytearray(data)
        damaged[place] ^= 0x10
        model = read_or_refused(path, bytes(damaged))
        if model is None:
            damaged_ones += 1
        else:  # a byte of the header that says nothing of the content
            assert differences(model, whole) == []
    assert damaged_ones > len(data) / 2


EDITS = st.lists(
    st.tuples(
        st.sampled_from(("put", "insert", "delete", "double")),
        st.integers(0, len(SMALL) - 1),
        st.one_of(st.sampled_from(list(b"\\-0123456789.einfa b\t\n\r\0<>=")), st.integers(0, 255)),
    ),
    min_size=1,
    max_size=6,
)


@given(edits=EDITS)
@settings(max_examples=600)
def test_a_file_with_bytes_changed_is_read_or_refused(
    edits: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.arpa"
    data = bytearray(SMALL.encode())
    for kind, place, byte in edits:
        place %= len(data)
        if kind == "put":
            data[place] = byte
        elif kind == "insert":
            data.insert(place, byte)
        elif kind == "delete":
            del data[place]
        else:
            end = data.find(b"\n", place) + 1
            data[end:end] = data[place:end]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # they would be lines on standard error
        model = read_or_refused(path, bytes(data))
        if model is None:
            return
        for context in ([], [BOS], [BOS, 3], [3, 4]):  # what was read answers
            prob, _ = model.prob(model.match([token for token in context if token < len(model.vocabulary)]), EOS)
            assert prob >= 0


class CountedMemory(bytearray):
    """Memory that tracemalloc counts, as it does not count that of mmap."""

    def resize(self, size: int) -> None:
        self[len(self) :] = ZEROS[: size - len(self)]


ZEROS = memoryview(bytes(1 << 24))


@pytest.mark.parametrize(
    ("tokens", "order", "prune", "longer"),
    [
        *((3_000, 3, "", range(0, 44, 22)), (10_000, 3, "", range(0, 44, 22)), (200_000, 3, "0,1", range(0, 44, 22))),
        *((200_000, 1, "", lengths) for lengths in (range(1), range(9, 13), range(25, 35), range(55, 56))),
        (200_000, 2, "0,9", range(55, 56)),
    ],
)
def test_reading_takes_little_more_memory_than_the_model(
    tokens: int, order: int, prune: str, longer: range, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mapped_memory, "mmap", lambda _, length, __: CountedMemory(length))
    monkeypatch.setattr(arpa, "keep_small_memory", lambda: None)  # takes addresses alone, which would be counted
    text = zipf_text(tokens, 20_000)
    words = [f"w{place}{'я' * (longer[place % len(longer)] // 2)}" for place in range(len(text.vocabulary) - 3)]
    text = EncodedText(text.ids, Vocabulary.from_tokens([*SPECIALS, *words]))
    write_arpa(train_on_encoded(text, Recipe(("synthetic",), order=order, prune=prune)), path)
    read(path.with_name("small.arpa"), SMALL)
    tracemalloc.start()
    model = read_arpa(path, BLANKS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    stored = path.with_name("model")
    save(model, stored)
    assert peak <= 1.5 * sum(file.stat().st_size for file in stored.iterdir())


def test_reading_can_be_stopped_wherever_it_reports(path: Path) -> None:
    """Also between the last line of a section and the first one of the next, where its n-grams are sorted."""
    told: list[str] = []
    path.write_text(SMALL)
    whole = read_arpa(path, BLANKS, lambda stage, fraction: told.append(stage))
    assert len(told) >= 2 * whole.order
    for last in range(2 * whole.order):
        left = [None] * last

        def stop(stage: str, fraction: float, left: list[None] = left) -> None:
            if not left:
                raise Cancelled
            left.pop()

        with pytest.raises(Cancelled):
            read_arpa(path, BLANKS, stop)
