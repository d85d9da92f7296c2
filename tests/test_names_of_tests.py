"""A test is found under the name of the module that it tests: lmtui/text/units.py, tests/text/test_units.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import REPOSITORY

PACKAGE, TESTS = REPOSITORY / "lmtui", REPOSITORY / "tests"

WITHOUT_A_TEST = {
    "__main__.py": "every test that starts a process goes through it",
    "text/specials.py": "constants",
}
"""The modules that need no test of their own, each with the reason."""

MODULES = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]


def file_named_after(module: Path) -> Path:
    return TESTS / module.parent / f"test_{module.name}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_has_a_test_of_its_name(module: Path) -> None:
    assert file_named_after(module).exists() != (str(module) in WITHOUT_A_TEST), file_named_after(module)


def test_an_exception_is_a_module() -> None:
    assert set(WITHOUT_A_TEST) <= set(map(str, MODULES))
