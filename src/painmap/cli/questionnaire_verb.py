"""The verb `questionnaire`: a questionnaire of `params/` to print, and as a form for survey services."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from painmap.cli.stopping import stoppable

_QUESTIONNAIRE = """

Анкета берётся из params/questionnaires/ID.yaml; по тому же файлу читаются и считаются ответы, поэтому
спрошенное и посчитанное не расходятся. В папку --out пишутся:
  ID.html   бланк для экрана и печати, без внешних ссылок
  ID.pdf    тот же бланк на листах A4; мелким шрифтом — имена вопросов и коды ответов для ввода
  ID.xlsx   XLSForm: загрузите в KoboToolbox, ODK Central или другой сервис, который его понимает

Имена в XLSForm — идентификаторы вопросов и вариантов, «-» записан как «_». Ответы выгружайте с именами и
кодами («XML values and headers»): их читает формат xlsform. Внизу бланка и в форме стоит метка версии; она
меняется, как только меняется хоть одно слово анкеты.

--version печатает прежнюю версию, описанную в поле versions анкеты; имена файлов — ID-ВЕРСИЯ."""


def questionnaire_options(parser: argparse.ArgumentParser) -> None:
    """Options of `questionnaire`."""
    parser.description = (parser.description or "") + _QUESTIONNAIRE
    files = parser.add_argument_group("Файлы")
    files.add_argument("id", metavar="ID", help="идентификатор анкеты: имя файла в params/questionnaires")
    parser.add_argument("--version", metavar="ВЕРСИЯ", default="", help="прежняя версия анкеты")
    files.add_argument("--out", metavar="ПАПКА", type=Path, required=True, help="куда писать файлы")
    files.add_argument("--force", action="store_true", help="перезаписать прежние файлы")


@stoppable
def questionnaire(options: argparse.Namespace, console: Console) -> int:
    """Write the files of a questionnaire."""
    from painmap.stages import questionnaire_forms
    from painmap.stages.requests import FormRequest

    request = FormRequest(
        root=options.root,
        questionnaire=options.id,
        out=options.out,
        version=options.version,
        is_forced=options.force,
    )
    for path in questionnaire_forms(request):
        console.print(escape(f"Записано: {path}"), highlight=False)
    return 0
