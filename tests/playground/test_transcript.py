"""The transcript: tokens as they are written, one piece each, safe to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cli import acts_on_a_terminal

from lmtui.playground.transcript import END_MARK, PART_MARK, PieceKind, Transcript
from lmtui.text.display import Speller
from lmtui.text.tokenizers import TOKENIZERS, tokenizer_named


def written(transcript: Transcript) -> str:
    return "".join(piece.space + piece.text for piece in transcript.pieces)


def transcript_of(tokens: list[str], tokenizer: str = "word") -> Transcript:
    transcript, speller = Transcript(), Speller(tokenizer_named(tokenizer))
    for index, token in enumerate(tokens):
        transcript.add(*speller.spell(token), PieceKind.GENERATED, index, token == "</s>")
    return transcript


@pytest.mark.parametrize(
    ("tokenizer", "tokens", "text"),
    [
        ("word", ["the", "fox", ",", "she", "said", ",", '"', "ran", "!", '"'], 'the fox, she said, "ran!"'),
        ("word", ["(", "a", ")", "</s>", "b"], "(a)¶b"),
        ("whitespace", ["a", ",", "b", "</s>", "c"], "a , b¶c"),
        ("char", ["a", " ", "b", "</s>", "c"], "a b¶c"),
        ("char", ["a", "\n", "b", "\t"], "a↵b␉"),
    ],
)
def test_tokens_are_spaced_as_their_tokenizer_writes(tokenizer: str, tokens: list[str], text: str) -> None:
    assert written(transcript_of(tokens, tokenizer)) == text


def test_a_line_breaks_after_the_end_of_a_unit_and_nowhere_else() -> None:
    pieces = transcript_of(["the", "</s>", "mouse", "¶"]).pieces
    assert [(piece.text, piece.breaks) for piece in pieces] == [
        ("the", False),
        (END_MARK, True),
        ("mouse", False),
        ("¶", False),
    ]
    assert [piece.breaks for piece in transcript_of(["a", "\n", "b"], "char").pieces] == [False, True, False]


def test_a_piece_remembers_what_it_is() -> None:
    transcript = Transcript()
    transcript.add("", "the", PieceKind.PROMPT)
    transcript.add(" ", "zebra", PieceKind.UNKNOWN)
    transcript.add(" ", "ate", PieceKind.GENERATED, 0)
    assert [(piece.kind, piece.index) for piece in transcript.pieces] == [
        (PieceKind.PROMPT, -1),
        (PieceKind.UNKNOWN, -1),
        (PieceKind.GENERATED, 0),
    ]


def test_a_token_that_is_part_of_a_character_has_a_mark() -> None:
    transcript = Transcript()
    for index, text in enumerate(("", "é", "\n\n")):
        transcript.add("", text, PieceKind.GENERATED, index)
    assert [(piece.text, piece.breaks) for piece in transcript.pieces] == [
        (PART_MARK, False),
        ("é", False),
        ("↵↵", True),
    ]


@given(st.lists(st.text(min_size=1, max_size=5), max_size=12), st.sampled_from([*TOKENIZERS, ""]))
def test_every_token_is_one_piece_and_no_piece_acts_on_a_terminal(tokens: list[str], tokenizer: str) -> None:
    transcript = transcript_of(tokens, tokenizer) if tokenizer else Transcript()
    if not tokenizer:
        for token in tokens:
            transcript.add("", token, PieceKind.PROMPT)
    assert len(transcript.pieces) == len(tokens)
    for token, piece in zip(tokens, transcript.pieces, strict=True):
        assert acts_on_a_terminal(piece.text) == []
        assert "\n" not in piece.text
        assert "\t" not in piece.text
        assert piece.space in ("", " ")
        assert len(piece.text) == len(token) or token == "</s>"


def test_a_prompt_that_nothing_cuts_into_tokens_is_one_piece() -> None:
    assert Transcript.of_prompt("").pieces == []
    (piece,) = Transcript.of_prompt("the mouse").pieces
    assert (piece.space, piece.text, piece.kind) == ("", "the mouse", PieceKind.PROMPT)
