"""Imports run one way along a token's path, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from support.cli import REPOSITORY, environment
from support.random_numbers import shared_draws

PATH = (
    "errors",
    "numbers",
    "recent",
    "text",
    "unfinished",
    "files",
    "recipe",
    "model",
    "ngram",
    "neural",
    "engines",
    "sampling",
    "sequences",
    "insight",
    "options",
    "library",
    "api",
    "playground",
    "tui",
    "cli",
)
COMMANDS = ("generate", "next", "score", "best", "sample", "sweep", "counts", "sources", "corpora")
PACKAGE = REPOSITORY / "lmtui"
MODULES = sorted(PACKAGE.rglob("*.py"))

_RUN = """
import json, os, runpy, sys
os._exit = sys.exit  # with which the program ends
for command in json.loads(sys.argv[1]):
    sys.argv[1:] = command
    try:
        runpy.run_module("lmtui", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        assert not ended.code, (command, ended.code)
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
_HEAVY = {"numpy", "textual", "rich", "dask", "distributed", "fsspec", "aiohttp", "torch", "transformers"}


def loaded(program: str, *arguments: str) -> list[set[str]]:
    """The top-level modules a program has loaded, each time that it names them in a line of stderr."""
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        env=environment(),
    )
    said = ran.stderr.decode()
    assert ran.returncode == 0, said
    listed: list[list[str]] = [json.loads(line) for line in said.splitlines() if line.startswith("[")]
    assert all("lmtui" in names for names in listed)
    return [{name.partition(".")[0] for name in names} for names in listed]


def loaded_after(commands: Sequence[Sequence[str]]) -> list[tuple[Sequence[str], set[str]]]:
    """The heavy modules that are loaded after each command, where one process runs one after the other."""
    seen = loaded(_RUN, json.dumps(commands))
    return [(command, modules & _HEAVY) for command, modules in zip(commands, seen, strict=True)]


def test_help_loads_nothing_heavy() -> None:
    commands = [("--version",), ("--help",), *((name, "--help") for name in COMMANDS)]
    assert [seen for seen in loaded_after(commands) if seen[1]] == []


def test_headless_commands_never_load_textual() -> None:
    commands = [
        ("corpora",),
        ("generate", "--corpus", "mouse", "--tokens", "3"),
        ("next", "--corpus", "mouse"),
        ("score", "--corpus", "mouse", "--text", "the mouse"),
        ("best", "--corpus", "mouse"),
        ("sample", "--corpus", "mouse"),
        ("sweep", "--corpus", "mouse", "--tokens", "3"),
        ("counts", "--corpus", "mouse"),
        ("sources", "--corpus", "mouse", "--run", "the"),
        ("next", "--corpus", "mouse", "--explain", "the"),
    ]
    as_text_and_json = [(*command, *options) for command in commands for options in ((), ("--json",))]
    assert [seen for seen in loaded_after(as_text_and_json) if seen[1] != {"numpy"}] == []


def test_the_package_loads_nothing_heavy() -> None:
    say = "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    steps = ("lmtui", "lmtui.ngram.model", "lmtui.tui.launch")
    program = "\n".join(["import json, sys", *(f"import {module}; {say}" for module in steps)])
    package, model, screen = loaded(program)
    assert package & _HEAVY == set()
    # What is loaded would be seen:
    assert model & _HEAVY == {"numpy"}
    assert screen >= {"textual", "rich"}


