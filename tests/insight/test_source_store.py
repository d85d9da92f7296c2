"""An index in the cache: opened as it was stored, and never trusted when it is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lmtui.insight.source_store import open_cached_sources, save_cached_sources
from lmtui.insight.sources import Sources, sources_of
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.cache import CACHE_VARIABLE, cache_use, clear_cache
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.lines import count_lines
from lmtui.text.tokenizers import tokenizer_named

KEY = "0123456789abcdef" * 2


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def sources() -> Sources:
    documents = [Document("one", "a b a b\nc a b"), Document("two", "b a")]
    tokenizer = tokenizer_named("word")
    return sources_of(encode(documents, tokenizer), count_lines(documents, tokenizer, "auto"))


def test_what_is_opened_is_what_was_stored(cache: Path, sources: Sources) -> None:
    save_cached_sources(sources, KEY)
    opened = open_cached_sources(KEY, ("one", "two"))
    assert opened
    assert opened.documents == sources.documents
    for name in ("starts", "line_starts", "line_numbers"):
        assert np.array_equal(getattr(opened, name), getattr(sources, name))
    assert np.array_equal(opened.index.ids, sources.index.ids)
    assert np.array_equal(opened.index.order, sources.index.order)
    assert not opened.index.ids.flags.writeable
    assert opened.find([3, 4]).tolist() == sources.find([3, 4]).tolist()
    assert sorted(path.name for path in cache.iterdir()) == [f"{KEY}-sources"]


@pytest.mark.parametrize("name", ["ids", "order", "starts", "line_starts", "line_numbers"])
def test_a_damaged_file_makes_it_be_built_again(name: str, cache: Path, sources: Sources) -> None:
    save_cached_sources(sources, KEY)
    path = cache / f"{KEY}-sources" / f"{name}.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert open_cached_sources(KEY, ("one", "two")) is None
    path.write_bytes(data[:-4])
    assert open_cached_sources(KEY, ("one", "two")) is None
    path.unlink()
    assert open_cached_sources(KEY, ("one", "two")) is None
    save_cached_sources(sources, KEY)
    assert open_cached_sources(KEY, ("one", "two"))


def test_another_manifest_is_not_taken(cache: Path, sources: Sources) -> None:
    save_cached_sources(sources, KEY)
    manifest = cache / f"{KEY}-sources" / MANIFEST
    said = json.loads(manifest.read_text(encoding="utf-8"))
    changes: tuple[dict[str, object], ...] = ({"version": 0}, {"format": "lmtui model"}, {"files": {}})
    for change in changes:
        manifest.write_text(json.dumps(said | change), encoding="utf-8")
        assert open_cached_sources(KEY, ("one", "two")) is None
    manifest.write_text("{", encoding="utf-8")
    assert open_cached_sources(KEY, ("one", "two")) is None


def test_an_index_of_other_documents_is_not_taken(cache: Path, sources: Sources) -> None:
    save_cached_sources(sources, KEY)
    assert open_cached_sources(KEY, ("one",)) is None


def test_it_is_cleared_with_the_models_and_counted_by_its_bytes(cache: Path, sources: Sources) -> None:
    save_cached_sources(sources, KEY)
    use = cache_use()
    assert (use.models, use.size > 0) == (0, True)
    assert clear_cache() == use
    assert list(cache.iterdir()) == []


def test_without_a_cache_nothing_is_stored(monkeypatch: pytest.MonkeyPatch, sources: Sources) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, "")
    save_cached_sources(sources, KEY)
    assert open_cached_sources(KEY, ("one", "two")) is None
