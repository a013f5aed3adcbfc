"""`params/formats/<format>.yaml`: the layout of a source."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from painmap.codes import OUTCOMES
from painmap.params.models.base import File, Id, Params, Text

ProfileList = Literal["channels", "topics", "units", "reasons", "life_situations"]


def _delimiter(text: str) -> str:
    if len(text) != 1 or text in ' "\r\n':
        raise ValueError('разделитель граф — один знак: ";", ",", "|" или "\\t" (табуляция)')
    return text


# Not stripped as other texts are: a tab is a delimiter, a blank may be what a pattern is about.
_AsIs = StringConstraints(strip_whitespace=False)
Delimiter = Annotated[str, _AsIs, AfterValidator(_delimiter)]
Pattern = Annotated[str, _AsIs, Field(min_length=1)]


class Part(Params):
    """One fact of a cell that holds several («исх. 05-12/345 от 12.03.2025, продл. до 15.05.»).

    Attributes:
        field: Column of `schema.RAW_APPEALS`; the first part of a field that is found counts.
        pattern: Regular expression, searched without regard to case; the value is its group, else all of it.
            One that begins with «^$» also finds the empty cell of a column that the file has.
        dates: As in `ColumnMapping`.
        value: The value wherever the pattern is found.
        same_as: Field whose value it is wherever the pattern is found («отв. устно»: answered that day).
        by_profile: As in `ColumnMapping`.
        is_makeshift: Whether the value is what remains where no part before it says more: counted with a
            warning, so that the words can be added.
    """

    field: Text
    pattern: Pattern
    dates: tuple[str, ...] = ()
    value: str | None = None
    same_as: Literal["registered_date"] | None = None
    by_profile: ProfileList | None = None
    is_makeshift: bool = False

    @property
    def finds_empty(self) -> bool:
        """Whether an empty cell says something."""
        return self.pattern.partition("|")[0] == "^$"


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
    values: dict[str, str] = Field(default_factory=dict)
    by_profile: ProfileList | None = None
    is_required: bool = True

    @model_validator(mode="after")
    def _is_mapped(self) -> ColumnMapping:
        if not self.field and not self.parts:
            raise ValueError("у графы нет ни field, ни parts")
        if self.field and self.finds_empty:
            raise ValueError("образец ^$ (пустая ячейка) допустим только у графы без field")
        return self

    @property
    def finds_empty(self) -> bool:
        """Whether an empty cell of the column says something."""
        return any(part.finds_empty for part in self.parts)

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
    pattern: Pattern
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

    pattern: Pattern
    by: Annotated[str, _AsIs] = ""


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
    delimiter: Delimiter | None = None
    header_rows: int = Field(default=1, ge=1, le=3)
    header_anchor: str = ""
    titles: tuple[Text, ...] = ()
    has_items: bool = False
    rewrite: tuple[Rewriting, ...] = ()
    skip: tuple[SkippedRows, ...] = ()
    columns: dict[str, ColumnMapping] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    empty_words: tuple[str, ...] = ()
    ditto_words: tuple[str, ...] = ()
    is_numbered_by_year: bool = False
    unnumbered: Literal["reject", "row"] = "reject"
    defaults: dict[str, str] = Field(default_factory=dict)
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
