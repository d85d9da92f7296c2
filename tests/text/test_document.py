"""Why a text cannot be used is said in one safe line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.document import UnreadableText, UnusableText


def test_the_message_names_the_text_the_problem_and_the_remedy() -> None:
    error = UnusableText("a.pdf", "is a PDF", "save it as text")
    assert str(error) == "'a.pdf' is a PDF; save it as text"
    assert (error.name, error.reason) == ("a.pdf", "is a PDF; save it as text")


def test_what_the_system_says_is_passed_on() -> None:
    error = UnreadableText("a.txt", PermissionError(13, "Permission denied"))
    assert str(error) == "cannot read 'a.txt': Permission denied; check the path and its permissions"
    assert error.reason == "cannot be read: Permission denied; check the path and its permissions"


@given(st.text())
def test_no_name_acts_on_a_terminal(name: str) -> None:
    for error in (UnusableText(name, "is empty", "give a text"), UnreadableText(name, OSError(5, name))):
        assert not any(char < " " or char == "\x7f" for char in str(error))
