"""`lmtui train`: train a model and write it to a file or folder."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from lmtui.cli.from_options import recipe_of, resources_of
from lmtui.cli.loading import print_notes
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.cli.train_output import check_arpa_place, is_arpa_name
from lmtui.errors import SettingError
from lmtui.text.safety import visible
from lmtui.text.units import units_in_words


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Train a model, or open the one that --model names, and write it."""
    from lmtui.library import load
    from lmtui.ngram.arpa_writer import write_arpa
    from lmtui.ngram.store import check_place, save

    out = Path(options.output)
    bar = ProgressBar(options.quiet)
    started = time.monotonic()
    try:
        arpa = is_arpa_name(out)
    except SettingError as error:
        parser.error(str(error))
    if arpa:
        check_arpa_place(out)
    else:
        check_place(out)
    recipe = recipe_of(options, parser)
    try:
        place = None if arpa else out
        loaded = load(recipe, bar.show, pipes_allowed=True, resources=resources_of(options, parser), place=place)
        loaded.release()
        model = loaded.ngram_model.trie
        if arpa:
            write_arpa(model, out, bar.show)
        elif loaded.place != out:
            bar.show("writing", 0.0)
            save(model, out)
    finally:
        bar.clear()
    print_notes(loaded)
    ngrams = ", ".join(f"{len(level.token):,}" for level in model.levels)
    seconds = time.monotonic() - started
    text = f"{units_in_words(model.units, model.unit)}, {model.tokens:,} tokens, " if model.tokens else ""
    made = f"order {model.order}, {visible(model.smoothing)}, {ngrams} n-grams"
    print(f"{visible(str(out))}: {text}{made}, {seconds:.1f} s")
    return 0
