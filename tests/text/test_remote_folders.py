"""A folder elsewhere is the corpus that the same folder is on this machine, as it is now and whole."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from support.cli import here, refusal
from support.large import SmallShards, bytes_of

from lmtui.engines.loading import load_large
from lmtui.errors import SourceError, ignore_progress
from lmtui.recipe import Recipe
from lmtui.text import urls
from lmtui.text.first_look import look_at
from lmtui.text.remote_folders import find_elsewhere
from lmtui.text.sources import read_corpus

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
store = pytest.importorskip("support.store")
TEXT = "the mouse ate the cheese\nthe cat ate the mouse\n" * 20

TEXTS = {
    "z.txt": "the mouse ate the cheese\n\nthe end\n" * 9,
    "a/b.md": "the cat ate the mouse\n\n" * 9,
    "a/a/c.txt": "a dog saw the mouse\n\n" * 9,
    "a/page.html": "x",
    ".hidden/d.txt": "x",
    "b.txt": "one\n\ntwo\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        path = tmp_path / "texts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "texts"


@pytest.fixture
def elsewhere() -> str:
    """The address of the same texts in a store of its own."""
    from fsspec.implementations.memory import MemoryFileSystem

    class Elsewhere(MemoryFileSystem):  # type: ignore[misc]
        protocol = "elsewhere"
        store: ClassVar[dict[str, Any]] = {}
        pseudo_dirs: ClassVar[list[str]] = [""]

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return str(super()._strip_protocol(path.replace("elsewhere://", "memory://")))

    fsspec.register_implementation("elsewhere", Elsewhere, clobber=True)
    for name, text in TEXTS.items():
        fsspec.filesystem("elsewhere").pipe_file(f"/texts/{name}", text.encode())
    return "elsewhere://texts"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Silent(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_folder_elsewhere_is_the_same_corpus(folder: Path, elsewhere: str, tmp_path: Path) -> None:
    here_, there = list(read_corpus(str(folder))), list(read_corpus(elsewhere))
    assert [document.text for document in there] == [document.text for document in here_]
    assert {document.corpus for document in there} == {elsewhere}
    assert there[-1].skipped == here_[-1].skipped
    stores = []
    for name in (str(folder), elsewhere):
        load_large(Recipe((name,)), SmallShards(0, 0, tmp_path / "tmp"), ignore_progress, place=tmp_path / "model")
        stores.append(bytes_of(tmp_path / "model"))
    assert stores[0] == stores[1]
    assert look_at(elsewhere).size == look_at(str(folder)).size
    assert look_at(elsewhere) == look_at(elsewhere)


def test_what_is_asked_elsewhere_is_reported_before_each_question(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = len(list(read_corpus(elsewhere)))
    done: list[str] = []

    def noted(ask: Callable[[str], object], url: str) -> object:
        done.append("asked")
        return ask(url)

    monkeypatch.setattr("lmtui.text.remote_folders.entries_at", partial(noted, urls.entries_at))
    monkeypatch.setattr("lmtui.text.first_look.look_at_url", partial(noted, urls.look_at_url))
    look_at(elsewhere, lambda stage, fraction: done.append(f"{stage} {fraction:.0%}"))
    assert done == ["reading 0%", "asked"] * (1 + texts)


def test_a_pattern_names_the_files_that_fit(elsewhere: str) -> None:
    assert [document.text for document in read_corpus(f"{elsewhere}/*.txt")] == [TEXTS["b.txt"], TEXTS["z.txt"]]
    assert [document.text for document in read_corpus(f"{elsewhere}/a/page*")] == ["x"]
    said = refusal(here("next", "--corpus", f"{elsewhere}/*.csv"), 1)
    assert f"cannot read '{elsewhere}/*.csv': no file fits this pattern" in said
    fsspec.filesystem("elsewhere").mkdir("/empty")
    said = refusal(here("next", "--corpus", "elsewhere://empty"), 1)
    assert "nothing can be read from the folder 'elsewhere://empty': no *.txt or *.md file is in it" in said


def test_a_page_that_lists_texts_is_a_folder_of_one_level(folder: Path) -> None:
    pytest.importorskip("aiohttp", reason="fsspec reads no web pages without aiohttp")
    with served(folder) as url:
        *_, last = texts = list(read_corpus(url))
        assert [document.text for document in texts] == [TEXTS["b.txt"], TEXTS["z.txt"]]
        assert last.skipped == (
            "1 folder that was not looked into (a/); name such a folder itself to have its texts read",
        )
        assert here("next", "--corpus", f"{url}a/", "--json").code == 0
        assert find_elsewhere(f"{url}.hidden/", 100) is not None
        (folder / "index.html").write_text("the mouse <a href='z.html'>ate</a>")
        assert find_elsewhere(url, 100) is None
        assert [document.text for document in read_corpus(url)] == ["the mouse <a href='z.html'>ate</a>"]


@pytest.fixture
def url() -> str:
    """The address of a folder of a store."""
    store.begin()
    store.put(a=TEXT, b="one two three\n", c="four five six\n")
    return "store://host/texts"


def train(tmp_path: Path, *names: str, progress: object = ignore_progress) -> dict[str, bytes]:
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=100)
    load_large(Recipe(names, unit="line"), resources, progress, place=tmp_path / "model")  # type: ignore[arg-type]
    return bytes_of(tmp_path / "model")


def test_the_texts_of_a_folder_have_its_host_and_their_state_is_their_tag(url: str, tmp_path: Path) -> None:
    for name, text in (("a", TEXT), ("b", "one two three\n"), ("c", "four five six\n")):
        (tmp_path / f"{name}.txt").write_text(text)
    expected = train(tmp_path, *(str(tmp_path / f"{name}.txt") for name in "abc"))
    assert train(tmp_path, url) == expected
    assert train(tmp_path, f"{url}/*.txt") == expected
    assert train(tmp_path, "store://host/te*/*.txt") == expected


def test_a_folder_is_listed_anew(url: str) -> None:
    before = look_at(url)
    assert look_at(url) == before
    store.put(b="one two seven\n", d="new\n")
    assert look_at(url) != before
    assert [document.text for document in read_corpus(url)] == [TEXT, "one two seven\n", "four five six\n", "new\n"]


@pytest.mark.parametrize("other", [TEXT.replace("cat", "dog"), "short\n"])
def test_a_text_that_changes_after_its_folder_was_listed_is_noticed(url: str, other: str, tmp_path: Path) -> None:
    def change(stage: str, fraction: float) -> None:
        if stage == "tokenizing" and 0.1 < fraction < 0.9:
            store.put(a=other)

    with pytest.raises(SourceError, match=r"'store://host/texts/a.txt' has changed while it was read"):
        train(tmp_path, url, progress=change)


def test_a_text_that_has_gone_is_passed_over_but_not_what_cannot_be_reached(url: str) -> None:
    store.Store.broken["/texts/b.txt"] = FileNotFoundError()
    store.put(b="x" * 100_000)
    *_, last = read_corpus(url)
    assert "cannot read 'store://host/texts/b.txt': there is no such text" in last.skipped[0]
    for error in (RuntimeError("the server\nhas gone"), PermissionError("the server has gone")):
        store.Store.broken["/texts/b.txt"] = error
        said = refusal(here("next", "--corpus", url), 1)
        assert said.startswith("lmtui: cannot read 'store://host/texts/b.txt': the server has gone; check")


def test_a_packed_text_that_does_not_come_to_its_end_is_not_damaged(url: str) -> None:
    packed = gzip.compress(bytes(value % 251 for value in range(3_000_000)), 0)
    store.put(b=packed)
    store.Store.broken["/texts/b.txt"] = OSError("the server has gone")
    said = refusal(here("next", "--corpus", url), 1)
    assert said.startswith("lmtui: cannot read 'store://host/texts/b.txt': the server has gone; check")
