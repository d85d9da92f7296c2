"""The bytes of every token, whatever kind of vocabulary has it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from support.llama import needs
from support.tiny_transformers import BEGIN, END, PADDED, byte_level_tokenizer, sentencepiece_tokenizer

from lmtui.errors import ModelError
from lmtui.model.protocol import running_text
from lmtui.neural.served_tokens import ServedTokens
from lmtui.neural.transformers_tokens import tokens_of

TEXT = "The old owl: é, 10 € and 枭\n</s>"


@pytest.fixture(autouse=True)
def tokenizers() -> Any:
    needs("tokenizers")
    import tokenizers

    return tokenizers


def read(backend: Any, end: int | None = None, ends: tuple[int, ...] = (), size: int = 0) -> ServedTokens:
    """The tokens of a tokenizer, and of a model with so many ids."""
    tokenizer = SimpleNamespace(backend_tokenizer=backend, eos_token_id=end)
    return tokens_of(tokenizer, list(ends), size or backend.get_vocab_size())


def test_a_vocabulary_of_bytes() -> None:
    backend = byte_level_tokenizer(begins=True)
    tokens = read(backend, END, (END,), backend.get_vocab_size() + PADDED)
    assert (tokens.start, tokens.end) == ((BEGIN,), END)
    assert running_text(tokens, tokens.encode(TEXT)) == TEXT
    assert [tokens.spelling(one.id) for one in tokens.encode("the old owl")] == ["the", " old", " owl"]
    assert [tokens.label(one.id) for one in tokens.encode("é")] == ["<0xC3>", "<0xA9>"]
    assert all(one.id > END for one in tokens.encode("<s></s>")), "the name of a special token in a text is text"
    last = len(tokens) - 1
    assert [tokens.spelling(token) for token in (BEGIN, END, last)] == ["<s>", "</s>", f"<token {last}>"]
    found = tokens.find(" owl")
    assert found is not None
    assert tokens.spelling(found) == " owl"


def test_no_token_begins_a_text_where_the_tokenizer_puts_none() -> None:
    tokens = read(byte_level_tokenizer(begins=False))
    assert (tokens.start, tokens.end) == ((), None)


def test_of_several_ends_that_of_the_tokenizer_is_taken() -> None:
    backend = byte_level_tokenizer(begins=False)
    assert [read(backend, end, (7, 8)).end for end in (8, 1, None)] == [8, 7, 7]
    assert read(backend, None, (9999,)).end is None, "the model has no such token"


def sentencepiece(with_bytes: bool = True) -> Any:
    """A vocabulary in SentencePiece's way, whose first word begins with a blank."""
    names = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256 * with_bytes)), "▁", *"adehlonTwA,.10"]
    return sentencepiece_tokenizer((*names, "▁o", "▁ol"), [("▁", "o"), ("▁o", "l")], begins="▁")


def test_a_vocabulary_of_sentencepiece() -> None:
    tokens = read(sentencepiece(), 2, (2,))
    assert (tokens.start, tokens.end) == ((1,), 2)
    assert running_text(tokens, tokens.encode(TEXT)) == f" {TEXT}", "as this vocabulary spells the first word"
    assert [tokens.spelling(one.id) for one in tokens.encode("old é")] == [" ol", "d", " ", "\udcc3", "\udca9"]
    assert tokens.spelling(3 + 0x41) == "A"


def test_what_a_vocabulary_does_not_have_is_its_unknown_token() -> None:
    tokens = read(sentencepiece(with_bytes=False))
    assert [tokens.spelling(one.id) for one in tokens.encode("old é")] == [" ol", "d", " ", "<unk>"]


def test_a_vocabulary_of_words(tokenizers: Any) -> None:
    names = ["[UNK]", "an", "owl", "##s", "a"]
    backend = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({name: number for number, name in enumerate(names)}, unk_token="[UNK]")
    )
    backend.normalizer = tokenizers.normalizers.Lowercase()
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    backend.decoder = tokenizers.decoders.WordPiece(cleanup=False)
    tokens = read(backend)
    assert running_text(tokens, tokens.encode("An owls")) == " an owls"


def test_tokens_that_cannot_be_spelled_or_have_no_logits_are_one_line(tokenizers: Any) -> None:
    names = [f"{letter}{suffix}" for letter in "abdlnow" for suffix in ("", "</w>")]
    vocabulary = {name: number for number, name in enumerate(names)}
    suffixes = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, [], end_of_word_suffix="</w>"))
    suffixes.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    suffixes.decoder = tokenizers.decoders.BPEDecoder("</w>")
    with pytest.raises(ModelError, match="spells texts in a way that lmtui does not know"):
        read(suffixes)
    with pytest.raises(ModelError, match=r"needs a tokenizer\.json"):
        tokens_of(SimpleNamespace(eos_token_id=None), [], 5)
    backend = byte_level_tokenizer(begins=False)
    backend.add_tokens(["<new>"])
    tokens = read(backend, size=backend.get_vocab_size() - 1)
    with pytest.raises(ModelError, match="'a <new> b' has a token that the tokenizer knows, and the model does not"):
        tokens.encode("a <new> b")
