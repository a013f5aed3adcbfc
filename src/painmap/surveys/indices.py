"""Indices of a survey: satisfaction (CSI) and loyalty (NPS), with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

import pandas as pd

from painmap.params.models import Question
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.stats.nps import MIN_ANSWERS, Loyalty, nps_interval
from painmap.surveys.indicators import marks, not_compared
from painmap.surveys.periods import FEW, Answered, TwoPeriods, change, survey_table

_PROMOTERS, _PASSIVES = 9, 7
_POINT = 1e-9
_INDICES = (
    TableColumn(key="n", title="Ответивших", kind="count"),
    TableColumn(key="value", title="Отчётный период", kind="score", depends_on=("n",)),
    # Two columns: an interval in one would print «−5–12».
    TableColumn(key="lower", title="95 % ДИ, от", kind="score", depends_on=("value", "n")),
    TableColumn(key="upper", title="95 % ДИ, до", kind="score", depends_on=("value", "n")),
    TableColumn(key="previous_n", title="Ответивших, АППГ", kind="count"),
    TableColumn(key="previous", title="АППГ", kind="score", depends_on=("previous_n",)),
    TableColumn(key="change", title="Изменение, пунктов", kind="change", depends_on=("value", "previous")),
)
_CSI = "Индекс удовлетворённости (CSI), 0–100"
_NPS = "Индекс лояльности (NPS), от −100 до 100"
_OTHER_SET = "показателей удовлетворённости, по которым есть оценки, в двух периодах не одни и те же"
_CSI_BEFORE = "CSI за АППГ рассчитан по другому набору вопросов; их {parts}"
_CSI_BARRED = "Изменение индекса удовлетворённости (CSI) не рассчитано: {reasons}."
_ALIKE = "Интервал CSI не рассчитан: оценки ответивших не различаются"
_NOT_LINKED = "Интервал CSI не рассчитан: ответы поступили сводом и между собой не связаны"
_CSI_OF = "CSI рассчитан по вопросам со шкалой удовлетворённости; их {parts}"
_CSI_PARTS = (
    "CSI рассчитан по {parts} из {whole} вопросов со шкалой удовлетворённости: у остальных менее {least} "
    "оценок"
)


def indices(two: TwoPeriods) -> Table | None:
    """A row for CSI and one per question of loyalty; None where the questionnaire asks for neither.

    CSI is of the questions on a scale of satisfaction: one that a question with `is_satisfaction` has.
    """
    questions = two.setting.questionnaire.questions
    scales = {q.scale for q in questions if q.is_satisfaction and q.kind == "scale"}
    satisfied = [q for q in questions if q.kind == "scale" and q.scale in scales and _has_ends(q, two)]
    loyal = [q for q in questions if q.kind == "nps"]
    rows = [*([_csi_row(two, satisfied)] if satisfied else []), *(_nps_row(two, q) for q in loyal)]
    if not rows:
        return None
    notes = _csi_notes(two, satisfied) if satisfied else []
    return survey_table(
        two,
        "indices",
        f"Индексы удовлетворённости и лояльности: {two.setting.study.title}",
        "пунктов",
        columns=_INDICES,
        rows=tuple(rows),
        base=two.now.received,
        notes=(*notes, *not_compared(two, loyal)),
    )


def _has_ends(question: Question, two: TwoPeriods) -> bool:
    """Whether the scale has two ends: of one mark there is no 0–100."""
    return len(marks(question, two.setting)) > 1


def csi(values: Mapping[str, pd.Series], ends: Mapping[str, tuple[int, int]]) -> float:
    """Customer satisfaction index: the mean of the indicators' means, each on 0–100, with equal weights.

    100 · mean over indicators of (mean − lowest mark) / (highest mark − lowest mark). «Затрудняюсь ответить»
    is no mark. The 0–100 form of a mean of several ratings is that of the American index (Fornell et al.
    1996, Journal of Marketing 60(4):7), with equal weights in place of those of its model.

    Args:
        values: Indicator → marks given, none of them empty.
        ends: Indicator → lowest and highest mark of its scale.
    """
    parts = [(float(v.mean()) - ends[key][0]) / (ends[key][1] - ends[key][0]) for key, v in values.items()]
    return 100 * math.fsum(parts) / len(parts)


def _csi_parts(
    answered: Answered, questions: Sequence[Question], two: TwoPeriods
) -> tuple[dict[str, pd.Series], dict[str, tuple[int, int]]]:
    """Marks and ends of the scale of each indicator with enough answers."""
    given = {q.id: answered.values(q) for q in questions}
    values = {key: v for key, v in given.items() if len(v) >= two.least}
    scales = {q.id: marks(q, two.setting) for q in questions}
    return values, {key: (scales[key][0], scales[key][-1]) for key in values}


def _csi_figures(
    answered: Answered, questions: Sequence[Question], two: TwoPeriods
) -> tuple[Number, Number, tuple[Number, Number]]:
    """Respondents, index, and its 95 % interval where answers are linked."""
    ids = [q.id for q in questions]
    rated = answered.rows[answered.rows["question_id"].isin(ids) & (answered.rows["code"] != "")]
    by_question = rated.groupby("question_id")["person"].nunique()
    n = int(by_question.max() if answered.is_tally and len(rated) else rated["person"].nunique())
    if two.is_few(n):
        return FEW, FEW, (FEW, FEW)
    values, ends = _csi_parts(answered, questions, two)
    if not values:
        sign = cells.measured(None if not n else 0.0, n, n + 1)
        return cells.count(n), sign, (sign, sign)
    index = csi(values, ends)
    interval = (cells.UNKNOWN, cells.UNKNOWN)
    if not answered.is_tally:
        low, high = _csi_interval(rated[rated["question_id"].isin(list(values))], index, ends)
        # Of marks without a spread the interval would be one point: as if all clients were known.
        if high - low > _POINT:
            interval = Number(value=low, base=n), Number(value=high, base=n)
    return cells.count(n), Number(value=index, base=n), interval


def _csi_interval(
    rated: pd.DataFrame, index: float, ends: Mapping[str, tuple[int, int]]
) -> tuple[float, float]:
    """Linearised: a person's share in the error is the sum of their deviations, each over its n.

    Source: Wolter 2007, Introduction to Variance Estimation, 2nd ed., ch. 6.
    """
    spans = rated["question_id"].map({key: high - low for key, (low, high) in ends.items()}).astype("float64")
    by_question = rated.groupby("question_id")["value"]
    deviation = (rated["value"] - by_question.transform("mean")).astype("float64")
    shares = 100 * deviation / spans / by_question.transform("size") / len(ends)
    by_person = shares.groupby(rated["person"]).sum()
    n = len(by_person)
    error = math.sqrt(n / (n - 1) * float((by_person**2).sum())) if n > 1 else math.inf
    half = NormalDist().inv_cdf(0.975) * error
    return max(index - half, 0.0), min(index + half, 100.0)


def _csi_row(two: TwoPeriods, questions: Sequence[Question]) -> TableRow:
    n, value, interval = _csi_figures(two.now, questions, two)
    previous: tuple[Number, Number] = (cells.UNKNOWN, cells.UNKNOWN)
    if any(len(two.before.to(q)) for q in questions):
        previous = _csi_figures(two.before, questions, two)[:2]
    difference = change(value, previous[1], _csi_barrier(two, questions))
    return _index_row(_CSI, "csi", (n, value, *interval, *previous, difference))


def _index_row(label: str, code: str, numbers: Sequence[Number]) -> TableRow:
    keys = [c.key for c in _INDICES]
    return TableRow(label=label, code=code, cells=dict(zip(keys, numbers, strict=True)))


def _csi_barrier(two: TwoPeriods, questions: Sequence[Question]) -> str:
    """Why the index is not compared: one of its indicators is not, or another set of them was rated."""
    sets = [set(_csi_parts(part, questions, two)[0]) for part in (two.now, two.before)]
    reasons = [reason for q in questions if q.id in sets[0] and (reason := two.barriers.get(q.id, ""))]
    if reasons or not all(sets):
        return reasons[0] if reasons else ""
    return "" if sets[0] == sets[1] else _OTHER_SET


def _csi_notes(two: TwoPeriods, questions: Sequence[Question]) -> list[str]:
    own, then = (_csi_parts(part, questions, two)[0] for part in (two.now, two.before))
    if not own:
        return []
    words = _CSI_OF if len(own) == len(questions) else _CSI_PARTS
    notes = [words.format(parts=len(own), whole=len(questions), least=two.least)]
    if then and set(then) != set(own):
        notes.append(_CSI_BEFORE.format(parts=len(then)))
    _, value, (low, _) = _csi_figures(two.now, questions, two)
    if value.value is not None and low.mark:
        notes.append(_NOT_LINKED if two.now.is_tally else _ALIKE)
    if two.before.received and _csi_barrier(two, questions):
        notes.append(_CSI_BARRED.format(reasons=_csi_reasons(two, [q for q in questions if q.id in own])))
    return notes


def _csi_reasons(two: TwoPeriods, parts: Sequence[Question]) -> str:
    """Which indicators are not compared and why, without names where it is all of them alike."""
    found: dict[str, list[str]] = {}
    for q in parts:
        if reason := two.barriers.get(q.id, ""):
            found.setdefault(reason, []).append(f"«{q.aspect or q.text}»")
    if len(parts) > 1 and [len(names) for names in found.values()] == [len(parts)]:
        return next(iter(found))
    told = (
        f"вопрос{'' if len(names) == 1 else 'ы'} {', '.join(names)} — {why}" for why, names in found.items()
    )
    return "; ".join(told) or _OTHER_SET


def _nps_row(two: TwoPeriods, question: Question) -> TableRow:
    n, value, interval = _nps_figures(two.now, question, two)
    previous: tuple[Number, Number] = (cells.UNKNOWN, cells.UNKNOWN)
    if len(two.before.to(question)):
        previous = _nps_figures(two.before, question, two)[:2]
    difference = change(value, previous[1], two.barriers.get(question.id, ""))
    return _index_row(_NPS, question.id, (n, value, *interval, *previous, difference))


def _nps_figures(
    answered: Answered, question: Question, two: TwoPeriods
) -> tuple[Number, Number, tuple[Number, Number]]:
    """Answers, index and its 95 % interval; «*» below the gate of the test of NPS."""
    values = answered.values(question)
    n = len(values)
    if two.is_few(n):
        return FEW, FEW, (FEW, FEW)
    if n < max(MIN_ANSWERS, two.least):
        sign = cells.measured(0.0, n, n + 1)
        return cells.count(n), sign, (sign, sign)
    up, down = int((values >= _PROMOTERS).sum()), int((values < _PASSIVES).sum())
    loyalty = Loyalty(promoters=up, passives=n - up - down, detractors=down)
    low, high = nps_interval(loyalty)
    return (
        cells.count(n),
        Number(value=loyalty.score, base=n),
        (Number(value=low, base=n), Number(value=high, base=n)),
    )
