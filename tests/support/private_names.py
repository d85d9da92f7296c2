"""Private names of Textual and rich: which ones a class of theirs has, and which ones a file of ours touches."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType

_OTHERS = ("textual", "rich")
_PYTHONS = frozenset(sys.stdlib_module_names)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def is_of_others(module: str) -> bool:
    return module.partition(".")[0] in _OTHERS


def set_on_self(tree: ast.AST) -> Iterator[str]:
    """The private names that are defined in a class, or that its methods set on `self`."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()) if is_private(name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if is_private(name):
                    yield name
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                if is_private(name):
                    yield name


@cache
def private_names(cls: type) -> frozenset[str]:
    """The private names of a class of Textual or rich, not of its bases."""
    if not is_of_others(cls.__module__):
        return frozenset()
    try:
        source = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, TypeError):
        source = ast.Module([], [])
    return frozenset(filter(is_private, vars(cls))) | frozenset(set_on_self(source))


def imported(tree: ast.AST) -> Iterator[str]:
    """The private modules and names that are imported from Textual or rich."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                full = [name.name for name in names]
            case ast.ImportFrom(module=str(module), names=names):
                full = [f"{module}.{name.name}" for name in names]
            case _:
                continue
        yield from (name for name in full if is_of_others(name) and any(map(is_private, name.split("."))))


def is_own(value: ast.expr) -> bool:
    """Whether an attribute is looked up in `self`, `cls` or `super()`."""
    match value:
        case ast.Name(id="self" | "cls") | ast.Call(func=ast.Name(id="super")):
            return True
    return False


def inherited(module: ModuleType, tree: ast.Module) -> Iterator[str]:
    """The private names that a class of ours shares with a class of Textual or rich that it inherits from."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            theirs = frozenset[str]().union(*map(private_names, inspect.getmro(getattr(module, node.name))))
            touched = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and is_own(part.value)}
            yield from (f"{node.name}.{name}" for name in theirs & {*touched, *set_on_self(node)})


def of_other_objects(tree: ast.Module) -> Iterator[str]:
    """The private names looked up in other objects, but for those that the same file defines, and Python's."""
    ours = set(set_on_self(tree))
    pythons = {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names} & _PYTHONS
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=module)) if module in pythons:
                continue
            case ast.Attribute(value=value, attr=name) if not is_own(value):
                pass
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr"), args=[_, ast.Constant(value=name), *_]
            ):
                pass
            case _:
                continue
        if is_private(str(name)) and name not in ours:
            yield f"{ast.unparse(node)} in line {node.lineno}"
