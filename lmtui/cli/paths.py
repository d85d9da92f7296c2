"""`lmtui paths`: the folder of the cache, how large the cache is, and how to clear it."""

from __future__ import annotations

import argparse

from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.text.memory import size_in_words
from lmtui.text.safety import visible


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print where trained models are stored, or remove these models."""
    from lmtui.ngram.cache import CACHE_VARIABLE, cache_folder, cache_use, clear_cache

    folder = cache_folder()
    use = clear_cache() if options.clear else cache_use()
    if options.json:
        path = None if folder is None else str(folder)
        print_json({"cache": path, "models": use.models, "bytes": use.size, "cleared": options.clear})
    elif folder is None:
        print(f"no cache: {CACHE_VARIABLE} is empty")
    elif options.clear:
        print(f"removed {use.models:,} models ({size_in_words(use.size)}) from {visible(str(folder))}")
    else:
        print(f"cache   {visible(str(folder))}  ({use.models:,} models, {size_in_words(use.size)})")
        print("lmtui paths --clear removes them")
        print(f"{CACHE_VARIABLE}=FOLDER moves the cache, {CACHE_VARIABLE}= turns it off")
    return 0
