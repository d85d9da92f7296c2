"""Textual's private names that the driver touches: one test for each, which fails when Textual changes.

What the driver does is tested with a real terminal, in `tests/terminal`.
"""

from __future__ import annotations

import ast
import inspect

import pytest
from support.private_names import inherited, of_other_objects, private_names
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from lmtui.tui import driver
from lmtui.tui.driver import WireDriver, wire_driver_of

OF_THE_DRIVER = ["_app", "_get_terminal_size", "_key_thread", "_loop", "_writer_thread"]
OF_THE_APP = ["_driver", "_handle_exception"]


@pytest.mark.parametrize("name", OF_THE_DRIVER)
def test_textuals_driver_has(name: str) -> None:
    assert any(name in private_names(cls) for cls in inspect.getmro(LinuxDriver))


@pytest.mark.parametrize("name", OF_THE_APP)
def test_textuals_app_has(name: str) -> None:
    assert name in private_names(App)


def test_no_other_private_name_is_touched() -> None:
    tree = ast.parse(inspect.getsource(driver))
    assert sorted(inherited(driver, tree)) == [f"{WireDriver.__name__}.{name}" for name in OF_THE_DRIVER]
    assert {found.split(" in line")[0].rpartition(".")[2] for found in of_other_objects(tree)} == set(OF_THE_APP)


async def test_the_driver_of_an_app_without_a_terminal_is_another_one() -> None:
    app = App[None]()
    assert wire_driver_of(app) is None
    async with app.run_test():
        assert app._driver is not None
        assert wire_driver_of(app) is None
