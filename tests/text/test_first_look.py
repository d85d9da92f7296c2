"""What a corpus is like is known before it is read."""

from __future__ import annotations

from pathlib import Path

from lmtui.text.first_look import look_at


def test_what_is_known_of_a_corpus_without_reading_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1234")
    (tmp_path / "b.txt.gz").write_bytes(b"123")
    (tmp_path / "c.rst").write_bytes(b"12345")
    found = look_at(str(tmp_path))
    assert found.size > 7  # a packed byte is several of text
    assert found.identity is not None
    assert [(Path(path).name, size) for path, (size, *_) in found.identity] == [("a.txt", 4), ("b.txt.gz", 3)]
    assert look_at(str(tmp_path / "a.txt")).size == 4
    assert look_at("-").identity is None
    assert look_at(str(tmp_path / "none")).size == 0
    assert look_at("fables") == look_at("fables")
    (tmp_path / "a.txt").write_bytes(b"12345")
    assert look_at(str(tmp_path)).identity != found.identity
