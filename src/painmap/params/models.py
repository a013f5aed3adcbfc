"""Pydantic models of everything under `params/`: frozen, no unknown fields."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from painmap.errors import PainmapError, listed
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
        raise ValueError(f"{error.what}: {error.remedy}") from None


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


class RejectRules(Params):
    """When a file has lost too much: at least `stop_rows` rejected rows and more than `stop_share` of all."""

    stop_share: Share
    stop_rows: int = Field(ge=1)


class ReportDefaults(File):
    """`params/report.yaml`: what holds for every agency unless its profile says otherwise."""

    reasons: dict[str, Text]
    regimes: dict[str, Term]
    trend: TrendRules
    shares: ShareRules
    priority: Priority
    text: TextRules
    rejects: RejectRules
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
        words: How registers call it («Почта России»), beside its title, for `by_profile: channels`.
        regime: Term of the answer, a key of `regimes`.
        is_count_only: Counted but never read (anti-corruption hotline).
        is_survey: Its units are responses, counted apart from appeals.
    """

    code: Id
    title: Text
    client_kinds: tuple[ClientKind, ...]
    regime: str
    paragraph: str = ""
    words: tuple[Text, ...] = ()
    is_count_only: bool = False
    is_survey: bool = False
    mode: Literal["online", "offline"] = "online"


class ApplicantRegime(Params):
    """A term that depends on who asks: it takes the place of one regime of the channels.

    Attributes:
        applicant: Code of `schema.APPLICANTS`.
        appeal_kind: Code of `schema.APPEAL_KINDS`.
        instead_of: Regime of the channel, a key of `regimes`; appeals under another one keep theirs.
        regime: What holds in its place, a key of `regimes`.
    """

    applicant: str
    appeal_kind: str
    instead_of: str
    regime: str


class Topic(Params):
    """An entry of the agency's classifier; `code` as the register writes it («01»)."""

    code: Text
    title: Text


class Scope(Params):
    """A power, or a group of them, that the report shows apart.

    Attributes:
        topics: Topics of its appeals. The last scope has none: it takes what the others do not name.
        processes: Processes of its problems.
    """

    id: Id
    title: Text
    topics: tuple[Text, ...] = ()
    processes: tuple[Id, ...] = ()


class Source(Params):
    """Raw files of one origin: glob within `data/raw/<agency>/<year>/`, and their format.

    Attributes:
        study: Study of the responses, for survey formats.
        client_kind: Client kind of every row where the format does not tell.
        channel: Channel of every row where the format does not tell; a code of the profile.
        topics: Word of the source's own classifier, or its code or the beginning of one («0005.0005»), →
            topic of the agency. Empty: such words are not read, the text decides.
    """

    id: Id
    files: Text
    format: Id
    study: Id | None = None
    client_kind: ClientKind | None = None
    channel: Id | None = None
    topics: dict[str, Text] = {}


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
    """A dated change that shows in the series but is no change of the clients' life.

    Attributes:
        client_kinds: Whose appeals it concerns; those of others are shown and told without it.
        channels: Codes of the channels that it concerns; none: all of them.
    """

    day: date
    title: Text
    client_kinds: tuple[Literal["external", "internal"], ...] = Field(min_length=1)
    channels: tuple[str, ...] = ()


class Signature(Params):
    """A line of the title page; officials appear by post."""

    role: Literal["prepared", "agreed", "approved"]
    post: Text


class Agency(File):
    """`params/agencies/<agency>.yaml`: the profile of one agency.

    Attributes:
        scopes: Powers whose appeals and problems are shown apart; none: the agency as a whole only.
        refusals: Edition → paragraph of the ledger by which no other period of that edition is reported.
        utc_offset_hours: Local time ahead of UTC, for moments that carry a time zone of their own.
    """

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
    applicant_regimes: tuple[ApplicantRegime, ...] = ()
    other_channels_title: Text
    topics: tuple[Topic, ...]
    scopes: tuple[Scope, ...] = ()
    units: tuple[Text, ...]
    sources: tuple[Source, ...]
    studies: tuple[Id, ...]
    editions: tuple[EditionRule, ...]
    refusals: dict[Edition, Text]
    thresholds: Thresholds
    disclosure: Disclosure
    as_of: dict[PeriodName, date] = {}
    events: tuple[Event, ...] = ()
    map_required: bool
    map_ground: Text
    working_group_uses: tuple[Text, ...] = ()
    utc_offset_hours: int = Field(default=3, ge=2, le=12)

    def channel(self, code: str) -> Channel:
        """The channel with this code."""
        return next(c for c in self.channels if c.code == code)

    def cut_off(self, period: Period) -> date:
        """The day up to which facts are known (`as_of`), by default the period's last day."""
        return self.as_of.get(str(period), period.end)


# --- params/formats/<format>.yaml -----------------------------------------------------------------


ProfileList = Literal["channels", "topics", "units", "reasons"]


