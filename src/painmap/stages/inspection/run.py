"""Reading an unknown export, guessing, and writing the draft of its format (and of its questionnaire)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from painmap.errors import PainmapError, printable
from painmap.intake.inspection.advice import undecided
from painmap.intake.inspection.codes import known_words
from painmap.intake.inspection.columns import guesses
from painmap.intake.inspection.draft import format_draft
from painmap.intake.inspection.draft_survey import questionnaire_draft
from painmap.intake.inspection.findings import Located
from painmap.intake.inspection.fits import Fit, fitting
from painmap.intake.inspection.kinds import FileKind, file_kind
from painmap.intake.inspection.location import blank, located, read
from painmap.intake.inspection.surveys import rows_of, survey
from painmap.intake.inspection.telling import without_people, without_personal_options
from painmap.intake.names import shown
from painmap.intake.readers import READERS
from painmap.params.messages import validated
from painmap.params.models import File, Format, Questionnaire
from painmap.params.yaml_file import parsed_yaml, read_text
from painmap.paths import checked_id, is_safe_id
from painmap.stages.inspection.look import personal_columns, samples
from painmap.stages.inspection.parts import Inspection, InspectRequest
from painmap.stages.store import disk_error, replacing_all

F = TypeVar("F", bound=File)
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split(),
        strict=True,
    )
)
_UNNAMED = "format-draft"


def run(request: InspectRequest) -> Inspection:
    """Look at the file and write the drafts.

    Raises:
        PainmapError: The file cannot be read, or a draft is in the way.
    """
    try:
        found = look(request)
        if found.drafts:
            _check_free(found.drafts, request)
            with replacing_all(list(found.drafts)) as streams:
                for stream, text in zip(streams, found.drafts.values(), strict=True):
                    stream.write(text.encode())
    except OSError as error:
        if error.filename is None:
            raise
        raise disk_error(error, Path(error.filename)) from None
    return found


def look(request: InspectRequest) -> Inspection:
    """What the file is; nothing is written.

    Raises:
        PainmapError: The file cannot be read.
    """
    _check_source(request)
    kind = file_kind(request.source)
    if kind.reader not in READERS:
        remedy = kind.remedy or "сохраните данные таблицей: .xlsx или .csv"
        raise PainmapError(f"Это {kind.title}: такой файл не читается", where=request.source.name, remedy=remedy)
    formats = list(_all(request.root, "formats", Format))
    if kind.is_fixed:
        sheets = READERS[kind.reader](request.source, blank(kind.reader))
        records = sum(max(0, len(sheet.rows) - 1) for sheet in sheets)
        return Inspection(kind, records, fitting(sheets, kind, formats))
    sheets = read(request.source, kind, request.encoding, request.delimiter, request.sheet)
    fit = fitting(sheets, kind, formats, list(_all(request.root, "questionnaires", Questionnaire)))
    table = located(sheets, kind, request.source.name)
    return _guessed(request, kind, table, fit, formats)


def _guessed(
    request: InspectRequest, kind: FileKind, table: Located, fit: Fit | None, formats: Sequence[Format]
) -> Inspection:
    personal = personal_columns(table)
    rows = request.rows or (fit.format.rows if fit and fit.is_whole else rows_of(table))
    if rows == "responses":
        columns, questions = survey(table, personal)
        questions = without_personal_options(questions)
        if not questions:
            raise PainmapError(
                "Вопросов анкеты в файле нет", where=request.source.name, remedy="уберите --rows responses"
            )
    else:
        columns = without_people(guesses(table, personal, known_words(formats)), request.source.name)
        questions = []
    shown_values = samples(table, columns)
    todo = undecided(table, "responses" if rows == "responses" else "appeals", columns, questions)
    drafts: dict[Path, str] = {}
    found = Inspection(
        kind, len(table.frame), fit, "responses" if rows == "responses" else "appeals", table, columns, questions,
        shown_values, todo, drafts,
    )  # fmt: skip
    if fit is None or not fit.is_whole or request.out is not None:
        drafts.update(_drafts(request, found))
    return found


def _drafts(request: InspectRequest, found: Inspection) -> Iterator[tuple[Path, str]]:
    assert found.table is not None
    out = request.out or _default_out(request)
    format_id = checked_id(out.stem, "Имя черновика (--out)")
    source = shown(request.source.name)
    text = format_draft(format_id, source, found.kind, found.table, found.rows, found.guesses)
    _loaded(Format, text, out)
    yield out, text
    if found.rows == "responses":
        is_in_project = out.absolute().parent.name == "formats"
        folder = out.absolute().parents[1] / "questionnaires" if is_in_project else out.parent
        questionnaire_id = format_id if is_in_project else f"{format_id}-anketa"
        place = folder / f"{checked_id(questionnaire_id, 'Имя анкеты')}.yaml"
        form = questionnaire_draft(questionnaire_id, source, found.questions)
        _loaded(Questionnaire, form, place)
        yield place, form


def _loaded(model: type[F], text: str, place: Path) -> F:
    """The draft as the strict loader reads it: one that does not load is not written.

    Raises:
        PainmapError: It does not load.
    """
    return validated(model, parsed_yaml(text, place.name), place.name)


def _default_out(request: InspectRequest) -> Path:
    """A name made of the file's, in Latin letters; a name of its own where a person may stand in it."""
    stem = request.source.stem
    words = re.findall(r"[a-z0-9]+", "".join(_LATIN.get(c, c) for c in stem.lower()).replace("_", ""))
    name = "-".join(words)[:30].strip("-")
    if shown(stem) != stem or not is_safe_id(name):
        name = _UNNAMED
    folder = request.root / "params" / "formats" if request.root is not None else Path()
    return folder / f"{name}.yaml"


def _check_source(request: InspectRequest) -> None:
    if not request.source.exists():
        raise PainmapError("Файла нет", where=printable(request.source), remedy="проверьте путь и имя")
    if request.source.is_dir():
        raise PainmapError("Это папка, а не файл", where=printable(request.source), remedy="укажите файл из неё")


def _check_free(drafts: Iterable[Path], request: InspectRequest) -> None:
    if any(path.exists() and path.samefile(request.source) for path in drafts):
        raise PainmapError(
            "Черновик нельзя записать на место исходного файла", where=str(request.out), remedy="назовите в --out другой"
        )
    taken = [path for path in drafts if path.exists()]
    if taken and not request.is_forced:
        raise PainmapError(
            "Такой файл уже есть, он не изменён",
            where=", ".join(map(str, taken)),
            remedy="назовите другой в --out или перезапишите этот: --force",
        )


def _all(root: Path | None, folder: str, model: type[F]) -> Iterator[F]:
    """The files of a folder of `params/` that load; a faulty one is told by `painmap doctor`."""
    places = sorted((root / "params" / folder).glob("*.yaml")) if root is not None else []
    for path in places:
        where = f"params/{folder}/{path.name}"
        try:
            yield validated(model, parsed_yaml(read_text(path, where), where), where)
        except PainmapError:
            continue
