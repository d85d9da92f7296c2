"""A person in front of the playground: presses keys, looks at the screen; through Textual's Pilot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from itertools import takewhile

from rich.cells import set_cell_size
from textual import events
from textual._compositor import LayoutUpdate
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.generation import DrawnToken, generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.display import Speller, token_label
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.slider import TemperatureSlider
from lmtui.tui.widgets.text_pane import TextPane
from support.models import ids_of, trie_of
from support.painting import paint, paint_at_rest
from support.post import Post
from support.screen import ShownTable, find_table, from_cell, prose
from support.stylesheets import share_stylesheets

share_stylesheets()
paint_at_rest()

_ROUNDS = 4
_LOOKS = 600
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.1  # seconds between two looks


class Player:
    """The one who plays."""

    def __init__(self, app: PlaygroundApp, session: Session, pilot: Pilot[None], post: Post) -> None:
        self.app, self.session, self.pilot, self._post = app, session, pilot, post
        self._seen: list[str] | None = None

    # Hands

    async def press(self, *keys: str) -> None:
        """Press keys, each once all that the last one caused has been done.

        `Pilot.press` waits until the process is idle, which it never is during an unlimited generation.
        """
        for key in keys:
            self._send(key)
            await self.settle()

    async def press_ahead(self, *keys: str) -> None:
        """Press keys faster than the program keeps up with, as they come over a slow line."""
        for key in keys:
            self._send(key)
        await self.settle()

    def _send(self, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 else key
        character = key if len(key) == 1 else " " if key == "space" else None
        self.app.post_message(events.Key(name, character))

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def resize(self, columns: int, rows: int, *before: tuple[int, int]) -> None:
        """Give the terminal a size, and other ones just before, which are not waited for."""
        driver = self.app._driver
        assert isinstance(driver, HeadlessDriver)
        for size in [Size(*one) for one in (*before, (columns, rows))]:
            driver._size = size
            self.app.post_message(events.Resize(size, size))
            await asyncio.sleep(0)
        await self.until(lambda: self.app.screen._compositor.size == size, f"the size {columns}×{rows}")
        await self.settle()

    async def settle(self) -> None:
        """Wait until every key has acted, every widget has taken all messages, and those that these caused.

        While something goes on by itself, such as a generation, that is never so; then for some rounds.
        """
        rounds = 0
        while rounds < _ROUNDS and self.app.is_running:
            self.app.screen._on_timer_update()  # a new layout would else wait for a timer
            before = self._post.taken
            await self._post.all_taken(self.app)
            if self.app.is_running:
                self.app.screen._on_timer_update()
            rounds = rounds + 1 if self.app.key_queue.idle else 0
            if rounds and before == self._post.taken and self._post.nothing_waits(self.app):
                break

    async def until(self, seen: Callable[[], object], what: str) -> None:
        """Wait, within reason, until something is seen.

        To look at the screen is to draw it, which holds up a thread that works for it: the longer a wait, the fewer
        looks.
        """
        pause = _FIRST_PAUSE
        for _ in range(_LOOKS):
            if seen():
                return
            await asyncio.sleep(pause)
            pause = min(1.2 * pause, _LONGEST_PAUSE)
        raise AssertionError(f"never seen: {what}; the screen:\n" + "\n".join(self.screen()))

    async def model_ready(self) -> None:
        await self.until(lambda: self.session.sampler is not None and self.table is not None, "a table")
        await self.settle()

    # Eyes

    def screen(self) -> list[str]:
        """The lines of the whole screen, dialogs included; drawn once for all looks before the app does anything."""
        if not self.app.is_running:
            return []
        if self._seen is None:
            self._seen = ["".join(strip.text for strip in _strips(line)) for line in self.whole_screen().strips]
            asyncio.get_running_loop().call_soon(self._look_again)
        return list(self._seen)

    def _look_again(self) -> None:
        self._seen = None

    def whole_screen(self) -> LayoutUpdate:
        """What would be sent to a terminal that shows nothing yet."""
        update = self.app.screen._compositor.render_update(full=True, screen_stack=self.app._background_screens)
        assert isinstance(update, LayoutUpdate)
        return update

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen())

    def part(self, widget: Widget) -> list[str]:
        """The lines of one part of the screen."""
        region = widget.region
        lines = self.screen()[region.y : region.bottom]
        return [_cells(line, region.x, region.right) for line in lines]

    @property
    def prompt(self) -> PromptInput:
        return self.app._playground.query_one(PromptInput)

    @property
    def slider(self) -> TemperatureSlider:
        return self.app._playground.query_one(TemperatureSlider)

    @property
    def text_pane(self) -> TextPane:
        return self.app._playground.query_one(TextPane)

    @property
    def table_pane(self) -> CandidateTable:
        return self.app._playground.query_one(CandidateTable)

    @property
    def status(self) -> str:
        return self.screen()[0]

    @property
    def temperature(self) -> str:
        """What stands after the T of the slider."""
        return self.part(self.slider)[0].split()[1]

    @property
    def text(self) -> str:
        """The text, as if it stood on one line."""
        pane = self.text_pane  # itself: something said in passing may stand over it
        lines = [pane.render_line(y).text for y in range(1, pane.size.height - 1)]  # no title, no colours
        text = prose(list(takewhile(str.strip, lines)))  # below a blank line, where there is one, is the legend
        return text.replace("≠", " ").rstrip()

    @property
    def text_note(self) -> str:
        """The line above the text."""
        return self.part(self.text_pane)[0]

    @property
    def after(self) -> str:
        """The line above the table, which says after what."""
        return self.part(self.table_pane)[0]

    @property
    def table(self) -> ShownTable | None:
        return find_table(self.screen())

    def the_table(self) -> ShownTable:
        table = self.table
        assert table is not None, "\n".join(self.screen())
        return table

    @property
    def messages(self) -> list[str]:
        """What the program has said in passing and is still to be read."""
        return [note.message for note in self.app._notifications]

    def said(self, text: str) -> bool:
        return any(text in message for message in self.messages)

    @property
    def focus(self) -> Widget | None:
        return self.app.screen.focused

    # What must be there

    def shows_table_of(self, prompt: str, temperature: float) -> bool:
        """Whether every row is what the model says after this prompt at this temperature."""
        table = self.table
        if table is None or not table.rows:
            return False
        assert self.session.sampler is not None
        expected = _expected(self.session.sampler, prompt, temperature)
        return table.sums_to_one() and all(
            row.token == token_label(expected[row.rank][0])
            and abs(row.model_prob - expected[row.rank][1]) <= 0.00005
            and abs(row.prob - expected[row.rank][2]) <= 0.00005
            for row in table.rows
        )

    def drawn(self, prompt: str, tokens: int) -> list[DrawnToken]:
        """The tokens that `generate` draws with the session's settings."""
        assert self.session.sampler is not None
        ids = ids_of(self.session.sampler, prompt)
        return list(
            generate(self.session.sampler, ids, self.session.text.sampling, tokens, self.session.playback.pace.stop)
        )

    def spelled(self, prompt: str, tokens: int) -> str:
        """The prompt and so many tokens after it, as `text` must read."""
        assert self.session.sampler is not None
        model = trie_of(self.session.sampler)
        speller = Speller(model.tokenizer)
        words = [
            *model.tokenizer.split(prompt),
            *model.vocabulary.decode(t.token for t in self.drawn(prompt, tokens)),
        ]
        spelled = "".join("".join(speller.spell(word)) for word in words)
        return prose([spelled.replace("\n", "¶ ")])


