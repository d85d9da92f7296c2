"""Private names of Textual and rich are touched in `textual_fixes` and by the driver, and nowhere else."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap

import pytest
from support.private_names import imported, inherited, of_other_objects
from textual.app import App

import lmtui.tui

_ALLOWED = ("lmtui.tui.textual_fixes", "lmtui.tui.driver")

MODULES = [
    module.name
    for module in pkgutil.walk_packages(lmtui.tui.__path__, "lmtui.tui.")
    if not module.name.startswith(_ALLOWED)
]


def test_no_private_name_of_textual_or_rich_is_touched() -> None:
    assert len(MODULES) > 80
    touched = {}
    for name in MODULES:
        module = importlib.import_module(name)
        tree = ast.parse(inspect.getsource(module))
        touched[name] = [*imported(tree), *inherited(module, tree), *of_other_objects(tree)]
    assert {name: found for name, found in touched.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from textual._compositor import Compositor",
        "from textual.widgets import _input",
        "import textual.widgets._input",
        "from rich.cells import _cell_len",
        "self.app._driver.flush()",
        "getattr(self.app, '_driver')",
        "screen._compositor = 1",
    ],
)
def test_what_is_found(source: str) -> None:
    tree = ast.parse(source)
    assert [*imported(tree), *of_other_objects(tree)]


class Overriding(App[None]):
    def on_mount(self) -> None:
        self._driver = None

    def _fatal_error(self) -> None:
        super()._fatal_error()

    def _our_own(self) -> None:
        self._our_own()


def test_what_is_found_in_a_class() -> None:
    module = inspect.getmodule(Overriding)
    assert module is not None
    tree = ast.parse(textwrap.dedent(inspect.getsource(Overriding)))
    assert sorted(inherited(module, tree)) == ["Overriding._driver", "Overriding._fatal_error"]
