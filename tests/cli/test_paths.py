"""`lmtui paths`: where models are kept, how big they are, and how to be rid of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import acts_on_a_terminal, done, environment, here, process, refusal

MOUSE = ("next", "--corpus", "mouse", "--order")


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_before_the_first_start_there_is_nothing_and_nothing_is_made(cache: Path) -> None:
    assert done("paths", "--json").records == [{"cache": str(cache), "models": 0, "bytes": 0, "cleared": False}]
    assert done("paths").lines[0] == f"cache   {cache}  (0 models, 0 bytes)"
    assert done("paths", "--clear", "--json").records[0]["models"] == 0
    assert not cache.exists()


def test_what_is_kept_is_counted(cache: Path) -> None:
    for count, order in enumerate("232", 1):  # the third is the first again
        done(*MOUSE, order)
        (record,) = done("paths", "--json").records
        assert record == {"cache": str(cache), "models": min(count, 2), "bytes": size_of(cache), "cleared": False}
    assert size_of(cache) > 1000
    first, *others = done("paths").lines
    assert first.startswith(f"cache   {cache}  (2 models, ")
    assert re.search(r", [\d.]+ kB\)$", first)
    assert any("--clear" in line for line in others)
    assert any("LMTUI_CACHE=" in line for line in others)


def test_clearing_says_what_is_gone(cache: Path) -> None:
    done(*MOUSE, "2")
    size = size_of(cache)
    assert done("paths", "--clear", "--json").records == [
        {"cache": str(cache), "models": 1, "bytes": size, "cleared": True}
    ]
    assert done("paths", "--json").records[0]["models"] == 0
    assert size_of(cache) == 0
    done(*MOUSE, "2")
    (line,) = done("paths", "--clear").lines
    assert re.fullmatch(rf"removed 1 models? \([\d.]+ kB\) from {re.escape(str(cache))}", line)
    assert done("paths", "--json").records[0]["bytes"] == 0


def test_clearing_leaves_everything_else(cache: Path) -> None:
    done(*MOUSE, "2")
    (cache / "notes").mkdir()
    (cache / "notes" / "mine.txt").write_text("mine", encoding="utf-8")
    (cache / "mine.txt").write_text("mine", encoding="utf-8")
    done("paths", "--clear")
    assert sorted(path.name for path in cache.rglob("*")) == ["mine.txt", "mine.txt", "notes"]


def test_a_store_that_is_damaged_is_cleared_too(cache: Path) -> None:
    """Else nothing the program offers would ever give its bytes back."""
    done(*MOUSE, "2")
    (store,) = cache.iterdir()
    (store / "manifest.json").unlink()
    done("paths", "--clear")
    assert size_of(cache) == 0


def test_a_cache_that_is_turned_off_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMTUI_CACHE", "")
    assert done("paths", "--json").records == [{"cache": None, "models": 0, "bytes": 0, "cleared": False}]
    assert done("paths", "--clear", "--json").records[0]["cache"] is None
    for options in ((), ("--clear",)):
        (line,) = done("paths", *options).lines
        assert line.startswith("no cache")
        assert "LMTUI_CACHE" in line


def test_a_file_in_the_place_of_the_cache_is_no_failure(cache: Path) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    cache.write_text("a file", encoding="utf-8")
    assert done(*MOUSE, "2").lines
    assert done("paths", "--json").records[0]["models"] == 0
    done("paths", "--clear")
    assert cache.read_text(encoding="utf-8") == "a file"


def test_the_folder_is_shown_harmlessly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMTUI_CACHE", str(tmp_path / "c\x1b[2J\u202ec"))
    for options in ((), ("--clear",)):
        assert acts_on_a_terminal(done("paths", *options).out) == []


@pytest.mark.parametrize("arguments", [("--clear", "now"), ("--corpus", "mouse"), ("--cl",)])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert refusal(here("paths", *arguments), 2).endswith("(see lmtui paths --help)")


def test_help_clears_nothing(cache: Path) -> None:
    done(*MOUSE, "2")
    before = size_of(cache)
    assert "--clear" in done("paths", "--clear", "--help").out
    assert size_of(cache) == before


def test_a_process_keeps_its_models_where_it_is_told(tmp_path: Path, cache: Path) -> None:
    elsewhere = environment(LMTUI_CACHE=str(tmp_path / "elsewhere"))
    first = process(*MOUSE, "2", "--json", env=elsewhere)
    second = process(*MOUSE, "2", "--json", env=elsewhere)
    assert (first.code, second.code, first.err, second.err) == (0, 0, "", "")
    assert first.out == second.out
    (record,) = process("paths", "--json", env=elsewhere).records
    assert (record["cache"], record["models"]) == (str(tmp_path / "elsewhere"), 1)
    assert not cache.exists()
