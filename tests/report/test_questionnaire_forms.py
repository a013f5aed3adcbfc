"""What is asked and what is analysed cannot drift apart: paper, XLSForm and model of every questionnaire."""

from __future__ import annotations

import io
import re
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader
from pyxform.xls2xform import convert

from painmap.errors import PainmapError
from painmap.params.coding import NO_VALUE, NPS, answer_codes, field_name
from painmap.params.load import load_questionnaire
from painmap.params.models import Question, Questionnaire
from painmap.paths import Tree
from painmap.report import render
from painmap.report.questionnaire import mark_of, page, xlsform
from painmap.report.questionnaire.words import THANKS

ROOT = Path(__file__).parents[2]
IDS = sorted(path.stem for path in (ROOT / "params" / "questionnaires").glob("*.yaml"))
XF = {"h": "http://www.w3.org/1999/xhtml", "x": "http://www.w3.org/2002/xforms"}
# Question → text → code → words, as plain lists.
Asked = list[tuple[str, str, list[tuple[str, str]]]]


@cache
def form_of(id_: str) -> Questionnaire:
    return load_questionnaire(Tree(ROOT), id_)


def asked_by(form: Questionnaire) -> Asked:
    """The model, written down without `answer_codes`."""
    result: Asked = []
    for question in form.questions:
        if question.kind == "scale":
            labels = form.scales[question.scale].labels
            answers = [("dk" if value is None else str(value), label) for label, value in labels.items()]
        elif question.kind == "nps":
            answers = [(str(value), str(value)) for value in range(11)]
        else:
            answers = [(code.replace("-", "_"), title) for code, title in question.options.items()]
        result.append((question.id.replace("-", "_"), question.text, answers))
    return result


def words(element: Any, class_: str) -> str:
    (found,) = element.xpath(f".//*[@class='{class_}']")
    return found.text_content()


def asked_in_print(text: str) -> Asked:
    """The page as a reader sees it; a row of a table is answered under the headings of its table."""
    result: Asked = []
    tree = lxml.html.fromstring(text)
    for number, element in enumerate(tree.xpath("//*[@data-question]"), start=1):
        assert words(element, "number") == f"{number}."
        name = element.get("data-question")
        answers = [(o.get("data-option"), o) for o in element.xpath(".//*[@data-option]")]
        if element.tag == "tr":
            heads = element.xpath("ancestor::table//th[@data-label]")
            assert [head.get("data-label") for head in heads] == [code for code, _ in answers]
            assert [words(head, "code") for head in heads] == [code for code, _ in answers]
            shown = [(code, words(head, "label")) for (code, _), head in zip(answers, heads, strict=True)]
        else:
            shown = [(code, words(option, "label")) for code, option in answers]
        assert all(len(option.xpath("descendant-or-self::*[@class='box']")) == 1 for _, option in answers)
        asked = element.xpath(".//h2 | .//th[@scope='row']")[0]
        assert words(asked, "code") == name
        result.append((name, words(asked, "text"), shown))
    assert len(tree.xpath("//*[@class='box']")) == sum(len(answers) for _, _, answers in result)
    return result


def asked_in_sheets(data: bytes) -> Asked:
    book = load_workbook(io.BytesIO(data))
    survey = list(book["survey"].iter_rows(min_row=2, values_only=True))
    choices = list(book["choices"].iter_rows(min_row=2, values_only=True))
    result: Asked = []
    for kind, name, label, _hint, _required, *_ in survey:
        if kind == "note":
            continue
        of = kind.partition(" ")[2]
        result.append((name, label, [(code, title) for list_, code, title in choices if list_ == of and of]))
    return result


def asked_in_xform(xform: str) -> Asked:
    """The converter's own result: order of the body, labels and choices by their items."""
    tree = etree.fromstring(xform.encode())
    lists = {
        instance.get("id"): [
            (item.findtext("x:name", namespaces=XF), item.findtext("x:label", namespaces=XF))
            for item in instance.iterfind(".//x:item", XF)
        ]
        for instance in tree.iterfind(".//x:instance", XF)
    }
    result: Asked = []
    for control in tree.find("h:body", XF):
        name = control.get("ref").rpartition("/")[2]
        if name.startswith("_"):
            continue
        sets = control.find("x:itemset", XF)
        of = re.search(r"instance\('(.+?)'\)", sets.get("nodeset"))[1] if sets is not None else None
        result.append((name, control.findtext("x:label", namespaces=XF), lists[of] if of else []))
    return result


