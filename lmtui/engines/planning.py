"""Which texts a recipe names, and how these are cut into shards."""

from __future__ import annotations

from collections.abc import Collection

from lmtui.engines.resources import disk_a_byte
from lmtui.engines.working_folder import Plan, WorkingFolder
from lmtui.errors import Progress
from lmtui.files import flush_to_disk
from lmtui.recipe import Recipe
from lmtui.text.first_look import look_at
from lmtui.text.on_disk import check_room, texts_on_disk
from lmtui.text.shard_plan import cut_into_shards, units_of
from lmtui.text.tokenizers import tokenizer_named


def plan_of(
    recipe: Recipe,
    folder: WorkingFolder,
    shard_size: int,
    progress: Progress,
    pipes_allowed: bool,
    unusable: Collection[str] = (),
) -> Plan:
    """Find the texts of a recipe and cut them into shards; the plan is written to the folder, which must be there.

    Args:
        shard_size: bytes of text.
        pipes_allowed: whether a text may be a pipe.
        unusable: the names of texts that an earlier plan had, and which hold NUL characters.

    Raises:
        SourceError: a text cannot be read, or is more than the disk has room for.
        OSError: the folder cannot be written.
        Cancelled: by `progress`.
    """
    disk = disk_a_byte(recipe.order)
    check_room("the texts hold", sum(look_at(name, progress).size for name in recipe.corpora), folder.path, disk)
    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    texts = [
        text
        for name in recipe.corpora
        for text in texts_on_disk(name, folder.spool, progress, recipe.encoding, pipes_allowed, unusable, disk)
    ]
    corpora = [(text.corpus, text.file) for text in texts if text.file]
    with_rules = list(units_of(corpora, tokenizer, recipe.unit, progress))
    shards = tuple(cut_into_shards(with_rules, tokenizer, shard_size, progress))
    skipped = tuple(line for text in texts for line in text.skipped)
    plan = Plan(tuple(file for _, file in corpora), shards, skipped, shard_size)
    if folder.spool.exists():  # whoever finds the plan after a failure of the machine relies on it
        with folder.spool.open("rb") as spooled:
            flush_to_disk(spooled)
    folder.write_plan(plan)
    return plan
