"""The privacy gate: nothing personal in git, in processed data, notebooks, logs, caches or reports.

It asks two questions of every text, and neither of the masker: does a name, telephone, address or identifier
of the raw files stand in it, in whatever spelling (`intake.traces`); and does it hold what is personal by its
form alone. What cannot be looked at is a finding, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from painmap.errors import PainmapError
from painmap.intake.fingerprints import mark
from painmap.intake.traces.names import WORD, full_names_in, names_in
from painmap.intake.traces.numbers import emails_in, mobiles_in, phones_in
from painmap.intake.traces.stems import stem
from painmap.params.hashing import slice_hash
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree
from painmap.stages.gate import places, readers
from painmap.stages.gate.known import LINKED, Known, Progress, known_values
from painmap.stages.gate.places import Candidate
from painmap.stages.gate.scan import Leak, Scanner
from painmap.stages.sources import source_hash
from painmap.stages.store import read_json, sha256, write_json

_WRITTEN_BY_PEOPLE = tuple(
    f"params/{name}/" for name in ("decisions", "problems", "corrections", "processes")
)
_IN_GIT = "уберите их из файла; если файл уже в истории git, то и оттуда"
_FIND = "имя файла покажет команда: find {top} -type f -exec sha256sum {{}} + | grep ^{start}"
_FIND_STAGED = "имя файла покажет команда: git diff --name-only"
_MAY_BE_PUBLIC = (
    "если это общеизвестное лицо или номер самого органа, назовите его в профиле params/agencies/<орган>.yaml"
)
_IN_BUILT = "удалите файл, никуда его не передавайте и сообщите разработчикам: маскирование пропустило"


_LOOKING = "Просмотр файлов"


def run(root: str | Path, progress: Progress) -> list[str]:
    """Russian sentences about what should not be where it is; no value in them."""
    tree = Tree(Path(root).resolve())
    findings: list[str] = []
    known = known_values(tree, findings, progress)
    candidates = list(places.built(tree))
    forced: list[str] = []
    try:
        seen = {candidate.name for candidate in candidates}
        candidates += [c for c in places.tracked(tree) if c.path is None or c.name not in seen]
        forced = list(places.forced(tree))
    except PainmapError as error:
        findings.append(str(error))
    findings += _notebook_outputs(tree)
    public = frozenset(_public(tree))
    words = _surnames(known, _words(candidates))
    scanner = Scanner(known, public, words)
    findings += [_forced(tree, scanner, name) for name in forced]
    memory = _Memory(tree, known, public, words)
    findings += _leaks(tree, scanner, memory, _told(candidates, progress))
    return findings


def _told(candidates: list[Candidate], progress: Progress) -> Iterator[Candidate]:
    """The candidates, each counted when it has been looked at."""
    for number, candidate in enumerate(candidates):
        progress(_LOOKING, number, len(candidates))
        yield candidate
    progress(_LOOKING, len(candidates), len(candidates))


def _forced(tree: Tree, scanner: Scanner, name: str) -> str:
    where = places.shown_raw(name) if name.startswith("data/raw/") else name
    if where == name and scanner.hits([name], is_built=True):
        where = _where(tree, Candidate(name, tree.root / name, is_built=True))
    return (
        f"{where}: в git попал файл с данными, которого нет в params/synthetic.lock. "
        "Что сделать: git rm --cached ФАЙЛ; если он уже в истории, уберите его и оттуда."
    )


def _notebook_outputs(tree: Tree) -> Iterator[str]:
    for path in sorted(tree.notebooks.glob("*.ipynb")):
        name = f"notebooks/{path.name}"
        try:
            cells = json.loads(path.read_bytes())["cells"]
        except (OSError, ValueError, KeyError, TypeError):
            yield f"{name}: проверить нельзя. Это не блокнот. Что сделать: замените файл исправным."
            continue
        if any(cell.get("outputs") for cell in cells):
            yield f"{name}: блокнот с результатами. Что сделать: очистите его: nbstripout {name}."


def _leaks(tree: Tree, scanner: Scanner, memory: _Memory, candidates: Iterator[Candidate]) -> Iterator[str]:
    """One sentence per file; a file that was clean the last time is not read again."""
    verdicts: dict[str, list[Leak] | str] = {}
    for candidate in candidates:
        is_strict = candidate.is_built or candidate.name.startswith(_WRITTEN_BY_PEOPLE)
        in_name = scanner.hits([candidate.name], is_built=is_strict)
        in_name = [replace(leak, title=f"{leak.title} в имени файла") for leak in in_name]
        where = _where(tree, candidate) if in_name else candidate.name
        stamp = _stamp(candidate, is_strict)
        if memory.is_clean(stamp):
            verdict: list[Leak] | str = []
        else:
            verdict = verdicts[stamp] if stamp in verdicts else _verdict(tree, candidate, scanner, is_strict)
            verdicts[stamp] = verdict
        if verdict == [] and candidate.path:
            memory.note(stamp)
        if isinstance(verdict, str):
            yield f"{where}: проверить нельзя. {verdict}. Что сделать: удалите или замените файл."
            verdict = []
        if leaks := in_name + verdict:
            yield _sentence(candidate, leaks, where)
    memory.keep()


def _stamp(candidate: Candidate, is_strict: bool) -> str:
    """What the verdict on a file depends on: its content; of what lies in git's index alone, its name."""
    try:
        content = sha256(candidate.path) if candidate.path else f"index {candidate.name}"
        if candidate.path and (log := candidate.path.with_name(f"{candidate.path.name}-wal")).is_file():
            content += sha256(log)  # read with its base
    except OSError:
        content = f"unreadable {candidate.name}"
    # The name says how a file is read.
    return slice_hash([content, is_strict, candidate.name.rpartition(".")[2]])


