"""The report as a reader and an attacker meet it: HTML, PDF, metrics.json."""

from __future__ import annotations

# ruff: noqa: E501
import io
import json
import math
import re
import subprocess
import sys
import zlib
from types import ModuleType

import lxml.html
import pytest
from nbformat.v4 import new_code_cell, new_output

from painmap.errors import PainmapError
from painmap.report import export, figures, formats, render, sections, strings, styles, tables
from painmap.report.sections import words
from painmap.report.sections.pains import telling
from painmap.report_data import MAP_COLUMNS, MapRow, Number, ReportData, Table, TableColumn, TableRow, Trend

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
        assert [th.text_content() for th in table.xpath("./thead/tr[1]/th")] == list(MAP_COLUMNS)
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


def test_findings_agree_with_the_trends(internal: ReportData) -> None:
    text = re.sub("<[^>]+>", "", str(sections.key_findings(internal)))
    per_day = "(числа обращений — в расчёте на календарный день): "
    told = {"growth": text.split(f"значимый рост {per_day}")[1].split("Статистически")[0]}
    told["decline"] = text.split(f"значимое снижение {per_day}")[1]
    for verdict, said in told.items():
        known = [
            t for t in internal.trends if t.result.verdict == verdict and t.result.effect_kind == "ratio"
        ]
        strongest = max(known, key=lambda t: abs(math.log(t.result.effect or 1)))
        assert formats.inner(strongest.label) in said
    quiet = internal.model_copy(
        update={"trends": tuple(t for t in internal.trends if t.result.verdict == "insufficient")}
    )
    assert strings.FINDING_TRENDS_NONE in str(sections.key_findings(quiet))


def test_findings_name_changes_of_every_family(internal: ReportData) -> None:
    result = next(t.result for t in internal.trends if t.result.verdict == "growth")
    channel = Trend(
        family="channels", code="site", label="Раздел «Приём» сайта", client_kind="external", result=result
    )
    text = str(sections.key_findings(internal.model_copy(update={"trends": (channel,)})))
    assert "канал «Раздел „Приём“ сайта»" in text
    assert strings.FINDING_NONE["decline"] in text


def test_findings_name_the_best_and_the_worst_question(internal: ReportData) -> None:
    text = str(sections.key_findings(internal))
    assert "наивысший средний балл — «Доступность» (3,82)" in text
    assert "Опрос сотрудников: наивысший средний балл — «Отношения в коллективе» (4,12)" in text


def test_questions_become_names() -> None:
    assert words.question("Насколько Вы удовлетворены сервисом?") == "Удовлетворённость сервисом"
    assert words.question("Насколько Вы в целом удовлетворены трудом?") == "Удовлетворённость в целом трудом"
    assert words.question("Что важнее всего?") == "Что важнее всего?"


def _grid(rows: list[tuple[int, int]], **fields: object) -> tables.Grid:
    count = {"kind": "count", "title": "АППГ"}
    table = Table(
        **{  # type: ignore[arg-type]
            "id": "topics-internal", "section": "appeals", "title": "Тематика", "unit": "обращений",
            "columns": tuple(TableColumn(key=k, **count) for k in ("period", "previous")),
            "rows": tuple(TableRow(label=f"тема {i}", cells={"period": Number(value=n), "previous": Number(value=b)}) for i, (n, b) in enumerate(rows)),
            **fields,
        }
    )  # fmt: skip
    return tables.from_table(table)


def test_categories_without_cases_are_counted_not_listed() -> None:
    grid = _grid([(3, 1), (0, 0), (0, 2), (0, 0), (0, 0)])
    assert [line.cells[0] for line in grid.lines] == ["тема 0", "тема 2"]
    assert any("3\u00a0строки" in note for note in grid.notes)
    assert len(_grid([(3, 1), (0, 0), (0, 0)]).lines) == 3, "a few zeros are told"
    assert len(_grid([(0, 0)] * 5).lines) == 5
    assert len(_grid([(3, 1), *[(0, 0)] * 5], section="surveys_external").lines) == 6, (
        "options of a scale stay"
    )


def test_long_list_of_paragraphs_is_cut_to_its_numbers() -> None:
    long = "2.2, абзац первый; 3.2; 4.1, предложения первое и второе; 4.2, абзац второй; 4.3, абзац третий"
    assert "пп. 2.2, 3.2, 4.1, 4.2 и др. Порядка" in _grid([(1, 1)], paragraph=long).facts


@pytest.mark.parametrize(
    ("cited", "told"),
    [
        ("11, абзац второй", "абзац второй п. 11"),
        ("16, подпункт 4; 16, подпункт 5", "подпункты 4, 5 п. 16"),
        ("2.2, абзацы первый – третий", "абзацы первый – третий п. 2.2"),
        ("18, систематизация", "п. 18 (систематизация)"),
        ("5", "п. 5"),
        ("2.2; 3.2", "пп. 2.2, 3.2"),
        ("4.2, абзац шестой; 4.2, абзац седьмой; 7", "п. 7, абзацы шестой, седьмой п. 4.2"),
    ],
)
def test_paragraphs_are_named_as_a_lawyer_writes_them(cited: str, told: str) -> None:
    assert f"{told} Порядка" in _grid([(1, 1)], paragraph=cited).facts


