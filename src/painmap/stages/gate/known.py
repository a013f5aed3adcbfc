"""What the raw files say of people, as keyed hashes; read once per raw file and format.

A file that its format does not describe, or does not fit, is known by the form of its values alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from painmap.errors import PainmapError
from painmap.intake.fingerprints import fingerprints, loose_fingerprints
from painmap.params.hashing import slice_hash
from painmap.params.load import AgencyParams, agency_ids, load_agency
from painmap.paths import Tree
from painmap.stages._described import described
from painmap.stages.gate import readers
from painmap.stages.gate.places import shown_raw, synthetic
from painmap.stages.key import DEMO_KEY, Key, load_key
from painmap.stages.raw import RawFile, raw_folder
from painmap.stages.sources import source_hash
from painmap.stages.store import read_json, sha256, write_json


@dataclass
class Known:
    """Marks of one key.

    Attributes:
        key: The key of the marks.
        agencies: Mark → agencies whose raw files hold the value.
    """

    key: bytes = field(repr=False)
    agencies: dict[bytes, set[str]] = field(default_factory=dict)

    @property
    def is_demo(self) -> bool:
        """Whether the key is the published one, of made-up persons."""
        return self.key == DEMO_KEY.secret


Progress = Callable[[str, int, int], None]
_READING = "Чтение исходных файлов"


def known_values(tree: Tree, findings: list[str], progress: Progress) -> list[Known]:
    """The marks of all agencies, by key; what could not be read is noted in `findings`."""
    by_key: dict[bytes, Known] = {}
    profiles = agency_ids(tree)
    folders = [path for path in sorted((tree.root / "data" / "raw").glob("*")) if path.is_dir()]
    total, done = sum(1 for folder in folders for _ in folder.rglob("*")), 0
    for folder in folders:
        if folder.name not in profiles:
            findings.append(_not_checked(f"data/raw/{folder.name}", "Нет профиля органа", _NO_PROFILE))
        below = sorted(folder.rglob("*"))
        paths = [p for p in below if p.is_file() and p != folder / "intake.csv"]
        for link in (p for p in below if p.is_symlink() and p.is_dir()):
            name = shown_raw(link.relative_to(tree.root).as_posix())
            findings.append(_not_checked(name, LINKED, "положите файлы в саму папку"))
        if paths:
            agency = _agency(tree, folder.name, paths, findings)
            for number, (path, marks) in enumerate(_marks(tree, agency, paths, findings)):
                progress(_READING, done + number, total)
                known = by_key.setdefault(key := agency.key(path), Known(key))
                for one in marks:
                    known.agencies.setdefault(one, set()).add(agency.id)
        done += len(below)
    progress(_READING, total, total)
    return list(by_key.values())


LINKED = "Это ссылка на папку"
_NO_PROFILE = "добавьте params/agencies/<орган>.yaml или уберите папку"
_TELL = "сообщите разработчикам"


def _not_checked(where: str, why: str, remedy: str) -> str:
    return f"{where}: проверить нельзя. {why.rstrip('.')}. Что сделать: {remedy.rstrip('.')}."


@dataclass(frozen=True)
class _Agency:
    """One agency's raw files.

    Attributes:
        params: None where they cannot be read: then the files are known by the form of their values.
        sources: What the files are that the profile describes.
        demo: Files of `params/synthetic.lock`: what they alone say is made up, also beside others.
        own_key: The key of the other files.
        is_kept: Whether marks of that key may be kept for the next run.
    """

    id: str
    params: AgencyParams | None
    sources: dict[Path, RawFile]
    demo: frozenset[Path]
    own_key: bytes = field(repr=False)
    is_kept: bool

    def key(self, path: Path) -> bytes:
        """The key of a file's marks."""
        return DEMO_KEY.secret if path in self.demo else self.own_key


