"""The driver: draws by differences and at the terminal's pace, and ends well whatever happens to the terminal."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, BinaryIO, ClassVar, TextIO

from textual import events, messages
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from lmtui.text.cells import counted_as
from lmtui.tui.connection import Connection
from lmtui.tui.wire.difference import Pen, Row, difference
from lmtui.tui.wire.flood import Backlog
from lmtui.tui.wire.keyboard import Input, read_keys
from lmtui.tui.wire.modes import SYNCHRONISED, Modes
from lmtui.tui.wire.output import Output
from lmtui.tui.wire.pacing import QUESTION, Pacing
from lmtui.tui.wire.picture import Picture
from lmtui.tui.wire.probing import Probing, count_as_measured
from lmtui.tui.wire.tty import as_the_kernel_says, feed_straight_down, in_background, opened_again, restore, size_of

ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The signals that end the program."""

_WATCHDOG = 2.0  # seconds an end may take
_LAST_ANSWER = 1.0  # seconds to wait at the end for an answer that the shell would take for typing
_LOOK = 0.01
_MORE = 0.05  # seconds until all threads have taken the signals that came while they were stopped
_SCREEN = 2  # Textual draws on standard error
_HUNG_UP = 128 + signal.SIGHUP


class WireDriver(LinuxDriver):
    """Textual's driver with another way to write, to read and to end.

    A subclass sets the connection.

    Attributes:
        backlog: the input that has not acted yet.
        on_counted_anew: what is to be done when columns are counted in another way than before; the app sets it.
    """

    connection: ClassVar[Connection] = Connection()

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse and self.connection.mouse, size=size)
        self._size = self._size or self._get_terminal_size()
        self._output: Output | None = None
        self._modes = Modes(clipboard=not self.connection.kiosk)
        line = self.connection
        self._picture = Picture((0, 0), self._control, line.colours, line.encoding, line.ascii)
        self._shown: list[Row] = []
        self._synchronised = False
        self._next_look: asyncio.TimerHandle | None = None
        self._wake = os.pipe()
        self._keyboard = opened_again(self.fileno, os.O_RDONLY)
        self._screen = opened_again(_SCREEN, os.O_WRONLY)
        self._questions = self._answers = 0  # of where the cursor is
        self.backlog = Backlog(lambda: app.message_queue_size)
        self._probing = Probing(0, 0.0)
        self.on_counted_anew: Callable[[], None] = lambda: None
        self._ending = self._suspended = self._stopping = False
        self._last_words = ""  # what switches everything off again, while it is not known to have arrived
        for number in ENDINGS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup: then the terminal itself says that it is gone
                signal.signal(number, self._on_end)
        # A signal may reach another thread, and Python's handlers run in this one, which may be asleep in the loop:
        # that the loop knows of one signal has all of them wake it.
        self._loop.add_signal_handler(signal.SIGCONT, lambda: None)
        signal.signal(signal.SIGTSTP, self._on_stop)
        signal.signal(signal.SIGCONT, self._on_continue)

    # Drawing

    def write(self, data: str) -> None:
        """Take over what is to be seen; other sequences go out at once."""
        columns, rows = self._app.size
        if (columns, rows) != (self._picture.columns, self._picture.height):
            self._picture.resize((columns, rows))
            self._forget()
        self._picture.write(data)

    def flush(self) -> None:
        """A frame is complete: send it, or have it sent as soon as it may be."""
        if self._next_look is not None:
            self._next_look.cancel()
            self._next_look = None
        if self._stopping or self._output is None or not self._output.idle or not self._picture.changed:
            return  # when all is written, we are called again
        now = self._loop.time()
        if wait := self._pacing.due(now):
            self._next_look = self._loop.call_later(wait, self.flush)
        else:
            self._send_frame(self._output, now)

    def _send_frame(self, output: Output, now: float) -> None:
        picture = self._picture
        frame = difference(self._shown, picture.rows, self._pen, picture.cursor)
        picture.changed = False
        self._shown = [old if row == old else row.copy() for row, old in zip(picture.rows, self._shown, strict=True)]
        if not frame:
            return
        if self._synchronised:
            frame = f"\x1b[?2026h{frame}\x1b[?2026l"
        if self._pacing.sent(now, len(frame)):
            self._questions += 1
            frame += QUESTION
        output.write(frame.encode(self.connection.encoding, "replace"))

    def _control(self, sequence: str) -> None:
        """A sequence that draws nothing; those the program has no use for are not sent."""
        if SYNCHRONISED.fullmatch(sequence):
            self._synchronised = True  # our own frames are other ones
        elif self._modes.takes(sequence) and self._output is not None:
            self._output.write(sequence.encode("ascii"))

    def _forget(self) -> None:
        """It is not known any more what the terminal shows."""
        self._shown = [[None] * self._picture.columns for _ in range(self._picture.height)]
        self._pen = Pen()
        self._picture.changed = True

    def repaint(self) -> None:
        """Send the whole screen again."""
        self._forget()
        self.flush()

    # Reading

    def run_input_thread(self) -> None:
        """Read keys; the end of the input is the end of the terminal, and a mistake ends the app as elsewhere."""
        try:
            into = Input(self.process_message, self.backlog.room, lambda: self._answers < self._questions)
            if read_keys(self._keyboard, self._wake[0], into):
                self._end(_HUNG_UP)
        except Exception as error:
            self._soon(self._app._handle_exception, error)

    def send_message(self, message: Message) -> None:
        """Have the app take a message; it is counted on its way."""
        self.backlog.sent += 1
        self._soon(self._arrive, message)

    def _arrive(self, message: Message) -> None:
        self.backlog.arrived += 1
        self._app.post_message(message)

    def process_message(self, message: Message) -> None:
        """Answers and sizes are the driver's own affair, the latter not only."""
        if isinstance(message, events.CursorPosition):
            self._answers += 1
            self._soon(self._on_answer, message, self._pacing, self._probing)
        elif isinstance(message, (messages.InBandWindowResize, events.Resize)):
            self._soon(self._on_size, message)
        else:
            super().process_message(message)

    def _on_answer(self, answer: events.CursorPosition, pacing: Pacing, probing: Probing) -> None:
        if probing.take(answer.y, answer.x, self._loop.time()):
            if count_as_measured(probing.widths):
                self._forget()
                self.on_counted_anew()
        elif pacing is self._pacing and pacing.answered():  # not one asked before the program was stopped
            self.flush()

    def _on_size(self, message: Message) -> None:
        self._forget()
        super().process_message(as_the_kernel_says(message, _SCREEN))

    def _soon(self, call: Any, *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone, and with it all that was to be done
            self._loop.call_soon_threadsafe(call, *arguments)

    # Beginning and ending

    def start_application_mode(self) -> None:
        """Switch on what the app needs; what the screen showed before is to be sent again."""
        while in_background(self.fileno) and not self._ending:
            self._suspended = True  # what continues us here needs no second beginning
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(_MORE)
        self._suspended = False
        if self._ending:
            return
        self._stopping = False
        self._output = Output(self._screen, lambda: self._soon(self.flush))
        self._pacing = Pacing()
        self._answers = self._questions
        self._forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        feed_straight_down(self._screen)
        self._probe(self._output)
        if self._writer_thread is not None:
            self._writer_thread.stop()
            self._writer_thread = None
        resized = signal.getsignal(signal.SIGWINCH)

        def on_resize(number: int, frame: FrameType | None) -> None:
            self._soon(self._forget)
            if callable(resized):
                resized(number, frame)
            if self._in_band_window_resize:  # then Textual waits for the terminal's word
                self._soon(self._on_size, events.Resize.from_dimensions(self._get_terminal_size(), None))

        signal.signal(signal.SIGWINCH, on_resize)

    def _probe(self, output: Output) -> None:
        """Ask how the terminal counts, unless it has said so, or is to be sent ASCII."""
        if self.connection.encoding != "utf-8" or self.connection.ascii or counted_as().measured:
            return
        self._probing = Probing(self._get_terminal_size()[1], self._loop.time())
        self._questions += self._probing.questions
        output.write(self._probing.request.encode())

    def _get_terminal_size(self) -> tuple[int, int]:
        return size_of(_SCREEN)

    def disable_input(self) -> None:
        """Stop reading, once the terminal has answered what it was asked."""
        if self._output is not None and self._key_thread is not None and self._key_thread.is_alive():
            asked = (self._pacing, self._probing)
            while self._answers < self._questions and any(
                one.waiting(self._loop.time(), _LAST_ANSWER) for one in asked
            ):
                time.sleep(_LOOK)
            os.write(self._wake[1], b".")
        super().disable_input()

    def stop_application_mode(self) -> None:
        """Switch everything off that was switched on."""
        output = self._output
        if output is None:
            return
        self._stopping = True  # a frame that went now would be followed by a question that nobody waits for
        self._last_words = self._modes.undoing
        output.write(b"\x1b[0m")
        super().stop_application_mode()
        output.write(self._modes.undone().encode("ascii"))
        self._output = None
        output.close(_WATCHDOG / 2)
        if output.idle:
            self._last_words = ""
        else:
            self._restore_at_once()

    @property
    def can_suspend(self) -> bool:
        """In a kiosk there is no shell to go to."""
        return not self.connection.kiosk

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """No address is ever opened: over SSH it would be the wrong machine, in a kiosk a way out."""

    def deliver_binary(self, binary: BinaryIO | TextIO, **details: Any) -> None:
        """No file is ever delivered."""

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        if self.can_suspend:
            self._soon(self._suspend)

    def _suspend(self) -> None:
        """Give the terminal back, and stop until somebody lets us go on."""
        self.suspend_application_mode()
        self._suspended = True
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # The whole job, as the terminal itself would do it. Where nobody could continue it, the kernel does nothing.
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        time.sleep(_MORE)
        signal.signal(signal.SIGTSTP, self._on_stop)
        self._suspended = False
        if not self._ending:
            self.resume_application_mode()

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        """Somebody has stopped us by force: the terminal may be in any state."""
        if not self._suspended:
            self._soon(self._begin_again)

    def _begin_again(self) -> None:
        if not self._ending:
            self.suspend_application_mode()
            self.resume_application_mode()

    def _on_end(self, number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # in the background the end would be stopped
        self._end(128 + number)

    def _end(self, code: int) -> None:
        """Leave with an exit code; if that does not succeed soon, leave at once."""
        if not self._ending:
            self._ending = True
            watchdog = threading.Timer(_WATCHDOG, self._give_up, (code,))
            watchdog.daemon = True
            watchdog.start()
            self._soon(self._app.exit, None, code)

    def _give_up(self, code: int) -> None:
        """End the process, and what is still being written."""
        if (output := self._output) is not None:
            output.close(0)
        self._restore_at_once()
        os._exit(code)

    def _restore_at_once(self) -> None:
        """Put the terminal right, whatever state it is in."""
        restore(self._screen, self._last_words or self._modes.undone(), self.attrs_before)


def wire_driver_of(app: App[Any]) -> WireDriver | None:
    """The driver of a running app, if it is one of these."""
    return app._driver if isinstance(app._driver, WireDriver) else None