def imported(source: str, module: str) -> Iterator[str]:
    """What a module imports, anywhere in it and by any means, absolute names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level else []
            if node.module:
                base.append(node.module)
            yield from (".".join((*base, alias.name)) for alias in node.names)
        elif isinstance(node, ast.Constant) and re.fullmatch(r"lmtui(\.\w+)+\.?", str(node.value)):
            # A module imported by name; an f-string has only the name's beginning.
            yield str(node.value).rstrip(".")


def layer_of(name: str) -> str | None:
    """The package of lmtui a name lies in; None for what lies outside, or in lmtui itself."""
    parts = name.split(".")
    return parts[1] if parts[0] == "lmtui" and len(parts) > 1 and not parts[1].startswith("__") else None


def violations(source: str, module: str) -> list[str]:
    """The imports of a module that run against the path."""
    own, names = layer_of(module), list(imported(source, module))
    allowed = PATH[: PATH.index(own) + 1] if own else {"lmtui.__main__": PATH, "lmtui": ("api",)}.get(module, ())
    wrong = [name for name in names if (layer := layer_of(name)) and layer not in allowed]
    if own != "tui":
        wrong += [name for name in names if name.split(".")[0] in ("textual", "rich")]
    return wrong


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(REPOSITORY).with_suffix("").parts).removesuffix(".__init__")


def test_imports_run_one_way() -> None:
    found = {}
    for path in MODULES:
        name = module_name(path)
        found[name] = violations(path.read_text(encoding="utf-8"), name)
    assert len(found) > 300
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_package_has_its_place_on_the_path() -> None:
    assert {layer for path in MODULES if (layer := layer_of(module_name(path)))} == set(PATH)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("lmtui.text.sources", "from lmtui.ngram.counts import count"),
        ("lmtui.text.sources", "def f():\n    import lmtui.ngram.counts"),
        ("lmtui.playground.session", "from lmtui import tui"),
        ("lmtui.playground.session", "from ..tui import app"),
        ("lmtui.playground.session", "from textual.app import App"),
        ("lmtui.tui.app", "importlib.import_module('lmtui.cli.main')"),
        ("lmtui.tui.app", "importlib.import_module(f'lmtui.cli.{name}')"),
        ("lmtui.cli.main", "import rich"),
        ("lmtui.errors", "from lmtui.text.safety import visible"),
        ("lmtui", "from lmtui.errors import LmtuiError"),
    ],
)
def test_an_import_against_the_path_would_be_noticed(module: str, source: str) -> None:
    assert violations(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("lmtui.ngram.model", "from lmtui.text.vocabulary import BOS\nfrom lmtui.ngram import counts\nimport numpy"),
        ("lmtui.tui.app", "from textual.app import App\nfrom ..playground import session"),
        ("lmtui.__main__", "from lmtui.cli.main import run"),
    ],
)
def test_an_import_along_the_path_is_none_of_ours(module: str, source: str) -> None:
    assert violations(source, module) == []


def test_no_module_needs_itself_by_way_of_others() -> None:
    graph = grimp.build_graph("lmtui", exclude_type_checking_imports=True, cache_dir=None)
    # The check of a model is a property of the model, imported when it is asked.
    graph.remove_import(importer="lmtui.ngram.model", imported="lmtui.ngram.normalisation")
    needed = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(needed) > 300
    TopologicalSorter(needed).prepare()  # a CycleError names a circle


def test_nobody_draws_from_the_random_numbers_that_all_modules_share() -> None:
    """Their state would be another one in each test: Hypothesis does not look after it here."""
    assert [*shared_draws("import random\ny = random.choice('ab') + numpy.random.rand()\nfrom random import random")]
    assert not [*shared_draws("x = random.Random(3).choice('ab') + np.random.default_rng(3).normal()")]
    files = [path for folder in ("lmtui", "tests") for path in (REPOSITORY / folder).rglob("*.py")]
    found = {path.name: [*shared_draws(path.read_text(encoding="utf-8"))] for path in files}
    assert len(files) > 800
    assert {name: draws for name, draws in found.items() if draws and name != Path(__file__).name} == {}


def test_no_law_takes_examples_from_the_modules_that_other_tests_have_imported() -> None:
    """Else the same law would see other examples in another run, and could fail there alone."""
    if settings().derandomize:  # as in every run but one that explores
        assert not len(providers._get_local_constants())
