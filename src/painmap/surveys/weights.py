"""Post-stratification weights: raking to known margins, and the scales with and without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from painmap.params.models import Question
from painmap.report_data import Number, Table, TableColumn, TableRow
from painmap.stats import cells
from painmap.surveys.indicators import TOP, has_top, marks
from painmap.surveys.periods import APPENDIX, RATED, TwoPeriods, labels, survey_table

Margins = Mapping[str, Mapping[str, float]]
"""Question → option → its share in the population."""

_ROUNDS = 100
_TOLERANCE = 1e-8
# Shares of a profile are rounded.
_SUM_TOLERANCE = 0.005
_MARGIN = "вопрос «{title}»: {what}"
_TALLY = "ответы поступили сводом и между собой не связаны"
_NO_WHOLE = "доли вариантов в сумме не равны 100 %"
_SEVERAL = "по нему можно было выбрать несколько вариантов или вариантов в анкете нет"
_STRANGE = "доля варианта «{label}» среди клиентов не указана или равна нулю, а такие ответы есть"
_EMPTY = "вариант «{label}» никто не выбрал, а среди клиентов он есть"
_NOBODY = "на все вопросы о составе клиентов не ответил никто"
_NOT_CONVERGED = "веса не сошлись за {rounds} шагов: заданные доли несовместимы с ответами"


class CannotRakeError(Exception):
    """The answers cannot be brought to the margins; the text says why, in Russian."""


@dataclass(frozen=True, kw_only=True)
class Raked:
    """Weights with mean 1 of those who answered every question of the margins, by `person`.

    Attributes:
        rounds: Rounds that it took.
    """

    weights: pd.Series
    rounds: int

    @property
    def design_effect(self) -> float:
        """Kish's n Σw² / (Σw)² (Kish 1965, Survey Sampling, 11.7)."""
        return float(len(self.weights) * (self.weights**2).sum() / self.weights.sum() ** 2)


def rake(answers: pd.DataFrame, margins: Margins) -> Raked:
    """Iterative proportional fitting of weights to the margins, without trimming.

    Who left out a question of the margins belongs to no cell of the population: such people get no weight
    and stay out of the weighted figures. Raking wants every variable known (Battaglia, Hoaglin & Frankel
    2009, Survey Practice 2(5)), and an imputed group would be a figure that nobody gave.

    Source: Deming & Stephan 1940, Annals of Mathematical Statistics 11:427.

    Args:
        answers: A row per person, a column per question of the margins: code of the option, or missing.
        margins: Shares above 0 that add up to 1, of options that all occur and are the only ones.

    Raises:
        CannotRakeError: Nobody answered all; an option without people; no convergence in 100 rounds.
    """
    whole = answers.dropna()
    if whole.empty:
        raise CannotRakeError(_NOBODY)
    codes = {q: whole[q].map({c: i for i, c in enumerate(m)}).to_numpy("int64") for q, m in margins.items()}
    shares = {q: np.array(list(m.values())) / sum(m.values()) for q, m in margins.items()}
    weights = np.full(len(whole), 1 / len(whole))
    for rounds in range(1, _ROUNDS + 1):
        for question, target in shares.items():
            found = np.bincount(codes[question], weights=weights, minlength=len(target))
            if not found.all():
                raise CannotRakeError(_NOT_CONVERGED.format(rounds=_ROUNDS))
            weights = weights * (target / found)[codes[question]]
        left = (np.bincount(codes[q], weights=weights, minlength=len(t)) - t for q, t in shares.items())
        if max(float(np.abs(gap).max()) for gap in left) < _TOLERANCE:
            return Raked(weights=pd.Series(weights * len(whole), index=whole.index), rounds=rounds)
    raise CannotRakeError(_NOT_CONVERGED.format(rounds=_ROUNDS))


# --- the table ------------------------------------------------------------------------------------

_COLUMNS = (
    TableColumn(key="n", title="Ответов", kind="count"),
    TableColumn(key="mean", title="Средний балл", kind="score", depends_on=("n",)),
    TableColumn(key="top2_share", title="Доля двух высших оценок, %", kind="share", depends_on=("n",)),
    TableColumn(key="weighted_n", title="Ответов с весом", kind="count"),
    TableColumn(key="weighted_mean", title="Средний балл, взвешенный", kind="score"),
    TableColumn(key="weighted_share", title="Доля двух высших, взвешенная, %", kind="share"),
)
_HOW = (
    "Веса подобраны так, чтобы ответившие делились как все клиенты: {questions} (раскинг, Деминг — Стефан); "
    "шагов подбора — {rounds}; веса не усекались, от {low} до {high}"
)
_EFFECTIVE = (
    "Эффективное число анкет (Киш) — {effective} из {n}, эффект плана — {effect}; анкет без веса, где нет "
    "ответа на эти вопросы, — {left}"
)
_UNWEIGHTED = "Взвешенные показатели не рассчитаны: {reason}"


