"""What the processes of one build share."""

from __future__ import annotations

import contextlib
import ctypes
import signal

# sun_path of unix(7) with its closing zero.
MAX_SOCKET_PATH = 107
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Linux: a killed build takes with it what it started, which otherwise hangs on its closed output."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
