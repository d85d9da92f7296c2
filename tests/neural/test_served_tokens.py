"""Tokens of a server are bytes: parts of characters are joined when their neighbours come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lmtui.errors import ModelError
from lmtui.model.protocol import TextToken, running_text
from lmtui.neural.served_tokens import ServedTokens

PIECES = (b"<s>", b"</s>", b"The", b" owl", b"\xe2\x82", b"\xac", b"\n", b" owl")


def tokens(asked: list[str] | None = None) -> ServedTokens:
    def cut(text: str) -> list[int]:
        if asked is not None:
            asked.append(text)
        return [2, 3]

    return ServedTokens(PIECES, (0,), 1, cut)


def test_tokens_are_spelled_as_they_are_and_shown_with_their_blanks() -> None:
    known = tokens()
    assert len(known) == 8
    assert [known.label(token) for token in (2, 3, 4, 6)] == ["The", "␣owl", "<0xE2><0x82>", "↵"]
    assert known.spelling(4).encode(errors="surrogateescape") == b"\xe2\x82"
    assert known.find(known.spelling(4)) == 4
    assert known.find(" owl") == 3
    assert known.find("mouse") is None


def test_bytes_become_a_character_when_the_others_come() -> None:
    speller = tokens().speller()
    said = [speller.spell(TextToken(token)) for token in (2, 3, 4, 5, 1)]
    assert said == [("", "The"), (" ", "owl"), ("", ""), ("", "€"), ("", "\n")]
    assert speller.finish() == ""
    assert running_text(tokens(), [TextToken(2), TextToken(4)]) == "The\N{REPLACEMENT CHARACTER}"


def test_a_text_is_cut_once() -> None:
    asked: list[str] = []
    known = tokens(asked)
    assert [known.encode("The owl") for _ in range(3)] == [[TextToken(2), TextToken(3)]] * 3
    assert known.encode("") == []
    known.encode("\udce9")
    assert asked == ["The owl", "\N{REPLACEMENT CHARACTER}"]


def test_a_server_that_does_not_cut_is_asked_again() -> None:
    answers: Iterator[ModelError | list[int]] = iter([ModelError("no answer"), [5]])

    def cut(text: str) -> list[int]:
        answer = next(answers)
        if isinstance(answer, ModelError):
            raise answer
        return answer

    known = ServedTokens(PIECES, (), None, cut)
    with pytest.raises(ModelError):
        known.encode("a")
    assert known.encode("a") == [TextToken(5)]
