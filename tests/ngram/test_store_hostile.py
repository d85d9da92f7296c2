"""A folder that is named as a model may be anybody's work: it is that model, or refused in one line and at once."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.corpora import train
from support.models import SENTENCES, differences
from support.stores import refused, sign, vouch

from lmtui.errors import ModelError
from lmtui.ngram.array_store import MANIFEST
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import open_store, save

NAN = float("nan")


# The manifest.


NESTED: list[Any] = []


VALUES = [
    None,
    True,
    0,
    -1,
    4,
    17,
    1 << 70,
    3.0,
    1e400,
    NAN,
    "",
    "3",
    "word",
    "\ud800",
    [],
    [3],
    {},
    {"a": 1},
    NESTED,
]


@pytest.mark.parametrize("name", ["version", "tokenizer", "smoothing", "order", "base_order", "backs_off", "files"])
def test_a_manifest_with_anything_in_it_is_refused(name: str, store: Path, model: NgramTrie) -> None:
    for value in VALUES:
        manifest = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
        before = dict(manifest)
        manifest[name] = value
        sign(store, manifest)
        same = value == before[name] and (type(value) is type(before[name]) or name == "version")
        if same or (name, value) == ("tokenizer", "word"):
            assert open_store(store).order == model.order
        else:
            refused(store)
        sign(store, before)


@pytest.mark.parametrize("entry", ["size", "changed", "checksum"])
def test_a_files_entry_with_anything_in_it_is_refused(entry: str, store: Path, model: NgramTrie) -> None:
    manifest = json.loads((store / MANIFEST).read_text(encoding="utf-8"))
    right = manifest["files"]["level2.prob.npy"][entry]
    for value in [*VALUES, -right if entry == "size" else "0" * 32]:
        manifest["files"]["level2.prob.npy"][entry] = value
        sign(store, manifest)
        if entry == "changed" and type(value) is int:  # the checksum vouches for the file
            assert differences(open_store(store), model) == []
        else:
            refused(store)


@pytest.mark.parametrize("name", ["tokens", "units"])
def test_how_long_the_text_was_is_a_whole_number(name: str, store: Path) -> None:
    for value in [None, True, 3.0, "3", [3], NAN, -1]:
        vouch(store, **{name: value})
        refused(store)


def test_a_manifest_without_end_is_refused(store: Path) -> None:
    (store / MANIFEST).write_bytes(b" " * 10_000_000 + (store / MANIFEST).read_bytes())
    refused(store)


# Everything at random.


def damage(store: Path, dice: random.Random) -> None:
    """Change one thing in a store."""
    paths = sorted(store.iterdir())
    path = dice.choice(paths)
    data = bytearray(path.read_bytes())
    kind = dice.choice(("byte", "bit", "number", "cut", "longer", "another file", "zeros", "shuffle"))
    if kind == "byte":
        data[dice.randrange(len(data))] = dice.randrange(256)
    elif kind == "bit":
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    elif kind == "number" and len(data) > 136:
        place = 128 + 4 * dice.randrange((len(data) - 128) // 4)
        data[place : place + 4] = dice.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0", b"\0\0\xf0\x7f"))
    elif kind == "cut":
        del data[dice.randrange(len(data)) :]
    elif kind == "longer":
        data += bytes(dice.randrange(1, 20))
    elif kind == "another file":
        data = bytearray(dice.choice(paths).read_bytes())
    elif kind == "zeros":
        place = dice.randrange(len(data))
        data[place : place + 16] = bytes(len(data[place : place + 16]))
    elif kind == "shuffle":
        tail = data[128:]
        dice.shuffle(tail)
        data[128:] = tail
    path.write_bytes(bytes(data))


def opened(store: Path) -> NgramTrie | None:
    """The model, or None where it is refused in one line; anything else is a failure."""
    try:
        return open_store(store)
    except ModelError as error:
        message = str(error)
    assert message.isprintable()
    return None


def use(model: NgramTrie) -> None:
    """Ask a model everything that can be asked."""
    size = len(model.vocabulary)
    words = model.vocabulary.decode(range(size))
    assert model.vocabulary.encode(words) == list(range(size))
    for context in ([], [1], [1, 3], [size - 1, 0, 2]):
        state = model.match(context)
        for token in range(size):
            prob, order = model.prob(state, token)
            assert prob >= 0
            assert 0 <= order <= model.order


@pytest.mark.parametrize("seed", range(6))
def test_a_store_damaged_at_random_is_refused_or_the_same(
    seed: int, store: Path, model: NgramTrie, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    for _ in range(25):
        damaged = tmp_path / "damaged"
        shutil.copytree(store, damaged)
        for _ in range(dice.randrange(1, 4)):
            damage(damaged, dice)
        for path in damaged.iterdir():  # as if it had never been changed
            os.utime(
                path, ns=(1, json.loads((store / MANIFEST).read_text())["files"].get(path.name, {}).get("changed", 1))
            )
        found = opened(damaged)
        assert found is None or differences(found, model) == []
        shutil.rmtree(damaged)


@pytest.mark.parametrize("smoothing", ["kneser-ney", "add-k", "mle"])
@pytest.mark.parametrize("seed", range(4))
def test_a_store_damaged_at_random_that_is_vouched_for_is_refused_or_can_be_used(
    seed: int, smoothing: str, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    store = tmp_path / "store"
    save(train(SENTENCES, 3, smoothing), store)
    usable = 0
    for _ in range(25):
        damaged = tmp_path / "damaged"
        shutil.copytree(store, damaged)
        manifest = (damaged / MANIFEST).read_bytes()
        damage(damaged, dice)
        (damaged / MANIFEST).write_bytes(manifest)
        vouch(damaged)
        found = opened(damaged)
        if found is not None:
            usable += 1
            use(found)
        shutil.rmtree(damaged)
    assert usable < 25
