"""Cross-checks of the registry of problems, the processes, the decisions and the guidance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from painmap.errors import PainmapError, printable
from painmap.params.bundle import AgencyParams
from painmap.params.references import unknown
from painmap.params.tables import is_date
from painmap.periods import Period
from painmap.schema import RIVAL

# Words of reports.md for the state of a measure.
MEASURE_STATES = ("запланировано", "исполняется", "исполнено", "исполнено с нарушением срока", "снято")
DIRECTIONS = ("decline", "growth")
LEVELS = ("low", "middle", "high")
SEVERITIES = ("0", "10", "20", "30")
EFFORTS = ("1", "2", "3")
STATUSES = ("proposed", "confirmed", "reviewed", "approved")
# Months until a measure is expected to show; more than a year of transition leaves nothing to compare.
LAGS = tuple(str(months) for months in range(13))


def _processes(params: AgencyParams) -> Iterator[PainmapError]:
    frame, where = params.processes, f"params/processes/{params.agency.id}.csv"
    yield from unknown("Подразделение", _cells(frame, "unit"), params.agency.units, where=where)
    yield from unknown("Трудоёмкость", _cells(frame, "effort"), EFFORTS, where=where)


def _problems(params: AgencyParams) -> Iterator[PainmapError]:
    frame, where = params.problems, f"params/problems/{params.agency.id}.csv"
    yield from unknown("Процесс", _cells(frame, "process_id"), params.processes["id"], where=where)
    parents = [(f, parent) for f, text in _cells(frame, "parent_ids") for parent in text.split()]
    yield from unknown("Проблема-предшественник", parents, frame["id"], where=where)
    yield from _parents(frame, where)
    yield from unknown("Тяжесть последствий", _cells(frame, "severity"), SEVERITIES, where=where)
    yield from _periods(_cells(frame, "valid_from"), where)
    kinds = dict(zip(params.processes["id"], params.processes["client_kind"], strict=True))
    wanted = frame["process_id"].map(kinds)
    yield from _other_kind(frame, wanted, "процесса", where)
    yield from _shared_signs(frame, where)


def parents_of(problems: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Problem → the problems that it came from; without those that came from none."""
    named = zip(problems["id"], problems["parent_ids"].fillna(""), strict=True)
    return {id_: tuple(text.split()) for id_, text in named if text.split()}


def replaced(problems: pd.DataFrame) -> frozenset[str]:
    """Problems that a later one names as its parent (merged, split): they collect no texts any more.

    Args:
        problems: `schema.PROBLEMS`.
    """
    return frozenset(parent for parents in parents_of(problems).values() for parent in parents)


def _parents(frame: pd.DataFrame, where: str) -> Iterator[PainmapError]:
    """Each parent is closed, of the same clients, and none comes from itself."""
    parents = parents_of(frame)
    kinds, states = (dict(zip(frame["id"], frame[name], strict=True)) for name in ("client_kind", "status"))
    for field, text in _cells(frame, "parent_ids"):
        own = frame["id"].iloc[int(field.rsplit(" ", 1)[1]) - 1]
        if own in _ancestors(own, parents):
            yield PainmapError(
                f"Проблема {own} — предшественник самой себя",
                where=f"{where}, поле {field}",
                remedy="уберите из предшественников одну из ссылок",
            )
        for parent in text.split():
            if parent not in kinds:
                continue
            place = f"{where}, поле {field}"
            if kinds[parent] != kinds[own]:
                yield PainmapError(
                    f"Предшественник {parent} — проблема других клиентов",
                    where=place,
                    remedy="проблемы внешних и внутренних клиентов ведутся раздельно: исправьте ссылку",
                )
            if states[parent] != "closed":
                yield PainmapError(
                    f"Предшественник {parent} не закрыт, хотя его обращения относятся к {own}",
                    where=place,
                    remedy="запишите для него closed в графе status или уберите его из предшественников",
                )


