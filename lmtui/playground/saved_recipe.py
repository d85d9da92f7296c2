"""A recipe in a session file; paths below the folder of the file are relative to that folder."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from typing import Any

from lmtui.errors import SettingError
from lmtui.model.protocol import LanguageModel
from lmtui.options.model import ENCODING, LIMIT_VOCAB, MIN_COUNT, ORDER, PRUNE, SERVER, SMOOTHING, TOKENIZER, UNIT
from lmtui.playground.json_fields import flag, items, name, whole
from lmtui.playground.settings import MAX_CORPORA
from lmtui.recipe import Recipe
from lmtui.text.named import is_corpus_name


def recipe_record(recipe: Recipe, folder: str) -> dict[str, Any]:
    """A recipe as a session file in a folder has it."""
    return {
        **asdict(recipe),
        "corpora": [_relative_to(corpus, folder) for corpus in recipe.corpora],
        "model": recipe.model if recipe.server else _relative_to(recipe.model, folder),
        LIMIT_VOCAB.key: _relative_to(recipe.limit_vocab, folder),
    }


def with_served_name(recipe: Recipe, model: LanguageModel) -> Recipe:
    """The recipe of a model; where a server has it, with its name, so that another one there is noticed."""
    return replace(recipe, model=model.facts.name) if recipe.server else recipe


def recipe_of(record: dict[str, Any], folder: str) -> Recipe:
    """The recipe that a session file in a folder has.

    Raises:
        SettingError, KeyError, TypeError: there is a value that is none.
    """
    server, model = SERVER.kind.check(name(record["server"])), name(record["model"])
    model = model if server else _resolved_from(model, folder)
    smoothing = name(record["smoothing"])
    named = items(record["corpora"], MAX_CORPORA, "corpora")
    corpora = tuple(_resolved_from(name(corpus), folder) for corpus in named)
    if not (corpora or model or server):
        raise SettingError("it has no corpus")
    return Recipe(
        corpora,
        ORDER.kind.check(whole(record["order"])),
        smoothing if model or server else SMOOTHING.kind.check(smoothing),
        TOKENIZER.kind.check(name(record["tokenizer"])),
        model,
        UNIT.kind.check(name(record["unit"])),
        flag(record["closed"]),
        MIN_COUNT.kind.check(whole(record["min_count"])),
        flag(record["exact_text"]),
        ENCODING.kind.check(name(record["encoding"])),
        server,
        PRUNE.kind.check(name(record["prune"])),
        _resolved_from(name(record["limit_vocab"]), folder),
    )


def _relative_to(name: str, folder: str) -> str:
    """How a session file in a folder names a text or model: relative to the folder if the path lies below it."""
    if not name or is_corpus_name(name):
        return name
    path = os.path.abspath(os.path.expanduser(name))
    relative = os.path.relpath(path, folder)
    if relative == os.pardir or relative.startswith(os.pardir + os.sep):
        return path
    return os.path.join(os.curdir, relative) if is_corpus_name(relative) else relative


def _resolved_from(name: str, folder: str) -> str:
    """The text or model that a session file in a folder means by a name."""
    return name if not name or is_corpus_name(name) else os.path.normpath(os.path.join(folder, name))
