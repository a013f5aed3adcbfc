"""`run.json`: where a report came from. It and the release ledger alone carry a clock."""

from __future__ import annotations

import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import painmap
from painmap.paths import Tree
from painmap.stages.store import sha256, write_json

_PACKAGES = (
    "pandas",
    "numpy",
    "statsmodels",
    "natasha",
    "matplotlib",
    "papermill",
    "snakemake",
    "weasyprint",
)


def now() -> str:
    """The clock, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def environment(tree: Tree) -> dict[str, object]:
    """Versions of what makes the bytes of a report; no paths, user names or environment variables."""
    lock = tree.root / "uv.lock"
    return {
        "painmap": painmap.__version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "packages": {name: metadata.version(name) for name in _PACKAGES},
        "lock_sha256": sha256(lock) if lock.exists() else None,
        "commit": _git(tree.root, "rev-parse", "HEAD"),
        "is_tree_changed": _git(tree.root, "status", "--porcelain", "--untracked-files=no") != "",
    }


def record_failure(folder: Path, *, job: dict[str, str], started: str, message: str) -> None:
    """Write the `run.json` of a failed run into its interim folder."""
    value = {"status": "failed", "job": job, "started": started, "finished": now(), "message": message}
    write_json(folder / "run.json", value)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