@pytest.mark.parametrize("id_", IDS)
def test_paper_form_and_model_ask_the_same(id_: str) -> None:
    form = form_of(id_)
    expected = asked_by(form)
    text, book, warnings = page(form), xlsform(form), []
    assert asked_in_print(text) == expected
    assert asked_in_sheets(book) == expected
    converted = convert(book, warnings=warnings, file_type=".xlsx")
    assert (warnings, converted.warnings) == ([], [])
    assert asked_in_xform(converted.xform) == expected
    assert text.count(THANKS) == 1
    assert (page(form), xlsform(form)) == (text, book)


@pytest.mark.parametrize("id_", IDS)
def test_names_can_be_turned_back(id_: str) -> None:
    form = form_of(id_)
    names = {field_name(question.id): question.id for question in form.questions}
    assert [name.replace("_", "-") for name in names] == [question.id for question in form.questions]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    for question in form.questions:
        codes = answer_codes(question, form)
        assert all(re.fullmatch(r"[a-z0-9_]+", code) for code in codes)


def test_kinds_of_questions_and_settings() -> None:
    form = load(questions=[*QUESTIONS])
    book = load_workbook(io.BytesIO(xlsform(form)))
    rows = list(book["survey"].iter_rows(min_row=2, values_only=True))
    assert [row[:2] for row in rows] == [
        ("note", "_lead"), ("select_one scale_five", "how_good"), ("select_one scale_five", "again"),
        ("select_one nps", "advise"), ("select_one of_place", "place"),
        ("select_multiple of_need", "need"), ("text", "wish"), ("note", "_thanks"),
    ]  # fmt: skip
    assert [row[5] for row in rows] == [None, "likert", "likert", "likert", None, None, "multiline", None]
    assert {row[4] for row in rows} == {"false", None}
    title, id_, version = next(book["settings"].iter_rows(min_row=2, values_only=True))
    assert (title, id_, version) == ("Анкета", "my-form", mark_of(form))
    choices = [row[0] for row in book["choices"].iter_rows(min_row=2, values_only=True)]
    assert choices.count("scale_five") == 3, "two questions on one scale share its list"
    assert NO_VALUE not in NPS


QUESTIONS: tuple[dict[str, Any], ...] = (
    {"id": "how-good", "text": "Насколько <b>хорошо</b> & быстро?", "kind": "scale", "scale": "five"},
    {"id": "again", "text": "=1+1", "kind": "scale", "scale": "five"},
    {"id": "advise", "text": "Посоветуете?", "kind": "nps"},
    {"id": "place", "text": "Где?", "kind": "single", "options": {"in-town": "В «городе»", "far": "+7"}},
    {"id": "need", "text": "Что нужно?", "kind": "multi", "options": {"a": "@А", "b": "-Б"}},
    {"id": "wish", "text": "Пожелания", "kind": "open"},
)


def load(**changes: Any) -> Questionnaire:
    values: dict[str, Any] = {
        "schema_version": 1,
        "id": "my-form",
        "title": "Анкета",
        "client_kind": "external",
        "lead": "Первый абзац.\n\nВторой <абзац>.",
        "scales": {"five": {"labels": {"2 – да": 2, "1 – нет": 1, "Не знаю": None}}},
        "questions": QUESTIONS,
    }
    return Questionnaire.model_validate(values | changes)


