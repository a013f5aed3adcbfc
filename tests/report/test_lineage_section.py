"""«Изменения в составе проблем»: what is new, split, merged, settled and returned, with a picture."""

from __future__ import annotations

import re

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from painmap.report import sections, strings
from painmap.report.drawing import Passage, passages, style
from painmap.report.sections.lineage import changed
from painmap.report_data import Lineage, Number, Problem, ReportData


def problem(id_: str, lineage: Lineage, **fields: object) -> Problem:
    start: dict[str, object] = {
        "id": id_, "title": f"Название {id_}", "client_kind": "external", "kind": "problem",
        "lineage": lineage,
        "appeals": Number(value=9), "clients": Number(value=8), "previous_clients": Number(value=5),
        "share": Number(value=0.1, base=80), "prevalence": "middle", "priority": "low", "score": 20,
    }  # fmt: skip
    return Problem.model_validate(start | fields)


OLD = {"p07": "Отказы и зависание"}
NEW = {"p19": "Зависание", "p20": "Отказы без причин"}
SPLIT = (
    problem("p19", "split", title="Зависание", out_of=OLD),
    problem("p20", "split", title="Отказы без причин", out_of=OLD),
    problem("p07", "divided", title="Отказы и зависание", into=NEW),
)
MERGED = (
    problem("p21", "merged", title="Дозвониться", out_of={"p05": "До ЗАГС", "p06": "До архива"}),
    problem("p05", "joined", title="До ЗАГС", into={"p21": "Дозвониться"}),
    problem("p06", "joined", title="До архива", into={"p21": "Дозвониться"}),
)
REST = (
    problem("p01", "continued"),
    problem("p02", "new"),
    problem("p03", "reopened"),
    problem("p04", "closed", clients=Number(value=0)),
    problem("p08", "unconfirmed", clients=Number(value=0)),
)


@pytest.fixture(scope="module")
def report(internal: ReportData) -> ReportData:
    return shown(internal, *SPLIT, *MERGED, *REST)


def shown(report: ReportData, *found: Problem) -> ReportData:
    return report.model_copy(update={"problems": found, "sections": (*report.sections, "lineage")})


def words(report: ReportData) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", str(sections.lineage(report))))


def test_each_kind_of_change_is_counted_and_the_rest_is_told(report: ReportData) -> None:
    said = words(report)
    for told in (
        "впервые выявлена — 1; возникла повторно — 1; объединила прежние — 1; выделена из прежней — 2; "
        "объединена с другими — 2; разделена — 1; устранена — 1; в отчётном периоде не подтвердилась — 1.",
        "Без изменений сохраняются: 1.",
        "выделена из прежней: «Отказы и зависание»",
        "объединила прежние: «До ЗАГС», «До архива»",
        "разделена на «Зависание», «Отказы без причин»",
    ):
        assert told in said, told
    assert "Название p01" not in said


def test_the_picture_tells_the_same_to_who_does_not_see_it(report: ReportData) -> None:
    (alt,) = re.findall(r"<title[^>]*>(.*?)</title>", str(sections.lineage(report)), re.S)
    for told in (
        "«До ЗАГС», «До архива» → объединила прежние → «Дозвониться»",
        "«Отказы и зависание» → разделена → «Зависание», «Отказы без причин»",
        "впервые выявлена → «Название p02»",
        "«Название p04» → устранена",
    ):
        assert told in alt, told
    # A replaced problem is drawn with what replaced it, not once more.
    assert alt.count("«До ЗАГС»") == 1
    assert alt.count("«Отказы и зависание»") == 1


def test_what_was_replaced_in_an_earlier_period_is_no_change(internal: ReportData) -> None:
    earlier = (problem("p21", "continued", out_of={"p05": "До ЗАГС"}), MERGED[1], MERGED[2])
    assert changed(shown(internal, *earlier)) == []
    assert "состав проблем не изменился; сохраняются: 1." in words(shown(internal, *earlier))


def test_the_first_period_has_nothing_to_compare_with(internal: ReportData) -> None:
    said = words(shown(internal, problem("p01", "new"), problem("p02", "new")))
    assert strings.LINEAGE_FIRST in said
    assert "Таблица" not in said


def test_without_problems_the_section_says_so(internal: ReportData) -> None:
    assert "проблемы и потребности за отчётный период не выявлены" in words(shown(internal))


def test_long_titles_and_many_changes_stay_a_picture(internal: ReportData) -> None:
    many = tuple(problem(f"p{n}", "new", title="Очень длинное название проблемы " * 12) for n in range(40))
    page = str(sections.lineage(shown(internal, *many, problem("p99", "continued"))))
    (box,) = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', page)
    # In the height of a page: 842 − 2 · 57 points.
    assert float(box[1]) < 728


def test_titles_do_not_leave_the_picture() -> None:
    wide = ("Щ" * 30 + " ") * 3
    shown_ = [Passage((wide,), (wide, wide), "разделена"), Passage((), (wide,), "впервые выявлена")]
    with style():
        figure = passages(shown_)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in figure.axes[0].texts]
    assert min(box.x0 for box in boxes) >= -1
    assert max(box.x1 for box in boxes) <= figure.get_figwidth() * figure.dpi + 1
