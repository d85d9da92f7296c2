"""From the texts of a recipe to a stored model, step by step, shard by shard; what is finished is not done again.

1. The texts are found and cut into shards (`planning`).
2. Each shard is cut into tokens, under its own vocabulary (`tasks.tokenize`).
3. The vocabularies become one (`vocabularies`).
4. The n-grams of each shard are sorted (`tasks.sort`), and of many shards joined (`run_tree`).
5. They are merged, smoothed and stored.

Steps 2 and 4 are done by an executor, a shard a task.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from lmtui.engines.executors import Workers, do_all, shares
from lmtui.engines.planning import plan_of
from lmtui.engines.run_tree import joined_runs, shards_in_runs
from lmtui.engines.tasks import ShardTokens, run_folder, shard_folder, sort, tokenize
from lmtui.engines.vocabularies import merge_vocabularies
from lmtui.engines.working_folder import Plan, WorkingFolder
from lmtui.errors import Progress, SourceError
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.text.encoding import too_short
from lmtui.text.shards import UnusableTexts
from lmtui.text.vocabulary import Vocabulary
from lmtui.unfinished import remove_unfinished_steps


@dataclass(frozen=True)
class SortedCorpus:
    """A corpus, shard by shard, as n-grams in order.

    Attributes:
        runs: the folder of each run, in order: of a shard, or of several.
        vocabulary: of the corpus.
        tokens: how many tokens there are, `<s>` and `</s>` not counted.
        units: how many units; a stream has none.
        unit: what a unit is: `line`, `paragraph`, `file` or `stream`, or several of them, joined by " or ".
        skipped: why texts were passed over.
        noted: a document without text for each text with undecodable bytes or controls.
        marked: the names of the texts for `lmtui.text.remarks.marker_notes`.
    """

    runs: tuple[Path, ...]
    vocabulary: Vocabulary
    tokens: int
    units: int
    unit: str
    skipped: tuple[str, ...]
    noted: tuple[Document, ...]
    marked: tuple[str, ...]


class Pipeline:
    """The work on one large corpus.

    Args:
        recipe: what is trained, and on what.
        folder: where the work is done.
        workers: do the work on shards.
        progress: is told how far the work is, and may raise `Cancelled`.
    """

    def __init__(self, recipe: Recipe, folder: WorkingFolder, workers: Workers, progress: Progress) -> None:
        self._recipe, self._folder, self._workers, self._progress = recipe, folder, workers, progress

    def plan(
        self,
        shard_size: int,
        resume: bool,
        pipes_allowed: bool = False,
        unusable: Collection[str] = (),
        largest: float = math.inf,
    ) -> Plan:
        """The shards of the corpus: those that an earlier run has left, or new ones.

        Args:
            shard_size: bytes of text, of new ones.
            resume: whether those of an earlier run are taken.
            largest: bytes of text; those of an earlier run that were to have more are not taken.
            unusable: the names of texts that an earlier plan had, and which hold NUL characters.

        Raises:
            SourceError: a text cannot be read.
            OSError: the folder cannot be written.
        """
        plan = self._folder.plan() if resume else None
        if plan and plan.shard_size <= largest:
            remove_unfinished_steps(self._folder.path)
        else:
            self._folder.begin(lambda: self._progress("reading", 0.0))
            try:
                plan = plan_of(self._recipe, self._folder, shard_size, self._progress, pipes_allowed, unusable)
            except BaseException:
                self._folder.remove()  # there is nothing to go on from
                raise
        return plan

    def sorted(self, plan: Plan) -> SortedCorpus:
        """Work on all shards of a plan, but for what is finished.

        Raises:
            UnusableTexts: some texts are none; a plan without these has to be made.
            SourceError: a text is gone, or is not as it was; or all of them have fewer than two tokens.
            ModelError: a worker was killed.
            OSError: the folder cannot be written.
        """
        shards = self._tokenized(plan)
        noted = _noted(plan, shards)
        tokens = sum(shard.tokens for shard in shards)
        if tokens < 2:
            raise SourceError(too_short([file.name for file in plan.files], tokens))
        vocabulary = merge_vocabularies(self._folder.path, shards, self._recipe.min_count, self._progress)
        self._sort(shards, len(vocabulary))
        remarks = [remark for shard in shards for remark in shard.remarks]
        marked = tuple(plan.files[remark.text].name for remark in remarks if remark.cuts_markers)
        return SortedCorpus(
            joined_runs(self._folder.path, len(shards), self._workers, self._report),
            vocabulary,
            tokens,
            sum(shard.units for shard in shards),
            " or ".join(plan.rules),
            plan.skipped,
            noted,
            marked,
        )

    def _report(self, stage: str, fraction: float) -> None:
        """Say how far the workers are, and how many there are."""
        self._progress(f"{stage}{self._workers.in_words()}", fraction)

    def _tokenized(self, plan: Plan) -> list[ShardTokens]:
        work, recipe = self._folder.path, self._recipe
        found = [ShardTokens.open(shard_folder(work, shard.number), check=True) for shard in plan.shards]
        missing = [shard for shard, done in zip(plan.shards, found, strict=True) if done is None]
        add, report = shares("tokenizing", [shard.size for shard in missing], self._report)

        def done(number: int, tokens: ShardTokens) -> None:
            found[missing[number].number] = tokens
            add(number)

        for shard in missing:  # what is there is damaged
            shutil.rmtree(shard_folder(work, shard.number), ignore_errors=True)
        tasks = [(work, shard, recipe.tokenizer, recipe.exact_text) for shard in missing]
        do_all(self._workers, tokenize, tasks, done, report)
        return [tokens for tokens in found if tokens is not None]

    def _sort(self, shards: Sequence[ShardTokens], vocabulary: int) -> None:
        work = self._folder.path
        finished = shards_in_runs(work, len(shards))
        missing = [number for number in range(len(shards)) if number not in finished]
        for number in missing:  # what is there is damaged
            shutil.rmtree(run_folder(work, number), ignore_errors=True)
        add, report = shares("counting", [shards[number].tokens for number in missing], self._report)
        tasks = [(work, number, len(shards), self._recipe.order, vocabulary) for number in missing]
        do_all(self._workers, sort, tasks, lambda number, _: add(number), report)


def _noted(plan: Plan, shards: Sequence[ShardTokens]) -> tuple[Document, ...]:
    """The texts with undecodable bytes or controls; raises `UnusableTexts` where some are none."""
    remarks = [remark for shard in shards for remark in shard.remarks]
    unusable = [plan.files[remark.text].name for remark in remarks if remark.unusable]
    if unusable:
        raise UnusableTexts(unusable)
    found: dict[int, Document] = {}
    for remark in [remark for remark in remarks if remark.undecodable or remark.controls]:
        file = plan.files[remark.text]
        before = found.get(remark.text, Document(file.name, ""))
        found[remark.text] = Document(
            file.name,
            "",
            before.undecodable + remark.undecodable,
            before.controls + remark.controls,
            advice=before.advice or remark.advice,
        )
    return tuple(found[number] for number in sorted(found))
