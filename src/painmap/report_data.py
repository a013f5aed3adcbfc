"""`ReportData`: the one serialised object between computing and reporting.

Figures without wording, but for the words of the map's prescribed form. `metrics`, `surveys`, `stats` and
`problem_map` make its parts, `disclosure` turns an internal one into a public one, `report` words and
draws it. Nothing here formats or computes.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from painmap.paths import Edition

# After Росстат: «–» явление отсутствует; «…» сведения не представлены; «*» менее порогового числа
# наблюдений, доля не рассчитывается; «X» не публикуется.
Mark = Literal["", "–", "…", "*", "X"]
CellKind = Literal["text", "count", "share", "change", "change_share", "score", "days", "date"]
Level = Literal["low", "middle", "high"]
Verdict = Literal["growth", "decline", "no_change", "insufficient"]
# A ratio; a difference of shares, of days, of mean scores, of the index of loyalty (NPS).
EffectKind = Literal["ratio", "difference", "days", "score", "nps"]


class Part(BaseModel):
    """Base: frozen, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(Part):
    """A figure or the sign that stands for it.

    Attributes:
        value: The figure; shares lie in 0–1, changes of shares are differences of such. None with a mark.
        mark: Sign instead of the figure.
        base: n that a share or mean was computed from.
    """

    value: float | None = None
    mark: Mark = ""
    base: int | None = None


class TableColumn(Part):
    """A column of a table.

    Attributes:
        kind: What its cells are; `text` cells are strings, `date` cells ISO dates, others `Number`.
        title: A key of the report's catalogue or a literal title (an option of a survey, say).
        depends_on: Keys of the columns of the same row from which a reader could compute this one.
    """

    key: str
    title: str
    kind: CellKind
    depends_on: tuple[str, ...] = ()


class TableRow(Part):
    """A row: `role` `item` adds up to `subtotal`/`total`; `aside` stands outside the sum.

    Attributes:
        code: Code of the category (channel, topic, …); empty for totals.
    """

    label: str
    cells: dict[str, Number | str]
    code: str = ""
    role: Literal["item", "subtotal", "total", "aside"] = "item"


class Table(Part):
    """A table of figures.

    Attributes:
        id: Stable name («channels-external»).
        section: Report section in which it stands.
        metric: Key of `METRICS`; empty if none.
        title: Caption without number.
        unit: Unit of the counts («обращений», «человек», «ответов»).
        base: n.
        paragraph: Paragraph of the order that asks for it.
        scope: Id of the scope whose appeals it counts; empty: all of them.
        is_additive: Whether the items add up to the total (a disclosure fact).
        is_internal: Whether its rows are single cases or the workings of a rule: no public edition has it.
        notes: Sentences under the table.
    """

    id: str
    section: str
    title: str
    unit: str
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    client_kind: Literal["external", "internal", "unknown", "all"] = "all"
    metric: str = ""
    base: int | None = None
    paragraph: str = ""
    scope: str = ""
    is_additive: bool = True
    is_internal: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_unstated(self) -> bool:
        """Whether no record of the period says what the table counts by: «…» in all categories.

        What is still open (`pending`) has nothing to say yet.
        """
        items = [row for row in self.rows if row.role == "item" and row.code not in ("", "pending")]
        coded = [row.cells.get("period") for row in items]
        return bool(coded) and all(isinstance(cell, Number) and cell.mark == "…" for cell in coded)


class MonthlySeries(Part):
    """A monthly series of counts; None where a month is not covered by data.

    Attributes:
        months: First days of the months.
        expected: What the model expects, where there is one; None where it expects nothing.
        expected_low, expected_high: Ends of the 95 % interval of `expected`.
        channel: Code of the channel whose appeals it counts; empty: of all.
        break_month: First month of a new level that was found at a date not known beforehand.
        break_from, break_to: First and last of the months that it may have been.
        measures: Days from which measures against it have been in effect.
    """

    id: str
    title: str
    months: tuple[date, ...]
    values: tuple[float | None, ...]
    expected: tuple[float | None, ...] = ()
    expected_low: tuple[float | None, ...] = ()
    expected_high: tuple[float | None, ...] = ()
    client_kind: Literal["external", "internal", "all"] = "all"
    channel: str = ""
    break_month: date | None = None
    break_from: date | None = None
    break_to: date | None = None
    measures: tuple[date, ...] = ()