def _agency(tree: Tree, agency: str, paths: list[Path], findings: list[str]) -> _Agency:
    params, sources = None, {}
    try:
        if agency in agency_ids(tree):
            params = load_agency(tree, agency)
            raw = raw_folder(tree, agency, params.agency.sources)
            sources = {file.path: file for file in raw.files}
    except PainmapError as error:
        findings.append(_not_checked(agency, error.what, f"{error.remedy} ({error.where})"))
    except Exception as error:  # its message may quote a raw cell: only the class may leave
        findings.append(_not_checked(agency, f"Сбой {type(error).__name__}", _TELL))
    locked = set(synthetic(tree).values())
    demo = frozenset(path for path in paths if sha256(path) in locked)
    # As in `RawFolder.is_wholly_demo`: what no source describes is never read by a build.
    is_demo = demo.issuperset(sources or paths)
    own_key, is_kept = secrets.token_bytes(32), False
    if len(demo) < len(paths):
        try:
            own_key, is_kept = load_key().secret, True
        except PainmapError as error:
            findings.extend(() if is_demo else (f"{agency}: {error}",))
    return _Agency(agency, params, sources, demo, own_key, is_kept)


def _marks(
    tree: Tree, agency: _Agency, paths: list[Path], findings: list[str]
) -> Iterator[tuple[Path, set[bytes]]]:
    """Marks of the agency's raw files, read only where the cache has none."""
    place = tree.cache / f"check-{agency.id}.json"
    kept = read_json(place)
    kept = kept if isinstance(kept, dict) else {}
    used: dict[str, list[str]] = {}
    for path in paths:
        patterns = [source.files for source in agency.params.agency.sources] if agency.params else []
        name = shown_raw(path.relative_to(tree.root).as_posix(), patterns)
        file = agency.sources.get(path)
        marks: set[bytes] = set()
        is_whole = True
        stamp = _stamp(agency, path, file)
        if isinstance(known := kept.get(stamp), list):
            marks = set(map(bytes.fromhex, known))
        for read in () if marks else (_described, _loose) if file else (_loose,):
            try:
                marks |= read(agency, path)
                break
            except PainmapError as error:
                if is_whole:
                    findings.append(_not_checked(name, error.what, error.remedy or "замените файл исправным"))
            except Exception as error:  # its message may quote a raw cell: only the class may leave
                if is_whole:
                    findings.append(_not_checked(name, f"Файл не читается ({type(error).__name__})", _TELL))
            is_whole = False
        if is_whole and (agency.is_kept or path in agency.demo):
            used[stamp] = sorted(mark.hex() for mark in marks)
        yield path, marks
    if used != kept:
        _keep(place, used)


def _keep(place: Path, used: dict[str, list[str]]) -> None:
    try:
        write_json(place, used)
    except (OSError, PainmapError):
        # A tree that may only be read is checked all the same.
        return


def _stamp(agency: _Agency, path: Path, file: RawFile | None) -> str:
    """What a raw file's marks depend on."""
    return slice_hash(
        {
            "data": file.sha256 if file else sha256(path),
            "name": path.name,
            "format": agency.params.formats[file.source.format] if file and agency.params else None,
            "source": file.source if file else None,
            "key": Key(agency.key(path), is_demo=False).fingerprint,
            "code": source_hash("painmap.intake.fingerprints"),
        }
    )


def _loose(agency: _Agency, path: Path) -> frozenset[bytes]:
    return loose_fingerprints(readers.texts(path), agency.key(path))


def _described(agency: _Agency, path: Path) -> frozenset[bytes]:
    assert agency.params is not None
    return fingerprints(described(agency.params, agency.sources[path], agency.key(path), _no_mask))


def _no_mask(texts: Sequence[str], _: object) -> list[Any]:
    """Instead of the masker: every word of a file is personal, so that no refusal of it quotes one."""
    return [SimpleNamespace(text="", spans=((0, len(text), "PERSON"),), rules=("",)) for text in texts]
