"""Which ready format fits a file: its reader, its titles, and its dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from painmap.errors import PainmapError
from painmap.intake.inspection.dates import dates_of
from painmap.intake.inspection.kinds import FileKind
from painmap.intake.inspection.location import gridded
from painmap.intake.layout import Grid
from painmap.intake.questions import column_keys
from painmap.intake.sheets import Sheet
from painmap.intake.values import date_values
from painmap.intake.words import as_text, norm
from painmap.intake.xlsform import named_columns
from painmap.params.models import Format, Questionnaire

_ROWS = 200
# A format is named if this part of its columns is there, and it knows this part of the file's.
_NEARLY = 0.8
_DESCRIBED = 0.5
_LEAST = 3
# Reader of a format → kinds of files that it reads.
_TABLES = {"csv": ("csv",), "xlsx": ("xlsx",), "table": ("csv", "xlsx"), "tally": ("csv", "xlsx"),
           "xlsform": ("csv", "xlsx"),
           "jsonl": ("jsonl",), "parquet": ("parquet",)}  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A ready format and how far it fits.

    Attributes:
        missing: Columns of the format that the file lacks.
        new: Columns of the file that the format does not know.
        described: Share of the file's columns that it knows.
        questionnaire: Of a survey: the questionnaire most of whose questions stand in the file; may be empty.
        asked: How many questions of it do, and how many it has.
        has_titles: Whether titles were compared: a mailbox or a chat has none.
    """

    format: Format
    missing: tuple[str, ...] = ()
    new: int = 0
    described: float = 1.0
    questionnaire: str = ""
    asked: tuple[int, int] = (0, 0)
    has_titles: bool = True

    @property
    def needs_questionnaire(self) -> bool:
        """Whether the format is that of a survey whose questions no ready questionnaire has."""
        return self.format.rows == "responses" and not self.format.tally and not self.questionnaire

    @property
    def is_whole(self) -> bool:
        """Whether the format takes the file as it is."""
        return not self.missing


def fitting(
    sheets: Sequence[Sheet],
    kind: FileKind,
    formats: Iterable[Format],
    questionnaires: Iterable[Questionnaire] = (),
) -> Fit | None:
    """The ready format that fits best; None where none does or nearly does."""
    forms = tuple(questionnaires)
    heads = [replace(sheet, rows=sheet.rows[:_ROWS], numbers=sheet.numbers[:_ROWS]) for sheet in sheets]
    found = [fit for layout in formats if (fit := _fit(heads, kind, layout, forms)) is not None]
    return max(found, key=lambda fit: (fit.is_whole, fit.described, -len(fit.missing)), default=None)


def _fit(heads: list[Sheet], kind: FileKind, layout: Format, forms: Sequence[Questionnaire]) -> Fit | None:
    if kind.is_fixed or layout.reader not in _TABLES:
        return Fit(layout, has_titles=False) if kind.is_fixed and layout.reader == kind.reader else None
    if kind.reader not in _TABLES[layout.reader]:
        return None
    if layout.tally:
        # Its reader finds the header by these three titles, wherever it stands.
        wanted = {norm(title) for title in (layout.tally.question, layout.tally.option, layout.tally.count)}
        rows = (row for sheet in heads[:1] for row in sheet.rows)
        return Fit(layout) if any(wanted <= {norm(as_text(cell)) for cell in row} for row in rows) else None
    try:
        grids, _ = gridded(heads, layout.model_copy(update={"skip": ()}), "")
    except PainmapError:
        # Intake refuses the file by this format: sheets of the register lack its header.
        return None
    fits = [fit for one in grids if (fit := _titled(one, layout, forms)) is not None]
    return max(fits, key=lambda fit: fit.described, default=None)


def _titled(one: Grid, layout: Format, forms: Sequence[Questionnaire]) -> Fit | None:
    titles = {norm(title) for title in one.titles if title}
    required = _required(layout)
    missing = tuple(title for title in required if norm(title) not in titles)
    if (
        not required
        or len(required) - len(missing) < max(_NEARLY * len(required), min(_LEAST, len(required)))
        or not _reads_dates(one, layout)
    ):
        return None
    if (
        layout.titles
        and [norm(t) for t in one.titles] == [norm(t) for t in layout.titles]
        and not _fits_dates(one, layout)
    ):
        return None
    known = {norm(title) for title in (*required, *layout.columns, *layout.ignore)}
    fit = Fit(layout, missing, len(titles - known), len(titles & known) / max(len(titles), 1))
    if layout.rows == "responses":
        return _asked(fit, one, known, forms)
    return fit if fit.described >= _DESCRIBED else None


def _required(layout: Format) -> list[str]:
    service = [title for title in (layout.respondent_column, layout.time_column) if title]
    return service + [title for title, column in layout.columns.items() if column.is_required]


def _reads_dates(one: Grid, layout: Format) -> bool:
    """Whether the format reads at least half of the dates by which a row is kept, wherever it has any."""
    forms = {
        title: column.dates for title, column in layout.columns.items() if column.field == "registered_date"
    }
    forms |= {layout.time_column: layout.time_formats} if layout.time_column else {}
    blank = {norm(word) for word in (*layout.empty_words, *layout.ditto_words)} | {""}
    for title, dates in forms.items():
        place = one.position(title)
        cells = one.frame[place].dropna() if place is not None else pd.Series(dtype=object)
        cells = cells[[norm(as_text(cell)) not in blank for cell in cells]]
        if 2 * int(date_values(cells, dates).notna().sum()) < len(cells):
            return False
    return True


def _fits_dates(one: Grid, layout: Format) -> bool:
    """Whether dates stand where a file without a header should have them."""
    places = [
        one.position(title) for title, column in layout.columns.items() if column.field == "registered_date"
    ]
    return all(place is not None and _is_dated(one, place) for place in places)


def _is_dated(one: Grid, place: int) -> bool:
    dates = dates_of(one.frame[place])
    return dates is not None and dates.parsed > 0


def _asked(fit: Fit, one: Grid, known: set[str], forms: Sequence[Questionnaire]) -> Fit:
    """The fit with the questionnaire that the file answers; its columns are then known too."""
    names = named_columns if fit.format.reader == "xlsform" else column_keys
    found = [(names(one.titles, form), form) for form in forms]
    # Instruments of sister agencies share questions: more columns, then fewer questions left over, decide.
    best, chosen = max(
        found, key=lambda f: (_questions(f[0]), len(f[0]), -len(f[1].questions)), default=({}, None)
    )
    asked = _questions(best)
    if chosen is None or not asked or 2 * asked < len(chosen.questions):
        return fit
    titles = [norm(title) for title in one.titles if title]
    matched = {norm(one.titles[j]) for j in best} | known
    described = sum(title in matched for title in titles) / max(len(titles), 1)
    new = sum(title not in matched for title in titles)
    return replace(
        fit, new=new, described=described, questionnaire=chosen.id, asked=(asked, len(chosen.questions))
    )


def _questions(keys: Mapping[int, str]) -> int:
    """How many questions these columns hold."""
    return len({key.partition(":")[0] for key in keys.values()})
