"""From the options of a command to the recipe of its model, and to the way its tokens are drawn."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lmtui.engines.resources import DASK, Resources
from lmtui.errors import SettingError
from lmtui.neural.model_files import is_gguf, path_of
from lmtui.options.model import (
    CLOSED,
    CORPUS,
    EXACT_TEXT,
    LIMIT_VOCAB,
    MIN_COUNT,
    MODEL,
    ORDER,
    PRUNE,
    SERVER,
    SMOOTHING,
    TOKENIZER,
    TRAINING,
    UNIT,
)
from lmtui.options.option import Option
from lmtui.options.playground import STOP
from lmtui.options.resources import ENGINE, SCHEDULER, WORKERS, resources_from
from lmtui.options.sampling import ANNEAL, CUTS, SEQUENCE, TEMPERATURE
from lmtui.recipe import Recipe, check_for_order

if TYPE_CHECKING:
    from lmtui.cli.parser import Parser
    from lmtui.sampling.settings import Sampling

_FOR_TRAINING = (CORPUS, ORDER, SMOOTHING, CLOSED, MIN_COUNT, PRUNE, LIMIT_VOCAB)
"""The options that make no sense beside --model, since that model is trained already."""

FOR_ARPA_FILES = (TOKENIZER, UNIT, EXACT_TEXT)
"""The options that make sense beside an ARPA file, but not beside a trained folder, which has its own values."""


def recipe_of(options: argparse.Namespace, parser: Parser) -> Recipe:
    """The recipe that the options describe; for options that contradict each other the parser reports wrong usage."""
    training = {option.key: getattr(options, option.key) for option in TRAINING}
    if SERVER.key in options.given and options.server:
        _check_beside_server(options, parser)
        from lmtui.neural.http_json import send_key_to

        send_key_to(options.server)
        name = options.model if MODEL.key in options.given else ""
        return Recipe((), model=name, server=options.server)
    model = path_of(options.model)
    if MODEL.key in options.given:
        _check_beside_model(model, options, parser)
    elif any(option.key in options.given for option in _FOR_TRAINING):
        model = ""  # a model that the configuration names gives way to a text that the command line names
    if model:
        with_model = options.configured if MODEL.key in options.configured else frozenset()
        for option in TRAINING:
            # An ARPA file does not say how its text was cut; nearly all such texts were cut at blanks.
            if option.key not in options.given and not (option in FOR_ARPA_FILES and option.key in with_model):
                training[option.key] = "whitespace" if option is TOKENIZER else option.default
    try:
        check_for_order(training[SMOOTHING.key], training[PRUNE.key], training[ORDER.key])
    except SettingError as error:
        parser.error(str(error))
    corpora = CORPUS.default if model else tuple(options.corpus)
    return Recipe(corpora, model=model, **training)


def resources_of(options: argparse.Namespace, parser: Parser) -> Resources:
    """What the training of a large text may take; options that contradict each other are reported as wrong usage."""
    if SCHEDULER.key in options.given:
        if options.engine != DASK:
            parser.error(f"{SCHEDULER.flag} is for a cluster; give {ENGINE.flag} {DASK} too")
        if WORKERS.key in options.given:
            parser.error(f"a scheduler has its own workers; leave out {WORKERS.flag}, or {SCHEDULER.flag}")
    tmp = Path(options.tmp).expanduser() if options.tmp else None
    return resources_from(vars(options), Resources(tmp=tmp, resume=not options.no_resume))


def _check_beside_model(model: str, options: argparse.Namespace, parser: Parser) -> None:
    """Report wrong usage for an option that makes no sense beside --model."""
    if not model:
        parser.error("--model needs the path of a folder or file")
    for option in _FOR_TRAINING:
        if option.key in options.given:
            parser.error(f"{option.flag} is for training; leave it out, or --model")
    check_folder_options(model, options, parser)


def _check_beside_server(options: argparse.Namespace, parser: Parser) -> None:
    """Report wrong usage for an option that makes no sense beside --server."""
    for option in (CORPUS, *TRAINING):
        if option.key in options.given:
            parser.error(f"{option.flag} is for n-gram models; leave it out, or {SERVER.flag}")


def check_folder_options(model: str, options: argparse.Namespace, parser: Parser) -> None:
    """Report wrong usage for an option that contradicts a trained folder or neural model, which has its own value.

    Args:
        model: the path of the model; nothing is reported for an ARPA file.
    """
    for option in FOR_ARPA_FILES:
        if option.key in options.given and (os.path.isdir(model) or is_gguf(model)):
            parser.error(f"this model has its own {option.name.replace('-', ' ')}; leave out {option.flag}")


def sampling_of(options: argparse.Namespace) -> Sampling:
    """How tokens are drawn; a command without --temperature, as `sweep`, sets the temperature itself."""
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.settings import Sampling

    cuts = Cuts(**{option.key: getattr(options, option.key) for option in CUTS})
    return Sampling(getattr(options, TEMPERATURE.key, TEMPERATURE.default), cuts, options.seed)


def whole_sequences_wanted(
    options: argparse.Namespace, parser: Parser, of_single_tokens: Sequence[Option[Any]] = (*CUTS, STOP)
) -> bool:
    """Whether whole sequences are to be annealed; options that are for single tokens alone are then wrong usage."""
    if getattr(options, ANNEAL.key) != SEQUENCE:
        return False
    for option in of_single_tokens:
        if option.key in options.given and getattr(options, option.key) != option.default:
            parser.error(f"{option.flag} is for tokens drawn one by one; leave it out, or {ANNEAL.flag} {SEQUENCE}")
        setattr(options, option.key, option.default)
    return True
