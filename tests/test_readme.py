"""The README's pictures are there, small, and need nothing from anywhere."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType
from xml.etree import ElementTree

import pytest
from support.environment import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[[^]]+\]\((\.readme/[^)]+)\)", README)
_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """The script that draws the pictures."""
    spec = importlib.util.spec_from_file_location("pictures", REPOSITORY / ".readme" / "pictures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_picture_is_drawn_by_the_script_and_shown(drawing: ModuleType) -> None:
    assert sorted(PICTURES) == sorted(f".readme/{name}.svg" for name in drawing.PICTURES)


@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_is_small_and_fetches_nothing(path: str) -> None:
    picture = (REPOSITORY / path).read_text(encoding="utf-8")
    assert len(picture.encode()) < 500_000
    assert re.findall("https?://[^\"' ]+", picture) == ["http://www.w3.org/2000/svg"]
    texts = [text.text for text in ElementTree.fromstring(picture).iter(f"{_SVG}text")]
    assert len(texts) > 20


def test_where_nothing_moves_one_frame_is_shown_whole(drawing: ModuleType) -> None:
    frames = [["<text>same</text>", f"<text>{word}</text>"] for word in ("cold", "hot", "cold")]
    moving = drawing.svg(frames, drawing.Styles())
    assert moving.count("same") == 1
    assert moving.count("cold") == 1
    assert re.findall(r"\.(\w+)\{visibility:(\w+);animation", moving) == [("f0", "visible"), ("f1", "hidden")]
    assert "@keyframes f0{0%{visibility:visible}33.33%{visibility:hidden}66.67%{visibility:visible}}" in moving
    assert [group.get("class") for group in ElementTree.fromstring(moving).iter(f"{_SVG}g")] == [None, "f0", "f1"]
    still = drawing.svg(frames[:1], drawing.Styles())
    assert "animation" not in still
