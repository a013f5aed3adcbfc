"""What a person does to the registry of problems: which rows it changes, and what to tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from painmap.codes import CLIENT_KINDS
from painmap.errors import PainmapError, printable, unknown_name
from painmap.params.check_tables import replaced
from painmap.stages.registry.file import Row
from painmap.stages.registry.state import State

_ID = re.compile(r"p([0-9]+)", re.ASCII)
_MAX_TITLE = 200
_HANDED_ON = ("process_id", "severity", "problem_kind")


@dataclass(frozen=True)
class Edit:
    """Rows of the registry as they will be, new ones last, and Russian sentences about what they lead to."""

    rows: list[dict[str, str]]
    notes: list[str] = field(default_factory=list)


def accept(state: State, id_: str, given: Row) -> Edit:
    """A proposed group becomes a problem, or a proposed problem an accepted one.

    The id of a group comes from the texts of one build and is given up: once its problem has its texts, no
    build proposes it again. The problem's own id stays for good.

    Args:
        id_: Of a candidate of the last build, or of a row of the registry.
        given: What the person decides, by column: title, public_title, problem_kind, process_id, severity.
    """
    rows, found = state.rows, state.candidates
    if id_ in rows:
        if rows[id_]["status"] != "proposed":
            raise PainmapError(
                f"Проблема {id_} уже не предложена системой: {_STATUS[rows[id_]['status']]}",
                where=state.where,
                remedy="название меняет rename, закрытую возвращает reopen",
            )
        return Edit([_with(state, rows[id_], {**given, "status": "accepted"})])
    if id_ not in found:
        raise unknown_name("Проблема или группа", id_, [*rows, *found], where=state.where)
    group = found[id_]
    kind = str(group["client_kind"])
    signs, notes = _free_signs(state, kind, group.get("signs"))
    new = {
        "id": _next_ids(state, 1)[0],
        "client_kind": kind,
        "problem_kind": str(group.get("problem_kind") or "problem"),
        "title": str(group["title"]),
        "status": "accepted",
        "valid_from": state.period(),
        "signs": "; ".join(signs),
        "found_on": state.found_on(),
    }
    return Edit([_with(state, new, given)], notes)


def rename(state: State, id_: str, given: Row) -> Edit:
    """Another title; the id and with it the whole history stay."""
    if not any(given.values()):
        raise PainmapError("Не указано новое название", remedy="добавьте --title или --public-title")
    return Edit([_with(state, _known(state, id_), given)])


def merge(state: State, ids: Sequence[str], given: Row) -> Edit:
    """One new problem in place of several: they are closed and hand on their signs and all their history."""
    if len(set(ids)) < 2 or len(set(ids)) < len(ids):
        raise PainmapError("Объединить можно две разные проблемы или более", remedy="перечислите их коды")
    parents = [_replaceable(state, id_) for id_ in ids]
    if len({row["client_kind"] for row in parents}) > 1:
        raise PainmapError(
            "Проблемы внешних и внутренних клиентов ведутся раздельно: их нельзя объединить",
            where=state.where,
            remedy="перечислите проблемы клиентов одного вида",
        )
    notes = []
    new = {"id": _next_ids(state, 1)[0], **_inherited(state, parents)}
    new["severity"] = max((row["severity"] for row in parents if row["severity"]), key=int, default="")
    for name, option in (("process_id", "--process"), ("problem_kind", "--kind")):
        values = {row[name] for row in parents}
        new[name] = values.pop() if len(values) == 1 else ""
        if values and not given.get(name):
            raise PainmapError(
                f"У объединяемых проблем разные значения графы {name}",
                where=state.where,
                remedy=f"укажите значение для общей: {option}",
            )
    signs = [sign for row in parents for sign in _signs(row["signs"])]
    new["signs"] = "; ".join(dict.fromkeys(signs))
    notes += _left_behind(state, parents)
    return Edit([*(_closed(row) for row in parents), _with(state, new, given, old=ids)], notes)


def split(state: State, id_: str, into: Sequence[tuple[str, str]]) -> Edit:
    """Several new problems in place of one: it is closed, its texts go to those whose title and signs fit.

    Args:
        into: (title, signs by «;») of each new problem.
    """
    parent = _replaceable(state, id_)
    if len(into) < 2:
        raise PainmapError(
            "Разделить можно на две проблемы или более", remedy="повторите --into для каждой новой проблемы"
        )
    base = _inherited(state, [parent]) | {name: parent[name] for name in _HANDED_ON}
    new: list[dict[str, str]] = []
    for child, (title, signs) in zip(_next_ids(state, len(into)), into, strict=True):
        if _norm(title) in {_norm(row["title"]) for row in new}:
            raise PainmapError(
                f"Название «{printable(title)}» указано дважды", remedy="назовите их по-разному"
            )
        own = {**base, "id": child, "signs": "; ".join(_signs(signs))}
        new.append(_with(state, own, {"title": title}, old=[id_]))
    handed = {_norm(sign) for row in new for sign in _signs(row["signs"])}
    lost = [sign for sign in _signs(parent["signs"]) if _norm(sign) not in handed]
    notes = [f"Признаки, которые не перешли ни к одной: {'; '.join(lost)}"] if lost else []
    return Edit([_closed(parent), *new], [*notes, *_left_behind(state, [parent])])


def close(state: State, id_: str) -> Edit:
    """The problem is solved; it goes on collecting texts, and if there are any it shows as come back."""
    row = _replaceable(state, id_)
    if row["status"] == "closed":
        raise PainmapError(f"Проблема {id_} уже закрыта", where=state.where)
    return Edit([_closed(row)])


def reopen(state: State, id_: str) -> Edit:
    """A closed problem is a problem again, under its own id."""
    row = _replaceable(state, id_)
    if row["status"] != "closed":
        raise PainmapError(f"Проблема {id_} не закрыта", where=state.where)
    return Edit([{**row, "status": "accepted"}])


def _known(state: State, id_: str) -> dict[str, str]:
    if id_ not in state.rows:
        raise unknown_name("Проблема", id_, state.rows, where=state.where)
    return state.rows[id_]


def _replaceable(state: State, id_: str) -> dict[str, str]:
    row = _known(state, id_)
    children = [one for one, other in state.rows.items() if id_ in other["parent_ids"].split()]
    if children:
        raise PainmapError(
            f"Проблему {id_} уже заменили {', '.join(children)}: сама она обращений не собирает",
            where=state.where,
            remedy="укажите код той, которая её заменила",
        )
    return row


def _with(state: State, row: Row, given: Row, old: Iterable[str] = ()) -> dict[str, str]:
    """The row with what was given; its title is of no other living problem of the same clients."""
    new = {**row, **{name: " ".join(value.split()) for name, value in given.items() if value.strip()}}
    for name in ("title", "public_title"):
        if len(new.get(name, "")) > _MAX_TITLE:
            raise PainmapError(
                f"Название длиннее {_MAX_TITLE} знаков", remedy="сформулируйте его одним предложением"
            )
    processes = list(state.params.processes["id"])
    if new.get("process_id") and new["process_id"] not in processes:
        raise unknown_name("Процесс", new["process_id"], processes)
    gone = replaced(state.params.problems) | {*old, new["id"]}
    for id_, other in state.rows.items():
        is_alike = _norm(other["title"]) == _norm(new["title"])
        if id_ not in gone and other["client_kind"] == new["client_kind"] and is_alike:
            raise PainmapError(
                f"Проблема с таким названием уже есть: {id_}",
                where=state.where,
                remedy="назовите иначе: --title; если это одна и та же, объедините их: merge",
            )
    return new


def _inherited(state: State, parents: Sequence[Row]) -> dict[str, str]:
    is_history = all(row.get("found_on") == "history" for row in parents)
    return {
        "client_kind": parents[0]["client_kind"],
        "status": "accepted",
        "valid_from": state.period(),
        "parent_ids": " ".join(row["id"] for row in parents),
        "found_on": "history" if is_history else "period",
    }


def _closed(row: Row) -> dict[str, str]:
    return {**row, "status": "closed"}


def _free_signs(state: State, kind: str, proposed: object) -> tuple[list[str], list[str]]:
    """The signs of a group that no living problem has; it is refused where all have an owner already."""
    wanted = proposed if isinstance(proposed, list) else _signs(str(proposed or ""))
    gone = replaced(state.params.problems)
    owners = {
        _norm(sign): id_
        for id_, row in state.rows.items()
        if row["client_kind"] == kind and id_ not in gone
        for sign in _signs(row["signs"])
    }
    signs = list(dict.fromkeys(" ".join(str(sign).replace(";", " ").split()) for sign in wanted))
    free = [sign for sign in signs if sign and _norm(sign) not in owners]
    taken = [f"{sign} ({owners[_norm(sign)]})" for sign in signs if _norm(sign) in owners]
    if taken and not free:
        raise PainmapError(
            f"Все признаки группы уже стоят у проблем реестра: {'; '.join(taken)}",
            where=state.where,
            remedy="вероятно, группа уже принята; повторите «painmap build», и она исчезнет из списка",
        )
    return free, [
        f"Признаки, которые уже есть у других проблем, не взяты: {'; '.join(taken)}"
    ] if taken else []


def _left_behind(state: State, parents: Sequence[Row]) -> list[str]:
    """What people decided on the map for the replaced problems stays under their ids: say so."""
    ids = {row["id"] for row in parents}
    decisions = state.params.decisions
    controls = decisions.loc[decisions["column"] == "control_problem_id", "value"]
    found = sorted(ids & {*decisions["problem_id"], *controls})
    where = f"params/decisions/{state.params.agency.id}.csv"
    return [f"В {where} есть решения по {', '.join(found)}: перенесите нужные на новый код"] if found else []


def _next_ids(state: State, count: int) -> list[str]:
    """Free ids after the highest ever used, also in decisions and judgements: none comes back."""
    used = pd.concat([state.params.decisions["problem_id"], state.reviews["problem_id"]]).dropna()
    numbers = [int(m[1]) for id_ in (*state.rows, *used) if (m := _ID.fullmatch(str(id_)))]
    first = max(numbers, default=0) + 1
    return [f"p{number:02d}" for number in range(first, first + count)]


def _signs(text: str) -> list[str]:
    return [sign for part in text.split(";") if (sign := " ".join(part.split()))]


def _norm(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


def told(before: Mapping[str, Row], rows: Sequence[Row]) -> list[str]:
    """A line for each row: what is new in it."""
    lines = []
    for row in rows:
        old = before.get(row["id"])
        if old is None:
            lines.append(f"{row['id']}: новая, {CLIENT_KINDS[row['client_kind']]} клиент — «{row['title']}»")
            parents = row.get("parent_ids", "")
            lines += [f"{row['id']}: предшественники {parents}"] if parents else []
        else:
            changed = [name for name in row if row[name] != old.get(name, "")]
            lines += [f"{row['id']}: {name} — «{old.get(name, '')}» → «{row[name]}»" for name in changed]
    return lines


_STATUS = {"accepted": "принята", "closed": "закрыта"}
