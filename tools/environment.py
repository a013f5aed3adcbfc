"""Write environment.yml: Python and Pango from conda-forge, the rest under `pip:` as uv exports the lock."""

from __future__ import annotations

import subprocess
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "environment.yml"
_HEAD = """\
# For those who use conda: Python and Pango from conda-forge, the rest as in uv.lock.
# Generated from uv.lock by `make docs`; a test keeps the two in step.
name: painmap
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={python}
  - pango>=1.50
  - pip
  - pip:
"""


def environment() -> str:
    """The whole file.

    Raises:
        subprocess.CalledProcessError: uv.lock is not in step with pyproject.toml.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    python = project["requires-python"].removeprefix(">=").split(",")[0]
    lines = "".join(f'      - "{pin}"\n' for pin in pins())
    return _HEAD.format(python=python) + lines + '      - "-e ."\n'


def pins() -> list[str]:
    """`name==version ; marker` of everything that painmap needs to run."""
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    options = ["--locked", "--offline", "--no-dev", "--no-hashes", "--no-annotate", "--no-header"]
    command = [str(uv), "export", "--quiet", *options, "--no-emit-project", "--project", str(ROOT)]
    exported = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in exported.splitlines() if "==" in line]


if __name__ == "__main__":
    TARGET.write_text(environment(), encoding="utf-8")
