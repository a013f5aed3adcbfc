"""Progress of a build: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape

from painmap.cli.bars import Bar
from painmap.workflow.engine import Event
from painmap.workflow.steps import step

# What the data tell is said before the reports are made.
_TOLD = {"unexpected": "[yellow]Внимание.[/yellow] ", "not_accepted": ""}


class BuildProgress(Bar):
    """Shows the events of a build."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._total = 0
        self._finished = 0
        self._task = self._bar.add_task("Сборка", total=None)

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if event.kind == "steps":
            self._total = max(self._total, event.total)
            self._bar.update(self._task, total=self._total)
            return
        if event.kind in _TOLD:
            told = f"{_TOLD[event.kind]}{escape(event.name)}: {escape(event.message)}"
            self._console.print(told, highlight=False)
            return
        name = f"{event.name}: {step(event.rule).title}"
        if event.kind == "started":
            self._bar.update(self._task, description=escape(name))
            return
        self._finished += 1
        self._bar.update(self._task, completed=self._finished)
        failed = event.kind == "failed"
        if failed or not self._console.is_terminal:
            sign = "[red]ошибка[/red]" if failed else "готово"
            self._console.print(f"{sign}  {escape(name)}", highlight=False)
