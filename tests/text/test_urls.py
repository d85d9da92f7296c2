"""A text elsewhere is read as a file is, whole or from the middle; what goes wrong is one line."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
from support.cli import done, here, refusal
from support.large import SmallShards, bytes_of
from support.web import web

from lmtui.engines.loading import load_large
from lmtui.errors import SourceError, ignore_progress
from lmtui.recipe import Recipe
from lmtui.text.first_look import look_at
from lmtui.text.urls import is_url

TEXT = b"the mouse ate the cheese\nthe cat ate the mouse\na dog saw the caf\xc3\xa9\n" * 20


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("https://x/y", True),
        ("s3://b/k", True),
        ("file:///etc", False),
        ("a://", False),
        ("c:/x", False),
        ("x", False),
    ],
)
def test_what_is_an_address(name: str, expected: bool) -> None:
    assert is_url(name) == expected


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "fsspec"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    said = refusal(here("next", "--corpus", "https://127.0.0.1:1/x"), 1)
    assert "https:// needs fsspec" in said
    assert said.endswith("pip install 'lmtui[dask]'")


def test_a_text_of_the_web_is_a_corpus(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="fsspec reads no web pages without aiohttp")
    pytest.importorskip("fsspec", reason="fsspec is not installed")
    (tmp_path / "text").write_bytes(TEXT)
    of_file = Recipe((str(tmp_path / "text"),), unit="line")
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=200)
    load_large(of_file, resources, ignore_progress, place=tmp_path / "file")
    expected = bytes_of(tmp_path / "file")
    with web(text=TEXT, packed=gzip.compress(TEXT)) as server:
        url = server.address + "text"
        assert (
            done("next", "--corpus", url, "--json").out == done("next", "--corpus", of_file.corpora[0], "--json").out
        )
        assert look_at(url) == look_at(url)
        assert look_at(url).size == len(TEXT)
        for place, name, sends_parts in (("a", "text", True), ("b", "packed", True), ("c", "text", False)):
            server.sends_parts, server.parts = sends_parts, []
            load_large(
                Recipe((server.address + name,), unit="line"), resources, ignore_progress, place=tmp_path / place
            )
            assert bytes_of(tmp_path / place) == expected
            assert (len(server.parts) > 3) == (place == "a")
        server.sends_parts = True

        def change(stage: str, fraction: float) -> None:
            if stage == "tokenizing" and fraction > 0.5:
                server.texts["text"] = TEXT + b"more\n"

        with pytest.raises(SourceError, match="has changed while it was read"):
            load_large(Recipe((url,), unit="line"), resources, change, place=tmp_path / "d")
        said = refusal(here("next", "--corpus", server.address + "none"), 1)
        assert (
            said
            == f"lmtui: cannot read '{server.address}none': there is no such text; check the path and its permissions"
        )
    assert f"cannot read '{url}': Cannot connect" in refusal(here("next", "--corpus", url), 1)
    assert "Protocol not known: what" in refusal(here("next", "--corpus", "what://x/y"), 1)