def weighted(two: TwoPeriods) -> Table | None:
    """A row per rated question: mean and highest marks as answered and weighted; None without margins."""
    rated = [q for q in two.setting.questionnaire.questions if q.kind in RATED and len(two.now.to(q))]
    if not two.setting.study.margins or not rated or two.is_few(two.now.received):
        return None
    try:
        raked = rake(*_inputs(two))
        notes = _notes(two, raked)
    except CannotRakeError as error:
        raked, notes = None, [_UNWEIGHTED.format(reason=error)]
    return survey_table(
        two,
        "weighted",
        f"Оценки с весами: {two.setting.study.title}",
        "ответов",
        section=APPENDIX,
        is_internal=True,
        columns=_COLUMNS,
        rows=tuple(_row(two, q, raked) for q in rated),
        base=two.now.received,
        notes=tuple(notes),
    )


def _inputs(two: TwoPeriods) -> tuple[pd.DataFrame, Margins]:
    """Answers to the questions of the margins by person, and the margins; refused where they do not fit."""
    if two.now.is_tally:
        raise CannotRakeError(_TALLY)
    questions = {q.id: q for q in two.setting.questionnaire.questions}
    margins = two.setting.study.margins
    for id_ in margins:
        if id_ not in questions or questions[id_].kind not in ("single", *RATED):
            title = questions[id_].text if id_ in questions else id_
            raise CannotRakeError(_MARGIN.format(title=title, what=_SEVERAL))
    rows = {id_: two.now.to(questions[id_]).drop_duplicates("person") for id_ in margins}
    answers = pd.DataFrame({id_: own.set_index("person")["code"] for id_, own in rows.items()}).sort_index()
    whole = answers.dropna()
    for id_, shares in margins.items():
        titles = labels(questions[id_], two.setting.questionnaire)
        if reason := _misfit(set(whole[id_]), shares, titles):
            raise CannotRakeError(_MARGIN.format(title=questions[id_].text, what=reason))
    return answers, {id_: {c: s for c, s in shares.items() if s > 0} for id_, shares in margins.items()}


def _misfit(given: set[str], shares: Mapping[str, float], titles: Mapping[str, str]) -> str:
    """Why the answers to a question cannot be brought to its shares; empty: as far as it tells, they can."""
    wanted = {code for code, share in shares.items() if share > 0}
    strange, absent = sorted(given - wanted), sorted(wanted - given)
    if abs(sum(shares.values()) - 1) > _SUM_TOLERANCE:
        return _NO_WHOLE
    if strange:
        return _STRANGE.format(label=titles.get(strange[0], strange[0]))
    return _EMPTY.format(label=titles.get(absent[0], absent[0])) if given and absent else ""


def _notes(two: TwoPeriods, raked: Raked) -> list[str]:
    titles = {q.id: q.text for q in two.setting.questionnaire.questions}
    w, n = raked.weights, len(raked.weights)
    how = _HOW.format(
        questions=", ".join(f"«{titles[i]}»" for i in two.setting.study.margins),
        rounds=raked.rounds,
        low=_comma(float(w.min())),
        high=_comma(float(w.max())),
    )
    effect = raked.design_effect
    left = len(two.now.persons) - n
    return [how, _EFFECTIVE.format(effective=int(n / effect + 1e-9), n=n, effect=_comma(effect), left=left)]


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _row(two: TwoPeriods, question: Question, raked: Raked | None) -> TableRow:
    rows = two.now.to(question)
    rows = rows[rows["code"] != ""]
    scale, ones = marks(question, two.setting), pd.Series(1.0, index=rows["person"])
    told = dict(zip(("n", "mean", "top2_share"), _figures(two, rows, ones, scale), strict=True))
    keys = ("weighted_n", "weighted_mean", "weighted_share")
    told |= dict.fromkeys(keys, cells.UNKNOWN)
    if raked is not None:
        own = rows[rows["person"].isin(raked.weights.index)]
        weights = raked.weights.reindex(own["person"])
        told |= dict(zip(keys, _figures(two, own, weights, scale), strict=True))
    return TableRow(label=question.text, code=question.id, cells=dict(told))


def _figures(
    two: TwoPeriods, rows: pd.DataFrame, weights: pd.Series, scale: Sequence[int]
) -> tuple[Number, Number, Number]:
    """n, mean and share of the two highest marks; what may be stated goes by the effective number."""
    n, w = len(rows), weights.to_numpy("float64")
    if two.is_few(n):
        return (Number(mark="*"),) * 3
    values = rows["value"].to_numpy("float64")
    # 40 equal weights are 40 answers, whatever the binary fractions say.
    effective = int(w.sum() ** 2 / (w**2).sum() + 1e-9) if n else 0
    mean = float(np.average(values, weights=w)) if n else None
    top = float(np.average(np.isin(values, scale[-TOP:]), weights=w)) if n else 0.0
    share = cells.ratio(top, effective, two.setting.defaults.shares) if has_top(scale) else cells.UNKNOWN
    few = Number(mark="*", base=effective)
    return (
        cells.count(n),
        cells.measured(mean, effective, two.least),
        few if 0 < effective < two.least else share,
    )
