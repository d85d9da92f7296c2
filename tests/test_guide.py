"""The guide to the code names files, classes and functions that exist, and every room."""

from __future__ import annotations

import ast
import re

import pytest
from support.cli import REPOSITORY

PACKAGE = REPOSITORY / "lmtui"
GUIDE = (PACKAGE / "README.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)(?::([\w.]+))?`", GUIDE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_the_guide_names_is_there(path: str, name: str) -> None:
    file = (REPOSITORY if path.startswith("tests/") else PACKAGE) / path
    assert file.is_file()
    inside: ast.AST = ast.parse(file.read_text(encoding="utf-8"))
    for part in filter(None, name.split(".")):
        [inside] = [
            node
            for node in ast.iter_child_nodes(inside)
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == part
        ]


def test_the_guide_describes_every_room() -> None:
    table = GUIDE.partition("| room |")[2].partition("\n\n")[0]
    folders = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    files = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert folders | files <= set(re.findall(r"`([^`]+)`", table))


def test_the_guide_is_linked_from_the_readme() -> None:
    assert "(lmtui/README.md)" in (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("constant", re.findall(r"`(_?[A-Z][A-Z_]+)`\s+(?:of|in)\s+`([\w/]+\.py)`", GUIDE), ids=str)
def test_the_tables_that_the_guide_names_are_there(constant: tuple[str, str]) -> None:
    name, path = constant
    assert re.search(rf"^{name}\b.* = ", (PACKAGE / path).read_text(encoding="utf-8"), re.MULTILINE)
