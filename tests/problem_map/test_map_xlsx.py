"""The workbook as openpyxl reads it: the form of Прил. 3, inert texts, locks, same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from painmap.problem_map import xlsx
from painmap.report_data import (
    ANSWERS,
    MAP_COLUMNS,
    Audit,
    MapRow,
    Number,
    Precision,
    Problem,
    ProcessRank,
    ReportData,
)

TITLES = [
    "№ п/п",
    "Выявленные проблемы/потенциальные потребности клиента",
    "Распространенность проблемы (низкая/средняя/высокая)",
    "Приоритетность решения проблемы/удовлетворения потребности (низкая/средняя/высокая)",
    "Необходимые к реализации мероприятия",
    "Ответственный",
    "Срок реализации",
]
ORDER = Path(__file__).parents[1] / "orders" / "minyust-rd.txt"


def row(number=1, problem_id="p01", **fields):
    values = {
        "number": number,
        "problem_id": problem_id,
        "title": f"Название {problem_id}",
        "client_kind": "external",
        "prevalence": "low",
        "priority": "high",
    }
    return MapRow(**(values | fields))


def report(rows=(), processes=(), problems=(), **fields):
    values = {
        "agency_id": "agency-x",
        "agency_title": "Орган",
        "agency_title_genitive": "Органа",
        "agency_title_short": "Орган",
        "region": "Край",
        "order_title": "Порядок",
        "order_reference": "приказ",
        "is_order_draft": False,
        "people_first": True,
        "internal_clients": "",
        "map_required": True,
        "map_ground": "пункт 15 Порядка",
        "period": "2025",
        "previous_period": "2024",
        "as_of": date(2025, 12, 31),
        "edition": "internal",
        "is_demo": True,
        "ground": "",
        "signatures": (),
        "sections": ("problem_map",),
        "map_rows": tuple(rows),
        "processes": tuple(processes),
        "problems": tuple(problems),
    }
    return ReportData(**(values | fields))


def rank(process_id="a", **fields):
    values = {
        "rank": 1,
        "process_id": process_id,
        "name": f"Процесс {process_id}",
        "unit": "Отдел",
        "client_kind": "external",
        "level": "middle",
        "score": 61.5,
        "effort": 2,
        "problem_ids": ("p01",),
    }
    return ProcessRank(**(values | fields))


@pytest.fixture
def book(tmp_path):
    def _book(data):
        path = tmp_path / "problem_map.xlsx"
        xlsx.write(data, path)
        return openpyxl.load_workbook(path)

    return _book


def test_titles_are_those_of_the_order_word_for_word():
    text = " ".join(ORDER.read_text(encoding="utf-8").split())
    assert " ".join(MAP_COLUMNS) in text
    assert list(MAP_COLUMNS) == TITLES


def test_a_row_is_as_tall_as_its_text(book):
    sheet = book(report([row(measure="слово " * 60), row(2, "p02", measure="слово")])).worksheets[0]
    # Some nine lines in a column of 42 characters, of 15 points each.
    assert 120 <= sheet.row_dimensions[6].height <= 180
    assert sheet.row_dimensions[7].height is None


def test_three_sheets_with_the_form_of_annex_3(book):
    staff = row(1, "p02", client_kind="internal")
    found = book(report([row(), staff]))
    assert found.sheetnames == [
        "Часть I. Внешние клиенты",
        "Часть II. Внутренние клиенты",
        "Очередность процессов",
    ]
    for name, problem_id in zip(found.sheetnames[:2], ("p01", "p02"), strict=True):
        sheet = found[name]
        assert [c.value for c in sheet[4]][:7] == TITLES
        assert [c.value for c in sheet[5]][:7] == [1, 2, 3, 4, 5, 6, 7]
        assert [c.value for c in sheet[6]] == [
            1,
            f"Название {problem_id}",
            "низкая",
            "высокая",
            None,
            None,
            None,
            problem_id,
        ]
        assert sheet.max_row == 6
    assert found.worksheets[1]["A2"].value == "Часть II. Внутренние клиенты (сотрудники)"


def test_stamps_say_period_edition_draft_and_demo(book):
    line = book(report([row()]))["Часть I. Внешние клиенты"]["A3"].value
    for stamp in ("2025 год", "31.12.2025", "Для внутриведомственного использования", "проект", "пункт 15"):
        assert stamp in line
    assert "Демонстрационные данные" in line
    public = book(report([row()], edition="public"))["Очередность процессов"]["A3"].value
    assert "проект, не для публикации" in public
    assert "Для опубликования" not in public
    approved = book(report([row(status="approved")], is_demo=False)).worksheets[0]["A3"].value
    assert "проект" not in approved
    assert "Демонстрационные" not in approved


def test_due_is_a_typed_date(book):
    sheet = book(report([row(due="2026-03-05"), row(2, "p02", due="ежегодно")])).worksheets[0]
    assert sheet["G6"].value == datetime(2026, 3, 5)
    assert sheet["G6"].number_format == "dd.mm.yyyy"
    assert sheet["G7"].value == "ежегодно"


def test_it_is_for_reading_and_says_where_to_write(book):
    sheet = book(report([row(measure="Мера", due="2026-03-05")])).worksheets[0]
    assert sheet.protection.sheet
    assert {c.protection.locked for c in sheet[6]} == {True}
    assert not sheet.data_validations.dataValidation
    assert sheet.column_dimensions["H"].hidden
    assert "Правки вносятся в рабочую карту, которую пишет «painmap map export»" in sheet["A3"].value
    public = book(report([row()], edition="public")).worksheets[0]["A3"].value
    assert "painmap" not in public


def test_prints_on_landscape_a4_with_the_header_on_every_page(book):
    found = book(report([row(), row(1, "p02", client_kind="internal")], [rank()]))
    for sheet in found.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # one page wide (1 is the default and not written), as many high as needed
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$4:$5"
        assert sheet.freeze_panes == "A6"
        assert sheet["B6"].alignment.wrap_text
    assert "$H" not in found.worksheets[0].print_area


@pytest.mark.parametrize("text", ['=HYPERLINK("http://e.vil","x")', "+1+cmd|' /C calc'!A0", "-2", "@SUM(A1)"])
def test_formulas_in_texts_are_inert(book, tmp_path, text):
    data = report(
        [row(title=text, measure=text, responsible=text, due=text)],
        [rank(name=text, unit=text)],
        agency_title_genitive=text,
        map_ground=text,
    )
    found = book(data)
    for sheet in found.worksheets:
        assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
        assert all(cell.hyperlink is None for line in sheet.iter_rows() for cell in line)
    assert found.worksheets[0]["B6"].value == text
    assert found.worksheets[0]["B6"].quotePrefix
    with zipfile.ZipFile(tmp_path / "problem_map.xlsx") as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in archive.read(n) for n in sheets)
        assert not any("hyperlink" in n or "_rels/sheet" in n for n in archive.namelist())


def test_markup_bidi_control_and_huge_texts_survive_as_words(book):
    hostile = "<script>&amp;\x07 \N{RIGHT-TO-LEFT OVERRIDE}abc"
    sheet = book(report([row(title=hostile, measure="ы" * 1_000_000)])).worksheets[0]
    assert "<script>&amp;" in sheet["B6"].value
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in sheet["B6"].value
    assert len(sheet["E6"].value) == 32_767
    assert sheet["E6"].value.endswith("…")


def test_row_without_evidence_says_so(book):
    vanished = Problem(
        id="p01",
        title="Название",
        client_kind="external",
        kind="problem",
        lineage="unconfirmed",
        appeals=Number(value=0),
        clients=Number(value=0),
        previous_clients=Number(value=7),
        share=Number(value=0, base=10),
        prevalence="low",
        priority="low",
        score=0,
    )
    sheet = book(report([row()], problems=[vanished])).worksheets[0]
    assert sheet["B6"].value == "Название p01\n(в отчётном периоде не подтвердилась)"


def test_processes_show_rank_level_and_problems(book):
    processes = [rank(), rank("b", effort=None, client_kind="internal")]
    sheet = book(report([row()], processes)).worksheets[2]
    assert [c.value for c in sheet[6]] == [
        1, "Процесс a", "Отдел", "внешние", "средняя", "Название p01", 61.5, 2,
    ]  # fmt: skip
    assert sheet["H7"].value == "…"


def test_public_workbook_holds_no_points(book):
    sheet = book(report([row()], [rank()], edition="public")).worksheets[2]
    assert sheet.max_column == 6
    assert "Баллы" not in [c.value for c in sheet[4]]


def test_empty_map_is_a_whole_workbook_that_says_so(book):
    found = book(report())
    assert found.worksheets[0]["A6"].value == "Проблемы и потребности не выявлены"
    assert [c.value for c in found.worksheets[1][4]][:7] == TITLES
    assert found.worksheets[2]["A6"].value == "Процессы с выявленными проблемами отсутствуют"


def test_same_bytes_under_another_time_zone_locale_and_hash_seed(tmp_path):
    data = report([row(due="2026-03-05"), row(1, "p02", client_kind="internal")], [rank()])
    xlsx.write(data, tmp_path / "here.xlsx")
    (tmp_path / "data.json").write_text(data.model_dump_json(), encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from painmap.problem_map import xlsx;"
        "from painmap.report_data import ReportData; p = Path(sys.argv[1]);"
        "xlsx.write(ReportData.model_validate_json((p/'data.json').read_text('utf-8')), p/'there.xlsx')"
    )
    env = os.environ | {"TZ": "Asia/Magadan", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=env, timeout=60)
    digests = {hashlib.sha256((tmp_path / n).read_bytes()).hexdigest() for n in ("here.xlsx", "there.xlsx")}
    assert len(digests) == 1


# --- what the rows rest on --------------------------------------------------------------------------


def evidence(**fields):
    values = {
        "id": "p01",
        "title": "Долгое ожидание справок",
        "client_kind": "external",
        "kind": "problem",
        "lineage": "continued",
        "appeals": Number(value=14),
        "clients": Number(value=12),
        "previous_clients": Number(value=9),
        "share": Number(value=0.125, base=96),
        "ci_low": 0.07,
        "ci_high": 0.21,
        "prevalence": "middle",
        "priority": "high",
        "score": 61.0,
        "score_parts": {"prevalence": 20.5, "severity": 30.0},
        "forced_by": "доля обращений, рассмотренных с нарушением срока",
        "channels": (("Почта", Number(value=3)), (ANSWERS, Number(value=11))),
        "signs": {"overdue": Number(value=2, base=3), "refused": Number(value=0, base=0)},
    }
    return Problem(**(values | fields))


def judged(right, of):
    share = Number(value=right / of, base=of) if of else Number(mark="…")
    total = Precision(
        assigned=Number(value=90), judged=Number(value=of), share=share, ci_low=0.76, ci_high=0.95
    )
    return Audit(total=total)


def test_a_sheet_tells_what_each_row_rests_on(book):
    found = book(report([row(7)], problems=[evidence()], audit=judged(44, 50)))
    sheet = found["Основания"]
    told = dict(zip([c.value for c in sheet[4]], [c.value for c in sheet[6]], strict=True))
    assert (told["№ в части карты"], told["Проблема, потребность"]) == (7, "Долгое ожидание справок")
    assert (told["Обращений и ответов"], told["Клиентов"], told["Доля клиентов, %"]) == (14, 12, 12.5)
    assert (told["Нарушен срок"], told["Отказано"], told["Повторных"]) == ("2 из 3", "…", "…")
    assert told["Откуда"] == "анкеты 11; Почта 3"
    assert told["За что баллы"] == "распространённость 20,5; тяжесть последствий 30"
    assert "верно 44 из 50 проверенных" in sheet["A2"].value
    assert sheet.protection.sheet


def test_the_sheet_says_that_nobody_judged_and_the_public_map_has_none(book):
    rows, problems = [row()], [evidence()]
    assert (
        "не проверялось" in book(report(rows, problems=problems, audit=judged(0, 0)))["Основания"]["A2"].value
    )
    assert "Основания" not in book(report(rows, problems=problems, edition="public")).sheetnames


def test_a_replaced_problem_names_what_stands_in_its_place(book):
    gone = evidence(lineage="divided", into={"p02": "Ожидание архивных справок"})
    title = book(report([row()], problems=[gone]))["Часть I. Внешние клиенты"]["B6"].value
    assert title == "Название p01\n(разделена на «Ожидание архивных справок»)"
