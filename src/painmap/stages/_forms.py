"""A questionnaire as files to print, to show and to load into a survey service (`painmap questionnaire`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from painmap.errors import PainmapError, printable
from painmap.params.load import load_questionnaire
from painmap.params.models import Questionnaire
from painmap.paths import Tree
from painmap.stages.requests import FormRequest
from painmap.stages.store import disk_error, replacing_all


def write_forms(request: FormRequest) -> list[Path]:
    """Write `<id>.html`, `<id>.pdf` and `<id>.xlsx`, all three or none; returns their places.

    A file that is there already stays unless it is the same to the byte: an XLSForm may have been edited.

    Raises:
        PainmapError: An unknown questionnaire or version, a fault in it, or a file is in the way.
    """
    form = load_questionnaire(Tree(request.root), request.questionnaire)
    if request.version and not form.versions:
        raise PainmapError(
            f"У анкеты «{form.id}» нет прежних версий",
            where=f"params/questionnaires/{form.id}.yaml, поле versions",
            remedy="уберите --version: печатается действующая анкета",
        )
    form = form.version(request.version)
    if request.out.exists() and not request.out.is_dir():
        raise PainmapError(
            "В --out назван файл, а нужна папка",
            where=printable(request.out),
            remedy="укажите папку; если её нет, она будет создана",
        )
    name = "-".join(part for part in (form.id, request.version) if part)
    try:
        contents = {
            request.out / f"{name}.{kind}": data for kind, data in _files(form, request.version).items()
        }
        _check_free(contents, request)
        with replacing_all(list(contents)) as streams:
            for stream, content in zip(streams, contents.values(), strict=True):
                stream.write(content)
    except OSError as error:
        raise disk_error(error, request.out) from error
    return list(contents)


def _files(form: Questionnaire, version: str) -> dict[str, bytes]:
    """Suffix → content."""
    from painmap.report import render
    from painmap.report.questionnaire import page, xlsform

    sheet, text = xlsform(form, version), page(form, version)
    return {"html": text.encode(), "pdf": render.pdf(text), "xlsx": sheet}


def _check_free(contents: Mapping[Path, bytes], request: FormRequest) -> None:
    taken = [path for path, data in contents.items() if path.exists() and path.read_bytes() != data]
    if taken and not request.is_forced:
        raise PainmapError(
            "Такой файл уже есть, и он другой; он не изменён",
            where=", ".join(printable(path) for path in taken),
            remedy="назовите в --out другую папку или перезапишите файлы: --force",
        )
