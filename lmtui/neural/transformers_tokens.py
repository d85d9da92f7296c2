"""The tokens of a folder of transformers: its tokenizer cuts texts, and tells the bytes of every token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lmtui.errors import ModelError
from lmtui.neural.served_tokens import ServedTokens
from lmtui.text.safety import visible

_BYTE = re.compile("<0x([0-9A-F]{2})>")  # how vocabularies of SentencePiece name a byte
_MARK = "Ġ"  # the byte of a blank in vocabularies of bytes
_SAMPLE = "An owl, é, 10 € and 枭.\n"


def tokens_of(tokenizer: Any, ends: list[int], size: int) -> ServedTokens:
    """The tokens of a model.

    Args:
        tokenizer: a `transformers.PreTrainedTokenizerFast`.
        ends: the token ids that end a text, as the model has it.
        size: |V|, how many ids have logits.

    Raises:
        ModelError: the tokenizer is of another kind.
    """
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError("the model's tokenizer is of an old kind; its folder needs a tokenizer.json")
    backend.no_truncation()
    backend.no_padding()
    start = _start(backend)
    backend.encode_special_tokens = True  # the name of a special token in a text is text

    def cut(text: str) -> list[int]:
        ids: list[int] = backend.encode(text, add_special_tokens=False).ids
        if max(ids, default=0) >= size:
            raise ModelError(f"'{visible(text[:40])}' has a token that the tokenizer knows, and the model does not")
        return ids

    pieces = list(_pieces(backend, size))
    ids = cut(_SAMPLE)
    text = backend.decode(ids, skip_special_tokens=False).encode()
    if b"".join(pieces[token] for token in ids).strip() != text.strip():
        raise ModelError("the model's tokenizer spells texts in a way that lmtui does not know; take another model")
    if tokenizer.eos_token_id in ends:
        ends = [tokenizer.eos_token_id]
    return ServedTokens(pieces, start, next((end for end in ends if end < size), None), cut)


def _start(backend: Any) -> tuple[int, ...]:
    """The ids that the tokenizer puts before a text."""
    text = backend.encode("a")
    return tuple(
        token
        for token, is_special, place in zip(text.ids, text.special_tokens_mask, range(len(text.ids)), strict=True)
        if is_special and all(text.special_tokens_mask[:place])
    )


def _pieces(backend: Any, size: int) -> Iterator[bytes]:
    """The bytes of every token by id: what the token adds to a text in which another stands before it.

    A vocabulary of bytes (GPT-2's way) names each byte by a letter, since a byte may be no text. What has no spelling
    is named by its id.
    """
    before = next(iter(backend.encode("a", add_special_tokens=False).ids), 0)
    begin = len(backend.decode([before], skip_special_tokens=False))
    spelled = backend.decode_batch([[before, token] for token in range(size)], skip_special_tokens=False)
    names = [backend.id_to_token(token) for token in range(size)]
    mark = backend.token_to_id(_MARK)
    is_of_bytes = mark is not None and mark < size and spelled[mark][begin:] == " "
    added = backend.get_added_tokens_decoder()
    for token, (name, text) in enumerate(zip(names, spelled, strict=True)):
        piece = text[begin:].encode()
        if name is None:
            piece = b""
        elif token in added:
            piece = name.encode()
        elif is_of_bytes:
            piece = b"".join(_BYTES_OF_LETTERS.get(letter) or letter.encode() for letter in name)
        elif (byte := _BYTE.fullmatch(name)) and text[begin:] != name:
            piece = bytes([int(byte[1], 16)])
        yield piece or f"<token {token}>".encode()


def _letters() -> Iterator[tuple[str, bytes]]:
    """The letter that stands for each byte in GPT-2's vocabulary.

    It is the byte's own in Latin-1, or where that is not printed one from U+0100 on.
    """
    others = iter(range(0x100, 0x200))
    for byte in range(256):
        is_printed = 0x21 <= byte <= 0x7E or (0xA1 <= byte <= 0xFF and byte != 0xAD)
        yield chr(byte if is_printed else next(others)), bytes([byte])


_BYTES_OF_LETTERS = dict(_letters())
