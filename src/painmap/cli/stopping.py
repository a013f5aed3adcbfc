"""`kill` and a closed terminal end a verb on files as Ctrl+C does: nothing half-written stays."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable
from functools import wraps

from rich.console import Console

STOPPED = "Остановлено. Результат не записан; если прежний файл был, он не изменён."
Action = Callable[[argparse.Namespace, Console], int]


class _StoppedError(KeyboardInterrupt):
    """The process was told to end by another signal than Ctrl+C."""

    def __init__(self, sign: int) -> None:
        super().__init__()
        self.sign = sign


def stoppable(action: Action) -> Action:
    """The action of a verb that says `STOPPED` and cleans up when it is told to end."""

    @wraps(action)
    def stopped(options: argparse.Namespace, console: Console) -> int:
        # A process that was started with SIGHUP ignored (`nohup`) remains deaf.
        for name in ("SIGTERM", "SIGHUP"):
            sign = getattr(signal, name, None)
            if sign is not None and signal.getsignal(sign) is not signal.SIG_IGN:
                signal.signal(sign, _stop)
        try:
            return action(options, console)
        except _StoppedError as told:
            Console(stderr=True, soft_wrap=True).print(STOPPED, highlight=False)
            return 128 + told.sign

    return stopped


def _stop(sign: int, frame: object) -> None:
    raise _StoppedError(sign)
