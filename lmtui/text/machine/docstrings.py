"""The docstrings of Python's standard library, as a corpus: the second that every Python carries."""

from __future__ import annotations

import ast
import os
import platform
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path

from lmtui.errors import Progress
from lmtui.text.document import Document
from lmtui.text.machine.texts import MachineTexts, Size

_NOT_THE_LIBRARY = {"test", "tests", "idle_test", "site-packages", "dist-packages", "ensurepip", "__pycache__"}
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Docstrings(MachineTexts):
    """The docstrings of the modules below a folder, a document a module; no module is imported.

    Args:
        library: the folder; that of the standard library if it is not given.
    """

    name = "docstrings"

    def __init__(self, library: Path | None = None) -> None:
        self._library = library or Path(sysconfig.get_path("stdlib"))
        self.what = f"what the modules of Python {platform.python_version()} say of themselves"

    def size(self) -> Size:
        """The size of the modules, of which the docstrings are a part."""
        modules = self._modules()
        return Size(len(modules), sum(module.stat().st_size for module in modules))

    def missing(self) -> str:
        """What to say where the standard library is not there as source."""
        return "this Python comes without the source of its standard library; choose another corpus"

    def documents(self, stage: str, progress: Progress, encoding: str) -> Iterator[Document]:
        """The docstrings of each module that has some, in the order of the modules' names."""
        modules = self._modules()
        for done, module in enumerate(modules):
            progress(stage, done / len(modules))
            text = "\n\n".join(_docstrings_of(module))
            if text.strip():
                name = ".".join(module.relative_to(self._library).with_suffix("").parts)
                yield Document(f"{self.name}/{name}", text + "\n", corpus=self.name)

    def _modules(self) -> list[Path]:
        found = []
        for folder, folders, files in os.walk(self._library):
            folders[:] = [name for name in folders if name not in _NOT_THE_LIBRARY]
            found += [Path(folder, name) for name in files if name.endswith(".py")]
        return sorted(found)


def _docstrings_of(module: Path) -> Iterator[str]:
    """The docstrings of a module, its classes and functions, as they follow one another in its source."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd escapes, which are not for those who only read
        try:
            tree = ast.parse(module.read_bytes())
        except (OSError, SyntaxError, ValueError):  # a template for code, in a folder of the library
            return
    yield from _docstrings_below(tree)


def _docstrings_below(node: ast.AST) -> Iterator[str]:
    if isinstance(node, _WITH_DOCSTRING) and (text := ast.get_docstring(node)):
        yield text.replace("\0", "").encode(errors="replace").decode()  # a text holds no NUL and no half characters
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from _docstrings_below(child)