class ReportEvent(Part):
    """A dated change that shows in series: of the register, of the questionnaire, of the law, or another.

    Attributes:
        client_kinds: Whose appeals, or with a change of questionnaire whose answers, it concerns.
        channels: Codes of the channels that it concerns; none: all of them.
    """

    day: date
    kind: Literal["registration", "questionnaire", "legal", "other"] = "other"
    title: str
    client_kinds: tuple[Literal["external", "internal"], ...]
    channels: tuple[str, ...] = ()

    def concerns(self, client_kind: str, channel: str = "") -> bool:
        """Whether it shows in the appeals of these clients ("all": of any), through this channel or all."""
        if self.kind == "questionnaire":
            return False
        is_theirs = client_kind == "all" or client_kind in self.client_kinds
        return is_theirs and (not channel or not self.channels or channel in self.channels)


class TestResult(Part):
    """What a test of `stats.TESTS` found; the same type for all of them.

    Attributes:
        test: Key of `TESTS`.
        effect: Ratio (`ratio`) or difference, in the unit of `effect_kind`.
        ci_low, ci_high: Ends of the 95 % interval of the effect.
        p, q: p-value, and after Benjamini–Hochberg.
        n: Months or observations.
        total, total_before: Counts in the period and in the period compared with.
        detectable: Smallest change that could have been told apart: a ratio, or a size in the effect's unit.
        verdict: One of four, exclusive and exhaustive.
        reason: Why the data are insufficient (Russian); empty otherwise.
        change_date: First month of the new level, where its date was not known beforehand.
        change_from, change_to: First and last of the months that it may have been.
    """

    # pytest must not take the class for a test case.
    __test__ = False

    test: str
    effect_kind: EffectKind
    effect: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p: float | None = None
    q: float | None = None
    dispersion: float | None = None
    rho: float | None = None
    n: int = 0
    total: float | None = None
    total_before: float | None = None
    detectable: float | None = None
    verdict: Verdict = "insufficient"
    reason: str = ""
    change_date: date | None = None
    change_from: date | None = None
    change_to: date | None = None


class Trend(Part):
    """A tested series: what it is (`family` totals, topics, problems, …), and the result.

    Attributes:
        note: What a reader has to know of the data (Russian): «возможен эффект учёта», …
    """

    family: str
    code: str
    label: str
    client_kind: Literal["external", "internal", "all"]
    result: TestResult
    note: str = ""


class Signal(Part):
    """A count of the latest month beyond what the months before it let expect: never a verdict.

    Attributes:
        family, code, label: Of the series, as in `Trend`.
        bound: The end of the expected range beyond which `value` lies.
        note: What a reader has to know of the data (Russian).
    """

    family: str
    code: str
    label: str
    client_kind: Literal["external", "internal", "all"]
    month: date
    value: float
    expected: float
    bound: float
    note: str = ""


Lineage = Literal[
    "new", "continued", "split", "merged", "closed", "reopened", "unconfirmed", "divided", "joined"
]


# What is no problem of the period any more.
GONE: tuple[Lineage, ...] = ("closed", "unconfirmed", "divided", "joined")
LINEAGE_WORDS: dict[Lineage, str] = {
    "new": "впервые выявлена",
    "continued": "сохраняется",
    "split": "выделена из прежней",
    "merged": "объединила прежние",
    "closed": "устранена",
    "reopened": "возникла повторно",
    "unconfirmed": "в отчётном периоде не подтвердилась",
    "divided": "разделена",
    "joined": "объединена с другими",
}
_INTO_WORDS: dict[Lineage, str] = {"divided": " на {titles}", "joined": " в {titles}"}


