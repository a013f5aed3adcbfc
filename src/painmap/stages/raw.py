"""Which raw files an agency has, what they are, and when they were received."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from painmap.errors import PainmapError
from painmap.intake import names
from painmap.params.models import Source
from painmap.paths import Tree
from painmap.stages._digests import Digests

_DIGESTS = "raw-digests.json"
_INTAKE_COLUMNS = ("file", "sha256", "received_date")
# Of a check sum, to name a file by.
_ID_DIGITS = 12
_YEARS = "[0-9][0-9][0-9][0-9]"
# Hidden files, and those by which Excel marks what is open.
_IGNORED = re.compile(r"[.~]")


@dataclass(frozen=True)
class RawFile:
    """One raw file.

    Attributes:
        relative: Path below the agency's raw folder, with `/`; it may name a person: `shown` is for people.
        shown: The same as it may be told, «2025/Обращение ….xlsx (sha256 3fa85f64c2b1)».
        received_date: From `intake.csv`, else the last day of the filing year.
        key: Safe name of its interim folder.
    """

    path: Path = field(repr=False)
    relative: str = field(repr=False)
    shown: str
    sha256: str
    source: Source
    received_date: date

    @property
    def file_id(self) -> str:
        """First 12 hex digits of sha256."""
        return self.sha256[:_ID_DIGITS]

    @property
    def year(self) -> int:
        """Year of filing: the folder."""
        return int(self.relative.split("/")[0])

    @property
    def key(self) -> str:
        """Filing year and a hash of the relative path: the same for all versions of a file."""
        return _key(self.relative)


@dataclass(frozen=True)
class RawFolder:
    """The raw files of an agency in the order of receipt, and what is odd about the folder.

    Attributes:
        warnings: Russian sentences: unregistered, changed, unmatched or misplaced files.
    """

    files: tuple[RawFile, ...]
    warnings: tuple[str, ...]
    synthetic: frozenset[str]

    @cached_property
    def is_demo(self) -> bool:
        """Whether any file is from the generated demo set: then reports say so."""
        return any(file.sha256 in self.synthetic for file in self.files)

    @cached_property
    def is_wholly_demo(self) -> bool:
        """Whether all files are: only then the published key may be used."""
        return all(file.sha256 in self.synthetic for file in self.files)

    def file(self, key: str) -> RawFile:
        """The file with this key."""
        return next(file for file in self.files if file.key == key)


def _key(relative: str) -> str:
    return f"f{relative.split('/')[0]}-{hashlib.sha256(relative.encode()).hexdigest()[:10]}"


def raw_folder(tree: Tree, agency: str, sources: tuple[Source, ...]) -> RawFolder:
    """List and hash the raw files of `agency`.

    Raises:
        PainmapError: The folder is missing or holds no file that fits a source of the profile.
    """
    folder = tree.raw(agency)
    if not folder.is_dir():
        raise PainmapError(
            f"Нет папки с исходными данными органа {agency}",
            where=str(folder),
            remedy=f"положите выгрузки в {folder}/<год>/ и перечислите их в intake.csv",
        )
    register = _read_register(tree.intake_csv(agency))
    files: list[RawFile] = []
    warnings: list[str] = []
    digests = Digests(tree.interim(agency) / _DIGESTS)
    known = [part for source in sources for part in (source.id, source.files, source.format)]
    paths = sorted(p for p in folder.glob(f"{_YEARS}/**/*") if p.is_file())
    for number, path in enumerate(paths, start=1):
        if _IGNORED.match(path.name):
            continue
        relative = path.relative_to(folder).as_posix()
        matching = [s for s in sources if path.relative_to(folder / relative.split("/")[0]).match(s.files)]
        if not matching:
            told = _told(relative, known, f"№ {number} в папке органа")
            warnings.append(f"Файл {told} не подходит ни к одному источнику профиля и не прочитан.")
            continue
        content = digests.of(path, _key(relative))
        told = _told(relative, known, f"sha256 {content[:_ID_DIGITS]}")
        received = _received(relative, told, content, register, warnings)
        files.append(RawFile(path, relative, told, content, matching[0], received))
    digests.save()
    if not files:
        raise PainmapError(
            f"В папках годов органа {agency} нет ни одного файла, описанного в профиле",
            where=f"{folder}/<год>/",
            remedy="проверьте, что файлы лежат в папке года, и их имена: "
            + ", ".join(s.files for s in sources),
        )
    lost = sorted(set(register) - {path.relative_to(folder).as_posix() for path in folder.rglob("*")})
    for name in lost:
        told = _told(name, known, f"sha256 {register[name][0][:_ID_DIGITS]}")
        warnings.append(f"Файл {told} внесён в intake.csv, но его нет.")
    warnings += _misplaced(tree, agency, known)
    files.sort(key=lambda file: (file.received_date, file.relative))
    return RawFolder(tuple(files), tuple(warnings), _synthetic(tree))


def _misplaced(tree: Tree, agency: str, known: list[str]) -> Iterator[str]:
    """Sentences: files that are in no folder of a year, which nothing reads."""
    folder = tree.raw(agency)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for number, path in enumerate(paths, start=1):
        parts = path.relative_to(folder).parts
        is_in_year = len(parts) > 1 and re.fullmatch(_YEARS, parts[0])
        if path == tree.intake_csv(agency) or is_in_year or any(_IGNORED.match(part) for part in parts):
            continue
        told = _told("/".join(parts), known, f"№ {number} среди всех файлов органа")
        yield (
            f"Файл {told} лежит не в папке года и не прочитан: перенесите его в data/raw/{agency}/ГГГГ/ "
            "(если он есть в intake.csv, поправьте там путь)."
        )


def _told(relative: str, known: list[str], mark: str) -> str:
    """The name as it may be told, with a mark by which it is found where something is left out."""
    told = names.shown(relative, known)
    return told if told == relative else f"{told} ({mark})"


def _received(
    relative: str, told: str, content: str, register: dict[str, tuple[str, date]], warnings: list[str]
) -> date:
    if relative in register:
        known, received = register[relative]
        if known != content:
            warnings.append(f"Файл {told} изменён после внесения в intake.csv: контрольная сумма другая.")
        return received
    received = date(int(relative.split("/")[0]), 12, 31)
    name = relative if told == relative else "ГГГГ/ИМЯ-ФАЙЛА"
    warnings.append(
        f"Файл {told} не внесён в intake.csv: датой получения считается {received:%d.%m.%Y}. "
        f"Добавьте строку: {name},{content},ГГГГ-ММ-ДД."
    )
    return received


def _read_register(path: Path) -> dict[str, tuple[str, date]]:
    if not path.exists():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PainmapError(
            "Файл не в кодировке UTF-8", where=str(path), remedy="сохраните его как «CSV UTF-8»"
        ) from None
    with io.StringIO(text, newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in _INTAKE_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise PainmapError(
                f"В файле нет граф: {', '.join(missing)}",
                where=str(path),
                remedy="первая строка должна быть: " + ",".join(_INTAKE_COLUMNS) + " (через запятую)",
            )
        return {row["file"]: _register_row(row, path, reader.line_num) for row in reader}


def _register_row(row: dict[str, str], path: Path, line: int) -> tuple[str, date]:
    try:
        return row["sha256"].strip().lower(), date.fromisoformat(row["received_date"].strip())
    except (ValueError, AttributeError):
        raise PainmapError(
            "Дата получения не распознана",
            where=f"{path}, строка {line}, графа received_date",
            remedy="запишите дату в виде 2026-01-20",
        ) from None


def _synthetic(tree: Tree) -> frozenset[str]:
    if not tree.synthetic_lock.exists():
        return frozenset()
    lines = tree.synthetic_lock.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line.strip() and not line.startswith("#"))
