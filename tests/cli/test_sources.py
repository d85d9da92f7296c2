"""`lmtui sources`: where a run stands, and what a text copies."""

from __future__ import annotations

from pathlib import Path

from support.cli import done, here, refusal

from lmtui.text.bundled import text_of

FABLES = ("sources", "--corpus", "fables")


def test_a_run_is_found_in_its_lines() -> None:
    (record,) = done(*FABLES, "--run", "the old owl", "--top", "all", "--json").records
    lines = text_of("fables").split("\n")
    assert record["tokens"] == ["the", "old", "owl"]
    assert record["count"] == len(record["places"]) == text_of("fables").count("the old owl")
    for place in record["places"]:
        assert place["document"] == "fables"
        assert "the old owl" in lines[place["line"] - 1]
    printed = done(*FABLES, "--run", "the old owl", "--top", "2").lines
    assert printed[0] == f"the old owl: 3 tokens, {record['count']} times, the first 2"
    assert len(printed) == 3
    assert all("[the old owl]" in line for line in printed[1:])
    assert printed[1].index("[") == printed[2].index("[")


def test_what_a_text_copies_is_found() -> None:
    line = text_of("fables").split("\n")[0]
    copied = " ".join(line.split()[:8])
    (record,) = here(*FABLES, "--text", f"zebra {copied} zebra", "--json").records
    assert record["start"] == 1
    assert record["places"][0]["line"] == 1
    assert record["places"][0]["before"] == []
    printed = done(*FABLES, "--text", copied).lines
    assert printed[-1].startswith("1 copied runs")
    assert done(*FABLES, "--text", "the the").lines == ["0 copied runs, 0 of 2 tokens"]


def test_the_text_may_come_from_standard_input() -> None:
    text = done("generate", "--corpus", "fables", "--temperature", "0", "--tokens", "60").out
    from_input = done(*FABLES, stdin=text.encode()).out
    assert from_input == done(*FABLES, "--text", text).out
    assert "copied runs" in from_input


def test_a_run_that_stands_nowhere_is_said_to() -> None:
    assert done(*FABLES, "--run", "owl owl").lines == ["owl owl: 2 tokens, nowhere"]
    ran = here(*FABLES, "--run", "zebra")
    assert ran.lines == ["<unk>: 1 tokens, nowhere"]
    assert "zebra" in ran.err


def test_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one two\nthree four\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("\n\nthree four\n", encoding="utf-8")
    (record,) = done("sources", "--corpus", str(tmp_path), "--run", "three four", "--json").records
    assert [(Path(place["document"]).name, place["line"]) for place in record["places"]] == [
        ("a.txt", 2),
        ("b.txt", 3),
    ]


def test_a_corpus_from_standard_input_is_read_once() -> None:
    text = b"the cat sat\nthe cat ran\n"
    for _ in range(2):  # the second time from the cache
        (record,) = done("sources", "--corpus", "-", "--run", "the cat", "--json", stdin=text).records
        assert [place["line"] for place in record["places"]] == [1, 2]
        assert [place["document"] for place in record["places"]] == ["standard input"] * 2


def test_an_index_serves_every_order_and_no_other_text(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    for words, count in (("a b c\na b\n", 2), ("a b c\nb a\n", 1)):
        text.write_text(words, encoding="utf-8")
        for order in ("2", "4"):
            options = ("--corpus", str(text), "--order", order, "--run", "a b", "--json")
            assert done("sources", *options).records[0]["count"] == count


def test_models_that_were_read_have_no_sources(tmp_path: Path) -> None:
    for name in ("mouse.arpa", "mouse"):
        done("train", "--corpus", "mouse", "-o", str(tmp_path / name))
        assert "without its training text" in refusal(
            here("sources", "--model", str(tmp_path / name), "--run", "the"), 1
        )


def test_wrong_usage_is_said() -> None:
    assert "needs a token" in refusal(here(*FABLES, "--run", " "), 2)
    assert "--text" in refusal(here("sources", "--corpus", "-"), 2)


def test_nothing_reaches_the_terminal_unfiltered(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.txt").write_bytes(b"a\x1b[2J b c\x1b d\n")
    out = here("sources", "--corpus", str(tmp_path), "--tokenizer", "whitespace", "--run", "b").out
    assert "b" in out
    assert "\x1b" not in out
