"""Exports of forms that were made by `painmap questionnaire` (KoboToolbox, ODK), as sheets of any other form.

Such an export has names for titles and codes for answers (`params.coding`). A question with several answers
is one column «fast near», a column `need/fast` of 0 and 1 for each option, or both at once. Moments are UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from painmap.intake.sheets import Sheet
from painmap.intake.words import Cell
from painmap.params.coding import NO_VALUE, field_name
from painmap.params.models import Question, Questionnaire

_BOXES = {"0": False, "1": True, "false": False, "true": True}
# Within one cell of a question with several answers, as `questions` splits it.
_SEVERAL = "\n"


def decoded(sheets: Iterable[Sheet], questionnaire: Questionnaire, time_column: str) -> Iterator[Sheet]:
    """The sheets with the texts of the questions for titles, and answers as `intake.questions` reads them.

    Titles and cells that are no names or codes stay as they are: an export with labels is read as well.
    Codes may be those of any version of the questionnaire.
    """
    columns: list[_Column] = []
    for sheet in sheets:
        first = 0
        if sheet.rows and not sheet.is_continued:
            first, columns = 1, list(_columns(sheet.rows[0], questionnaire, time_column))
            for column in columns:
                column.entitle(sheet.rows[0])
        for row in sheet.rows[first:]:
            for column in columns:
                column.read(row)
        yield sheet


def named_columns(titles: Sequence[str], questionnaire: Questionnaire) -> dict[int, str]:
    """Position of a column whose title is the name of a question, or of one of its options → its id."""
    asked = {question.text: question.id for question in questionnaire.questions}
    columns = _columns(list(titles), questionnaire, "")
    return {i: asked[column.title] for column in columns for i in (column.place, *column.boxes)}


@dataclass(frozen=True)
class _Column:
    """What becomes of one column.

    Attributes:
        place: Where it stands.
        title: Its title in any other form.
        reading: What a cell says there.
        boxes: Place of the column of one option → its code; they are read into this one.
    """

    place: int
    title: str
    reading: Callable[[Cell], Cell]
    boxes: Mapping[int, str]

    def entitle(self, header: list[Cell]) -> None:
        """Put the title; those of the boxes go."""
        for place in self.boxes:
            header[place] = ""
        header[self.place] = self.title

    def read(self, row: list[Cell]) -> None:
        """Put the answer; the boxes are emptied."""
        if self.place >= len(row):
            return
        cell = "" if self.place in self.boxes else row[self.place]
        found = [cell if cell == "" else self.reading(cell)]
        for place, code in self.boxes.items():
            if place < len(row) and row[place] != "":
                is_ticked = _BOXES.get(str(row[place]).strip().lower())
                found.append(row[place] if is_ticked is None else code if is_ticked else "")
                row[place] = ""
        row[self.place] = _SEVERAL.join(str(one) for one in found if one != "") if self.boxes else found[0]


def _columns(header: list[Cell], form: Questionnaire, time_column: str) -> Iterator[_Column]:
    places: dict[str, int] = {}
    for i, title in enumerate(header):
        places.setdefault(str(title).strip(), i)
    if time_column in places:
        yield _Column(places[time_column], time_column, _moment, {})
    for question in form.questions:
        name, codes = field_name(question.id), _codes(question, form)
        named = ((f"{name}/{coded}", code) for coded, code in codes.items() if question.kind == "multi")
        boxes = {places[title]: code for title, code in named if title in places}
        if name in places or boxes:
            place = places.get(name, min(boxes, default=0))
            yield _Column(place, question.text, _reading(question, codes), boxes)


def _codes(question: Question, form: Questionnaire) -> dict[str, str]:
    """Code in the export → word that `intake.questions` knows, of all versions, the present one first."""
    codes: dict[str, str] = {}
    for version in form.all_versions.values():
        for asked in (q for q in version.questions if q.id == question.id):
            found = {field_name(code): code for code in asked.options}
            if asked.kind == "scale":
                labels = version.scales[asked.scale].labels
                none = next((label for label, value in labels.items() if value is None), None)
                found = {} if none is None else {NO_VALUE: none}
            codes = found | codes
    return codes


def _reading(question: Question, codes: Mapping[str, str]) -> Callable[[Cell], Cell]:
    if question.kind == "multi":
        return lambda cell: _listed(cell, codes)
    return lambda cell: codes.get(str(cell).strip(), cell)


def _listed(cell: Cell, codes: Mapping[str, str]) -> Cell:
    """A list of codes, with blanks between; words of which none is a code stay as they are."""
    words = str(cell).split()
    return _SEVERAL.join(codes.get(word, word) for word in words) if {*words} & codes.keys() else cell


def _moment(cell: Cell) -> Cell:
    """The moment with its time zone, so that the day is the agency's."""
    try:
        moment = cell if isinstance(cell, datetime) else datetime.fromisoformat(cell.strip())
    except ValueError:
        return cell
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