class Portion(Part):
    """How many clients of one part (a channel, a quarter) named the problem.

    Attributes:
        kind: What the parts are.
        label: In words («эл. почта», «I квартал 2025 года»); code: the channel, or the quarter.
        clients: Of those of the part who named any problem or need, `share.base` of them.
        share: With its 95 % Wilson interval.
    """

    kind: Literal["channel", "quarter"]
    code: str
    label: str
    clients: Number
    share: Number
    ci_low: float | None = None
    ci_high: float | None = None


class Problem(Part):
    """A problem or need with its evidence in the period.

    Attributes:
        appeals: Appeals and open answers with a mention; clients: distinct people.
        share: Share of clients with any problem or need; with its 95 % Wilson interval.
        prevalence, priority: Levels of columns 3 and 4; score: 0–100 with its parts.
        is_on_border: The 90 % interval of the share crosses a cut point.
        lineage: впервые выявлена, сохраняется, …; divided and joined: later problems stand in its place.
        into: Those problems, id → title, where it is divided or joined.
        out_of: The problems that it was split off from or that it merges, id → title.
        stability: Column («prevalence», «priority») → share of bootstrap draws of the clients in which the
            level is the computed one; empty where nothing could be drawn, and in the public edition.
        portions: By channel, then by quarter from the period compared with on; empty in the public edition.
        signs: How many of its appeals bear a sign of severity (a key of `SIGN_TITLES`), of those for which
            it is known; strong wording of open answers too. Empty in the public edition.
        quotes: Masked; empty for staff and in the public edition.
    """

    id: str
    title: str
    client_kind: Literal["external", "internal"]
    kind: Literal["problem", "need"]
    lineage: Lineage
    into: dict[str, str] = {}
    out_of: dict[str, str] = {}
    process_id: str = ""
    appeals: Number
    clients: Number
    previous_clients: Number
    share: Number
    ci_low: float | None = None
    ci_high: float | None = None
    prevalence: Level
    is_on_border: bool = False
    is_single: bool = False
    priority: Level
    score: float
    score_parts: dict[str, float] = {}
    forced_by: str = ""
    stability: dict[str, float] = {}
    portions: tuple[Portion, ...] = ()
    channels: tuple[tuple[str, Number], ...] = ()
    signs: dict[str, Number] = {}
    quotes: tuple[str, ...] = ()
    verdict: Verdict = "insufficient"

    @property
    def became(self) -> str:
        """What became of it, in words: «разделена на «…», «…»», where the titles may be named."""
        titles = ", ".join(f"«{title}»" for title in self.into.values())
        more = _INTO_WORDS.get(self.lineage, "").format(titles=titles) if titles else ""
        return LINEAGE_WORDS[self.lineage] + more


# The map's columns, word for word from приложение № 3 (minyust-rd), and the titles of its two parts.
MAP_COLUMNS = (
    "№ п/п",
    "Выявленные проблемы/потенциальные потребности клиента",
    "Распространенность проблемы (низкая/средняя/высокая)",
    "Приоритетность решения проблемы/удовлетворения потребности (низкая/средняя/высокая)",
    "Необходимые к реализации мероприятия",
    "Ответственный",
    "Срок реализации",
)
PART_TITLES = {
    "external": "Часть I. Внешние клиенты",
    "internal": "Часть II. Внутренние клиенты (сотрудники)",
}
PART_NUMBERS = {"external": "I", "internal": "II"}
CLIENT_TITLES = {"external": "внешние клиенты", "internal": "внутренние клиенты (сотрудники)"}
# For columns of wide tables.
CLIENT_WORDS = {"external": "внешние", "internal": "сотрудники", "all": "все"}
LEVEL_WORDS: dict[Level, str] = {"low": "низкая", "middle": "средняя", "high": "высокая"}
# The origin of open answers beside the channels of a problem.
ANSWERS = "анкеты"
# Signs of severity, in the order of columns.
SIGN_TITLES = {
    "overdue": "Нарушен срок",
    "repeated": "Повторных",
    "refused": "Отказано",
    "strong": "Резких слов",
}


# Parts of the score of column 4, in the order of `Problem.score_parts`.
SCORE_PARTS = {
    "prevalence": "распространённость",
    "severity": "тяжесть последствий",
    "overdue_and_repeat": "сроки и повторность",
    "trend": "динамика",
    "reach": "охват",
}


