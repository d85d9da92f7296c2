"""The wire: bytes at rest, a key, a slider step and a token, beside a stock Textual app; and a slow line."""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from lmtui.cli.measure.figure import Figure
from lmtui.cli.measure.line import GIVE_UP, Line, line
from lmtui.playground.settings import MAX_TOKENS

_OURS, _STOCK = ("-m", "lmtui"), ("-m", "lmtui.tui.yardsticks.stock_app")
_BESIDE = "a stock RichLog-and-DataTable app"
_LONG = (*_OURS, "--corpus", "python", "--temperature", "inf")  # takes seconds to the last token it may generate
_TYPED = b"The old owl said that the mouse "
_UP, _ENTER, _F5, _F7 = b"\x1b[A", b"\r", b"\x1b[15~", b"\x1b[18~"
_STILL = 0.3  # seconds without a byte, after which the screen is taken to be complete
_RATE, _ROUND_TRIP = 10_000.0, 0.3


@dataclass
class Bytes:
    """How many bytes one program sent.

    Attributes:
        paint: until the first table was drawn.
        idle: while nobody typed.
        key: for a key in the prompt, on average.
        key_most: for the key with the most bytes.
        step: for a step of the slider, on average.
        token: for a generated token, on average.
    """

    paint: float
    idle: float
    key: float
    key_most: float
    step: float
    token: float


def measure(quick: bool) -> Iterator[Figure]:
    """Have both programs do the same work, then ours on a slow line."""
    with tempfile.TemporaryDirectory() as cache:
        env = {"LMTUI_CACHE": cache}
        with line(_OURS, env) as first:
            first.seconds_until(b"others", 0)  # from now on there is a stored model
            first.wait_until_quiet(_STILL)
        ours, stock = (_bytes(program, env, quick) for program in (_OURS, _STOCK))
        yield _figure("first paint, the table with it", ours.paint, stock.paint, 18_000)
        yield _figure(f"idle for {_idle_seconds(quick)} s", ours.idle, stock.idle, 0)
        yield _figure("a key typed, the table following: on average", ours.key, stock.key, 600)
        yield _figure("the same: the dearest", ours.key_most, stock.key_most, 600)
        yield _figure("a slider step", ours.step, stock.step, 1500)
        yield _figure("a token, 10 a second, the table live", ours.token, stock.token, 900)
        yield from _slow(env, quick)


def _figure(what: str, ours: float, stock: float, most: int) -> Figure:
    goal = f"at most {most:,}" if most else "none"
    return Figure("wire", what, ours, "bytes", _BESIDE, stock, goal, ours <= most)


def _idle_seconds(quick: bool) -> int:
    return 2 if quick else 10


def _bytes(program: tuple[str, ...], env: Mapping[str, str], quick: bool) -> Bytes:
    with line(program, env) as far:
        far.seconds_until(b"others", 0)
        far.wait_until_quiet(2 * _STILL if program is _OURS else 1.5)
        paint = len(far.arrived)
        start = len(far.arrived)
        far.wait(_idle_seconds(quick))
        idle = len(far.arrived) - start
        keys = [_after(far, bytes([key])) for key in (_TYPED[:8] if quick else _TYPED)]
        steps = [_after(far, _UP) for _ in range(4 if quick else 20)]
        start = len(far.arrived)
        far.press(_ENTER)
        seconds = 3 if quick else 15
        far.wait(seconds)
        token = (len(far.arrived) - start) / (10 * seconds)
    return Bytes(paint, idle, statistics.mean(keys), max(keys), statistics.mean(steps), token)


def _after(far: Line, key: bytes) -> int:
    """How many bytes follow a key. The wait is short, since the stock app's cursor blinks every half second."""
    start = len(far.arrived)
    far.press(key)
    far.wait(_STILL)
    return len(far.arrived) - start


def _slow(env: Mapping[str, str], quick: bool) -> Iterator[Figure]:
    """Generate without a speed limit on a slow line, and compare with a fast one."""
    where = f"{_RATE / 1000:.0f} kB/s, {_ROUND_TRIP * 1000:.0f} ms round trip, no speed limit"
    running = 1.5
    with _generating(env, _RATE, _ROUND_TRIP) as far:
        far.wait(running)
        start = len(far.arrived)
        far.press(_F5)
        held = far.seconds_until(b"paused", start)
        far.press(_F5)
        far.wait(running)
        still = _until_still(far)
    with line((*_STOCK, "inf"), env, _RATE, _ROUND_TRIP) as far:
        far.seconds_until(b"others", 0)
        far.wait(1.0)
        far.press(_ENTER)
        far.wait(2 * running)
        stock = _until_still(far)
    goal = "at most 1.5 s"
    beside = _BESIDE if stock < GIVE_UP - 2 * _STILL else f"{_BESIDE}, given up on"
    yield Figure("wire", f"{where}: from Stop to a still screen", still, "s", beside, stock, goal, still <= 1.5)
    yield Figure("wire", "the same: from a key to what it does", held, "s", "", None, "at most 1 s", held <= 1)
    slow, fast = (_tokens_per_second(env, *speed) for speed in ((_RATE, _ROUND_TRIP), (math.inf, 0.0)))
    goal, reached = "at least 0.9 × that", slow >= 0.9 * fast
    yield Figure("wire", "the same: how fast it generates", slow, "tokens/s", "on a fast line", fast, goal, reached)


@contextmanager
def _generating(env: Mapping[str, str], rate: float, round_trip: float) -> Iterator[Line]:
    """A line to our program, just after a generation without speed limit was started."""
    with line(_LONG, env, rate, round_trip) as far:
        far.seconds_until(b"others", 0)
        far.wait_until_quiet(1.0)
        far.press(b"\x1b")  # out of the prompt, where the keys would be letters
        far.wait(0.5)
        far.press(b"+" * 5)
        far.wait_until_quiet(1.0)
        start = len(far.arrived)
        far.press(_ENTER)
        far.seconds_until(b"running", start)
        yield far


def _until_still(far: Line) -> float:
    """Seconds from the press of Stop until the last byte came."""
    pressed = time.perf_counter()
    far.press(_F7)
    far.wait_until_quiet(2.0)
    return far.last_arrival - pressed


def _tokens_per_second(env: Mapping[str, str], rate: float, round_trip: float) -> float:
    """How fast as many tokens as there may be are generated."""
    with _generating(env, rate, round_trip) as far:
        taken = far.seconds_until(b"stopped", len(far.arrived))
    return MAX_TOKENS / (taken - round_trip)
