"""The tokens that are no text: their ids and how they are spelled."""

from __future__ import annotations

UNK, BOS, EOS = 0, 1, 2
SPECIALS = ("<unk>", "<s>", "</s>")