def test_no_text_of_a_questionnaire_is_markup_or_a_formula() -> None:
    form = load()
    assert asked_in_print(page(form)) == asked_by(form)
    assert "<b>хорошо" not in page(form)
    assert page(form).count("<p>Первый абзац.</p>\n<p>Второй &lt;абзац&gt;.</p>") == 1
    book = load_workbook(io.BytesIO(xlsform(form)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    names = zipfile.ZipFile(io.BytesIO(xlsform(form))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in names


def test_a_reference_of_xlsform_is_refused() -> None:
    with pytest.raises(PainmapError, match=r"«\$\{»"):
        xlsform(load(questions=[{"id": "q", "text": "Сколько ${x}?", "kind": "open"}]))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({"kind": "scale", "scale": "same"}, "один код"),
        ({"kind": "single", "options": {"a_b": "А"}}, "не годится"),
        ({"kind": "multi", "options": {"a b": "А"}}, "не годится"),
    ],
)
def test_codes_that_cannot_be_entered_are_refused(question: dict[str, Any], says: str) -> None:
    scales = {"same": {"labels": {"да": 1, "конечно": 1}}}
    form = load(scales=scales, questions=[{"id": "q", "text": "Что?", **question}])
    for made in (page, xlsform):
        with pytest.raises(PainmapError, match=says) as caught:
            made(form)
        assert "params/questionnaires/my-form.yaml, вопрос q" in str(caught.value)


def test_the_mark_changes_with_anything_that_is_asked() -> None:
    def changed(**more: Any) -> list[dict[str, Any]]:
        return [dict(QUESTIONS[0]) | more, *QUESTIONS[1:]]

    one_more = {"five": {"labels": {"2 – да!": 2, "1 – нет": 1, "Не знаю": None}}}
    forms = [
        load(), load(lead="Иначе"), load(questions=changed(text="Иначе?")), load(scales=one_more),
        load(questions=QUESTIONS[::-1]), load(title="Другая"),
    ]  # fmt: skip
    assert len({mark_of(form) for form in forms}) == len(forms)
    assert mark_of(load()) == mark_of(load(questions=changed(aspect="что угодно")))
    assert mark_of(load()) in page(load())


VERSION = {
    "id": "2024",
    "questions": [{"id": "place", "text": "Где Вы?", "options": {"far": "Далеко"}}],
    "absent": ["again"],
    "order": ["wish", "place", "need", "advise", "how-good"],
}


def test_a_former_version_is_printed_as_it_was() -> None:
    form = load(versions=[VERSION])
    former = form.version("2024")
    assert [question.id for question in former.questions] == VERSION["order"]
    assert former.question("place").text == "Где Вы?"
    assert former.question("place").options == {"far": "Далеко"}
    assert former.question("need") == form.question("need")
    text = page(former, "2024")
    assert asked_in_print(text) == asked_by(former)
    assert "my-form · версия 2024" in text
    assert load_workbook(io.BytesIO(xlsform(former, "2024")))["settings"]["C2"].value == "2024"


def filtered(**only_if: dict[str, Any]) -> Questionnaire:
    """Questions with these filters."""
    return load(
        questions=[q | ({"only_if": only_if[q["id"]]} if q["id"] in only_if else {}) for q in QUESTIONS]
    )


NEAR = {"question": "place", "options": ["in-town"]}
EITHER = {"question": "need", "options": ["b", "a"]}


def lines_of(form: Questionnaire) -> list[str]:
    """Numbers of the questions, and what stands between them for whom they are."""
    tree = lxml.html.fromstring(page(form))
    found = tree.xpath("//*[@class='only'] | //*[@data-question]//*[@class='number']")
    return [element.text_content() for element in found]


def test_paper_tells_whom_a_question_is_for_and_where_the_others_go_on() -> None:
    own = [*QUESTIONS, {"id": "more", "text": "Ещё?", "kind": "open"}]
    form = load(questions=[q | ({"only_if": NEAR} if q["id"] in ("need", "wish") else {}) for q in own])
    assert lines_of(form)[-4:] == [
        "Только для тех, кто в вопросе 4 отметил «В «городе»». Остальные переходят к вопросу 7.",
        "5.", "6.", "7.",
    ]  # fmt: skip
    # In the order of the questionnaire, whatever the filter's.
    assert lines_of(filtered(wish=EITHER))[-2:] == [
        "Только для тех, кто в вопросе 5 отметил «@А» или «-Б». Для остальных анкета на этом закончена.",
        "6.",
    ]
    assert len(lines_of(load())) == len(QUESTIONS)
    two = lines_of(filtered(need=NEAR, wish=EITHER))
    assert [line for line in two if "Остальные" in line or "остальных" in line] == [two[4], two[6]]


def test_the_form_shows_a_question_to_those_whom_it_is_for() -> None:
    form, warnings = filtered(need=NEAR, wish=EITHER), []
    converted = convert(xlsform(form), warnings=warnings, file_type=".xlsx")
    assert (warnings, converted.warnings) == ([], [])
    tree = etree.fromstring(converted.xform.encode())
    shown = {
        bind.get("nodeset").rpartition("/")[2]: " ".join(bind.get("relevant").split())
        for bind in tree.iterfind(".//x:bind", XF)
        if bind.get("relevant")
    }
    head = "selected( /my-form/"
    assert {name: text.replace("/data/", "/my-form/") for name, text in shown.items()} == {
        "need": f"{head}place , 'in_town')",
        "wish": f"{head}need , 'b') or {head}need , 'a')",
    }


def test_the_mark_changes_with_whom_a_question_is_for() -> None:
    forms = (load(), filtered(wish=NEAR), filtered(wish=EITHER), filtered(need=NEAR))
    assert len({mark_of(form) for form in forms}) == len(forms)


@pytest.mark.parametrize("id_", IDS)
def test_no_question_asks_within_itself_whom_it_is_for(id_: str) -> None:
    assert not [q.text for q in form_of(id_).questions if q.text.startswith("Если ")]


def test_the_page_opens_without_a_network_and_runs_nothing() -> None:
    text = page(form_of("minec-49-external"))
    tree = lxml.html.fromstring(text)
    assert tree.get("lang") == "ru"
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    assert not {e.tag for e in elements} & render.ACTIVE
    assert not {name for e in elements for name in e.attrib} & render.ADDRESSES
    assert not re.findall(r"url\((?!data:)", text)


@pytest.mark.parametrize("id_", ["minec-49-function", "minyust-rd-additional", "dztszn-nao-registration"])
def test_the_pdf_is_tagged_and_splits_no_question(id_: str) -> None:
    form = form_of(id_)
    data = render.pdf(page(form))
    assert data == render.pdf(page(form))
    reader = PdfReader(io.BytesIO(data))
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    pages = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    assert all(f"Стр. {n} из {len(pages)}" in text for n, text in enumerate(pages, start=1))
    assert all(f"{form.id} · версия {mark_of(form)}" in text for text in pages)
    for question in form.questions:
        if question.kind in ("single", "multi"):
            at = [i for i, text in enumerate(pages) if f"{question.text} {field_name(question.id)}" in text]
            assert len(at) == 1, question.id
            after = pages[at[0]].partition(question.text)[2]
            assert all(title in after for title in question.options.values()), question.id
    assert pages[-1].count(THANKS) == 1
    assert form.questions[-1].text in pages[-1], "no page of thanks alone"
    fonts = {str(font["/BaseFont"]) for sheet in reader.pages for font in _fonts(sheet)}
    assert fonts
    assert all("PT-Sans" in font for font in fonts)


def _fonts(sheet: Any) -> list[Any]:
    return [font.get_object() for font in sheet["/Resources"]["/Font"].values()]


def test_bytes_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    form = form_of("minec-49-measure")
    before = xlsform(form), page(form)
    monkeypatch.setenv("TZ", "Asia/Magadan")
    time.tzset()
    try:
        time.sleep(2.1)  # the stamps of a zip archive count in steps of two seconds
        assert (xlsform(form), page(form)) == before
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_long_row_of_short_options_stands_in_two_columns() -> None:
    options = {f"o{i}": f"Вариант {i}" for i in range(4)}
    four = Question(id="q", text="Что?", kind="multi", options=options)
    text = page(load(questions=[four]))
    assert 'class="options two"' in text
    one = four.model_copy(update={"options": {"a": "А"}})
    assert 'class="options two"' not in page(load(questions=[one]))


def test_no_page_ends_within_a_question() -> None:
    """Questions of nine lines fill four pages, and a page is no multiple of nine lines."""
    options = {f"o{i}": f"Вариант ответа на этот вопрос, номер {i}" for i in range(9)}
    asked = [
        {"id": f"q{i}", "text": f"Который из {i}?", "kind": "single", "options": options} for i in range(16)
    ]
    rows = [
        {"id": f"r{i}", "text": f"Как {i}? " + "Долго? " * 30, "kind": "scale", "scale": "five"}
        for i in range(9)
    ]
    reader = PdfReader(io.BytesIO(render.pdf(page(load(questions=[*asked, *rows])))))
    assert len(reader.pages) > 3
    for text in (" ".join(sheet.extract_text().split()) for sheet in reader.pages):
        begun = len(re.findall(r"Который из \d+\?", text))
        assert text.count("Вариант ответа") == begun * len(options)
        assert text.count("Долго?") == 30 * len(re.findall(r"Как \d+\?", text))
