"""A line to a terminal on which the test decides what has arrived, and when it is answered."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

import pyte

from support.playing import QUESTION
from support.processes import at_rest, ticks
from support.terminal import PATIENCE, Terminal

ANSWER = "\x1b[1;1R"


class Withheld:
    """Answers for a terminal that gives none of its own (`answers=False`), when the test wants it.

    Attributes:
        answered: how many questions have their answer.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.answered = 0

    @property
    def open(self) -> int:
        """How many questions have no answer."""
        return self.terminal.received.count(QUESTION) - self.answered

    def answer(self, before: str = "") -> None:
        """Answer all questions, and have something arrive just before that."""
        count, self.answered = self.open, self.answered + self.open
        self.terminal.send(before + ANSWER * count)

    def expect(self, wanted: Callable[[Terminal], object]) -> None:
        """Answer at once until a condition holds."""

        def seen(terminal: Terminal) -> object:
            if wanted(terminal):
                return True
            if self.open:
                self.answer()
            return False

        self.terminal.expect(seen)

    def settle(self) -> None:
        """Answer at once until nothing more comes, and the program has slept all the while."""
        before: object = None
        while before != (now := (len(self.terminal.received), at_rest(self.terminal.pid))) or now[1] is None:
            before = now
            self.terminal.read(0.2)
            if self.open:
                self.answer()

    def frame(self) -> bytes:
        """Wait for a frame with its question; all that came since the last answer."""
        self.terminal.expect(lambda _: self.open)
        return bytes(self.terminal.received)

    def nothing_comes_while_it_computes(self, hundredths: int) -> bool:
        """Whether not one byte comes while the program uses so much of the processor (in hundredths of a second).

        On a busy machine that takes long, and the program waits three seconds for an answer: after two, less will do.
        """
        before, end = ticks(self.terminal.pid), time.monotonic() + 2.0
        while ticks(self.terminal.pid) < before + hundredths and time.monotonic() < end:
            if not self.nothing_comes(0.05):
                return False
        assert ticks(self.terminal.pid) > before, "it does not compute"
        return True

    def nothing_comes(self, seconds: float = 0.5) -> bool:
        """Whether not one byte comes for so long."""
        before = len(self.terminal.received)
        return not self.terminal.read(seconds, lambda seen: len(seen.received) > before)


class SlowLine:
    """What was sent stands in a queue and arrives in pieces, one a step; so do keys and answers, some steps later.

    Args:
        terminal: which gives no answers of its own.
        piece: how many bytes arrive in a step.
        delay: after how many steps keys and answers arrive.

    Attributes:
        screen: what a person at this end sees, from now on.
    """

    def __init__(self, terminal: Terminal, size: tuple[int, int], piece: int, delay: int) -> None:
        self._terminal, self._piece, self._delay = terminal, piece, delay
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._arrived = len(terminal.received)
        self._up: deque[tuple[int, str]] = deque()
        self._steps = 0

    @property
    def queue(self) -> bytes:
        """What was sent and has not arrived."""
        return bytes(self._terminal.received[self._arrived :])

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, keys: str) -> None:
        self._up.append((self._steps + self._delay, keys))

    def step(self) -> None:
        """Let a moment pass."""
        self._terminal.read(0.02)
        self._steps += 1
        piece = self.queue[: self._piece]
        before = max(self._arrived - len(QUESTION) + 1, 0)
        self._arrived += len(piece)
        self._stream.feed(piece)
        for _ in range(self._terminal.received.count(QUESTION, before, self._arrived)):
            self.press(ANSWER)
        while self._up and self._up[0][0] <= self._steps:
            self._terminal.send(self._up.popleft()[1])

    def until(self, wanted: Callable[[], object]) -> None:
        """Let time pass until a condition holds."""
        for _ in range(round(PATIENCE / 0.02)):
            if wanted():
                return
            self.step()
        raise AssertionError(f"never seen; the screen at this end:\n{self.text}")
