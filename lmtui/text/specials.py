"""The special tokens `<unk>`, `<s>` and `</s>`: their ids and their spellings."""

from __future__ import annotations

UNK, BOS, EOS = 0, 1, 2
SPECIALS = ("<unk>", "<s>", "</s>")
