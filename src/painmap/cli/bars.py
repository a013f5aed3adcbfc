"""The bar of long work, and the progress of work on a file."""

from __future__ import annotations

from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

# Without a terminal a long file says a line each fifth; a short one is done before it could.
_LINES = 5
_LONG_ROWS = 2_000


class Bar:
    """A bar, to be used in a `with` statement.

    Args:
        console: Where to; a bar is drawn only if it is a terminal.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()


class FileProgress(Bar):
    """Shows how far the work on a file, or on many, is.

    Args:
        console: Where to.
        least: How many rows there are at least when lines are said.
        pause: Seconds between two lines at least.
    """

    def __init__(self, console: Console, *, least: int = _LONG_ROWS, pause: float = 0.0) -> None:
        super().__init__(console)
        self._least, self._pause = least, pause
        self._last = monotonic()
        self._tasks: dict[str, TaskID] = {}
        self._said: dict[str, int] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` rows of a step are done."""
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(what, total=total)
        self._bar.update(self._tasks[what], completed=done)
        part = _LINES * done // max(total, 1)
        is_due = total >= self._least and monotonic() - self._last >= self._pause
        if not self._console.is_terminal and is_due and self._said.get(what, 0) < part < _LINES:
            self._said[what], self._last = part, monotonic()
            self._console.print(f"{what}: {done} из {total}", highlight=False)
