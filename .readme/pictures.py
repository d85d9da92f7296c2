"""Draw the pictures of the README: the real program, driven with the keyboard, as SVG.

    python .readme/pictures.py [NAME ...]

`melting` moves: a text melts as T rises and freezes as T falls. Where nothing moves, one of its frames is shown.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from rich.cells import cell_len
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual._compositor import Compositor
from textual.pilot import Pilot

from lmtui.neural.model_files import SMOLLM2, path_of
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.connection import Connection

HERE = Path(__file__).parent
COLUMNS, ROWS = 100, 30
CELL, LINE, MARGIN = 12.0, 24.0, 12.0  # in units of the picture
FONT = "20px 'Fira Code',Menlo,Consolas,'DejaVu Sans Mono',monospace"
SECONDS = 1.2  # that a frame of a moving picture stays

OWL = (*"The old owl", "escape", *"0.8", "enter")
GENERATED = (*OWL, *"n" * 60)
NEURAL = Recipe((), model=SMOLLM2)  # which a package brings, and llama.cpp asks
FABLES, MOUSE, LETTERS = Recipe(("fables",)), Recipe(("mouse",)), Recipe(("fables",), 2, tokenizer="char")
PICTURES = {
    "melting": (FABLES, GENERATED),
    "screen": (FABLES, GENERATED),
    "lanes": (FABLES, (*GENERATED, "l", "l")),
    "curve": (FABLES, (*GENERATED, "f3", "k")),
    "temperatures": (FABLES, (*GENERATED, "d")),
    "map": (LETTERS, ("f12", "m")),
    "score": (MOUSE, ("f10", "f9")),
    "neural": (NEURAL, (*OWL, *"n" * 30)),
}
"""For each picture the recipe of its model, and the keys that are pressed before it is taken."""

MELTING = ("1", "1.5", "2", "4", "inf", "4", "2", "1.5", "1", "0.7", "0.5", "0.3", "0", "0.3", "0.5", "0.7")
POSTER = 0
"""The frame of `melting` that is shown where nothing moves."""

Row = str
"""What an SVG holds of one row of the screen."""


class Styles:
    """The styles of the texts in a picture, by short names."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, style: Style) -> str:
        """The name of the class of a style."""
        rules = f"fill:{_colour(style, background=style.reverse or False)}"
        rules += ";font-weight:bold" if style.bold else ""
        rules += ";font-style:italic" if style.italic else ""
        lines = [line for line, on in (("underline", style.underline), ("line-through", style.strike)) if on]
        rules += f";text-decoration:{' '.join(lines)}" if lines else ""
        rules += ";opacity:.6" if style.dim else ""
        return self._names.setdefault(rules, f"s{len(self._names)}")

    def __str__(self) -> str:
        return "".join(f".{name}{{{rules}}}" for rules, name in self._names.items())


def rows_of(app: PlaygroundApp, styles: Styles) -> list[Row]:
    """The rows of the screen: a rectangle for each stretch of one background, a text for each of one style."""
    compositor = Compositor()
    compositor.reflow(app.screen, app.screen.size)
    rows = []
    for number, strip in enumerate(compositor.render_strips()):
        x, backgrounds, texts = 0, list[tuple[str, int, int]](), ""
        for text, style, _ in strip:
            cells, style = cell_len(text), style or Style()
            colour = _colour(style, background=not style.reverse)
            if backgrounds and backgrounds[-1][0] == colour:
                backgrounds[-1] = (colour, backgrounds[-1][1], x + cells)
            else:
                backgrounds.append((colour, x, x + cells))
            if inked := text.strip():  # not all that draws SVG leaves room for blanks at the ends
                first = x + cell_len(text) - cell_len(text.lstrip())
                at = f'x="{first * CELL:g}" y="{number * LINE + 18:g}" textLength="{cell_len(inked) * CELL:g}"'
                texts += f'<text class="{styles.name(style)}" {at}>{_spelled(inked)}</text>'
            x += cells
        y = f'y="{number * LINE:g}" height="{LINE + 0.5:g}"'
        rows.append("".join(_rectangle(*part, y) for part in backgrounds) + texts)
    return rows