@lru_cache(maxsize=16)
def _expected(sampler: Sampler, prompt: str, temperature: float) -> dict[int, tuple[str, float, float]]:
    model = trie_of(sampler)
    context = [model.vocabulary.id("<s>"), *model.vocabulary.encode(model.tokenizer.split(prompt))]
    distribution = sampler.distribution(context, temperature)
    return {
        candidate.rank: (model.vocabulary[candidate.token], candidate.model_prob, candidate.prob)
        for candidate in distribution.candidates(1, distribution.support)
    }


def _strips(line: object) -> list[Strip]:
    return [line] if isinstance(line, Strip) else list(line)  # type: ignore[call-overload]


def _cells(line: str, first: int, last: int) -> str:
    return from_cell(set_cell_size(line, last), first)


def mouse_session(speed: float = 60, seed: int = 4, temperature: float = 1.0) -> Session:
    """The smallest corpus there is: five words."""
    return Session(Recipe(("mouse",)), Sampling(temperature, seed=seed), pace=Pace(speed))


def fables_session(speed: float = 60, seed: int = 4, temperature: float = 1.0) -> Session:
    """A corpus with hundreds of words."""
    return Session(Recipe(("fables",)), Sampling(temperature, seed=seed), pace=Pace(speed))


@asynccontextmanager
async def playing(
    session: Session,
    prompt: str = "",
    size: tuple[int, int] = (80, 24),
    plain: bool = False,
    ready: bool = True,
    saved: SavedSession | None = None,
    ascii_only: bool = False,
) -> AsyncIterator[Player]:
    """Open the playground, wait for its model unless told not to, and paste a prompt."""
    connection = Connection(animation="none", colours=16 if plain else 1 << 24, ascii=ascii_only)
    app = PlaygroundApp(session, connection, saved=saved)
    post = Post()
    async with app.run_test(size=size, notifications=True, message_hook=post.take) as pilot:
        player = Player(app, session, pilot, post)
        if ready:
            await player.model_ready()
        if prompt:
            await player.paste(prompt)
        yield player
        if app.is_running:
            paint(app)
