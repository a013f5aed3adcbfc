"""Stands in for a Python process that the build's warm process forks: it lives and dies with it.

Run by its path, as `python -I -S stand_in.py MODULE [ARGUMENT …]`, so that it starts in 20 ms: it imports
nothing of painmap and no installed package. Where no warm process answers, it becomes `python -m MODULE`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys

ADDRESS = "PAINMAP_WARM_PROCESS"
_KILLED = 137
_LOOK_FOR_PARENT = 1.0


def main(command: list[str]) -> int:
    """Have `command` (a module and its arguments) run; returns its exit code."""
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    link = _asked(command)
    if link is None:
        os.execv(sys.executable, [sys.executable, "-m", *command])
    while True:
        if select.select([link], [], [], _LOOK_FOR_PARENT)[0]:
            return _code(link)
        if os.getppid() != parent:
            # Whoever wanted the work is gone; the fork ends when this process does.
            return _KILLED


def _code(link: socket.socket) -> int:
    """The exit code that the fork sent before it went, if it did."""
    try:
        code = link.recv(1)
    except ConnectionResetError:  # it was killed before it had read what it was asked
        return _KILLED
    return code[0] if code else _KILLED


def _asked(command: list[str]) -> socket.socket | None:
    """A link to the fork that runs `command` with the streams, folder and environment of this process."""
    address = os.environ.get(ADDRESS)
    if not address:
        return None
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    request = json.dumps({"command": command, "env": dict(os.environ)}).encode()
    try:
        link.connect(address)
        socket.send_fds(link, [len(request).to_bytes(4, "big")], [0, 1, 2, os.open(".", os.O_RDONLY)])
        link.sendall(request)
    except OSError:
        link.close()
        return None
    return link


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
