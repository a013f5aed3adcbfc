"""How painmap starts the kernels of its notebooks."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import default

from painmap.workflow.process import MAX_SOCKET_PATH
from painmap.workflow.warm import STAND_IN


def _sockets() -> Path:
    """Beginning of the paths of a kernel's five sockets: «kernel-1» … «kernel-5»."""
    return Path(jupyter_runtime_dir()) / "kernel"


class Kernels(AsyncKernelManager):
    """Kernels on sockets of a private folder, forked from the build's warm process where there is one."""

    @default("transport")
    def _default_transport(self) -> str:
        # A TCP port is open to every user of the machine.
        is_possible = sys.platform != "win32" and len(bytes(_sockets())) + 2 <= MAX_SOCKET_PATH
        return "ipc" if is_possible else "tcp"

    @default("ip")
    def _default_ip(self) -> str:
        return str(_sockets()) if self.transport == "ipc" else str(localhost())

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """The stand-in with `ipykernel_launcher`, whatever a user's own kernel specification says."""
        return [*STAND_IN, "ipykernel_launcher", "-f", self.connection_file, *(extra_arguments or [])]
