"""The report as a reader and an attacker meet it: HTML, PDF, metrics.json."""

from __future__ import annotations

# ruff: noqa: E501
import io
import json
import re
import subprocess
import sys
import zlib
from types import ModuleType

import lxml.html
import pytest
from nbformat.v4 import new_code_cell, new_output

from painmap.errors import PainmapError
from painmap.report import export, figures, render, sections, strings
from painmap.report_data import MapRow, Number, ReportData, Table, TableColumn, TableRow

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'=HYPERLINK("http://evil.example")\u202eгпж'


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def pdf_text(data: bytes) -> str:
    from pypdf import PdfReader

    return flat(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def test_page_is_one_document_without_scripts_or_hosts(internal_page: str) -> None:
    tree = lxml.html.fromstring(internal_page)
    assert tree.get("lang") == "ru"
    assert len(tree.findall(".//h1")) == 1
    assert len(tree.findall(".//main")) == 1
    assert tree.find(".//nav") is not None
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
    ]
    assert not tree.xpath("//script | //iframe | //link | //img")
    assert not re.search(r"https?://", internal_page)
    assert len(internal_page.encode()) < 1_500_000


def test_ids_are_unique_and_links_lead_somewhere(internal_page: str) -> None:
    tree = lxml.html.fromstring(internal_page)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in tree.xpath("//a/@href | //*[local-name()='use']/@href")} <= set(ids)
    assert set(" ".join(tree.xpath("//@aria-labelledby")).split()) <= set(ids)


def test_tables_say_what_they_are(internal_page: str) -> None:
    tree = lxml.html.fromstring(internal_page)
    for table in tree.iter("table"):
        assert table.find("caption") is not None
        assert {th.get("scope") for th in table.iter("th")} <= {"col", "row"}
        assert all(th.get("scope") for th in table.iter("th"))
    numbers = re.findall(r'class="cap">Таблица (\d+) —', internal_page)
    assert numbers == [str(i) for i in range(1, len(numbers) + 1)]


def test_sections_stand_in_the_order_of_the_report(internal_page: str, internal: ReportData) -> None:
    found = lxml.html.fromstring(internal_page).xpath("//main/section/@id")
    assert found == [name for name in strings.SECTIONS if name in internal.sections and name != "title"]


def test_order_of_cells_does_not_change_a_section(internal: ReportData) -> None:
    first = str(sections.problem_map(internal))
    str(sections.sources(internal.model_copy()))
    assert str(sections.problem_map(internal)) == first
    assert "Таблица" in first


def test_map_has_the_form_of_the_order(internal: ReportData) -> None:
    tree = lxml.html.fromstring(str(sections.problem_map(internal)))
    maps = [t for t in tree.iter("table") if len(t.xpath("./thead/tr")) == 2]
    assert len(maps) == 2
    for table in maps:
        assert [th.text_content() for th in table.xpath("./thead/tr[1]/th")] == list(strings.MAP_COLUMNS)
        assert [td.text_content() for td in table.xpath("./thead/tr[2]/td")] == list("1234567")
    assert "Часть I. Внешние клиенты" in tree.text_content()
    assert "Часть II. Внутренние клиенты (сотрудники)" in tree.text_content()


def test_body_has_no_test_statistics(internal_page: str) -> None:
    tree = lxml.html.fromstring(internal_page)
    body = [s for s in tree.xpath("//main/section") if s.get("id") not in strings.ANNEXES]
    statistics = re.compile(r"\b[pq]\b\s*[=<—]")
    assert not any(statistics.search(section.text_content()) for section in body)
    assert statistics.search(tree.xpath("//section[@id='stat_tables']")[0].text_content())


def test_trend_sentences_follow_the_templates(internal_page: str) -> None:
    section = lxml.html.fromstring(internal_page).xpath("//section[@id='trends']")[0]
    text = section.text_content().replace("\u00a0", " ")
    assert "выросло на 46 % к АППГ (402 против 275). Рост статистически значим." in text
    assert "Существенных изменений не выявлено" in text
    assert "Данных недостаточно для вывода" in text


def test_hostile_strings_are_inert(sample: ModuleType, build: ModuleType) -> None:
    table = Table(
        id="channels-people-external", section="appeals", title=HOSTILE, unit=HOSTILE, notes=(HOSTILE,),
        columns=(TableColumn(key="period", title=HOSTILE, kind="count"), TableColumn(key="x", title=HOSTILE, kind="text")),
        rows=tuple(TableRow(label=HOSTILE, cells={"period": Number(value=n), "x": HOSTILE}) for n in (5, 3)),
    )  # fmt: skip
    problem = sample.problems()[0].model_copy(update={"title": HOSTILE, "quotes": (HOSTILE,)})
    row = MapRow(
        number=1, problem_id="p06", title=HOSTILE, client_kind="external", prevalence="low", priority="low",
        measure=HOSTILE, responsible=HOSTILE, due=HOSTILE,
    )  # fmt: skip
    report = sample.internal(
        tables={table.id: table}, problems=(problem, problem), map_rows=(row,), agency_title=HOSTILE, series={}, trends=(),
        agency_title_short=HOSTILE, comments={"sources": (HOSTILE,)},
    )  # fmt: skip
    page = build.page(report)
    tree = lxml.html.fromstring(page)
    assert not tree.xpath("//script | //img | //*[@onerror]")
    assert "<script" not in page
    assert "\u202e" not in page
    assert "=HYPERLINK" in tree.text_content()