def _spelled(text: str) -> str:
    """The text for XML, its blanks such that none of them is dropped."""
    return escape(text).replace(" ", "\u00a0")


def _rectangle(colour: str, begin: int, end: int, y: str) -> str:
    return f'<rect fill="{colour}" x="{begin * CELL:g}" width="{(end - begin) * CELL:g}" {y}/>'


def _colour(style: Style, background: bool) -> str:
    colour = style.bgcolor if background else style.color
    triplet = colour.get_truecolor() if colour and not colour.is_default else None
    return (triplet or ColorTriplet(*((28,) * 3 if background else (208,) * 3))).hex


def svg(frames: Sequence[Sequence[Row]], styles: Styles, poster: int = 0) -> str:
    """A picture that shows frames one after another, where nothing moves `poster`; a row that stays is drawn once."""
    rules: dict[tuple[int, ...], str] = {}
    parts = []
    for row in zip(*frames, strict=True):
        for content in dict.fromkeys(row):
            shown = tuple(number for number, other in enumerate(row) if other == content)
            if len(shown) == len(frames):
                parts.append(content)
            else:
                name = rules.setdefault(shown, f"f{len(rules)}")
                parts.append(f'<g class="{name}">{content}</g>')
    moving = "".join(_moving(name, shown, len(frames), poster) for shown, name in rules.items())
    still = "@media(prefers-reduced-motion:reduce){g{animation:none!important}}" if moving else ""
    width, height = COLUMNS * CELL + 2 * MARGIN, ROWS * LINE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"><style>'
        f"text{{font:{FONT}}}rect{{shape-rendering:crispEdges}}{styles}{moving}{still}</style>"
        f'<rect width="{width:g}" height="{height:g}" rx="8" fill="#1c1c1c"/>'
        f'<g transform="translate({MARGIN:g},{MARGIN:g})">{"".join(parts)}</g></svg>\n'
    )


def _moving(name: str, shown: tuple[int, ...], count: int, poster: int) -> str:
    """The rules by which a part is seen in some of the frames."""
    changes = [number for number in range(count) if not number or (number in shown) != (number - 1 in shown)]
    steps = "".join(
        f"{100 * number / count:.4g}%{{visibility:{'visible' if number in shown else 'hidden'}}}"
        for number in changes
    )
    first = "visible" if poster in shown else "hidden"
    return (
        f"@keyframes {name}{{{steps}}}"
        f".{name}{{visibility:{first};animation:{name} {count * SECONDS:g}s step-end infinite}}"
    )


async def _frames(name: str, pilot: Pilot[None], app: PlaygroundApp, styles: Styles) -> list[list[Row]]:
    """The frames of a picture, one after another."""
    await _press(pilot, app, PICTURES[name][1])
    if name != "melting":
        return [rows_of(app, styles)]
    frames = []
    for temperature in MELTING:
        await _press(pilot, app, (*temperature, "enter"))
        frames.append(rows_of(app, styles))
    return frames


async def _press(pilot: Pilot[None], app: PlaygroundApp, keys: Sequence[str]) -> None:
    await pilot.press(*keys)
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pilot.pause(0.3)


async def draw(name: str) -> str:
    """The picture with a name."""
    recipe = PICTURES[name][0]
    recipe = replace(recipe, model=path_of(recipe.model))
    session = Session(recipe, Sampling(seed=4), pace=Pace(speed=60))
    app = PlaygroundApp(session, Connection(colours=1 << 24))
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        await _press(pilot, app, ())
        styles = Styles()
        return svg(await _frames(name, pilot, app, styles), styles, POSTER)


def main(names: Sequence[str]) -> Iterator[Path]:
    """Draw the pictures with these names, all if none is given; the files that were written."""
    for name in names or PICTURES:
        path = HERE / f"{name}.svg"
        path.write_text(asyncio.run(draw(name)), encoding="utf-8")
        yield path


if __name__ == "__main__":
    for written in main(sys.argv[1:]):
        print(written)
