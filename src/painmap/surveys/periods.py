"""Answers of a study in two periods as its figures take them: each answer once, by code, with its person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from painmap.params.models import Question, Questionnaire
from painmap.periods import Period
from painmap.report_data import Number, Table
from painmap.schema import UNREADABLE
from painmap.stats import cells
from painmap.surveys import gate
from painmap.surveys.answers import NPS_LABELS, SurveySetting, of_period, people
from painmap.surveys.routing import linked, routed

SECTIONS = {"external": "surveys_external", "internal": "surveys_internal"}
APPENDIX = "stat_tables"
RATED = ("scale", "nps")
FEW = Number(mark="*")
_PERSON = ["study_id", "wave_id", "respondent_id"]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came in of a study in one period.

    Attributes:
        frame: Rows of `schema.RESPONSES` as they came.
        rows: A row per answer that enters a figure: `person`, `wave_id`, `question_id`, `code` («» is
            «затрудняюсь ответить») and `value`.
        others: The same of answers to another form of a question than today's: no figure takes them in.
        unread: Of answers outside scale and options: a row per person and question.
        texts: The same of open answers, without a code.
        passed_by: A row per person and question that was not for him (`routing`).
        astray: Answers to such questions; no figure takes them in.
        persons: A row per questionnaire, blank ones too: index `person`, column `wave_id`.
        received: Questionnaires; of a tally no fewer than these.
        is_tally: Whether answers to different questions are not linked, of some of them at least.
    """

    frame: pd.DataFrame
    rows: pd.DataFrame
    others: pd.DataFrame
    unread: pd.DataFrame
    texts: pd.DataFrame
    passed_by: pd.DataFrame
    astray: int
    persons: pd.DataFrame
    received: int
    is_tally: bool

    def to(self, question: Question) -> pd.DataFrame:
        """The answers to one question."""
        return self.rows[self.rows["question_id"] == question.id]

    def values(self, question: Question) -> pd.Series:
        """The marks that were given on the scale, `float64`."""
        rows = self.to(question)
        return rows.loc[rows["code"] != "", "value"].astype("float64")


@dataclass(frozen=True, kw_only=True)
class TwoPeriods:
    """The answers of the period and of the same one a year before.

    Attributes:
        barriers: Question → why its two periods are not compared; empty: they are.
    """

    now: Answered
    before: Answered
    setting: SurveySetting
    barriers: Mapping[str, str] = field(default_factory=dict)

    def is_few(self, base: float) -> bool:
        """Whether so few answered, staff or clients, that a figure would tell who said what."""
        return 0 < base < self.least

    @property
    def least(self) -> int:
        """From how many answers a mean is stated."""
        return self.setting.defaults.survey_min_responses


def two_periods(responses: pd.DataFrame, setting: SurveySetting) -> TwoPeriods:
    """Answers of the period and of the previous one, and what keeps them from being compared."""
    own = of_period(responses, setting, setting.period)
    before = of_period(responses, setting, setting.period.previous)
    closed = [q for q in setting.questionnaire.questions if q.kind != "open"]
    barriers = {} if own.empty else {q.id: gate.barrier(own, before, q, setting) for q in closed}
    now, then = (_answered(frame, setting) for frame in (own, before))
    return TwoPeriods(now=now, before=then, setting=setting, barriers=barriers)


def _answered(given: pd.DataFrame, setting: SurveySetting) -> Answered:
    sorted_out = routed(given, setting.study, setting.questionnaire)
    frame = sorted_out.put
    person = frame.groupby(_PERSON, sort=True).ngroup()
    coded = pd.DataFrame({
        "person": person,
        "wave_id": frame["wave_id"].astype("string"),
        "question_id": frame["question_id"].astype("string"),
        "code": _codes(frame, setting),
        "value": frame["value"],
    })  # fmt: skip
    is_open = coded["question_id"].isin([q.id for q in setting.questionnaire.questions if q.kind == "open"])
    texts = coded[is_open & frame["text"].notna()].drop_duplicates(["person", "question_id"])
    persons = coded[["person", "wave_id"]].drop_duplicates("person").set_index("person").sort_index()
    keys = pd.MultiIndex.from_frame(coded[["wave_id", "question_id", "code"]].astype(object))
    waves = [str(wave) for wave in coded["wave_id"].unique()]
    is_allowed = keys.isin(_allowed(waves, setting))
    # The same answer of the same questionnaire is one, however often its file was delivered.
    rows = coded[is_allowed].drop_duplicates(["person", "question_id", "code"])
    others = coded[~is_allowed & keys.isin(_stood(waves, setting))]
    is_unread = (frame["option_code"] == UNREADABLE).fillna(False).astype(bool)
    unread = coded[is_unread].drop_duplicates(["person", "question_id"])
    is_tally = not linked(frame).all()
    return Answered(
        frame=frame,
        rows=rows,
        others=others.drop_duplicates(["person", "question_id", "code"]),
        unread=unread,
        texts=texts,
        passed_by=_persons_of(sorted_out.passed_by, frame, person),
        astray=sorted_out.astray,
        persons=persons,
        received=people(frame),
        is_tally=is_tally,
    )