def test_ends_of_an_interval_share_a_column() -> None:
    columns = tuple(TableColumn(key=k, title=k, kind="share") for k in ("ci_low", "ci_high"))
    cells = {"ci_low": Number(value=0.0635, base=110), "ci_high": Number(value=0.181, base=110)}
    hidden = dict.fromkeys(cells, Number(mark="X"))
    table = Table(
        id="complaints-external", section="appeals", title="т", unit="жалоб", columns=columns,
        rows=(TableRow(label="Удовлетворено", cells=cells), TableRow(label="Отказано", cells=hidden)),
    )  # fmt: skip
    grid = tables.from_table(table)
    assert [h.title for h in grid.head[1:]] == [strings.INTERVAL_TITLES["ci_low"]]
    assert [line.cells[1] for line in grid.lines] == ["6,4…18,1", "X"]


def test_columns_of_figures_are_as_wide_as_their_longest_word(internal: ReportData) -> None:
    for table in internal.tables.values():
        grid = tables.from_table(table)
        widths = tables.widths(grid)
        assert 96 <= sum(widths) <= 104
        for head, width in zip(grid.head, widths, strict=True):
            if head.align == "num":
                assert width * 1.15 >= max(map(len, head.title.split(" "))), (table.id, head.title)


def test_quotes_are_few_and_in_the_words_of_clients() -> None:
    found = telling(
        ["О сбое системы", "сбой, заявка пропала", "заявка пропала", "ответа нет месяц", "ещё одна"]
    )
    assert found == ["сбой, заявка пропала", "ответа нет месяц"]
    assert telling(["О сбое системы"]) == ["О сбое системы"]


def test_row_whose_evidence_vanished_says_so(internal: ReportData) -> None:
    first = internal.problems[0].model_copy(update={"lineage": "unconfirmed"})
    report = internal.model_copy(update={"problems": (first, *internal.problems[1:])})
    assert f"{first.title} (в отчётном периоде не подтвердилась)" in str(sections.problem_map(report))
    assert "не подтвердились, устранены или заменены другими: 1" in str(sections.problems(report))


def test_withheld_section_does_not_claim_that_nothing_was_registered(sample: ModuleType) -> None:
    report = sample.internal(edition="public", measures=(), hidden={"measures": 4})
    assert strings.WITHHELD in str(sections.measures(report))


def test_texts_of_margins_stay_texts() -> None:
    css = styles.margins({"top-left": 'а"}</style><b>', "bottom-left": ""})
    assert "<" not in css
    assert css.count('"') == 2
    assert "@bottom-left{content:none}" in css


def test_public_report_has_no_quotes_and_explains_hidden_cells(public_page: str, internal_page: str) -> None:
    assert "<blockquote>" in internal_page
    assert "<blockquote>" not in public_page
    text = lxml.html.fromstring(public_page).text_content()
    assert "Проект, не для публикации" in text
    assert "Для опубликования" not in text, "one stamp, that does not contradict itself"
    assert "«X» — не публикуется" in text
    assert strings.DECISIONS not in text
    assert not re.search(r'id="(ledger|measures|surveys_internal)"', public_page)


def test_findings_tell_only_of_sections_of_the_edition(sample: ModuleType) -> None:
    report = sample.internal(sections=("title", "key_findings", "surveys_external", "methodology"))
    text = str(sections.key_findings(report))
    assert "Опрос" in text
    assert "обращени" not in text
    assert "проблем" not in text


def test_section_without_data_says_so(sample: ModuleType) -> None:
    empty = sample.internal(
        tables={}, series={}, trends=(), problems=(), map_rows=(), processes=(), breaks=(), measures=(), rules=(), materials=(), obligations=(), quality=None
    )  # fmt: skip
    for section in sections.SECTIONS:
        if section.id in strings.REASONS_NO_DATA and section.id in empty.sections:
            text = str(section(empty))
            # That no topic asks for guidance is known, not missing.
            said = "не выявлены" if section.id == "materials" else "Сведения не представлены: "
            assert said in text or section.id == "sources", section.id
    assert str(sections.not_published(empty)) == ""


def test_pdf_is_complete_and_accessible(internal_page: str, internal_pdf: bytes) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(internal_pdf))
    text = pdf_text(internal_pdf)
    assert "\ufffd" not in text
    for title in MAP_COLUMNS:
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


def test_markers_take_their_colours_from_use(internal_page: str) -> None:
    tree = lxml.html.fromstring(internal_page)
    marks = [p for p in tree.xpath("//svg//defs/path") if "stroke: #" in (p.get("style") or "")]
    assert tree.xpath("//svg//use")
    assert not marks


def test_charts_show_in_a_notebook(internal: ReportData) -> None:
    for chart in (
        figures.forest(internal.trends),
        figures.small_multiples(list(internal.series.values())[:3]),
        figures.heatmap(
            {"2024": {"очереди": 0.12, "сбои": None}, "2025": {"очереди": 0.1, "сбои": 0.3}}, "Доли"
        ),
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
