"""A corpus is cut where units end; which tokens the shards have is in `test_shards.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.errors import ignore_progress
from lmtui.text import shard_plan, units
from lmtui.text.document import Document
from lmtui.text.encoding import with_rules
from lmtui.text.shard_plan import cut_into_shards, units_of
from lmtui.text.shards import TextFile
from lmtui.text.tokenizers import tokenizer_named

WORD = tokenizer_named("word")
VERSE = "one line of a verse\nand the next one\n\n" * 30_000
LIST = "one line of a list that goes on\nand the next one which is no shorter than that\n" * 20_000 + "\nend\n"


def file_of(folder: Path, text: str) -> TextFile:
    path = folder / f"{len(list(folder.iterdir()))}.txt"
    data = text.encode()
    path.write_bytes(data)
    return TextFile(str(path), path.name, "utf-8", 0, len(data), None)


@pytest.mark.parametrize(
    ("rule", "places"),
    [("line", [4, 8, 9, 17]), ("paragraph", [9, 17]), ("file", [2, 6, 12, 14]), ("stream", [2, 4, 6, 8, 9, 12, 14])],
)
def test_parts_end_where_units_do(rule: str, places: list[int], tmp_path: Path) -> None:
    text = "a b\n, c\n\n.d e f .g"
    file = file_of(tmp_path, text)
    shards = list(cut_into_shards([(file, rule)], WORD, 1, ignore_progress))
    stops = [part.stop for shard in shards for part in shard.parts]
    assert stops[-1] == len(text)
    assert set(stops) <= {*places, len(text)}
    assert [part.begins for part in shards[0].parts] == [True]
    assert [part.ends for shard in shards for part in shard.parts] == [False] * (len(stops) - 1) + [True]


@pytest.mark.parametrize("rule", ["line", "paragraph", "file", "stream"])
@pytest.mark.parametrize(
    "words",
    [
        '{"a":"b"},',
        "ab,cd.",
        "ሰላም ነው ",
        "б ж ",
        "한국 말 ",
        "عرب ى ",
        "हिन ह ",
        "ไทย ก ",
        "שלום ם ",
        "中文。",
        "日本、か？",
    ],
)
def test_a_unit_that_is_long_is_cut_within(
    rule: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_plan, "_LONG_UNIT", 10)
    file = file_of(tmp_path, "a b\n\n" + words * 50 + "\n\nd e f\n\n")
    parts = [part for shard in cut_into_shards([(file, rule)], WORD, 20, ignore_progress) for part in shard.parts]
    assert max(part.stop - part.start for part in parts) <= 20 + 10 + len(words.encode())
    if rule == "stream":
        return
    assert not all(part.ends_unit for part in parts)
    assert [part.ends_unit for part in parts[:-1]] == [part.begins_unit for part in parts[1:]]
    assert parts[0].begins_unit
    assert parts[-1].ends_unit


def test_a_long_line_is_gone_through_once_for_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    as_always = TextFile.read

    def counted(file: TextFile, start: int, stop: int) -> bytes:
        nonlocal read
        read += stop - start
        return as_always(file, start, stop)

    monkeypatch.setattr(TextFile, "read", counted)
    file = file_of(tmp_path, "one line " * 500_000)
    assert [rule for _, rule in units_of([("", file)], WORD, "auto", ignore_progress)] == ["line"]
    assert read < 2 * (file.stop - file.start)


def test_small_texts_share_a_shard(tmp_path: Path) -> None:
    files = [(file_of(tmp_path, "a b\n"), "line") for _ in range(5)]
    assert [len(shard.parts) for shard in cut_into_shards(files, WORD, 8, ignore_progress)] == [2, 2, 1]


def test_a_unit_is_found_that_is_longer_than_what_is_read_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_plan, "_WINDOW", 4)
    file = file_of(tmp_path, "x" * 50 + "\n \nb\n")
    shards = list(cut_into_shards([(file, "paragraph")], WORD, 1, ignore_progress))
    assert [shard.parts[0].stop for shard in shards] == [53, 55]


def test_a_stretch_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[tuple[int, int]] = []
    as_always = TextFile.read

    def noted(file: TextFile, start: int, stop: int) -> bytes:
        read.append((start, stop))
        return as_always(file, start, stop)

    monkeypatch.setattr(TextFile, "read", noted)
    many = [("folder", file_of(tmp_path, VERSE)) for _ in range(2)]
    assert [rule for _, rule in units_of(many, WORD, "auto", ignore_progress)] == ["paragraph"] * 2
    assert len(read) <= 2 * 66
    monkeypatch.setattr(shard_plan, "_MOST_STRETCHES", 8)
    read.clear()
    assert [rule for _, rule in units_of(many, WORD, "auto", ignore_progress)] == ["paragraph"] * 2
    assert len(read) <= 2 * 5


def test_of_many_texts_the_same_ones_speak_as_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "_MOST_TEXTS", 3)
    texts = ["a b\n\nc\n\nd\n" if number % 2 else "a b\nc\nd\n" for number in range(6)]
    files = [("folder", file_of(tmp_path, text)) for text in texts]
    rules = {rule for _, rule in units_of(files, WORD, "auto", ignore_progress)}
    documents = [Document(f"{number}", text, corpus="folder") for number, text in enumerate(texts)]
    assert {rule for _, _, rule in with_rules(documents, WORD, "auto")} == rules == {"line"}


@pytest.mark.parametrize("text", [VERSE, VERSE.replace("\n", "\r"), LIST, "a b\n\nc"])
def test_the_unit_is_chosen_as_in_memory(text: str, tmp_path: Path) -> None:
    file = file_of(tmp_path, text)
    ((_, rule),) = units_of([("", file)], WORD, "auto", ignore_progress)
    ((_, _, expected),) = with_rules([Document("text", text)], WORD, "auto")
    assert rule == expected
