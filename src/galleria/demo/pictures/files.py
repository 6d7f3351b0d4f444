"""Writing the pictures into a media folder: once, on all cores, each whole or not at all."""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from galleria.demo.pictures.picture import Picture
from galleria.demo.pictures.render import rasterize_svg, render
from galleria.demo.pictures.wordmarks import draw_wordmark, wordmark_name

QUALITY = 80
# Beyond 2, WebP's encoder takes three times as long to save a few per cent.
EFFORT = 2
WORDMARK_WIDTH = 800
_POLITE = 10

Progress = Callable[[int, int], None]


async def render_all(pictures: Iterable[Picture], folder: Path, progress: Progress) -> int:
    """Write what is not there yet, and say how many that were.

    ``progress`` hears how many are there, of how many.
    """
    wanted = {picture.name: picture for picture in pictures}
    missing = _missing(wanted, folder)
    there = len(wanted) - len(missing)
    progress(there, len(wanted))
    if missing:
        await _paint(missing, folder, lambda done: progress(there + done, len(wanted)))
    return len(missing)


def write_wordmark(name: str, folder: Path) -> None:
    """Write a store's wordmark, if it is not there yet."""
    path = folder / wordmark_name(name)
    if path.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    image = rasterize_svg(draw_wordmark(name), WORDMARK_WIDTH)
    image.save(unfinished, "WEBP", lossless=True)
    unfinished.replace(path)


def _missing(wanted: Mapping[str, Picture], folder: Path) -> list[Picture]:
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name for path in folder.iterdir()}
    return [picture for name, picture in wanted.items() if name not in there]


@contextmanager
def painting_beside(pictures: Iterable[Picture], folder: Path) -> Iterator[None]:
    """Paint while something else goes on, which comes first; what is cut short waits for next time."""
    pool = _painters(niceness=_POLITE)
    wanted = {picture.name: picture for picture in pictures}
    begun = [pool.submit(_write, picture, folder) for picture in _missing(wanted, folder)]

    def go_home(_: object) -> None:
        if all(one.done() for one in begun):
            pool.shutdown(wait=False)

    for one in begun:
        one.add_done_callback(go_home)
    try:
        yield
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


async def _paint(missing: list[Picture], folder: Path, progress: Callable[[int], None]) -> None:
    pool = _painters(niceness=0)
    loop = asyncio.get_running_loop()
    try:
        drawn = [loop.run_in_executor(pool, _write, picture, folder) for picture in missing]
        for done, one in enumerate(asyncio.as_completed(drawn)):
            await one
            progress(done + 1)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _write(picture: Picture, folder: Path) -> None:
    """Write one file; a half-written one never carries its name."""
    unfinished = folder / f"{picture.name}.part"
    render(picture).save(unfinished, "WEBP", quality=QUALITY, method=EFFORT)
    unfinished.replace(folder / picture.name)


def _painters(*, niceness: int) -> ProcessPoolExecutor:
    # Fresh processes: a fork would share our event loop and connections.
    fresh = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        os.cpu_count(), mp_context=fresh, initializer=_settle, initargs=(niceness,)
    )


def _settle(niceness: int) -> None:
    """Let a painter die with whoever asked for pictures; the pool alone would not notice."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    threading.Thread(target=_wait_for_parents_end, daemon=True).start()


def _wait_for_parents_end() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