# A table that cannot place more than this share of its cases shows a part of them, and readers are told so.
PARTLY = 0.1
# States of a measure after which it is no longer to be carried out.
FINISHED_STATES = ("исполнено", "исполнено с нарушением срока", "снято")


class LevelChange(Part):
    """A level of a map row that a person set, beside the computed one; officials by post or unit."""

    column: Literal["prevalence", "priority"]
    computed: Level
    author_role: str
    day: date
    reason: str


RowStatus = Literal["proposed", "confirmed", "reviewed", "approved"]
# The way of a row to its approval; «проект» until then.
STATUS_WORDS: dict[RowStatus, str] = {
    "proposed": "предложена системой",
    "confirmed": "подтверждена аналитиком",
    "reviewed": "рассмотрена рабочей группой",
    "approved": "утверждена",
}


class StatusStep(Part):
    """Who brought a row of the map to its state, and when; officials by post or unit."""

    author_role: str
    day: date


class MapRow(Part):
    """A row of «Карта проблем» with the seven columns of Прил. 3; columns 5–7 are human.

    Attributes:
        prevalence, priority: As they stand: what a person decided, else as computed.
        changes: Levels that a person set, also where the computed one has become the same.
        is_added: A person named the problem; no evidence is counted for it.
        status: As far as people brought the row with what stands in it now.
        status_step: Who did so; None: nobody.
    """

    number: int
    problem_id: str
    title: str
    client_kind: Literal["external", "internal"]
    prevalence: Level
    priority: Level
    measure: str = ""
    responsible: str = ""
    due: str = ""
    status: RowStatus = "proposed"
    status_step: StatusStep | None = None
    changes: tuple[LevelChange, ...] = ()
    is_added: bool = False


class Precision(Part):
    """How many assignments of texts to problems are right, as people judged a random sample of them.

    Attributes:
        assigned: Texts of external clients assigned in the period; judged: those judged right or wrong.
        share: Share of right ones among the judged; «…» where none was judged.
        ci_low, ci_high: Wilson's 95 % interval for a sample from a finite population; in the public
            edition `ci_low` alone, rounded down.
    """

    assigned: Number
    judged: Number
    share: Number
    ci_low: float | None = None
    ci_high: float | None = None


