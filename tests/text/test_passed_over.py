"""What was not read is told in few lines, whatever the names are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.document import UnusableText
from lmtui.text.passed_over import LINKED_FOLDER, NOWHERE, OTHER_ENDING, PassedOver


def test_files_of_one_kind_are_one_line_with_what_to_do() -> None:
    passed = PassedOver("name a file itself")
    passed.add(OTHER_ENDING, "a.py")
    assert passed.lines() == ("1 file that is not *.txt or *.md (a.py); name a file itself",)
    passed.add(OTHER_ENDING, "b.csv")
    assert passed.lines() == ("2 files that are not *.txt or *.md (b.csv, a.py); name a file itself",)


def test_every_kind_has_a_line_of_its_own() -> None:
    passed = PassedOver("")
    passed.add(NOWHERE, "link")
    passed.add(LINKED_FOLDER, "folder")
    passed.add_line("something else")
    links, folders, other = passed.lines()
    assert links == "1 link that leads nowhere (link)"
    assert folders.startswith("1 linked folder (folder); name a linked folder itself")
    assert other == "something else"


def test_texts_that_are_refused_for_one_reason_are_one_line() -> None:
    passed = PassedOver("")
    for name in ("a", "b", "c", "d"):
        passed.add_refused(UnusableText(name, "is empty", "give a text"))
    passed.add_refused(UnusableText("e", "is a PDF", "save it as text"))
    assert passed.failures() == (
        "4 ('a', 'b', 'c', ...), each of which is empty; give a text",
        "'e' is a PDF; save it as text",
    )
    assert passed.lines() == passed.failures()


@pytest.mark.parametrize("count", [8, 9, 1000])
def test_of_many_names_some_are_shown_and_all_are_counted(count: int) -> None:
    passed = PassedOver("")
    for number in range(count):
        passed.add(OTHER_ENDING, f"{number}.py")
    (line,) = passed.lines()
    assert line.startswith(f"{count:,} files")
    assert line.count(".py") == 8
    assert ("..." in line) == (count > 8)


@given(st.lists(st.tuples(st.sampled_from([OTHER_ENDING, NOWHERE]), st.text()), max_size=30), st.integers(0, 40))
def test_there_are_few_lines_and_none_of_them_acts_on_a_terminal(
    names: list[tuple[tuple[str, str], str]], lines: int
) -> None:
    passed = PassedOver("")
    for kind, name in names:
        passed.add(kind, name)
    for number in range(lines):
        passed.add_line(f"line {number}")
    told = passed.lines()
    assert len(told) <= 11
    assert not any(char < " " or char == "\x7f" for line in told for char in line)
