"""A sample of a period's assignments for a person to judge, and the judgements that come back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.periods import Period
from painmap.schema import NO_PROBLEM, REVIEWS
from painmap.stages.entries import Author, append
from painmap.stages.project import Project
from painmap.stages.registry import book
from painmap.stages.registry.listing import assigned, within
from painmap.stages.registry.state import State
from painmap.stages.store import write_bytes
from painmap.text.lineage import living

_FACTS = ("problem_id", "verdict", "right_problem_id", "author_role", "entered_date")


@dataclass
class Imported:
    """What became of the rows of a workbook: rows = stored + same + empty + rejected.

    Attributes:
        rows: Rows of the workbook that are not blank.
        stored: Judgements written.
        same: Rows whose judgement was stored before and is the last one.
        empty: Rows that nobody has judged yet.
        rejected: (row as Excel shows it, why, in Russian) of the others.
        missing: Rows that were drawn and are not in the workbook any more.
        note: How the file was read, in Russian.
    """

    rows: int = 0
    stored: int = 0
    same: int = 0
    empty: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    missing: int = 0
    note: str = ""


def population(project: Project, period: Period) -> pd.DataFrame:
    """The texts of external clients in a period, assigned or not: those that a sample may quote.

    Staff are never quoted verbatim, so nobody judges their texts.

    Raises:
        PainmapError: Nothing was built yet.
    """
    texts = assigned(project)
    if texts is None:
        raise PainmapError(
            "Обращения ещё не отнесены к проблемам",
            where=f"data/interim/{project.id}",
            remedy=f"сначала выполните «painmap build --agency {project.id}»",
        )
    return texts[within(texts, period) & (texts["client_kind"] == "external")]


def draw(project: Project, period: Period, size: int, path: Path) -> int:
    """Write a simple random sample of a period's assignments as a workbook; returns its rows.

    The sample are the `size` records with the smallest keyed hash: each set of records is as likely as any
    other, a larger sample holds the smaller one, and records that are added later push out as few as can be.

    Raises:
        PainmapError: Nothing was built, the period has no assignment, or there is a file at `path`.
    """
    if path.exists():
        raise PainmapError(
            "Такой файл уже есть: в нём могут быть суждения, он не изменён",
            where=printable(path),
            remedy="внесите его (--import) и уберите или укажите другое имя: --out",
        )
    texts = population(project, period)
    chosen = texts[texts["problem_id"].isin(living(project.params.problems)["id"])]
    if chosen.empty:
        raise PainmapError(
            f"За {period.label} нет обращений внешних клиентов, отнесённых к проблемам реестра",
            where=project.id,
            remedy="укажите период, обеспеченный данными, или примите проблемы: painmap problems accept",
        )
    secret = project.key.secret
    marks = [
        hashlib.blake2b(f"review {record}".encode(), key=secret, digest_size=16).hexdigest()
        for record in chosen["record_id"]
    ]
    sample = chosen.assign(mark=marks).sort_values("mark").head(size)
    problems = living(project.params.problems)
    about = book.About(project.id, str(period), len(sample))
    title = f"Проверка отнесения к проблемам: {project.params.agency.title}, {period.label}"
    choices = problems[problems["client_kind"] == "external"]
    write_bytes(path, book.written(sample, choices, about, title))
    return len(sample)


def store(state: State, path: Path, author: Author) -> Imported:
    """Add the judgements of a workbook to `params/reviews/<agency>.csv`.

    Raises:
        PainmapError: The workbook is foreign, damaged or of another agency, or nothing was built.
    """
    about, lines, note = book.read(path)
    if about.agency != state.project.id:
        raise PainmapError(
            f"Файл — проверка другого органа: {printable(about.agency)}",
            where=printable(path.name),
            remedy="назовите его орган или возьмите другой файл",
        )
    period = Period.parse(about.period)
    known = frozenset(population(state.project, period)["record_id"])
    result = Imported(rows=len(lines), note=note, missing=max(0, about.drawn - len(lines)))
    last = state.reviews.drop_duplicates("record_id", keep="last").set_index("record_id")
    seen: set[str] = set()
    new = []
    for line in lines:
        why = _unknown(line, known, seen, state)
        seen.add(line.record_id)
        row = {} if why else _judgement(line, state)
        why = why or row.pop("why", "")
        if why:
            result.rejected.append((line.number, why))
        elif not row:
            result.empty += 1
        else:
            full = {**row, "author_role": author.role, "entered_date": author.day.isoformat()}
            if _is_stored(full, last):
                result.same += 1
            else:
                new.append(full)
    result.stored = len(new)
    if new:
        id_ = state.project.id
        append(state.project.tree.reviews(id_), REVIEWS, f"params/reviews/{id_}.csv", new)
    return result


def _unknown(line: book.Line, known: frozenset[str], seen: set[str], state: State) -> str:
    if not line.record_id or not line.problem_id:
        return "нет кода записи или проблемы (скрытые столбцы F и G)"
    if line.record_id in seen:
        return "запись стоит в файле дважды, учтена первая"
    if line.record_id not in known:
        return "среди обращений внешних клиентов за этот период такой записи нет"
    if line.problem_id not in state.rows:
        return f"проблемы {printable(line.problem_id)} нет в реестре"
    return ""


def _judgement(line: book.Line, state: State) -> dict[str, str]:
    """The cells of the judgement; empty if there is none, `why` if it cannot be understood."""
    said, other = _norm(line.verdict), line.right_problem
    if not said:
        return {"why": "названа другая проблема, но не выбрано, верно ли отнесение"} if other else {}
    verdict = next((v for v, words in book.VERDICTS.items() if _norm(words) == said), "")
    if not verdict:
        return {"why": f"выберите одно из: {', '.join(book.VERDICTS.values())}"}
    right = _problem(other, state) if other else ""
    if right is None:
        return {"why": "другая проблема не из списка: выберите её из выпадающего списка"}
    if (
        right == line.problem_id
        if verdict == "wrong"
        else verdict == "right"
        and right
        not in (
            "",
            line.problem_id,
        )
    ):
        return {"why": "суждение противоречит названной проблеме"}
    named = "" if verdict == "right" else right
    row = {"record_id": line.record_id, "problem_id": line.problem_id, "verdict": verdict}
    return {**row, "right_problem_id": named}


def _problem(words: str, state: State) -> str | None:
    """Id of the problem that a person chose, or typed by its code or title; None if it is none of them."""
    if _norm(words) == _norm(book.NONE_FITS):
        return NO_PROBLEM
    first = words.split()[0]
    if first in state.rows:
        return first
    found = [id_ for id_, row in state.rows.items() if _norm(row["title"]) == _norm(words)]
    return found[0] if len(found) == 1 else None


def _is_stored(row: dict[str, str], last: pd.DataFrame) -> bool:
    if row["record_id"] not in last.index:
        return False
    old = last.loc[row["record_id"]]
    cells: dict[str, str] = {name: "" if pd.isna(old[name]) else str(old[name]) for name in _FACTS}
    cells["entered_date"] = f"{old['entered_date']:%Y-%m-%d}"
    return all(row[name] == cells[name] for name in _FACTS)


def _norm(text: str) -> str:
    return "".join(text.lower().replace("ё", "е").split())