def test_foreign_output_is_refused(sample: ModuleType, build: ModuleType, internal: ReportData) -> None:
    node = build.executed(internal)
    output = new_output("execute_result", {"text/html": "<script>1</script>"})
    node.cells.append(new_code_cell("x", metadata={"tags": ["section"]}, outputs=[output]))
    with pytest.raises(PainmapError, match="недопустимый элемент"):
        render.html(node, internal)


def test_failed_notebook_is_refused(build: ModuleType, internal: ReportData) -> None:
    node = build.executed(internal)
    node.cells[3].outputs = [new_output("error", ename="KeyError", evalue="x", traceback=[])]
    with pytest.raises(PainmapError, match="ячейка 4"):
        render.html(node, internal)


def test_public_report_has_no_quotes_and_explains_hidden_cells(public_page: str, internal_page: str) -> None:
    assert "<blockquote>" in internal_page
    assert "<blockquote>" not in public_page
    text = lxml.html.fromstring(public_page).text_content()
    assert "Проект, не для публикации" in text
    assert "«X» — не публикуется" in text
    assert strings.DECISIONS not in text
    assert not re.search(r'id="(ledger|measures|surveys_internal)"', public_page)


def test_findings_tell_only_of_sections_of_the_edition(sample: ModuleType) -> None:
    report = sample.internal(sections=("title", "key_findings", "surveys_external", "methodology"))
    text = str(sections.key_findings(report))
    assert "опрос" in text
    assert "обращени" not in text
    assert "проблем" not in text


def test_section_without_data_says_so(sample: ModuleType) -> None:
    empty = sample.internal(
        tables={}, series={}, trends=(), problems=(), map_rows=(), processes=(), measures=(), rules=(), materials=(), obligations=()
    )  # fmt: skip
    for section in sections.SECTIONS:
        if section.id in strings.REASONS_NO_DATA and section.id in empty.sections:
            text = str(section(empty))
            assert "Сведения не представлены: " in text or section.id == "sources", section.id
    assert str(sections.not_published(empty)) == ""


def test_pdf_is_complete_and_accessible(internal_page: str, internal_pdf: bytes) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(internal_pdf))
    text = pdf_text(internal_pdf)
    assert "\ufffd" not in text
    for title in strings.MAP_COLUMNS:
        assert title in text
    assert f"Стр. 3 из {len(reader.pages)}" in text
    assert "Карта проблем" in text
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert len(reader.outline) > 10
    assert any(page.mediabox.width > page.mediabox.height for page in reader.pages)
    content = _content(internal_pdf)
    assert content.count(b"/Alt ") == internal_page.count("<figure id=")
    names = {name.decode() for name in re.findall(rb"/FontName\s*/[A-Z]+\+([\w-]+)", content)}
    assert names == {"PT-Sans", "PT-Sans-Bold", "PT-Serif"}
    assert "изменение к АППГ (отметка 0" in text, "the text of charts can be searched"


def _content(data: bytes) -> bytes:
    """The file with its compressed streams opened."""
    opened = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            opened.append(stream)
    return data + b"".join(opened)


def test_same_bytes_twice(
    sample: ModuleType, build: ModuleType, internal_page: str, internal_pdf: bytes
) -> None:
    assert build.page(sample.internal()) == internal_page
    assert render.pdf(internal_page) == internal_pdf


def test_pdf_asks_nothing_outside() -> None:
    page = '<html lang="ru"><title>т</title><h1>т</h1><img alt="" src="file:///etc/hostname"></html>'
    with pytest.raises(PainmapError, match="внешний файл"):
        render.pdf(page)


def test_metrics_json_holds_every_cell(internal: ReportData) -> None:
    content = json.loads(export.metrics_json(internal))
    cells = [
        c for t in internal.tables.values() for r in t.rows for c in r.cells.values() if isinstance(c, Number)
    ]
    assert len(content["metrics"]) == len(cells)
    assert {"metric", "client_kind", "paragraph", "row", "column", "value", "mark", "base"} <= set(
        content["metrics"][0]
    )
    assert len(content["trends"]) == len(internal.trends)
    assert export.metrics_json(internal) == export.metrics_json(
        ReportData.model_validate_json(internal.model_dump_json())
    )


def test_charts_show_in_a_notebook(internal: ReportData) -> None:
    for chart in (
        figures.forest(internal.trends),
        figures.small_multiples(list(internal.series.values())[:3]),
    ):
        shown = chart._repr_html_()
        assert '<title id="f0-alt">' in shown
        assert 'role="img"' in shown


def test_sections_start_quickly() -> None:
    code = (
        "import sys, painmap.report.sections;"
        "print([m for m in ('matplotlib','seaborn','weasyprint','pandas','nbconvert') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
