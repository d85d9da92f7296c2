"""What may be opened: on a shared account what its kiosk allows, elsewhere everything but the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.errors import SettingError
from lmtui.playground.admission import admit, corpora_beginning_with
from lmtui.playground.kiosk import Kiosk
from lmtui.recipe import Recipe
from lmtui.text.named import OF_THE_MACHINE
from lmtui.text.sources import STANDARD_INPUT


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with two texts."""
    (tmp_path / "a.txt").write_text("a text\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("another\n", encoding="utf-8")
    return tmp_path


def test_a_kiosk_admits_what_is_below_its_root_and_elsewhere_everything_is_admitted(texts: Path) -> None:
    recipe, kiosk = Recipe(("/etc/passwd",)), Kiosk(str(texts))
    assert admit(recipe, None) == recipe
    with pytest.raises(SettingError, match="cannot be opened here"):
        admit(recipe, kiosk)
    assert admit(Recipe(("a.txt",)), kiosk).corpora == (str(texts.resolve() / "a.txt"),)


def test_a_kiosk_admits_its_server_alone() -> None:
    ours, other = (Recipe((), server=f"http://127.0.0.1:{port}") for port in (8080, 8081))
    assert admit(other, None) == other
    assert admit(ours, Kiosk(server=ours.server)) == ours
    with pytest.raises(SettingError, match="cannot be asked here"):
        admit(other, Kiosk(server=ours.server))


@pytest.mark.parametrize("kiosk", [None, Kiosk()])
def test_the_keyboard_is_no_text(kiosk: Kiosk | None) -> None:
    with pytest.raises(SettingError):
        admit(Recipe(("mouse", STANDARD_INPUT)), kiosk)


def test_a_typed_path_goes_on_below_the_root_of_a_kiosk_and_elsewhere_anywhere(texts: Path) -> None:
    typed = f"{texts}/a"
    assert corpora_beginning_with(typed, None) == ["a.txt"]
    assert corpora_beginning_with(typed, Kiosk(str(texts / "deeper"))) == []
    assert corpora_beginning_with("", Kiosk(str(texts))) == ["a.txt", "b.txt"]


def test_names_of_this_machine_s_texts_are_offered_where_there_is_no_kiosk(texts: Path) -> None:
    name = next(iter(OF_THE_MACHINE))
    assert name in corpora_beginning_with(name[:2], None)
    assert name not in corpora_beginning_with("", None)
    assert corpora_beginning_with(name[:2], Kiosk(str(texts))) == []
