"""`painmap doctor`: is everything there, and what to do about what is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from painmap.errors import PainmapError
from painmap.paths import Tree
from painmap.stages.key import ensure_key, is_private, key_path

_FREE_BYTES = 1 << 30
_SETUP = "выполните «make setup»"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check; `remedy` of a good one is advice."""

    is_good: bool
    what: str
    remedy: str = ""


def examine(root: Path) -> list[Finding]:
    """The outcome of every check, in order."""
    return [check(Tree(root)) for check in CHECKS]


def _python(tree: Tree) -> Finding:
    version = sys.version.split()[0]
    good = sys.version_info[:2] == (3, 11)
    return Finding(good, f"Python {version}", "" if good else "нужен Python 3.11: " + _SETUP)


def _packages(tree: Tree) -> Finding:
    wrong = [
        name for name, version in _locked(tree.root / "uv.lock") if _installed(name) not in (None, version)
    ]
    wrong += [name for name in _required() if _installed(name) is None]
    what = "Пакеты соответствуют uv.lock" if not wrong else f"Пакеты не те: {', '.join(wrong[:8])}"
    return Finding(not wrong, what, "" if not wrong else _SETUP)


def _locked(path: Path) -> list[tuple[str, str]]:
    import tomllib

    if not path.exists():
        return []
    packages = tomllib.loads(path.read_text(encoding="utf-8"))["package"]
    versions: dict[str, set[str]] = {}
    for package in packages:
        versions.setdefault(package["name"], set()).add(package.get("version", ""))
    # A package locked in two versions (by Python version) has either of them installed.
    return [(name, found.pop()) for name, found in versions.items() if len(found) == 1 and name != "painmap"]


def _required() -> list[str]:
    requirements = metadata.requires("painmap") or []
    return [r.split(">")[0].split("=")[0].split("[")[0].split("<")[0].strip() for r in requirements]


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _pdf(tree: Tree) -> Finding:
    # In a process of its own: a missing Pango prints pages of advice in English.
    done = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False)
    remedy = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    return Finding(
        done.returncode == 0, "Вёрстка PDF (WeasyPrint и Pango)", "" if done.returncode == 0 else remedy
    )


def _fonts(tree: Tree) -> Finding:
    from painmap.report import styles

    lost = [path.name for path in styles.font_files() if not path.is_file()]
    return Finding(
        not lost, "Шрифты PT Sans и PT Serif", f"нет файлов {', '.join(lost)}: {_SETUP}" if lost else ""
    )


def _kernel(tree: Tree) -> Finding:
    from jupyter_client.kernelspec import KernelSpecManager

    try:
        good = "python3" in KernelSpecManager().find_kernel_specs()
    except OSError:  # a home folder that cannot be written
        good = False
    return Finding(good, "Ядро блокнотов python3", "" if good else _SETUP)


def _disk(tree: Tree) -> Finding:
    free = shutil.disk_usage(tree.root).free
    good = free >= _FREE_BYTES
    what = f"Свободно на диске: {free / 1e9:.1f} ГБ".replace(".", ",")
    return Finding(good, what, "" if good else "освободите не менее 1 ГБ")


def _rights(tree: Tree) -> Finding:
    folders = [tree.root, tree.root / "data", tree.reports]
    closed = [str(f) for f in folders if f.exists() and not os.access(f, os.W_OK)]
    return Finding(
        not closed, "Запись в папку проекта", f"откройте на запись: {', '.join(closed)}" if closed else ""
    )


def _params(tree: Tree) -> Finding:
    from painmap.params.load import load

    try:
        loaded = load(tree)
    except PainmapError as error:
        return Finding(False, "Параметры (params/)", str(error))
    return Finding(True, f"Параметры: органов {len(loaded.agencies)} ({', '.join(loaded.agencies)})")


def _key(tree: Tree) -> Finding:
    try:
        key, is_new = ensure_key()
    except PainmapError as error:
        return Finding(False, "Ключ хеширования", str(error))
    if not is_private(key_path()):
        return Finding(False, "Ключ доступен другим пользователям", f"chmod 600 {key_path()}")
    advice = (
        "Ключ создан. Сделайте его резервную копию: без него прежние хеши не восстановить." if is_new else ""
    )
    return Finding(True, f"Ключ хеширования {key_path()} (отпечаток {key.fingerprint})", advice)


CHECKS: tuple[Callable[[Tree], Finding], ...] = (
    _python,
    _packages,
    _kernel,
    _pdf,
    _fonts,
    _disk,
    _rights,
    _params,
    _key,
)
