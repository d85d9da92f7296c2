"""`import lmtui`: what it offers, and when it is loaded."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli import REPOSITORY, environment

import lmtui
from lmtui import api


def program(source: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False, env=environment()
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_importing_loads_neither_numpy_nor_textual() -> None:
    heavy = "; print(sorted({'numpy', 'textual', 'rich'} & set(sys.modules)))"
    assert program(f"import sys, lmtui{heavy}") == "[]\n"
    assert program(f"import sys, lmtui; lmtui.__version__, dir(lmtui), hasattr(lmtui, 'nonsense'){heavy}") == "[]\n"
    assert program(f"import sys, lmtui; lmtui.train{heavy}") == "['numpy']\n"
    assert program(f"import sys; from lmtui import *; load, train_on_text, NgramModel{heavy}") == "['numpy']\n"


def test_every_name_that_is_offered_is_there_and_listed() -> None:
    for name in lmtui.__all__:
        assert getattr(lmtui, name) is not None
    assert set(lmtui.__all__) <= set(dir(lmtui)), "completion would not find it"
    assert lmtui.train is api.train
    assert lmtui.NgramModel is api.NgramModel


def test_a_name_that_is_not_there_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match=r"'lmtui'.*'trian'"):
        _ = lmtui.trian
    assert not hasattr(lmtui, "__wrapped__")
    assert getattr(lmtui, "nothing", 7) == 7
    with pytest.raises(ImportError, match="trian"):
        exec("from lmtui import trian")


def documented() -> list[tuple[str, Callable[..., object]]]:
    """The functions, classes and methods of the module that a program may use."""
    public: list[tuple[str, Callable[..., object]]] = []
    for name, thing in vars(api).items():
        if name.startswith("_") or not str(getattr(thing, "__module__", "")).startswith(f"{api.__name__}."):
            continue
        public.append((name, thing))
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                function = value.fget if isinstance(value, property) else value
                if not member.startswith("_") and inspect.isfunction(function):
                    public.append((f"{name}.{member}", function))
    return public


def test_everything_public_is_documented() -> None:
    names = [name for name, _ in documented()]
    assert {"train", "train_on_text", "load", "NextTokens.top", "NextTokens.entropy_bits"} <= set(names)
    assert {"NgramModel", "NgramModel.best", "AnyModel.next", "AnyModel.generate", "AnyModel.score"} <= set(names)
    for name, thing in documented():
        text = inspect.getdoc(thing)
        assert text, name
        if "Args:" in text:
            for parameter in inspect.signature(thing).parameters:
                assert parameter == "self" or re.search(rf"^ +{parameter}:", text, re.MULTILINE), (name, parameter)


def test_the_example_in_the_readme_runs_and_prints_something(tmp_path: Path) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert blocks, "the README has no Python example"
    assert "import lmtui" in blocks[0]
    ran = subprocess.run(
        [sys.executable, "-c", blocks[0]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env=environment(),
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip()


def test_the_example_of_the_module_runs() -> None:
    """The indented or unindented code that ends the module's docstring."""
    text = api.__doc__ or ""
    example = inspect.cleandoc(text[text.index("import lmtui") :])
    lines = program(example).splitlines()
    assert len(lines) == 5
    assert all(0 <= json.loads(line.split()[-1]) <= 1 for line in lines)
