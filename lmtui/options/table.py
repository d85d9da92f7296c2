"""Which options there are, and where: of each command, and in the settings screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from lmtui.options import playground as of_playground
from lmtui.options.model import CORPUS, LANE_MODEL, MODEL, SERVER, TRAINING
from lmtui.options.option import Option, flag, one_of, text, whole
from lmtui.options.playground import ROWS, SPEED, STOP
from lmtui.options.resources import RESOURCES, SET_RESOURCES
from lmtui.options.sampling import ANNEAL, CUTS, PROMPT, SEED, SWEPT_TOKENS, TEMPERATURE, TEMPERATURES, TOKENS
from lmtui.options.sequences import (
    BEAM,
    BEST_COUNT,
    BY_TOKEN,
    COMPARE,
    ENDS,
    SAMPLE_COUNT,
    SAMPLE_ROWS,
    SAMPLED_TOKENS,
    SEARCHED_TOKENS,
    SEQUENCE_TOKENS,
    SUMMARY,
    SWEEP_RUNS,
)
from lmtui.recipe import ORDERS
from lmtui.sampling.settings import FIRST_RANKS


@dataclass(frozen=True)
class Group:
    """Options that stand together in the help of a command, or in the settings screen.

    Attributes:
        title: the heading of the group; "" for a group without one.
        options: in the order of the help.
        is_exclusive: whether only one of the options can be given.
    """

    title: str
    options: tuple[Option[Any], ...]
    is_exclusive: bool = False


TOP: Final = Option(
    "top", whole("number of rows", 1, words={"all": None}), 10, "rows to print, or all (default: 10)", "K"
)
COLUMNS: Final = replace(
    TEMPERATURES,
    default=None,
    help="instead, a column of p_T for each of these temperatures over the same tokens, with commas between them",
)
EXPLAIN: Final = Option(
    "explain",
    text(),
    None,
    "instead, say where the probability of this token comes from, order by order",
    "TOKEN",
)
NGRAMS: Final = Option(
    "ngrams",
    whole("number of tokens", 1, ORDERS[-1]),
    None,
    "list the n-grams of so many tokens (default: --order)",
    "K",
)
BEGINNING: Final = Option("beginning", text(), "", "list only those that begin with this", "TEXT")
TABLE: Final = flag(
    "table", "instead, shade the bigrams: a row for each token before, a column for each that follows"
)
SHADE: Final = one_of(
    "shade", ("p", "count"), "p", "what the shades of the table are: p_T at --temperature, or counts"
)
TEXTS: Final = Option(
    "text",
    text(),
    (),
    "a text to score; may be repeated (default: the units of standard input, cut as in training)",
    "TEXT",
    is_repeated=True,
)
RUNS: Final = Option("run", text(), (), "where these tokens stand; may be repeated", "TEXT", is_repeated=True)
CHECKED_TEXTS: Final = Option(
    "text",
    text(),
    (),
    "a text whose copied runs are looked for; may be repeated (default: standard input)",
    "TEXT",
    is_repeated=True,
)
PLACES: Final = Option(
    "top",
    whole("number of places", 1, words={"all": None}),
    10,
    "places to show of each run, or all (default: 10)",
    "K",
)
AROUND: Final = Option(
    "around", whole("number of tokens", 0), 8, "tokens to show before a run, and behind it (default: 8)", "N"
)
NO_END: Final = flag("no-end", "leave out </s>: the text may go on")
BASE: Final = one_of("base", ("e", "2", "10"), "e", "of the logarithms (default: e; with --json always e)")
SCORED_TEMPERATURE: Final = replace(
    TEMPERATURE,
    help="also the probability at this T: as it is generated, and as a sequence annealed as a whole among those of "
    "its length",
)
OUTPUT: Final = Option(
    "output",
    text(),
    None,
    "what to write: an ARPA file if it ends in .arpa or .arpa.gz (KenLM and others read it), else a folder",
    "OUT",
    short="o",
    is_required=True,
    is_path=True,
    in_config=False,
)
RANKS: Final = Option(
    "ranks",
    whole("number of ranks", 1, words={"all": None}),
    FIRST_RANKS,
    f"of a server: how many first ranks to ask for, or all (default: {FIRST_RANKS})",
    "K",
)
JSON: Final = flag("json", "print one JSON object a line, numbers in full precision")
CSV: Final = flag("csv", "print comma-separated values, numbers in full precision")
PLOT: Final = flag("plot", "draw perplexity, distinct-2 and copied as bars")
ASCII: Final = flag("ascii", "print the table and the bars in ASCII")
QUIET: Final = flag("quiet", "show no progress")
CLEAR: Final = flag("clear", "remove all models from the cache", in_config=False)
EDIT_PATH: Final = flag(
    "edit-path", "print the path of the file alone, for an editor; its folder is made", in_config=False
)
CHECK: Final = Option(
    "check",
    text(),
    None,
    "instead, name every fault of the user's file, or of another one",
    "FILE",
    is_path=True,
    in_config=False,
    may_be_bare=True,
)
SHELL: Final = replace(
    one_of("shell", ("bash", "zsh", "fish"), None, "whose completion"), in_config=False, is_positional=True
)
KEYS: Final = flag("keys", "instead, the keys of every action", in_config=False)
PACKAGES: Final = flag("packages", "name packages that carry free texts, and how each is installed", in_config=False)
MEASURED: Final = ("read", "train", "open", "generate", "score", "sequences", "start", "wire", "answers")
"""What is measured where nothing is named."""

ONLY: Final = one_of(
    "only",
    (*MEASURED, "large", "ranks"),
    (),
    "measure this alone; may be repeated (only where they are named: large, which takes minutes and some GB of disk; "
    "ranks, of SmolLM2)",
    is_repeated=True,
)
SESSIONS: Final = Option(
    "sessions",
    whole("number of sessions", 1),
    None,
    "instead, what N kiosk sessions on this machine hold and do",
    "N",
)
QUICK: Final = flag("quick", "on smaller texts, in seconds; goals may not apply")

_FROM_SERVERS = Group("model", (CORPUS, *TRAINING, MODEL, SERVER))
_MODEL = Group("model", (CORPUS, *TRAINING, MODEL))
_LARGE = Group("large texts", RESOURCES)
_SAMPLING = Group("sampling", (PROMPT, TEMPERATURE, *CUTS, SEED))
_SWEEPING = Group("sampling", (PROMPT, TEMPERATURES, *CUTS, SEED))

PLAYGROUND = ""
"""The name, in `COMMANDS`, of the command line without a command."""

COMMANDS: Final[dict[str, tuple[Group, ...]]] = {
    PLAYGROUND: (
        _FROM_SERVERS,
        _SAMPLING,
        Group("", (LANE_MODEL, ANNEAL, SEQUENCE_TOKENS)),
        Group("", (SPEED, STOP, ROWS, of_playground.SESSION, of_playground.TOUR)),
        _LARGE,
        Group("looks", (of_playground.THEME, of_playground.KEYMAP, of_playground.ASCII)),
        Group(
            "terminal (over SSH the defaults spare the line)",
            (of_playground.MOUSE, of_playground.ANIMATION, of_playground.FPS),
        ),
        Group(
            "limits (none, but in a kiosk)",
            (
                of_playground.KIOSK,
                of_playground.ROOT,
                of_playground.IDLE_LIMIT,
                of_playground.SESSION_LIMIT,
                of_playground.MEMORY_LIMIT,
            ),
        ),
    ),
    "generate": (_FROM_SERVERS, _SAMPLING, _LARGE, Group("", (ANNEAL, TOKENS, STOP, JSON, QUIET))),
    "next": (_FROM_SERVERS, _SAMPLING, _LARGE, Group("", (TOP, RANKS, COLUMNS, EXPLAIN, JSON, QUIET))),
    "score": (
        _FROM_SERVERS,
        _LARGE,
        Group("", (TEXTS, NO_END, BY_TOKEN, COMPARE, SUMMARY, SCORED_TEMPERATURE, BASE, JSON, QUIET)),
    ),
    "best": (_FROM_SERVERS, _LARGE, Group("", (PROMPT, SEARCHED_TOKENS, ENDS, BEST_COUNT, BEAM, JSON, QUIET))),
    "sample": (
        _FROM_SERVERS,
        _SAMPLING,
        _LARGE,
        Group("", (ANNEAL, SAMPLED_TOKENS, SAMPLE_COUNT, STOP, SAMPLE_ROWS, JSON, QUIET)),
    ),
    "sweep": (
        _FROM_SERVERS,
        _SWEEPING,
        Group("", (SWEPT_TOKENS, SWEEP_RUNS)),
        Group("", (JSON, CSV, PLOT), is_exclusive=True),
        Group("", (ASCII, QUIET)),
    ),
    "counts": (
        _MODEL,
        Group("", (NGRAMS, BEGINNING, TOP)),
        Group("table", (TABLE, SHADE, TEMPERATURE)),
        Group("", (JSON, ASCII, QUIET)),
    ),
    "sources": (_MODEL, Group("", (RUNS, CHECKED_TEXTS, PLACES, AROUND, JSON, QUIET))),
    "train": (_MODEL, _LARGE, Group("", (OUTPUT, QUIET))),
    "corpora": (Group("", (PACKAGES, JSON)),),
    "paths": (Group("", (CLEAR, JSON)),),
    "config": (Group("", (EDIT_PATH, CHECK, KEYS), is_exclusive=True), Group("", (JSON,))),
    "completion": (Group("", (SHELL,)),),
    "man": (),
    "bench": (Group("", (ONLY, SESSIONS, QUICK, JSON)),),
}
"""The options of each command, in the order of its help."""

ALL_OPTIONS: Final[tuple[Option[Any], ...]] = tuple(
    option for groups in COMMANDS.values() for group in groups for option in group.options
)
"""The options of all commands; one of several commands is there for each."""

TRAINER: Final = Group("train", SET_RESOURCES)
"""Who trains; in the settings screen, but not of a kiosk."""

SETTING_GROUPS: Final = (
    Group("model", (CORPUS, *TRAINING)),
    Group("text", (SPEED, STOP, SEED)),
    Group("cuts", CUTS),
    Group("whole", (ANNEAL, SEQUENCE_TOKENS)),
    Group("screen", (ROWS, of_playground.THEME)),
    TRAINER,
)
"""The options with a field in the settings screen, from top to bottom."""

SETTINGS: Final[tuple[Option[Any], ...]] = tuple(
    option for group in SETTING_GROUPS for option in group.options if option not in (CORPUS, of_playground.THEME)
)
"""The options whose values are in `lmtui.playground.settings.Settings.values`."""
