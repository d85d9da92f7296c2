"""A test is found under the name of the module that it tests: lmtui/text/units.py, tests/text/test_units.py."""

from __future__ import annotations

from pathlib import Path

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


def test_a_module_has_a_test_of_its_name() -> None:
    without = [str(module) for module in MODULES if not file_named_after(module).exists()]
    assert without == sorted(WITHOUT_A_TEST, key=Path)


def test_an_exception_is_a_module() -> None:
    assert set(WITHOUT_A_TEST) <= set(map(str, MODULES))
