"""Pydantic models of everything under `params/`: frozen, no unknown fields."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from painmap.errors import PainmapError
from painmap.paths import Edition, checked_id
from painmap.periods import Period, PeriodKind
from painmap.schema import OUTCOMES

ClientKind = Literal["external", "internal", "unknown"]
ObligationStatus = Literal[
    "reported",  # отражено в разделе N
    "partly",  # отражено частично
    "no_data",  # сведения не представлены
    "not_due",  # не наступило в отчётном периоде
    "discretionary",  # на усмотрение органа
    "organisational",  # организационная мера, вне отчёта
    "term",  # термин
    "contradiction",  # противоречие в тексте акта
]


def _id(text: str) -> str:
    try:
        return checked_id(text, "Идентификатор")
    except PainmapError as error:
        raise ValueError(error.what) from None


def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except PainmapError as error:
        raise ValueError(error.what) from None


Id = Annotated[str, AfterValidator(_id)]
PeriodName = Annotated[str, AfterValidator(_period)]
WaveId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Params(BaseModel):
    """Base of all models: frozen, unknown fields refused, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False, str_strip_whitespace=True)


class File(Params):
    """Base of the models that are a file of their own."""

    schema_version: Literal[1]


# --- params/report.yaml ---------------------------------------------------------------------------


class Term(Params):
    """Time to answer under one regime; all None where no term is set.

    Attributes:
        days: Days from registration to the answer.
        unit: Calendar or working days.
        extension_days: Longest extension with notice.
        forward_days: Days to forward to the competent body.
    """

    title: Text
    days: int | None = Field(default=None, ge=0)
    unit: Literal["calendar", "working"] = "calendar"
    extension_days: int = Field(default=0, ge=0)
    forward_days: int | None = Field(default=None, ge=0)


class TrendRules(Params):
    """Constants of the trend tests (source: `statistics.md`)."""

    alpha: Share
    equivalence_ratio: tuple[float, float]
    equivalence_share: Share
    min_total: int = Field(ge=1)
    min_total_rare: int = Field(ge=1)
    rare_total: int = Field(ge=1)
    rare_phi: float = Field(gt=0)
    min_months: int = Field(ge=1)
    history_months: int = Field(ge=12)
    rho_prior: Share
    phi_prior: float = Field(gt=0)
    prior_series: int = Field(ge=1)


class ShareRules(Params):
    """How percentages are printed, by the base n."""

    one_decimal_from: int
    whole_from: int
    counts_only_from: int


class Weights(Params):
    """Points of the priority score, 100 in all."""

    prevalence: int
    severity: int
    overdue_and_repeat: int
    trend: int
    reach: int

    @model_validator(mode="after")
    def _sum(self) -> Weights:
        if sum(self.model_dump().values()) != 100:
            raise ValueError("сумма весов приоритетности должна быть равна 100")
        return self


class Priority(Params):
    """Rule of «Приоритетность»: below `low_below` low, from `high_from` high."""

    weights: Weights
    low_below: float
    high_from: float
    overdue_share_forces_high: Share
    overdue_min_base: int
    tie_points: float


class TextRules(Params):
    """Text stage: shards, cache and thresholds of grouping."""

    shards: int = Field(ge=1, le=64)
    cache_megabytes: int = Field(ge=1)
    min_score: Share
    candidate_min_appeals: int = Field(ge=2)
    quotes_per_problem: int = Field(ge=0)
    mailing_min_letters: int = Field(ge=2)


class ReportDefaults(File):
    """`params/report.yaml`: what holds for every agency unless its profile says otherwise."""

    reasons: dict[str, Text]
    regimes: dict[str, Term]
    trend: TrendRules
    shares: ShareRules
    priority: Priority
    text: TextRules
    survey_min_responses: int = Field(ge=1)
    anonymous_share_warning: Share
    response_rate_warning: Share
    response_min_warning: int


# --- params/agencies/<agency>.yaml ----------------------------------------------------------------


class Order(Params):
    """The act that binds the agency."""

    title: Text
    reference: Text
    is_draft: bool = False
    note: str = ""


class Channel(Params):
    """A way by which feedback arrives.

    Attributes:
        paragraph: Paragraph of the order that names the channel; empty: not named, reported apart.
        regime: Term of the answer, a key of `regimes`.
        is_count_only: Counted but never read (anti-corruption hotline).
        is_survey: Its units are responses, counted apart from appeals.
    """

    code: Id
    title: Text
    client_kinds: tuple[ClientKind, ...]
    regime: str
    paragraph: str = ""
    is_count_only: bool = False
    is_survey: bool = False
    mode: Literal["online", "offline"] = "online"


