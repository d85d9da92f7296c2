"""A sweep on the screen, and what a person reads there."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lmtui.insight.sweep import SweepRow
from lmtui.playground.session import Session
from lmtui.playground.sweep_job import SweepJob
from lmtui.playground.table import middle_of
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.sampling.temperature import SWEPT
from lmtui.tui.screens.sweep import SweepScreen
from support.player import Player, mouse_session, playing
from support.screen import inside_frame


def job_of(session: Session, words: str = "the", tokens: int = 30, recipe: Recipe | None = None) -> SweepJob:
    assert session.sampler is not None
    return SweepJob(recipe or session.recipe, session.sampler, words, Sampling(seed=4), tokens)


@asynccontextmanager
async def sweeping(
    session: Session | None = None, size: tuple[int, int] = (80, 24), plain: bool = False, ascii_only: bool = False
) -> AsyncIterator[tuple[Player, SweepJob]]:
    """Open the screen over the playground."""
    async with playing(session or mouse_session(), size=size, plain=plain, ascii_only=ascii_only) as player:
        job = job_of(player.session)
        await player.app.push_screen(SweepScreen(job))
        yield player, job


def rows_of(player: Player, *last: str) -> list[list[str]]:
    """The lines of the temperatures, by words; `last` are more words that the line after these may begin with."""
    lines = [line.split() for line in inside_frame(player.screen())]
    head = next(number for number, words in enumerate(lines) if words[:2] == ["T", "perplexity"])
    ends = ("done:", "stopped:", "failed:", "sweeping", *last)
    end = next(n for n, words in enumerate(lines) if words and words[0] in ends)
    return lines[head + 1 : end]


def agrees(words: list[str], row: SweepRow) -> bool:
    """Whether a line tells the figures of a row."""
    figures = [row.perplexity, row.distinct_1, row.distinct_2, row.distinct_3, row.mean_rank]
    figures.append(middle_of(row.mean_entropy_bits))
    figures.append(math.nan if row.copied is None else row.copied)
    digits = (1, 3, 3, 3, 1, 2, 3)
    told = [math.nan if word == "–" else math.inf if word == "∞" else float(word) for word in words[1:]]
    return len(told) == len(figures) and all(
        a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= 0.50001 * 10**-n
        for a, b, n in zip(told, figures, digits, strict=True)
    )


LONGER = (*SWEPT[:-1], 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, math.inf)
