"""Cross-tables: answers to each closed question by the options of another one, for the appendix."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from painmap.params.models import Question
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.surveys.periods import APPENDIX, TwoPeriods, labels, survey_table

_BASE = "(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n})"
_NOTE = (
    "Доли — от числа ответивших на оба вопроса в графе; оно указано в её заголовке. «*» — ответивших в графе "
    "менее {least} либо слишком мало для процентов"
)
_SEVERAL = "Можно было выбрать несколько вариантов; доли вместе могут превышать 100 %"
_GROUPS = "Группы пересекаются: в вопросе о них можно было выбрать несколько вариантов"


def crosstabs(two: TwoPeriods) -> Iterator[Table]:
    """`Study.breakdowns` × closed questions; nothing of staff, nor of a tally: its answers are not linked."""
    if two.setting.study.client_kind != "external" or two.now.is_tally:
        return
    closed = {q.id: q for q in two.setting.questionnaire.questions if q.kind != "open"}
    for group in (closed[i] for i in two.setting.study.breakdowns if i in closed):
        for question in closed.values():
            table = crosstab(two, question, group) if question.id != group.id else None
            if table is not None:
                yield table


def crosstab(two: TwoPeriods, question: Question, group: Question) -> Table | None:
    """A row per answer, a column per option of `group`: shares of the column, and n of the row.

    None where no column has enough answers for a figure.
    """
    both = _of_both(two, question, group)
    n = _people(both, "group")
    columns = {c: t for c, t in labels(group, two.setting.questionnaire).items() if n.get(c, 0)}
    counts = _people(both, ["group", "code"])
    total, by_answer = int(both["person"].nunique()), _people(both, "code")
    rows = []
    for code, label in labels(question, two.setting.questionnaire).items():
        told = {f"of-{c}": _share(two, counts.get((c, code), 0), n[c]) for c in columns}
        told |= {"all": _share(two, by_answer.get(code, 0), total), "n": cells.count(by_answer.get(code, 0))}
        rows.append(TableRow(label=label, code=code, cells=dict(told)))
    shown = [row.cells[f"of-{c}"] for row in rows for c in columns]
    if not any(isinstance(cell, Number) and cell.value is not None for cell in shown):
        return None
    heads = [
        TableColumn(key=f"of-{c}", title=f"{t} {_BASE.format(n=n[c])}", kind="share")
        for c, t in columns.items()
    ]
    heads.append(TableColumn(key="all", title=f"Все {_BASE.format(n=total)}", kind="share"))
    return survey_table(
        two,
        f"by-{group.id}-{question.id}",
        f"{question.text} — по ответам на вопрос «{group.text}»",
        "ответивших",
        section=APPENDIX,
        is_internal=True,
        columns=(*heads, TableColumn(key="n", title="Ответивших", kind="count")),
        rows=tuple(rows),
        base=total,
        paragraph=question.paragraph,
        notes=_notes(two, question, group),
    )


def _notes(two: TwoPeriods, question: Question, group: Question) -> tuple[str, ...]:
    several = (_SEVERAL,) if question.kind == "multi" else ()
    return _NOTE.format(least=two.least), *several, *((_GROUPS,) if group.kind == "multi" else ())


def _of_both(two: TwoPeriods, question: Question, group: Question) -> pd.DataFrame:
    """A row per person, answer and group: `person`, `code`, `group`."""
    answers = two.now.to(question)[["person", "code"]]
    groups = two.now.to(group)[["person", "code"]].rename(columns={"code": "group"})
    return answers.merge(groups, on="person")


def _people(both: pd.DataFrame, by: str | list[str]) -> dict[object, int]:
    return {key: int(n) for key, n in both.groupby(by)["person"].nunique().items()}


def _share(two: TwoPeriods, k: int, n: int) -> Number:
    few = Number(mark="*", base=n)
    return few if n < two.least else cells.share(k, n, two.setting.defaults.shares)