class Topic(Params):
    """An entry of the agency's classifier; `code` as the register writes it («01»)."""

    code: Text
    title: Text


class Source(Params):
    """Raw files of one origin: glob within `data/raw/<agency>/<year>/`, and their format.

    Attributes:
        study: Study of the responses, for survey formats.
        client_kind: Client kind of every row where the format does not tell.
    """

    id: Id
    files: Text
    format: Id
    study: Id | None = None
    client_kind: ClientKind | None = None


class EditionRule(Params):
    """A pair (period kind, edition) that the order allows, and the sections it may hold."""

    period_kind: PeriodKind
    edition: Edition
    sections: tuple[str, ...]
    ground: Text


class Levels(Params):
    """Cut points of «Распространённость»: share below `low_below` low, from `high_from` high."""

    low_below: Share
    high_from: Share
    high_min_clients: int

    @model_validator(mode="after")
    def _order(self) -> Levels:
        if self.low_below >= self.high_from:
            raise ValueError("граница низкого уровня должна быть меньше границы высокого")
        return self


class SignificantNumber(Params):
    """«Значительное число» of negative feedback in a quarter (minyust-rd 19)."""

    paragraph: Text
    min_clients: int
    above_mean_share: Share
    problem_clients: int
    low_score_share: Share
    low_score_base: int


class InDepthSurvey(Params):
    """When the in-depth survey is due (5.2 of the other orders)."""

    paragraph: Text
    high_problems: int
    complaints_on_one: int
    low_score_share: Share
    low_score_base: int
    mean_below: float


class Thresholds(Params):
    """Explicit values of what the order leaves undefined; printed in every report."""

    external: Levels
    internal: Levels
    single_below_clients: int
    significant_number: SignificantNumber | None = None
    in_depth_survey: InDepthSurvey | None = None
    materials_requests_per_quarter: int
    materials_reason: str


class Disclosure(Params):
    """Primary suppression of the public edition: counts from 1 to `threshold - 1` are hidden."""

    threshold: int = Field(ge=5)
    survey_min: int = Field(ge=10)


class Event(Params):
    """A dated change that shows in the series but is no change of the clients' life."""

    day: date
    title: Text
    channels: tuple[str, ...] = ()


class Signature(Params):
    """A line of the title page; officials appear by post."""

    role: Literal["prepared", "agreed", "approved"]
    post: Text


class Agency(File):
    """`params/agencies/<agency>.yaml`: the profile of one agency."""

    id: Id
    title: Text
    title_genitive: Text
    title_short: Text
    region: Text
    order: Order
    people_first: bool
    internal_clients: Text
    signatures: tuple[Signature, ...]
    channels: tuple[Channel, ...]
    other_channels_title: Text
    topics: tuple[Topic, ...]
    units: tuple[Text, ...]
    sources: tuple[Source, ...]
    studies: tuple[Id, ...]
    editions: tuple[EditionRule, ...]
    thresholds: Thresholds
    disclosure: Disclosure
    as_of: dict[PeriodName, date] = {}
    events: tuple[Event, ...] = ()
    map_required: bool
    map_ground: Text
    working_group_uses: tuple[Text, ...] = ()

    def channel(self, code: str) -> Channel:
        """The channel with this code."""
        return next(c for c in self.channels if c.code == code)

    def cut_off(self, period: Period) -> date:
        """The day up to which facts are known (`as_of`), by default the period's last day."""
        return self.as_of.get(str(period), period.end)


# --- params/formats/<format>.yaml -----------------------------------------------------------------


class ColumnMapping(Params):
    """What becomes of one source column.

    Attributes:
        field: Column of `schema.RAW_APPEALS`.
        dates: strptime formats, tried in this order; never guessed per cell.
        values: Source word → canonical code. A word without an entry rejects the row.
        by_profile: Words are titles or codes of this list of the agency's profile.
        is_required: Whether the column must be in the file.
    """

    field: str
    dates: tuple[str, ...] = ()
    values: dict[str, str] = {}
    by_profile: Literal["channels", "topics", "units", "reasons"] | None = None
    is_required: bool = True


class SkippedRows(Params):
    """Rows that are no data (months, totals, repeated headers): counted under `role`, not rejected."""

    role: Literal["month", "total", "header", "note"]
    pattern: Text


