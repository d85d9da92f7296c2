"""The shards of a corpus, one after another, are the corpus, whatever the size of a shard."""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.errors import SourceError, ignore_progress
from lmtui.text import shard_plan
from lmtui.text.encoding import encode
from lmtui.text.on_disk import texts_on_disk
from lmtui.text.remarks import cuts_markers
from lmtui.text.shard_plan import cut_into_shards, units_of
from lmtui.text.shards import Shard, TextFile, tokens_of
from lmtui.text.sources import read_corpus
from lmtui.text.tokenizers import TOKENIZERS, Tokenizer, tokenizer_named
from lmtui.text.units import UNITS

_BLANKS = (" ", "  ", "\n", "\n\n", "\n \n", "\r\n", "\r")
_LETTERS = ("a", "b1", "é", "字", "а", "か", "한", "ש", "ع", "क", "ก", "<s>")
_OTHERS = (*'.’-"。「', *"\u0301\u3099\u05b8\u093e\u0e33\ufe0f\u200d", "x\ufeffy")
PIECES = st.sampled_from([*_BLANKS, *_LETTERS, *_OTHERS])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def shards_of(name: str, folder: Path, tokenizer: Tokenizer, unit: str, size: int, encoding: str = "") -> list[Shard]:
    texts = list(texts_on_disk(name, folder / "spool", ignore_progress, encoding))
    corpora = [(text.corpus, text.file) for text in texts if text.file]
    rules = list(units_of(corpora, tokenizer, unit, ignore_progress))
    return list(cut_into_shards(rules, tokenizer, size, ignore_progress))


def spelled(shards: Sequence[Shard], tokenizer: Tokenizer) -> list[str]:
    words = []
    for shard in shards:
        collected, _ = tokens_of(shard, tokenizer)
        ids, tokens = collected.finish()[0].tolist(), list(collected.tokens)
        assert list(dict.fromkeys(number for number in ids if number > 2)) == list(range(3, len(tokens)))
        words += [tokens[number].decode(errors="surrogateescape") for number in ids]
    return words


def whole(name: str, tokenizer: Tokenizer, unit: str, encoding: str = "") -> list[str]:
    text = encode(read_corpus(name, encoding=encoding), tokenizer, unit=unit)
    return text.vocabulary.decode(text.ids.tolist())


@settings(max_examples=80)
@given(
    st.lists(TEXTS, min_size=1, max_size=3),
    st.sampled_from(sorted(TOKENIZERS)),
    st.booleans(),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["", "cp1252", "utf-16", "shift_jis"]),
    st.integers(1, 30),
    st.sampled_from([0, 5, 1000]),
    st.sampled_from([1, 7, 1000]),
)
def test_shards_of_any_size_are_the_text(
    texts: list[str], name: str, exact: bool, unit: str, encoding: str, size: int, long_unit: int, window: int
) -> None:
    tokenizer = tokenizer_named(name, exact)
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(shard_plan, "_LONG_UNIT", long_unit)
        patch.setattr(shard_plan, "_WINDOW", window)
        folder = Path(made, "texts")
        folder.mkdir()
        for number, text in enumerate(["two words", *texts]):
            (folder / f"{number}.txt").write_bytes(text.encode(encoding or "utf-8", errors="replace"))
        shards = shards_of(str(folder), Path(made), tokenizer, unit, size, encoding)
        assert spelled(shards, tokenizer) == whole(str(folder), tokenizer, unit, encoding)


@given(
    st.lists(st.sampled_from(["<", "s", "/", ">", "<s>", "</s>", "a", "(", "字", " "]), min_size=2, max_size=12),
    st.sampled_from(["word", "char"]),
    st.sampled_from(["line", "file", "stream"]),
)
def test_a_marker_is_never_cut(parts: list[str], name: str, rule: str) -> None:
    tokenizer, text = tokenizer_named(name), f"a b{''.join(parts)}c d"
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr(shard_plan, "_LONG_UNIT", 0)
        path = Path(made, "text.txt")
        path.write_text(text, "utf-8")
        file = TextFile(str(path), path.name, "utf-8", 0, path.stat().st_size, None)
        shards = list(cut_into_shards([(file, rule)], tokenizer, 1, ignore_progress))
        remarks = [remark for shard in shards for remark in tokens_of(shard, tokenizer)[1]]
    assert any(remark.cuts_markers for remark in remarks) == cuts_markers(text, name)


@pytest.mark.parametrize("kind", ["txt", "txt.gz", "zip"])
def test_what_is_packed_is_cut_like_what_is_not(kind: str, tmp_path: Path) -> None:
    texts = ["a b\nc d\n\ne f g\n" * 3, "h i\nj\n"]
    tokenizer = tokenizer_named("word")
    path = tmp_path / f"text.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for number, text in enumerate(texts):
                archive.writestr(f"{number}.txt", text)
    else:
        data = texts[0].encode()
        path.write_bytes(gzip.compress(data) if kind == "txt.gz" else data)
    shards = shards_of(str(path), tmp_path, tokenizer, "auto", 5)
    assert len(shards) > 2
    assert spelled(shards, tokenizer) == whole(str(path), tokenizer, "auto")


def test_a_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("a b\nc d\n")
    tokenizer = tokenizer_named("word")
    shards = shards_of(str(path), tmp_path, tokenizer, "line", 4)
    path.write_text("a b\nc d\ne f\n")
    with pytest.raises(SourceError, match="has changed while it was read"):
        spelled(shards, tokenizer)
    path.unlink()
    with pytest.raises(SourceError, match=r"cannot read '.*text\.txt': No such file"):
        spelled(shards, tokenizer)


def test_what_a_user_must_know_of_a_text_is_remarked(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"a caf\xe9 b\nc d\0\n")
    file = TextFile(str(path), "text.txt", "utf-8", 0, 14, None)
    (shard,) = cut_into_shards([(file, "line")], tokenizer_named("word"), 100, ignore_progress)
    (remark,) = tokens_of(shard, tokenizer_named("word"))[1]
    assert remark.undecodable == 1
    assert "cp1252" in remark.advice
    assert remark.unusable