class Audit(Part):
    """The check of assignments by people, and which changes of problems their errors could have made.

    Attributes:
        problems: Problem id → its own precision, where enough of its texts were judged.
        bounded: Ids of problems of external clients whose growth or decline could be set against the errors.
        doubtful: Those of `bounded` whose change the errors alone could have made.
    """

    total: Precision
    problems: dict[str, Precision] = {}
    bounded: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether people judged any assignment of the period."""
        return self.total.share.mark != "…"


class ProcessRank(Part):
    """A process in the order of redesign; equal `rank` is a tie."""

    rank: int
    process_id: str
    name: str
    unit: str
    client_kind: Literal["external", "internal"]
    level: Level
    score: float
    effort: int | None = None
    problem_ids: tuple[str, ...] = ()


class IntervalEstimate(Part):
    """A figure with the ends of its 95 % interval; an end that is None is open."""

    value: float
    ci_low: float | None = None
    ci_high: float | None = None


class ExpectedPath(Part):
    """Months since a measure: what was counted, and what had been expected had the level stayed.

    Attributes:
        months: First days; months of transition and months without data are left out.
        low, high: Ends of the 95 % interval of the expected level; single months scatter around it.
    """

    months: tuple[date, ...]
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


class ControlEffect(Part):
    """The same model on a series that the measure does not concern.

    Attributes:
        code, label: Of the control series.
        own: Ratio of its level at the measure's date.
        relative: Ratio of the measure's ratio to `own`.
        reason: Why there is no such comparison (Russian); then both are None.
    """

    code: str
    label: str
    own: IntervalEstimate | None = None
    relative: IntervalEstimate | None = None
    reason: str = ""


class EffectEvidence(Part):
    """What stands behind the verdict on a measure; all of it empty where the data do not suffice.

    Attributes:
        path: None where the totals of the same months were compared without a model.
        avoided: Appeals expected less appeals received, over the months of `path`.
        slope_change: Further change a year since the measure, as a ratio; with 18 months on each side.
        notes: What a reader has to know beside the verdict (Russian).
    """

    path: ExpectedPath | None = None
    avoided: IntervalEstimate | None = None
    slope_change: IntervalEstimate | None = None
    control: ControlEffect | None = None
    notes: tuple[str, ...] = ()


class MeasureEffect(Part):
    """A measure taken earlier and what became of it.

    Attributes:
        lag_months: Months of transition from `effect_date` on that count for neither side.
        registered_date: When date, lag and control got their present values.
        result: Ratio of the level since then; `total_before` is what had been expected.
    """

    measure_id: str
    problem_id: str
    problem_title: str
    measure: str
    effect_date: date | None
    state: str
    direction: Literal["decline", "growth"]
    result: TestResult
    lag_months: int = 0
    registered_date: date | None = None
    evidence: EffectEvidence = EffectEvidence()


class Promise(Part):
    """A measure of the map with its state on the cut-off: what was promised, and what was done.

    Attributes:
        due: ISO date where the term is one, else the words as entered.
        state: As entered by the cut-off; empty: nobody entered any.
        is_overdue: Its day is past and it is neither finished nor withdrawn.
    """

    measure_id: str
    problem_id: str
    problem_title: str
    client_kind: Literal["external", "internal"]
    measure: str
    responsible: str = ""
    due: str = ""
    state: str = ""
    is_overdue: bool = False
    effect_date: date | None = None


class RuleOutcome(Part):
    """An explicit rule («значительное число»), the figures it looked at, and whether it fired.

    Attributes:
        conditions: (what, value found, limit, fired or None if it cannot be checked).
        outcome: True due, False not due, None cannot be decided.
        sensitivity: (factor of all limits, outcome with them), by factor.
        questionnaire: Id of the one to ask by where it is due; empty: none is named.
    """

    id: Literal["significant_number", "in_depth_survey", "systematise"]
    paragraph: str
    conditions: tuple[tuple[str, str, str, bool | None], ...]
    outcome: bool | None
    sensitivity: tuple[tuple[float, bool | None], ...] = ()
    questionnaire: str = ""


class PassportWave(Part):
    """A wave of a study as its passport tells it; None: not known."""

    id: str
    start: date
    end: date
    version: str = ""
    mode: Literal["online", "offline", "mixed"]
    service: str = ""
    offered: int | None = None


class Passport(Part):
    """«Паспорт исследования»: what was studied, of whom and how.

    Attributes:
        questions: (text, aspect, paragraph of the order) of the questionnaire in force in the period.
        sources: Titles of the sources that its answers came from.
        waves: Those up to the end of the period, the latest last.
    """

    study_id: str
    title: str
    client_kind: Literal["external", "internal", "unknown"]
    purpose: str
    object: str
    questionnaire: str
    kind: Literal["quantitative", "qualitative"]
    mode: Literal["online", "offline", "mixed"]
    service: str = ""
    population: str = ""
    questions: tuple[tuple[str, str, str], ...] = ()
    sources: tuple[str, ...] = ()
    waves: tuple[PassportWave, ...] = ()


class MaterialTopic(Part):
    """A topic with recurring information needs in a quarter: a candidate for guidance.

    Attributes:
        requests: Appeals for want of information; previous: those of the same quarter a year before.
        quarters_over: Quarters over the limit, of the last four (this one among them) `quarters_known`.
        material: Titles of the materials in force; empty: there is none.
        problems: Titles of the problems that most of the requests voice.
    """

    topic_code: str
    topic_title: str
    requests: Number
    quarter: str
    client_kind: Literal["external", "internal"] = "external"
    previous: Number = Number(mark="…")
    quarters_over: int = 1
    quarters_known: int = 1
    material: str = ""
    problems: tuple[str, ...] = ()


class ObligationRow(Part):
    """A line of the ledger of the order with its computed status.

    Attributes:
        also: Another section that meets it together with `section`.
        missing: What the paragraph asks for and this edition does not hold, or why (Russian).
    """

    paragraph: str
    quote: str
    asks: str
    section: str
    also: str = ""
    status: str
    missing: tuple[str, ...] = ()


class MaskingRecall(Part):
    """Measured recall of masking of one type (its title): share of characters; n: planted details."""

    title: str
    n: int
    recall: float


class MaskingMeasurement(Part):
    """How well masking did on one set of texts whose personal details are known.

    Attributes:
        corpus: Id of the set, as in `params/model_cards/`.
        other_masked: Share of the other characters that were masked too.
    """

    corpus: str
    measured_on: date
    texts: int
    other_masked: float
    recalls: tuple[MaskingRecall, ...]


class Masking(Part):
    """How many personal details of each type (its title) were masked; no values.

    Attributes:
        measurements: What is known of how much masking finds.
    """

    counts: tuple[tuple[str, int], ...]
    measurements: tuple[MaskingMeasurement, ...] = ()


class PowerPoint(Part):
    """Share of steps of +50 % found in series of `mean` appeals a month, `months` long."""

    mean: float
    months: int
    share: float


class Calibration(Part):
    """How the trend tests did on made-up series; shares as in `params/model_cards/trends.yaml`."""

    cells: int
    series: int
    size: float
    size_low: float
    size_high: float
    coverage: float
    ten_per_cent: tuple[float, float]
    power: tuple[PowerPoint, ...]


class FieldFill(Part):
    """How many appeals of a source have a field filled.

    Attributes:
        field: Column of `schema.APPEALS`; title: what it is called.
        filled: None: the source's format has no column that could fill it.
        base: Appeals of the period in which it has to be filled.
    """

    field: str
    title: str
    filled: int | None
    base: int


class RejectReason(Part):
    """Rows of a source rejected for one reason: where and why, what to do; no value of a cell."""

    column: str
    reason: str
    remedy: str
    rows: int


class SourceQuality(Part):
    """What came in from one source, and how good it is.

    Rows are those of the files filed in the period's year: `data` = `kept` + `rejected` + `superseded`.

    Attributes:
        files: Files filed in that year; other: their headers, totals, remarks and blank rows.
        superseded: Rows for which a later one of the same number in the same file stands.
        renewed: Kept rows for which a row of a later file stands.
        records: Appeals, of a survey questionnaires, of the period.
        mailings, mailing_letters: Mass mailings of the period and their letters.
        linked: Appeals of the period that came through another channel before; None: nobody looks.
        mended, set_aside: (column or empty, what, how many values) corrected, or left out of a kept row.
        fields: Empty for a survey.
        months, previous_months: Records by month; «…»: no file covers it; «–»: no survey was held.
    """

    id: str
    title: str
    is_survey: bool = False
    files: int = 0
    data: int = 0
    kept: int = 0
    rejected: int = 0
    superseded: int = 0
    other: int = 0
    renewed: int = 0
    records: int = 0
    mailings: int = 0
    mailing_letters: int = 0
    linked: int | None = None
    mended: tuple[tuple[str, str, int], ...] = ()
    set_aside: tuple[tuple[str, str, int], ...] = ()
    reasons: tuple[RejectReason, ...] = ()
    fields: tuple[FieldFill, ...] = ()
    months: tuple[Number, ...] = ()
    previous_months: tuple[Number, ...] = ()


class IntakeChange(Part):
    """A source now, compared with what the analyst accepted last; `accepted_date` None: nothing yet.

    Attributes:
        rows_new, rows_gone: Rows more and fewer than were accepted, by month.
        warnings: Sentences (Russian) that name the source.
    """

    source_id: str
    title: str
    accepted_date: date | None = None
    rows_then: int = 0
    rows_now: int = 0
    rows_new: int = 0
    rows_gone: int = 0
    warnings: tuple[str, ...] = ()


class DataQuality(Part):
    """How good the data of the period are; internal editions only.

    Attributes:
        year: Year of filing whose files the rows are of.
        months, previous_months: First days of the months of the period and of the one before.
    """

    year: int
    months: tuple[date, ...]
    previous_months: tuple[date, ...]
    sources: tuple[SourceQuality, ...] = ()
    changes: tuple[IntakeChange, ...] = ()


class ReportScope(Part):
    """Powers that are shown apart; a process of no scope belongs to the last one."""

    id: str
    title: str
    processes: tuple[str, ...] = ()


class ReportData(Part):
    """Everything one edition of one report may show.

    Attributes:
        sections: Ids of the sections that the profile allows, in the order of the report.
        scopes: Powers shown apart in the sections of appeals and problems; none: the whole only.
        tables: By id, in the order in which they stand.
        series: Monthly series by id.
        breaks: Series tested for a change of level at a date not known beforehand; internal editions only.
        signals: What stands out in the latest month; internal editions only.
        promises: Measures of the map up to this period, open and finished ones; internal editions only.
        audit: How right the assignment of texts to problems is; None: not asked.
        passports: Studies whose waves lie in the period, in the order of the profile.
        tests: Titles of the tests by the key that `TestResult.test` bears.
        quality: What the page of data quality shows; None in public editions.
        parameters: What the methodology section prints: name → value, as they were applied.
        hidden: How many cells disclosure control hid, by table; no values.
    """

    schema_version: Literal[1] = 1
    agency_id: str
    agency_title: str
    agency_title_genitive: str
    agency_title_short: str
    region: str
    order_title: str
    order_reference: str
    is_order_draft: bool
    people_first: bool
    internal_clients: str
    map_required: bool
    map_ground: str
    period: str
    previous_period: str
    as_of: date
    edition: Edition
    is_demo: bool
    ground: str
    signatures: tuple[tuple[str, str], ...]
    sections: tuple[str, ...]
    working_group_uses: tuple[str, ...] = ()
    scopes: tuple[ReportScope, ...] = ()
    tables: dict[str, Table] = {}
    series: dict[str, MonthlySeries] = {}
    trends: tuple[Trend, ...] = ()
    breaks: tuple[Trend, ...] = ()
    signals: tuple[Signal, ...] = ()
    tests: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    audit: Audit | None = None
    map_rows: tuple[MapRow, ...] = ()
    processes: tuple[ProcessRank, ...] = ()
    measures: tuple[MeasureEffect, ...] = ()
    promises: tuple[Promise, ...] = ()
    rules: tuple[RuleOutcome, ...] = ()
    passports: tuple[Passport, ...] = ()
    materials: tuple[MaterialTopic, ...] = ()
    obligations: tuple[ObligationRow, ...] = ()
    masking: Masking | None = None
    calibration: Calibration | None = None
    quality: DataQuality | None = None
    events: tuple[ReportEvent, ...] = ()
    parameters: dict[str, Any] = {}
    hidden: dict[str, int] = {}
    comments: dict[str, tuple[str, ...]] = {}

    @property
    def guidance_gaps(self) -> tuple[str, ...]:
        """What `materials` are counted by and no appeal of external clients states: `reasons`, `topics`."""
        unstated = {t.metric for t in self.tables.values() if t.client_kind == "external" and t.is_unstated}
        return tuple(metric for metric in ("reasons", "topics") if metric in unstated)

    @property
    def guidance_known(self) -> tuple[int, int] | None:
        """Appeals of external clients with a reason, and all; None: no more than `PARTLY` lack one."""
        for table in self.tables.values():
            if (table.metric, table.client_kind, table.scope) == ("reasons", "external", "") and table.base:
                cells = [r.cells.get("period") for r in table.rows if r.role == "item" and not r.code]
                lack = sum(int(cell.value or 0) for cell in cells if isinstance(cell, Number))
                return (table.base - lack, table.base) if lack > PARTLY * table.base else None
        return None

    def is_without_appeals(self, *kinds: str) -> bool:
        """Whether no appeals of clients of these kinds came in the period."""
        own = [t for t in self.tables.values() if t.section == "appeals" and t.client_kind in kinds]
        return any(t.base == 0 for t in own) and not any(t.base for t in own)