class Format(File):
    """`params/formats/<format>.yaml`: the layout of a source.

    Attributes:
        reader: Key of `intake.READERS`.
        header_rows: Number of lines of the header; names of two lines are joined by « / ».
        header_anchor: A cell text that marks the first header line; lines above it are ignored.
        questions: For surveys: column «Вопрос» or «Вопрос / Вариант» is matched with the questionnaire.
    """

    id: Id
    title: Text
    rows: Literal["appeals", "responses"]
    reader: Text
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int = Field(default=1, ge=1, le=3)
    header_anchor: str = ""
    skip: tuple[SkippedRows, ...] = ()
    columns: dict[str, ColumnMapping] = {}
    ignore: tuple[str, ...] = ()
    empty_words: tuple[str, ...] = ()
    defaults: dict[str, str] = {}
    respondent_column: str = ""
    time_column: str = ""
    time_formats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _outcomes(self) -> Format:
        for name, mapping in self.columns.items():
            wrong = sorted(set(mapping.values.values()) - set(OUTCOMES))
            if mapping.field == "outcome_code" and wrong:
                raise ValueError(
                    f"графа «{name}»: неизвестный результат {', '.join(wrong)}; "
                    f"известны: {', '.join(OUTCOMES)}"
                )
        return self


# --- params/questionnaires, params/studies --------------------------------------------------------


class Scale(Params):
    """Labels of an ordinal scale with their values; None for «затрудняюсь ответить»."""

    labels: dict[str, int | None]


class Question(Params):
    """A question of a questionnaire.

    Attributes:
        kind: `scale` (ordinal), `nps` (0–10), `single`, `multi`, `open`.
        aspect: Parameter of the order that it measures, with its paragraph.
        is_satisfaction: Whether low values count as negative feedback.
    """

    id: Id
    text: Text
    kind: Literal["scale", "nps", "single", "multi", "open"]
    scale: str = ""
    options: dict[str, str] = {}
    aspect: str = ""
    paragraph: str = ""
    is_satisfaction: bool = False


class Questionnaire(File):
    """`params/questionnaires/<id>.yaml`."""

    id: Id
    title: Text
    client_kind: ClientKind
    scales: dict[str, Scale] = {}
    questions: tuple[Question, ...]

    @model_validator(mode="after")
    def _scales(self) -> Questionnaire:
        for question in self.questions:
            if question.kind == "scale" and question.scale not in self.scales:
                raise ValueError(
                    f"вопрос {question.id}: шкала «{question.scale}» не описана; "
                    f"известны: {', '.join(self.scales)}"
                )
            if question.kind in ("single", "multi") and not question.options:
                raise ValueError(f"вопрос {question.id}: нет вариантов ответа")
        return self

    def question(self, question_id: str) -> Question:
        """The question with this id."""
        return next(q for q in self.questions if q.id == question_id)


class Wave(Params):
    """A wave of a study: dates included; `offered` is the number of people who were asked, if known."""

    id: WaveId
    start: date
    end: date
    offered: int | None = None


class Study(File):
    """`params/studies/<id>.yaml`: «паспорт исследования»."""

    id: Id
    title: Text
    purpose: Text
    object: Text
    questionnaire: Id
    client_kind: ClientKind
    mode: Literal["online", "offline", "mixed"]
    kind: Literal["quantitative", "qualitative"]
    service: str = ""
    population: str = ""
    waves: tuple[Wave, ...]


# --- params/obligations/<agency>.yaml -------------------------------------------------------------


class Obligation(Params):
    """One numbered paragraph of the act.

    Attributes:
        paragraph: Number as in the act («11», «4.2», «приказ 2»).
        quote: Literal quotation of its beginning or its binding words.
        asks: What it asks, short.
        section: Report section that meets it; empty where no report can.
        metrics: Keys of `metrics.METRICS` whose tables answer it.
        status: Status when the section (if any) is in the report.
    """

    paragraph: Text
    quote: Text
    asks: Text
    section: str = ""
    metrics: tuple[str, ...] = ()
    status: ObligationStatus


class Obligations(File):
    """`params/obligations/<agency>.yaml`: the ledger of the order."""

    agency: Id
    paragraphs: tuple[Obligation, ...]


# --- params/corrections/<agency>.yaml -------------------------------------------------------------


class Correction(Params):
    """A correction as data: it must match exactly `expected_rows` rows, or the build fails."""

    source: Id
    appeal_id: Text
    column: Text
    value: str
    reason: Text
    expected_rows: int = Field(ge=1)


class Corrections(File):
    """`params/corrections/<agency>.yaml`."""

    agency: Id
    corrections: tuple[Correction, ...] = ()


# --- params/vocab/*.yaml --------------------------------------------------------------------------


class Vocabulary(File):
    """`params/vocab/<id>.yaml`: word lists of the text room, by list name; all words in lower case."""

    id: Id
    title: Text
    lists: dict[str, tuple[str, ...]]
