"""`lmtui`: open the playground."""

from __future__ import annotations

import argparse
import gc
import math
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.cli.from_options import (
    FOR_ARPA_FILES,
    check_folder_options,
    recipe_of,
    resources_of,
    sampling_of,
    whole_sequences_wanted,
)
from lmtui.cli.parser import Parser
from lmtui.errors import LmtuiError
from lmtui.options.model import CORPUS, LANE_MODEL, MODEL, SERVER, TRAINING
from lmtui.options.playground import IDLE, MEMORY, SESSION_TIME, SPEED, STOP
from lmtui.options.sampling import ANNEAL, CUTS
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.recipe import Recipe
from lmtui.text.named import stands_for_corpus
from lmtui.tui.connection import Connection, NoTerminal, connection_of
from lmtui.tui.keymap import read_keys

if TYPE_CHECKING:
    from lmtui.playground.saved_session import SavedSession


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Open the playground; without a terminal to draw on that is wrong usage."""
    try:
        connection = connection_of(
            os.environ,
            options.mouse and options.mouse == "on",
            options.animation,
            options.fps,
            options.ascii,
            options.kiosk,
        )
    except NoTerminal as error:
        parser.error(str(error))
    if "-" in options.corpus:
        parser.error("the playground reads its keys from standard input; give the corpus as a file")
    if options.session is not None and options.kiosk:
        parser.error("a kiosk opens no session files; leave out --session")
    if options.lane_model and (options.session is not None or options.tour is not None):
        parser.error(f"a session or a tour has its own lanes; leave out {LANE_MODEL.flag}")
    if options.tour is not None:
        if options.tour and options.kiosk:
            parser.error("a kiosk has its own tour alone; leave out the file behind --tour")
        if options.session is not None:
            parser.error("a tour has a session of its own; leave out --session, or --tour")
    if options.root is not None and not (options.kiosk and os.path.isdir(options.root)):
        parser.error("--root needs --kiosk, and a folder that exists")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # the screen ends in its own way
    return _open(options, parser, connection)


def _read_session(options: argparse.Namespace, parser: Parser) -> SavedSession:
    """Read the session file, and override what the other options set."""
    from lmtui.playground.checks import check_sources
    from lmtui.playground.overrides import Overrides, override
    from lmtui.playground.session_file import read

    saved = read(options.session)
    recipe = _overridden_recipe(saved.recipe, options, parser)
    given = {name: value for name, value in vars(options).items() if name in options.given}
    overrides = Overrides(
        given.get("prompt"),
        given.get("seed"),
        given.get("temperature"),
        {option.key: given[option.key] for option in CUTS if option.key in given},
        {option.key: given[option.key] for option in (SPEED, STOP) if option.key in given},
        whole_sequences_wanted(options, parser, CUTS) if ANNEAL.key in given else None,
        given.get(SEQUENCE_TOKENS.key),
    )
    saved = override(saved, recipe, overrides)
    for model in saved.models:
        check_sources(model.recipe)
    return saved


def _overridden_recipe(recipe: Recipe, options: argparse.Namespace, parser: Parser) -> Recipe:
    """The recipe of a session, with the model options that are given."""
    given = [option for option in TRAINING if option.key in options.given]
    training = {option.key: getattr(options, option.key) for option in given}
    if SERVER.key in options.given:
        return recipe_of(options, parser)
    if MODEL.key in options.given:
        asked = recipe_of(options, parser)
        if not recipe.model or recipe.server or os.path.realpath(asked.model) != os.path.realpath(recipe.model):
            return asked
        return replace(recipe, **{option.key: training[option.key] for option in FOR_ARPA_FILES if option in given})
    if CORPUS.key in options.given:
        corpora = tuple(map(_resolved, options.corpus))
        # A model from elsewhere says nothing of how another one is to be trained.
        return replace(Recipe(()) if recipe.is_trained_elsewhere else recipe, corpora=corpora, **training)
    if recipe.is_trained_elsewhere:
        of_training = [option.flag for option in given if option not in FOR_ARPA_FILES]
        if of_training:
            parser.error(f"the session's model was trained elsewhere; leave out {min(of_training)}, or add --corpus")
        check_folder_options(recipe.model, options, parser)
    return replace(recipe, **training)


def _resolved(corpus: str) -> str:
    """The name of a corpus in a session: its own name, or an absolute path."""
    return corpus if stands_for_corpus(corpus) else os.path.abspath(os.path.expanduser(corpus))


def _keymap(options: argparse.Namespace, parser: Parser) -> dict[str, str]:
    """The keys of actions that have other ones than by default."""
    keymap, faults = read_keys(options.config.keys, options.keymap)
    if faults:
        parser.refuse(faults[0].at(options.config.path), "lmtui config --check")
    return keymap


def _open(options: argparse.Namespace, parser: Parser, connection: Connection) -> int:
    from lmtui.playground.admission import admit
    from lmtui.playground.kiosk import Kiosk, Limits
    from lmtui.playground.session import Session
    from lmtui.playground.settings import Pace

    keymap = _keymap(options, parser)
    kiosk = Kiosk(options.root or "", options.server) if options.kiosk else None
    idle, session_limit, memory = (IDLE, SESSION_TIME, MEMORY) if kiosk else (math.inf,) * 3
    limits = Limits(60 * (options.idle_limit or idle), 60 * (options.session_limit or session_limit))
    _limit_memory(options.memory_limit or memory)
    tour = None
    if options.tour is not None:
        from lmtui.tui.tours import tour_from

        tour = tour_from(options.tour)
    saved = None
    if options.session is not None:
        saved = _read_session(options, parser)
        session = Session(saved.recipe, saved.state.sampling, saved.state.prompt)
        session.first_recipes = [model.recipe for model in saved.models]
    else:
        whole = whole_sequences_wanted(options, parser, CUTS)
        recipe, sampling, length = recipe_of(options, parser), sampling_of(options), options.tokens
        pace = Pace(options.speed, options.stop)
        beside = []
        if options.lane_model:
            from lmtui.cli.lane_models import lane_recipes

            beside = lane_recipes(options.lane_model, recipe)
        session = Session(recipe, sampling, options.prompt, pace, kiosk, whole, length, beside)
    session.views.rows = options.rows
    session.resources = None if kiosk else resources_of(options, parser)
    session.first_recipes = [admit(recipe, session.kiosk) for recipe in session.first_recipes]
    connection.prepare(os.environ)
    gc.disable()  # modules imported now stay to the end, so that searching these for garbage is in vain
    from lmtui.tui.launch import open_playground

    gc.freeze()
    gc.enable()
    return open_playground(session, connection, limits, saved, options.theme, keymap, tour)


def _limit_memory(megabytes: float) -> None:
    """Limit the private memory of this process; memory shared with others, like a stored model, does not count."""
    if megabytes < math.inf:
        import resource

        most = int(megabytes * 1_000_000)
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (ValueError, OverflowError, OSError) as error:
            raise LmtuiError(f"the memory cannot be limited to {megabytes:g} MB: {error}; ask for less") from None
