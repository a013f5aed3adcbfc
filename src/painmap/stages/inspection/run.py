"""Reading an unknown export, guessing, and writing the draft of its format (and of its questionnaire)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from painmap.errors import PainmapError, printable, unknown_name
from painmap.intake.encodings import SINGLE_BYTE
from painmap.intake.inspection.advice import undecided
from painmap.intake.inspection.codes import known_words
from painmap.intake.inspection.columns import guesses
from painmap.intake.inspection.draft import format_draft
from painmap.intake.inspection.draft_survey import questionnaire_draft
from painmap.intake.inspection.findings import Located
from painmap.intake.inspection.fits import Fit, fitting
from painmap.intake.inspection.kinds import FileKind, file_kind
from painmap.intake.inspection.location import blank, located, read
from painmap.intake.inspection.surveys import Asked, rows_of, survey
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
        (*"abvgdee", "zh", *"ziyklmnoprstuf", "kh", "ts", "ch", "sh", "shch", "_", "y", "_", "e", "yu", "ya"),
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
        raise PainmapError(
            f"Это {kind.title}: такой файл не читается", where=request.source.name, remedy=remedy
        )
    formats = list(_all(request.root, "formats", Format))
    if kind.is_fixed:
        sheets = list(READERS[kind.reader](request.source, blank(kind.reader)))
        records = sum(max(0, len(sheet.rows) - 1) for sheet in sheets)
        fit = fitting(sheets, kind, formats)
        said = [text for sheet in sheets for text in sheet.warnings]
        return Inspection(kind, records, fit, fit.format.rows if fit else "appeals", todo=said)
    sheets = read(request.source, kind, request.encoding, request.delimiter, request.sheet)
    fit = fitting(sheets, kind, formats, list(_all(request.root, "questionnaires", Questionnaire)))
    table = located(sheets, kind, request.source.name)
    if fit is not None and fit.is_whole and not fit.needs_questionnaire and request.out is None:
        return Inspection(kind, len(table.frame), fit, fit.format.rows, table)
    return _guessed(request, kind, table, fit, formats)


def _guessed(
    request: InspectRequest, kind: FileKind, table: Located, fit: Fit | None, formats: Sequence[Format]
) -> Inspection:
    personal = personal_columns(table)
    is_format_ready = fit is not None and fit.is_whole and request.out is None
    rows = request.rows or (fit.format.rows if fit is not None and is_format_ready else rows_of(table))
    questions: list[Asked] = []
    if rows == "responses":
        columns, questions = survey(table, personal)
        questions = without_personal_options(questions)
        if not questions:
            raise PainmapError(
                "Вопросов анкеты в файле нет", where=request.source.name, remedy="уберите --rows responses"
            )
    else:
        known = known_words(formats)
        columns = without_people(guesses(table, personal, known), known, request.source.name)
    todo = undecided(table, rows, columns, questions)
    found = Inspection(
        kind, len(table.frame), fit, rows, table, columns, questions, samples(table, columns), todo
    )
    drafts = list(_drafts(request, found))
    wanted = drafts[1:] if is_format_ready else drafts
    return replace(found, drafts=dict(wanted), is_format_drafted=not is_format_ready)


def _drafts(request: InspectRequest, found: Inspection) -> Iterator[tuple[Path, str]]:
    assert found.table is not None
    out = request.out or _default_out(request)
    format_id = checked_id(out.stem, "Имя черновика (--out)")
    source = f" по файлу {request.source.name}" if shown(request.source.name) == request.source.name else ""
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
        raise PainmapError(
            "Это папка, а не файл", where=printable(request.source), remedy="укажите файл из неё"
        )
    if len(request.delimiter) > 1 or request.delimiter in ('"', "\n"):
        raise PainmapError(
            "Разделитель — один знак", where="--delimiter", remedy="укажите «;», «,», «|» или tab"
        )
    if request.encoding and not _is_encoding(request.encoding):
        raise unknown_name("Кодировка", request.encoding, ("utf-8", *SINGLE_BYTE), where="--encoding")


def _is_encoding(name: str) -> bool:
    try:
        "текст".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _check_free(drafts: Iterable[Path], request: InspectRequest) -> None:
    if any(path.exists() and path.samefile(request.source) for path in drafts):
        raise PainmapError(
            "Черновик нельзя записать на место исходного файла",
            where=str(request.out),
            remedy="назовите в --out другой",
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
