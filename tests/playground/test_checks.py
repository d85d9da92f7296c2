"""What a recipe names is checked before anything is trained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.special_files import SPECIAL_FILES

from lmtui.errors import SettingError
from lmtui.playground.checks import check_sources
from lmtui.recipe import Recipe


@pytest.mark.parametrize("make", SPECIAL_FILES)
@pytest.mark.parametrize("what", ["corpora", "model", "limit_vocab"])
def test_what_a_recipe_names_is_a_file_or_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], what: str
) -> None:
    monkeypatch.chdir(tmp_path)
    make(Path("it"))
    recipe = {
        "corpora": Recipe(("mouse", "it")),
        "model": Recipe((), model="it"),
        "limit_vocab": Recipe(("mouse",), limit_vocab="it"),
    }[what]
    with pytest.raises(SettingError) as caught:
        check_sources(recipe)
    assert "it" in str(caught.value)


@pytest.mark.parametrize(
    "name", ["/dev/tty", "/dev/stdin", "/dev/fd/0", "/dev/zero", "-", "", "a\0b", "x" * 5000, "/proc/kmsg"]
)
@pytest.mark.parametrize("what", ["corpora", "model"])
def test_devices_are_refused_as_texts_and_models(
    name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if what == "model" and not name:
        return
    with pytest.raises(SettingError) as caught:
        check_sources(Recipe((name,)) if what == "corpora" else Recipe((), model=name))
    assert str(caught.value).isprintable()


def test_what_can_be_opened_is_let_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "text").write_text("a b")
    (tmp_path / "link").symlink_to(tmp_path / "text")
    monkeypatch.chdir(tmp_path)
    check_sources(Recipe(("mouse", "text", "link", str(tmp_path), "~/text", ".")))
    check_sources(Recipe((), model="text"))
    check_sources(Recipe(("nowhere",), model="text"))  # a model needs no corpus
