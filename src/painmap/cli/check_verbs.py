"""Verbs that only look: is all there, has nothing personal got out."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.markup import escape

# A check that is done sooner says nothing before its end.
_PAUSE = 3.0


def doctor(options: argparse.Namespace, console: Console) -> int:
    """Check what a build needs; each failing check with its remedy."""
    from painmap.workflow.doctor import examine

    failed = 0
    for finding in examine(options.root):
        sign = "[green]✓[/green]" if finding.is_good else "[red]✗[/red]"
        console.print(f"{sign} {escape(finding.what)}", highlight=False)
        if not finding.is_good:
            failed += 1
            console.print(f"    {escape(finding.remedy)}", highlight=False)
        elif finding.remedy:
            console.print(f"    [yellow]{escape(finding.remedy)}[/yellow]", highlight=False)
    return 1 if failed else 0


def check(options: argparse.Namespace, console: Console) -> int:
    """The privacy gate."""
    from painmap.cli.bars import FileProgress
    from painmap.stages import check

    with FileProgress(console, least=1, pause=_PAUSE) as progress:
        findings = check(options.root, progress)
    for finding in findings:
        console.print(f"[red]✗[/red] {escape(finding)}", highlight=False)
    if not findings:
        console.print("Персональных данных вне исходных файлов не найдено.")
    return 1 if findings else 0
