"""The docstrings of a library are read from its source, whatever stands in it."""

from __future__ import annotations

import inspect
from pathlib import Path

from lmtui.errors import ignore_progress
from lmtui.text.document import Document
from lmtui.text.machine.docstrings import Docstrings

MODULE = '''"""The first.

    Indented.
"""
if True:
    class Fox:
        """A fox."""
        def run(self):
            "It runs."
            def deep(): "Deep\\0 down \\udc80."
try:
    async def owl(): """An owl."""
finally:
    f"no {1} docstring"
raise SystemExit  # a module is read, never run
'''


def read(library: Path) -> list[Document]:
    return list(Docstrings(library).read(ignore_progress))


def test_they_follow_one_another_as_in_the_source_and_no_module_is_run(tmp_path: Path) -> None:
    (tmp_path / "wood").mkdir()
    (tmp_path / "wood/animals.py").write_text(MODULE)
    (document,) = read(tmp_path)
    expected = ["The first.\n\nIndented.", "A fox.", "It runs.", "Deep down ?.", "An owl."]
    assert document.text.rstrip("\n").split("\n\n") == "\n\n".join(expected).split("\n\n")
    assert (document.name, document.corpus) == ("docstrings/wood.animals", "docstrings")


def test_what_is_no_module_of_the_library_is_left_out(tmp_path: Path) -> None:
    for name in ("site-packages/other.py", "test/test_it.py", "broken.py", "latin.py", "silent.py", "good.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('"""Here."""')
    (tmp_path / "broken.py").write_text('"""Here."""\n{% template %}')
    (tmp_path / "latin.py").write_bytes(b'"""Caf\xe9."""')
    (tmp_path / "silent.py").write_text("x = 1")
    assert [document.name for document in read(tmp_path)] == ["docstrings/good"]


def test_those_of_this_python_are_those_that_help_shows() -> None:
    docstrings = Docstrings()
    assert docstrings.size().files > 300
    document = next(iter(docstrings.read(ignore_progress)))
    module = __import__(document.name.partition("/")[2])
    assert document.text.startswith(inspect.getdoc(module) or " ")