def _verdict(tree: Tree, candidate: Candidate, scanner: Scanner, is_strict: bool) -> list[Leak] | str:
    try:
        if candidate.path and candidate.path.is_dir():
            return LINKED
        if candidate.path:
            return scanner.hits(readers.texts(candidate.path), is_built=is_strict)
        data = places.staged(tree, candidate.name)
        return scanner.hits(readers.texts_in(data, candidate.name), is_built=is_strict)
    except PainmapError as error:
        return error.what.rstrip(".")
    except Exception as error:  # a library's message may quote what stands in the file
        return f"Файл не читается ({type(error).__name__})"


def _where(tree: Tree, candidate: Candidate) -> str:
    """A file whose name names a person: the rest of its name, and what `sha256sum` says of it."""
    name = places.shown_path(tree, candidate.name)
    try:
        whole = sha256(candidate.path) if candidate.path else None
    except OSError:
        whole = None
    return f"{name} (sha256 {whole[:8]}…)" if whole else name


def _sentence(candidate: Candidate, leaks: list[Leak], where: str) -> str:
    listed = ", ".join(f"{leak.title} — {leak.count}" for leak in leaks)
    agencies = sorted({agency for leak in leaks for agency in leak.agencies})
    whose = f" (есть в исходных файлах: {', '.join(agencies)})" if agencies else ""
    remedy = _IN_BUILT if candidate.is_built else _IN_GIT
    sort = "персональные данные"
    if not agencies:
        sort = "похоже на персональные данные"
        remedy = f"{_MAY_BE_PUBLIC}, иначе {remedy}"
    if where != candidate.name:
        top = candidate.name.split("/")[0] if candidate.name.startswith(places.BUILT) else "."
        remedy += "; " + (_FIND.format(top=top, start=where[-10:-2]) if candidate.path else _FIND_STAGED)
    if candidate.path is None:
        where += " (подготовлено к git commit)"
    return f"{where}: {sort}: {listed}{whose}. Что сделать: {remedy}."


def _public(tree: Tree) -> Iterator[tuple[str, str]]:
    """What the agencies' profiles say: their own telephones, addresses and names are no secret."""
    for agency in agency_ids(tree):
        try:
            text = json.dumps(load_agency(tree, agency).agency.model_dump(mode="json"), ensure_ascii=False)
        except PainmapError:
            continue  # told by `known_values`
        yield from emails_in(text)
        yield from phones_in(text)
        yield from mobiles_in(text)
        yield from (found for found in names_in(text, lambda _: True) if found[0] == "pair")
        yield from (("given", value) for value in full_names_in(text))


def _surnames(known: list[Known], words: frozenset[str]) -> frozenset[str]:
    """Those of the words that are surnames of the raw files."""
    return frozenset(
        word for word in words if any(mark(one.key, "surname", word) in one.agencies for one in known)
    )


def _words(candidates: list[Candidate]) -> frozenset[str]:
    """Stems of the words of tracked texts."""
    words: set[str] = set()
    for candidate in candidates:
        if not candidate.is_built and candidate.path and candidate.path.suffix in _TEXTS:
            words.update(WORD.findall(candidate.path.read_text(encoding="utf-8", errors="ignore")))
    return frozenset(stem(word) for word in words)


_TEXTS = frozenset((".py", ".yaml", ".csv", ".md", ".txt", ".ipynb", ".j2"))


class _Memory:
    """Which files were clean, by content, when they were looked at with the same marks and code."""

    def __init__(
        self, tree: Tree, known: list[Known], public: frozenset[tuple[str, str]], words: frozenset[str]
    ) -> None:
        self._path = tree.cache / "check.json"
        marks = sorted(value.hex() for one in known for value in one.agencies)
        self._marks = slice_hash([marks, sorted(public), sorted(words), source_hash(__name__)])
        kept = read_json(self._path)
        is_same = isinstance(kept, dict) and kept.get("marks") == self._marks
        self._clean: frozenset[str] = frozenset(kept["clean"]) if is_same else frozenset()
        self._now: set[str] = set()

    def is_clean(self, stamp: str) -> bool:
        """Whether a file of this content was clean."""
        return stamp in self._clean

    def note(self, stamp: str) -> None:
        """Note that a file of this content is clean."""
        self._now.add(stamp)

    def keep(self) -> None:
        """Write it down; a tree that may only be read is checked all the same."""
        if self._now != self._clean:
            try:
                write_json(self._path, {"marks": self._marks, "clean": sorted(self._now)})
            except (OSError, PainmapError):
                return