def _persons_of(passed_by: pd.DataFrame, frame: pd.DataFrame, person: pd.Series) -> pd.DataFrame:
    """`person` and `question_id` of those who were sent past a question."""
    known = frame[["wave_id", "respondent_id"]].astype(object).assign(person=person)
    known = known[linked(frame)].drop_duplicates("person")
    return passed_by.merge(known, on=["wave_id", "respondent_id"])[["person", "question_id"]]


def _allowed(waves: list[str], setting: SurveySetting) -> list[tuple[str, str, str]]:
    """Wave, question and code of every answer that the question as it stands today can take in.

    Marks of another scale are no marks of this one, and none is left of them by chance.
    """
    versions = {w.id: w.version for w in setting.study.waves}
    every = []
    for wave in waves:
        form = setting.questionnaire.version(versions.get(wave, ""))
        stood = {q.id: labels(q, form) for q in form.questions}
        for question in setting.questionnaire.questions:
            now, then = set(labels(question, setting.questionnaire)), set(stood.get(question.id, {}))
            is_same = now - {""} == then - {""} if question.kind in RATED else then <= now
            every += [(wave, question.id, code) for code in sorted(now)] if is_same or not then else []
    return every


def _stood(waves: list[str], setting: SurveySetting) -> list[tuple[str, str, str]]:
    """Wave, question and code of every answer that the wave's own version of the questionnaire offers."""
    versions = {w.id: w.version for w in setting.study.waves}
    today = {q.id for q in setting.questionnaire.questions}
    return [
        (wave, question.id, code)
        for wave in waves
        for form in [setting.questionnaire.version(versions.get(wave, ""))]
        for question in form.questions
        if question.id in today
        for code in labels(question, form)
    ]


def _codes(frame: pd.DataFrame, setting: SurveySetting) -> pd.Series:
    """The code of each answer by the kind of its question; missing where it is no answer at all."""
    rated = [q.id for q in setting.questionnaire.questions if q.kind in RATED]
    value = frame["value"].astype("Float64")
    # 3.5 lies on no scale: it must not become a 4.
    marks = value.where((value % 1 == 0).fillna(False)).astype("Int64").astype("string")
    marks = marks.where(value.isna().to_numpy() | marks.notna().to_numpy(), "?").fillna("")
    chosen = frame["option_code"].astype("string")
    is_mark = frame["question_id"].isin(rated).to_numpy() & (chosen != UNREADABLE).fillna(True).to_numpy()
    return marks.where(is_mark, chosen)


def labels(question: Question, form: Questionnaire) -> dict[str, str]:
    """Titles of the answers by code, in the order of the questionnaire; a scale's code is its value."""
    if question.kind == "nps":
        return {str(v): label for label, v in NPS_LABELS.items()}
    if question.kind == "scale":
        scale = form.scales[question.scale].labels
        return {"" if value is None else str(value): label for label, value in scale.items()}
    return dict(question.options) if question.kind != "open" else {}


def asked(setting: SurveySetting) -> dict[str, frozenset[str]]:
    """Wave → ids of the questions that its version of the questionnaire has."""
    form = setting.questionnaire
    return {w.id: frozenset(q.id for q in form.version(w.version).questions) for w in setting.study.waves}


def is_asked(question: Question, setting: SurveySetting, period: Period) -> bool:
    """Whether some wave of the period asks the question; as far as no wave tells, it does."""
    known = asked(setting)
    waves = [w for w in setting.study.waves if w.start <= period.end and w.end >= period.start]
    return not waves or any(question.id in known[w.id] for w in waves)


def change(now: Number, before: Number, barrier: str) -> Number:
    """The difference of two figures, «…» behind a barrier; the sign of the one that is none."""
    if now.value is None or before.value is None:
        return Number(mark=now.mark or before.mark)
    return cells.UNKNOWN if barrier else Number(value=now.value - before.value)


def survey_table(two: TwoPeriods, suffix: str, title: str, unit: str, **parts: object) -> Table:
    """A table of the study in the section of its clients; whose items need not add up."""
    study = two.setting.study
    fields: dict[str, object] = {
        "id": f"survey-{study.id}-{suffix}",
        "section": SECTIONS.get(study.client_kind, "surveys_external"),
        "title": title,
        "unit": unit,
        "client_kind": study.client_kind,
        "is_additive": False,
    }
    return Table.model_validate(fields | parts)