class Part(Params):
    """One fact of a cell that holds several («исх. 05-12/345 от 12.03.2025, продл. до 15.05.»).

    Attributes:
        field: Column of `schema.RAW_APPEALS`; the first part of a field that is found counts.
        pattern: Regular expression, searched without regard to case; the value is its group, else all of it.
        dates: As in `ColumnMapping`.
        value: The value wherever the pattern is found.
        same_as: Field whose value it is wherever the pattern is found («отв. устно»: answered that day).
        by_profile: As in `ColumnMapping`.
    """

    field: Text
    pattern: Text
    dates: tuple[str, ...] = ()
    value: str | None = None
    same_as: Literal["registered_date"] | None = None
    by_profile: ProfileList | None = None


class ColumnMapping(Params):
    """What becomes of one source column.

    Attributes:
        field: Column of `schema.RAW_APPEALS` for the whole cell; empty where only its parts count.
        parts: Facts within the cell.
        leftover: What of a filled cell without `field` in which no part is found: counted with a warning,
            or passed over (a column of remarks).
        dates: strptime formats, tried in this order; never guessed per cell. One without a year takes it
            from the sheet's name or the filing year; a fact's, from the registration that it follows.
        values: Source word → canonical code, or "" for none. A word without an entry rejects the row.
        by_profile: Words are titles, codes or `words` of this list of the agency's profile, then `values`.
        is_required: Whether the column must be in the file.
    """

    field: str = ""
    parts: tuple[Part, ...] = ()
    leftover: Literal["report", "ignore"] = "report"
    dates: tuple[str, ...] = ()
    values: dict[str, str] = {}
    by_profile: ProfileList | None = None
    is_required: bool = True

    @model_validator(mode="after")
    def _is_mapped(self) -> ColumnMapping:
        if not self.field and not self.parts:
            raise ValueError("у графы нет ни field, ни parts")
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        """All columns of `schema.RAW_APPEALS` that the source column can fill."""
        return tuple(field for field in (self.field, *(part.field for part in self.parts)) if field)


class SkippedRows(Params):
    """Rows that are no data (months, totals, repeated headers): counted under `role`, not rejected.

    Attributes:
        pattern: Searched in the first filled cell of the row.
        column: Searched in this column instead, even where its cell is empty.
    """

    role: Literal["month", "total", "header", "note"]
    pattern: Text
    column: str = ""


class Tally(Params):
    """A survey that arrives as counts: titles of the columns, labels of the rows about the whole survey.

    Attributes:
        total: Label of the row with the number of questionnaires.
        last_day: Label of the row with the last day of the survey, in one of `time_formats`.
        share: Title of the column with the option's share, which the counts must bear out; may be absent.
    """

    question: Text
    option: Text
    count: Text
    share: str = ""
    total: Text
    last_day: Text


class Rewriting(Params):
    """What of a text is put otherwise before anything else reads it; `by` as in `re.sub`."""

    pattern: Text
    by: str = ""


class Format(File):
    """`params/formats/<format>.yaml`: the layout of a source.

    Attributes:
        reader: Key of `intake.READERS`.
        header_rows: Number of lines of the header; names of two lines are joined by « / ».
        header_anchor: A cell text that marks the first header line; lines above it are ignored.
        titles: Titles of all columns in order, for a sheet of just that many columns without a header.
        has_items: Whether rows with one number are the questions of one appeal (ССТУ), not copies of it.
        rewrite: Applied to the text in this order.
        questions: For surveys: column «Вопрос» or «Вопрос / Вариант» is matched with the questionnaire.
        ditto_words: «—//—»: the cell holds what the one above it in its column holds.
        is_numbered_by_year: Numbers begin anew each year: «17» becomes «17 (2025)».
        unnumbered: A row without a number («б/н», or no such column) is rejected or called by its place.
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
    titles: tuple[Text, ...] = ()
    has_items: bool = False
    rewrite: tuple[Rewriting, ...] = ()
    skip: tuple[SkippedRows, ...] = ()
    columns: dict[str, ColumnMapping] = {}
    ignore: tuple[str, ...] = ()
    empty_words: tuple[str, ...] = ()
    ditto_words: tuple[str, ...] = ()
    is_numbered_by_year: bool = False
    unnumbered: Literal["reject", "row"] = "reject"
    defaults: dict[str, str] = {}
    respondent_column: str = ""
    time_column: str = ""
    time_formats: tuple[str, ...] = ()
    tally: Tally | None = None

    @model_validator(mode="after")
    def _outcomes(self) -> Format:
        for name, mapping in self.columns.items():
            codes = mapping.values.values() if mapping.field == "outcome_code" else ()
            parts = (part.value or "" for part in mapping.parts if part.field == "outcome_code")
            if wrong := sorted({*codes, *parts} - {*OUTCOMES, ""}):
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
                    f"известны: {listed(self.scales)}"
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
        client_kind: Whose figures it asks for; both kinds' if absent.
        any_of: Paragraphs of the ledger of which the act asks for one or several: any of them meets this one,
            and those that a report does not have were not chosen.
        status: `reported` and `partly` are the most that a report can earn: what it really holds decides.
    """

    paragraph: Text
    quote: Text
    asks: Text
    section: str = ""
    metrics: tuple[str, ...] = ()
    client_kind: ClientKind | None = None
    any_of: tuple[Text, ...] = ()
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
