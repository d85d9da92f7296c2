"""`lmtui`: open the playground."""

from __future__ import annotations

import argparse
import gc
import math
import os
import signal
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from lmtui.cli.parser import (
    OF_ARPA_FILES,
    Parser,
    add_model_options,
    add_sampling_options,
    at_least,
    check_folder_options,
    number_above,
    recipe_of,
    sampling_of,
)
from lmtui.errors import LmtuiError, SettingError
from lmtui.playground.settings import check_prompt
from lmtui.recipe import Recipe
from lmtui.text import bundled
from lmtui.tui.connection import ANIMATIONS, Connection, NoTerminal, connection_of
from lmtui.tui.key_names import KeyNames

if TYPE_CHECKING:
    from lmtui.playground.saved_session import SavedSession
    from lmtui.sampling.settings import Sampling

_SAMPLING = ("prompt", "temperature", "top_k", "top_p", "min_p", "seed")
_IDLE, _SESSION, _MEMORY = 15.0, 120.0, 512  # in a kiosk: minutes, minutes, MB


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    add_sampling_options(parser)
    # What is given beside a session wins over it, so that it must be known what was given.
    defaults = {name: parser.get_default(name) for name in _SAMPLING}
    parser.set_defaults(**dict.fromkeys(_SAMPLING), sampling_defaults=defaults)
    parser.add_argument(
        "--session",
        metavar="FILE",
        help=KeyNames().fill("open a session that was saved ({save-session}); other options win over it"),
    )
    line = parser.add_argument_group("terminal (over SSH the defaults spare the line)")
    line.add_argument("--mouse", choices=("on", "off"), help="whether the mouse works (default: on; over SSH off)")
    line.add_argument(
        "--animation", choices=ANIMATIONS, help="how much moves by itself (default: basic; over SSH none)"
    )
    line.add_argument("--fps", type=at_least(1), metavar="N", help="frames a second (default: 60; over SSH 20)")
    line.add_argument("--ascii", action="store_true", help="draw bars, borders and marks in ASCII")
    limits = parser.add_argument_group("limits (none, but in a kiosk)")
    limits.add_argument(
        "--kiosk", action="store_true", help="for a shared account: no way out, no files but the cache"
    )
    limits.add_argument("--root", metavar="FOLDER", help="in a kiosk, texts under this folder may be opened, too")
    limits.add_argument(
        "--idle-limit",
        type=number_above(0),
        metavar="MINUTES",
        help=f"close after so long without a key (kiosk: {_IDLE:g})",
    )
    limits.add_argument(
        "--session-limit", type=number_above(0), metavar="MINUTES", help=f"close after so long (kiosk: {_SESSION:g})"
    )
    limits.add_argument(
        "--memory-limit", type=at_least(100), metavar="MB", help=f"use no more memory (kiosk: {_MEMORY:g})"
    )


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
    if options.corpus and "-" in options.corpus:
        parser.error("the playground reads its keys from standard input; give the corpus as a file")
    if options.session is not None and options.kiosk:
        parser.error("a kiosk opens no session files; leave out --session")
    if options.root is not None and not (options.kiosk and os.path.isdir(options.root)):
        parser.error("--root needs --kiosk, and a folder that exists")
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # the screen ends in its own way
    return _open(options, parser, connection)


def _without_session(options: argparse.Namespace, parser: Parser) -> tuple[Recipe, Sampling, str]:
    """What the options say, with their defaults."""
    for name, default in options.sampling_defaults.items():
        if getattr(options, name) is None:
            setattr(options, name, default)
    try:
        check_prompt(options.prompt)
    except SettingError as error:
        parser.error(str(error))
    return recipe_of(options, parser), sampling_of(options, parser), options.prompt


def _session_file(options: argparse.Namespace, parser: Parser) -> SavedSession:
    """The session that was saved, with what is given beside it."""
    from lmtui.playground.checks import check_sources
    from lmtui.playground.overrides import Overrides, override
    from lmtui.playground.session_file import read

    saved = read(options.session)
    try:
        saved = override(
            saved,
            _overridden_recipe(saved.recipe, options, parser),
            Overrides(**{name: getattr(options, name) for name in _SAMPLING}),
        )
    except SettingError as error:
        parser.error(str(error))
    check_sources(saved.recipe)
    return saved


def _overridden_recipe(recipe: Recipe, options: argparse.Namespace, parser: Parser) -> Recipe:
    """The recipe of a session, with the model options that are given."""
    if options.model is not None:
        asked = recipe_of(options, parser)
        same = bool(recipe.model) and os.path.realpath(asked.model) == os.path.realpath(recipe.model)
        return replace(recipe, tokenizer=options.tokenizer or recipe.tokenizer) if same else asked
    given = {
        field.name: getattr(options, field.name)
        for field in fields(Recipe)
        if field.name != "model" and getattr(options, field.name, None) not in (None, False)
    }
    if options.corpus:
        given["corpora"] = tuple(map(_resolved, options.corpus))
        # A model from elsewhere says nothing of how another one is to be trained.
        return replace(Recipe(()) if recipe.model else recipe, **given)
    if recipe.model:
        of_training = min(given.keys() - set(OF_ARPA_FILES), default="")
        if of_training:
            name = of_training.replace("_", "-")
            parser.error(f"the session's model was trained elsewhere; leave out --{name}, or add --corpus")
        check_folder_options(recipe.model, options, parser)
    return replace(recipe, **given)


def _resolved(corpus: str) -> str:
    """A corpus as a session names it: a bundled name, or a whole path."""
    return corpus if corpus in bundled.CORPORA else os.path.abspath(os.path.expanduser(corpus))


def _open(options: argparse.Namespace, parser: Parser, connection: Connection) -> int:
    from lmtui.playground.kiosk import Kiosk, Limits
    from lmtui.playground.session import Session

    kiosk = Kiosk(options.root or "") if options.kiosk else None
    idle, session_limit, memory = (_IDLE, _SESSION, _MEMORY) if kiosk else (math.inf,) * 3
    limits = Limits(60 * (options.idle_limit or idle), 60 * (options.session_limit or session_limit))
    _limit_memory(options.memory_limit or memory)
    saved = None
    if options.session is not None:
        saved = _session_file(options, parser)
        session = Session(saved.recipe, saved.state.samplings[saved.state.active], saved.state.prompt)
    else:
        session = Session(*_without_session(options, parser), kiosk=kiosk)
    session.recipe = session.admit(session.recipe)
    connection.prepare(os.environ)
    gc.disable()  # what is imported now stays to the end; it is not searched for garbage, now or later
    from lmtui.tui.launch import open_playground

    gc.freeze()
    gc.enable()
    return open_playground(session, connection, limits, saved)


def _limit_memory(megabytes: float) -> None:
    """Have the kernel refuse more private memory than that; what is shared, like a stored model, does not count."""
    if megabytes < math.inf:
        import resource

        most = int(megabytes * 1_000_000)
        try:
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        except (ValueError, OverflowError, OSError) as error:
            raise LmtuiError(f"the memory cannot be limited to {megabytes:g} MB: {error}; ask for less") from None
