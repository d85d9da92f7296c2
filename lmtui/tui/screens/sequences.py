"""Whole sequences: the probability of any text, the best continuations of the prompt, and samples of these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from lmtui.errors import LmtuiError
from lmtui.playground.score_job import EXAMPLE, text_at_hand
from lmtui.playground.sequence_job import SequenceJob
from lmtui.playground.session import Session
from lmtui.playground.tour import Fact
from lmtui.sequences.searches import Searches
from lmtui.text.safety import visible
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.key_lines import Hint
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.screens.slider_keys import SliderKeys
from lmtui.tui.sequence_lines import refusal_page
from lmtui.tui.sequence_parts import AnyPart, BeamPart, BestPart, SamplesPart, ScorePart
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.prompt import LONGEST, PromptInput
from lmtui.tui.widgets.prompt_line import PromptLine
from lmtui.tui.widgets.sequences import PartsLine, SequencesPane
from lmtui.tui.widgets.slider import TemperatureSlider


class SequencesScreen(SliderKeys, BaseDialog[None]):
    """Answers questions about whole sequences, each as a job.

    Args:
        session: gives the text at hand, the seed and the cuts.
        searches: of the session's model.
        slider: of the screen below; keys that move it act here, too.
    """

    DEFAULT_CSS = """
    SequencesScreen {
        & > Vertical {
            height: 100%;
            max-height: 40;
        }
        & PromptLine.-hidden { display: none; }
    }
    """
    COLUMNS = 120
    PLACE = Place.SEQUENCES
    BINDINGS = bindings(PLACE)

    def __init__(self, session: Session, searches: Searches, slider: TemperatureSlider) -> None:
        super().__init__()
        self._session, self._slider = session, slider
        self._asked_at = slider.temperature
        text = text_at_hand(session)[:LONGEST]
        self._score = ScorePart(searches, text)
        prompt = session.text.prompt
        best = (BestPart if searches.available else BeamPart)(searches, prompt)
        self._parts: Sequence[AnyPart] = (self._score, best, SamplesPart(searches, prompt))
        self._shown = 0
        self._runner: JobRunner[SequenceJob[Any], Any] = JobRunner(
            self, self._done, self._failed, self._show_progress
        )
        self._waiting: SequenceJob[Any] | None = None
        self._parts_line = PartsLine([part.name for part in self._parts])
        self._texts = (PromptLine("Text 1", text), PromptLine("Text 2"))
        self._pane = SequencesPane()
        self._keys = KeyLine()

    @property
    def facts(self) -> Mapping[str, Fact]:
        texts = sum(bool(line.prompt.value) for line in self._texts)
        return {"part": self._part.name.lower(), "texts": texts}

    @property
    def _part(self) -> AnyPart:
        return self._parts[self._shown]

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Sequences"
            yield self._parts_line
            yield from self._texts
            yield self._pane
            yield self._keys

    def on_mount(self) -> None:
        """Begin with the text at hand."""
        self._show_part()

    def on_unmount(self) -> None:
        """Cancel the job, and forget a half-typed temperature."""
        self._slider.cancel_typing()
        self._runner.cancel()

    def on_descendant_focus(self) -> None:
        """The name of the text that keys go to stands out."""
        self._show_focus()

    def on_descendant_blur(self) -> None:
        """No name stands out where keys go to no text."""
        self._show_focus()

    def _show_focus(self) -> None:
        for line in self._texts:
            line.show_focus()

    def _show_part(self) -> None:
        """Show a part from its first row, and ask its question anew."""
        scores = self._part is self._score
        for line in self._texts:
            line.set_class(not scores, "-hidden")
        self.set_focus(self._texts[0].prompt if scores else self._pane)
        self._pane.show(self._part.page, from_top=True)
        self._ask()

    # The job

    def _ask(self) -> None:
        """Ask the question of the part as it is now; the latest answer stays until the next one comes.

        A job that takes long is not begun, and how long it takes is said.
        """
        self._asked_at = self._slider.temperature
        self._waiting = self._part.job(replace(self._session.text.sampling, temperature=self._asked_at))
        self._runner.cancel()
        if not self._waiting.is_long:
            self.begin()
        else:
            self._show_news(f"this takes {self._waiting.estimate}")

    def begin(self) -> None:
        """Begin the job that waits, as it takes long."""
        if self._waiting:
            self._runner.start(self._waiting)
            self._waiting = None
            self._show_news()

    def _show_progress(self, job: SequenceJob[Any]) -> None:
        """Show how far the job is, and what it knows by now."""
        self._take(job.view)
        self._show_news(job.progress.in_words)

    def _done(self, view: object) -> None:
        self._take(view)
        self._show_news()

    def _failed(self, error: LmtuiError) -> None:
        self._pane.show(partial(refusal_page, str(error)), from_top=True)
        self._show_news("failed", trouble=True)

    def _take(self, view: object) -> None:
        if view is not None and view is not self._part.view:
            self._part.view = view
            self._pane.show(self._part.page)

    def _show_news(self, news: str = "", trouble: bool = False) -> None:
        self._parts_line.show(self._shown, visible(news), trouble)
        self._show_keys()

    def _show_keys(self) -> None:
        following = self._parts[(self._shown + 1) % len(self._parts)].name
        hints = [
            *([Hint("sequences-begin")] if self._waiting else []),
            Hint("sequences-back", "Stop" if self._runner.current else "Close"),
            Hint("help"),
            Hint("sequences-part", following),
            *self._part.hints(),
        ]
        if self._pane.overflows:
            hints.append(Hint("sequences-up sequences-down"))
        if self._part is self._score:
            hints.append(Hint("next-part"))
        if self._part.anneals:
            key = "slide-colder slide-warmer type-digits"
            if isinstance(self.focused, PromptInput):
                key = "slide-much-colder slide-much-warmer"
            hints.append(Hint(key, f"T {self._slider.reading}", key=1 if "much" in key else 0))
        self._keys.show(hints)

    def action_back(self) -> None:
        """Forget a half-typed temperature; stop; if nothing runs, close."""
        if self._slider.cancel_typing():
            self._show_keys()
        elif not self.interrupt():
            self.dismiss()

    def interrupt(self) -> bool:
        """Stop the job. Returns True if one ran."""
        ran = self._runner.cancel()
        if ran:
            self._show_news("stopped")
        return ran

    # The texts

    def on_input_changed(self, event: Input.Changed) -> None:
        """Score what was typed."""
        event.stop()
        texts = tuple(line.prompt.value for line in self._texts)
        if texts != self._score.texts:
            self._score.texts = texts
            self._ask()

    def on_prompt_input_cut(self, event: PromptInput.Cut) -> None:
        """Say that not all of what was pasted is there."""
        event.stop()
        self._show_news(f"cut: a text has at most {LONGEST:,} characters", trouble=True)

    def action_example(self) -> None:
        """Type two texts of the same words, one much more probable than the other."""
        for line, text in zip(self._texts, EXAMPLE, strict=True):
            line.prompt.value = text
            line.prompt.action_end()

    def action_next_part(self) -> None:
        """Go to the next part."""
        self._shown = (self._shown + 1) % len(self._parts)
        self._show_part()

    def action_longer(self, steps: int) -> None:
        """Ask for sequences of more tokens, or fewer."""
        if self._part.longer(steps):
            self._ask()

    def action_more(self) -> None:
        """Ask for another number of sequences."""
        if self._part.more():
            self._ask()

    def action_next_rows(self) -> None:
        """Show other rows."""
        self._part.show_other_rows()
        self._pane.show(self._part.page, from_top=True)
        self._show_keys()

    def action_scroll_rows(self, lines: int) -> None:
        """Show the rows above or below."""
        self._pane.scroll_rows(lines)

    # The slider of the screen below

    def slider_moved(self) -> None:
        """Ask anew where the temperature is another one."""
        if self._part.anneals and self._slider.temperature != self._asked_at:
            self._ask()
        self._show_keys()
