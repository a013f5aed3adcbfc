"""Where the privacy gate looks: all that git holds or is about to hold, and all that a build leaves."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from painmap.errors import PainmapError
from painmap.intake.names import shown
from painmap.params.load import agency_ids
from painmap.paths import Tree
from painmap.stages.store import sha256

_SOURCES = ("params", "notebooks", "src", "tests", "docs", "benchmarks", "tools")
# Checkpoints hold the notebook as it was when it had results.
_LEFT_BY_JUPYTER = ".ipynb_checkpoints"
_DATA = ("data/raw/", "data/processed/", "data/interim/")
BUILT = ("data/processed/", "data/interim/", "reports/")
_RELEASED = "reports/released/"
_PERIOD = re.compile(r"\d{4}-(?:H[12]|9M)")
# Words of the names that builds give, with those of folders.
_OWN = (
    "appeal appeals assignments build cache candidates card checkpoint checkpoints clean coverage data "
    "done feed deidentification figures files html index intake interim internal items journal json "
    "jsonl ledger lock log manifest map md mentions metrics model notebook notebooks ipynb overview "
    "pain parquet params pdf points problem processed public published py raw rejects released report "
    "reports responses run site snakemake sqlite stage texts trends txt xlsx yaml benchmarks docs src "
    "tests tools decisions problems corrections processes agencies formats questionnaires studies "
    "obligations vocab sources baselines counts png svg "
)


@dataclass(frozen=True)
class Candidate:
    """A file to look at.

    Attributes:
        name: Path below the root, with `/`.
        path: Where to read it; None for what lies in git's index and not in the folder.
        is_built: Whether a build made it; else people wrote it.
    """

    name: str
    path: Path | None
    is_built: bool


def built(tree: Tree) -> Iterator[Candidate]:
    """What builds and people's work with them leave: tables, notebooks, journals, caches, logs, reports."""
    folders = [
        tree.root / "data/processed",
        tree.root / "data/interim",
        tree.reports,
        tree.root / ".snakemake",
    ]
    places = {path for folder in folders if folder.is_dir() for path in folder.rglob("*")}
    for folder in (tree.root, tree.notebooks, tree.root / "data"):
        checkpoints = folder / _LEFT_BY_JUPYTER
        places |= set(checkpoints.rglob("*")) if checkpoints.is_dir() else set()
    for path in sorted(places):
        # A folder that a link leads to is not walked through: that is said of it.
        if path.is_file() or (path.is_symlink() and path.is_dir() and path.resolve() not in places):
            yield Candidate(path.relative_to(tree.root).as_posix(), path, is_built=True)


def tracked(tree: Tree) -> Iterator[Candidate]:
    """What git tracks or has staged, but raw files: they are `forced` or those of `params/synthetic.lock`.

    A file that was changed after it was staged is looked at twice: the next commit takes what was staged.
    Without git: the folders that people write in.

    Raises:
        PainmapError: There is a repository, and git does not answer.
    """
    names = git_files(tree)
    if names is None:
        paths = (path for folder in _SOURCES for path in (tree.root / folder).rglob("*"))
        beside = tree.root.glob("*.md")
        names = [path.relative_to(tree.root).as_posix() for path in (*paths, *beside) if path.is_file()]
        names = [name for name in names if "__pycache__" not in name]
        differing: set[str] = set()
    else:
        differing = set(_git(tree, "diff", "--name-only", "-z", "--no-renames") or ())
    for name in sorted(set(names)):
        path = tree.root / name
        is_there = path.is_file()
        if name.startswith("data/raw/") and not _is_register(name):
            continue
        is_built = name.startswith(BUILT)
        if is_there:
            yield Candidate(name, path, is_built)
        if name in differing:
            yield Candidate(name, None, is_built)


def forced(tree: Tree) -> Iterator[str]:
    """Names of data files that stand in git and should not: they are not those of the generator."""
    locked = synthetic(tree)
    for name in git_files(tree) or ():
        is_data = name.startswith(_DATA) or (name.startswith("reports/") and not name.startswith(_RELEASED))
        path = tree.root / name
        if is_data and not _is_register(name) and (not path.is_file() or locked.get(name) != sha256(path)):
            yield name


def _is_register(name: str) -> bool:
    """Whether it is an agency's register of received files, which belongs in git."""
    return name.startswith("data/raw/") and name.count("/") == 3 and name.endswith("/intake.csv")


def shown_path(tree: Tree, name: str) -> str:
    """The name of a file (from the root) without what may be a person: words of builds' own names stay."""
    agencies = agency_ids(tree)
    parts = (
        part if part in agencies or _PERIOD.fullmatch(part) else shown(part, (_OWN, *agencies))
        for part in name.split("/")
    )
    return "/".join(parts)


def shown_raw(name: str, patterns: Collection[str] = ()) -> str:
    """The name of a raw file (from the root) as it may be shown: a person may stand in it."""
    parts = name.split("/")
    return "/".join((*parts[:3], shown("/".join(parts[3:]), patterns)))


def staged(tree: Tree, name: str) -> bytes:
    """The content of a file as it is in git's index.

    Raises:
        PainmapError: git does not answer.
    """
    return _run(tree, "cat-file", "blob", f":{name}")


def synthetic(tree: Tree) -> dict[str, str]:
    """Name → sha256 of the files of `params/synthetic.lock`."""
    if not tree.synthetic_lock.exists():
        return {}
    lines = tree.synthetic_lock.read_text(encoding="utf-8").splitlines()
    return {line.split()[1]: line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def git_files(tree: Tree) -> list[str] | None:
    """Names of all files in git's index; None where there is no repository.

    Raises:
        PainmapError: There is a repository, and git does not answer.
    """
    return _git(tree, "ls-files", "-z")


def _git(tree: Tree, *command: str) -> list[str] | None:
    if not (tree.root / ".git").exists():
        return None
    return [name.decode("utf-8", errors="replace") for name in _run(tree, *command).split(b"\0") if name]


def _run(tree: Tree, *command: str) -> bytes:
    try:
        call = ["git", "--no-optional-locks", "-C", str(tree.root), *command]
        return subprocess.run(call, capture_output=True, check=True, timeout=120).stdout
    except (OSError, subprocess.SubprocessError):
        raise PainmapError(
            "git не отвечает, файлы под его учётом проверить нельзя",
            remedy="установите git; если он сообщает о чужом владельце папки: git config --global --add "
            "safe.directory ПАПКА",
        ) from None