def _ancestors(id_: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    ahead = list(parents.get(id_, ()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += parents.get(one, ())
    return found


def _shared_signs(frame: pd.DataFrame, where: str) -> Iterator[PainmapError]:
    """A sign of two problems of the same clients tells neither; a replaced problem hands its signs on."""
    owners: dict[tuple[str, str], str] = {}
    gone = replaced(frame)
    for row, (id_, kind, text) in enumerate(
        zip(frame["id"], frame["client_kind"], frame["signs"].fillna(""), strict=True), start=1
    ):
        if id_ in gone:
            continue
        for sign in (" ".join(part.lower().split()) for part in text.split(";")):
            if sign and owners.setdefault((kind, sign), id_) != id_:
                yield PainmapError(
                    f"Признак «{printable(sign)}» стоит у двух проблем: {owners[kind, sign]} и {id_}",
                    where=f"{where}, поле signs, запись {row}",
                    remedy="оставьте его у одной из них или уточните",
                )


def _decisions(params: AgencyParams) -> Iterator[PainmapError]:
    frame, where = params.decisions, f"params/decisions/{params.agency.id}.csv"
    yield from _owners(params, where)
    yield from _periods(_cells(frame, "map_period"), where)
    kinds = dict(zip(params.problems["id"], params.problems["client_kind"], strict=True))
    for column, kind, known in DECISION_WORDS:
        rows = frame[frame["column"] == column]
        yield from unknown(kind, _cells(rows, "value"), known, where=where)
    for field, value in _cells(frame[frame["column"] == "effect_date"], "value"):
        if not is_date(value):
            yield PainmapError(
                "Дата начала действия меры не распознана",
                where=f"{where}, поле {field}",
                remedy="запишите дату в виде 2025-03-30",
            )
    yield from _lags(frame[frame["column"] == "lag_months"], where)
    yield from _controls(frame[frame["column"] == "control_problem_id"], kinds, where)


def _owners(params: AgencyParams, where: str) -> Iterator[PainmapError]:
    """Each entry is about a problem, an effort about a process, of the same clients."""
    frame = params.decisions
    is_effort = frame["column"].str.removesuffix(RIVAL).eq("effort").to_numpy(dtype=bool)
    # What people added to the map is no row of the registry; its own entry names it.
    added = frame[frame["column"] == "title"].rename(columns={"problem_id": "id"})[["id", "client_kind"]]
    problems = pd.concat([params.problems[["id", "client_kind"]], added])
    for is_own, what, ids, of_what in (
        (~is_effort, "Проблема", problems, "проблемы"),
        (is_effort, "Процесс", params.processes, "процесса"),
    ):
        own = frame[is_own]
        yield from unknown(what, _cells(own, "problem_id"), ids["id"], where=where)
        kinds = dict(zip(ids["id"], ids["client_kind"], strict=True))
        yield from _other_kind(own, frame["problem_id"].map(kinds), of_what, where)


def _materials(params: AgencyParams) -> Iterator[PainmapError]:
    frame, where = params.materials, f"params/materials/{params.agency.id}.csv"
    codes = [t.code for t in params.agency.topics]
    yield from unknown("Тема", _cells(frame, "topic_code"), codes, where=where)
    is_never = frame["withdrawn_date"] <= frame["issued_date"]
    for field, _ in _cells(frame[is_never.fillna(False)], "withdrawn_date"):
        yield PainmapError(
            "Материал утратил актуальность не позже, чем стал доступен",
            where=f"{where}, поле {field}",
            remedy="дата в графе withdrawn_date должна быть позже даты в графе issued_date",
        )
    same = frame.assign(title=frame["title"].str.lower().str.split().str.join(" "))
    twice = same.duplicated(["topic_code", "title", "issued_date"])
    for field, _ in _cells(frame[twice], "title"):
        yield PainmapError(
            "Материал записан дважды: тема, название и дата совпадают с другой записью",
            where=f"{where}, поле {field}",
            remedy="оставьте одну запись",
        )


def _lags(frame: pd.DataFrame, where: str) -> Iterator[PainmapError]:
    for field, value in _cells(frame, "value"):
        if value not in LAGS:
            yield PainmapError(
                "Срок, через который ожидается действие меры, не распознан",
                where=f"{where}, поле {field}",
                remedy=f"укажите целое число месяцев от {LAGS[0]} до {LAGS[-1]}",
            )


def _controls(frame: pd.DataFrame, kinds: Mapping[str, str], where: str) -> Iterator[PainmapError]:
    """`kinds`: problem → client kind."""
    yield from unknown("Проблема контрольного ряда", _cells(frame, "value"), kinds, where=where)
    control, own_kind = frame["value"].map(kinds), frame["problem_id"].map(kinds)
    others = frame[control.notna() & own_kind.notna() & (control != own_kind)]
    for field, _ in _cells(others, "value"):
        yield PainmapError(
            "Контрольный ряд меры — ряд проблемы других клиентов",
            where=f"{where}, поле {field}",
            remedy="укажите проблему клиентов того же вида, либо не указывайте контрольный ряд",
        )
    own = frame[frame["value"] == frame["problem_id"]]
    for field, _ in _cells(own, "value"):
        yield PainmapError(
            "Контрольный ряд меры — ряд её же проблемы",
            where=f"{where}, поле {field}",
            remedy="укажите проблему, которой мера не касается, либо не указывайте контрольный ряд",
        )


def _cells(frame: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    """(«графа, запись N», value as text) of the filled cells; records count from 1 without the header."""
    values = frame[column].dropna()
    numbers = (int(label) + 1 for label in values.index)
    return [(f"{column}, запись {n}", str(value)) for n, value in zip(numbers, values, strict=True)]


def _periods(cells: Iterable[tuple[str, str]], where: str) -> Iterator[PainmapError]:
    for field, text in cells:
        try:
            period = str(Period.parse(text))
        except PainmapError as error:
            yield PainmapError(error.what, where=f"{where}, поле {field}", remedy=error.remedy)
            continue
        # The registry is searched for a period by its name.
        yield from unknown("Период", [(field, text)], [period], where=where)


def _other_kind(frame: pd.DataFrame, wanted: pd.Series, of_what: str, where: str) -> Iterator[PainmapError]:
    for field, kind in _cells(frame, "client_kind"):
        known = wanted.iloc[int(field.rsplit(" ", 1)[1]) - 1]
        if pd.notna(known) and known != kind:
            yield PainmapError(
                f"Вид клиента «{kind}» не совпадает с видом клиента {of_what} «{known}»",
                where=f"{where}, поле {field}",
                remedy="исправьте вид клиента или ссылку",
            )


DECISION_WORDS = (
    ("state", "Состояние меры", MEASURE_STATES),
    ("direction", "Ожидаемое направление", DIRECTIONS),
    ("prevalence", "Уровень", LEVELS),
    ("priority", "Уровень", LEVELS),
    ("effort", "Трудоёмкость", EFFORTS),
    ("status", "Состояние строки", STATUSES),
)
TABLE_CHECKS = (_processes, _problems, _decisions, _materials)
