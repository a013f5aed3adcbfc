"""The page of data quality: every row accounted for, no share of nothing, no zero where no file is."""

from __future__ import annotations

import re
from datetime import date
from types import ModuleType
from typing import Any

import lxml.html
import pytest

from painmap.params.sections import INTERNAL_SECTIONS
from painmap.report import sections, strings
from painmap.report_data import DataQuality, FieldFill, IntakeChange, Number, ReportData, SourceQuality
from painmap.stages import _trends
from painmap.stages.project import Project
from tests.conftest import ROOT

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def short(sample: ModuleType) -> ReportData:
    """Of the sections the two that this is about: charts of the others take seconds to draw."""
    return sample.internal(sections=("title", "sources", "quality"))


def words(section: sections.Section, report: ReportData) -> str:
    return re.sub(r"\s+", " ", lxml.html.fromstring(f"<div>{section(report)}</div>").text_content())


def table(report: ReportData, key: str) -> dict[str, list[str]]:
    """Cells of a table by the head of their row."""
    tree = lxml.html.fromstring(str(sections.quality(report)))
    (found,) = tree.xpath(f"//*[@id='table-{key}']")
    lines = [[cell.text_content() for cell in row.xpath("./*")] for row in found.xpath(".//tbody/tr")]
    return {line[0]: [cell.replace(NBSP, " ") for cell in line[1:]] for line in lines}


def changed(report: ReportData, **fields: Any) -> ReportData:
    quality = report.quality
    assert quality is not None
    return report.model_copy(update={"quality": quality.model_copy(update=fields)})


def source(report: ReportData, number: int = 0, **fields: Any) -> SourceQuality:
    assert report.quality is not None
    return report.quality.sources[number].model_copy(update=fields)


def test_every_table_has_a_caption_a_unit_and_n(short: ReportData) -> None:
    tree = lxml.html.fromstring(str(sections.quality(short)))
    captions = tree.xpath("//caption")
    assert len(captions) == 8
    for caption in captions:
        assert re.fullmatch(r"Таблица \d+ — .+", caption.find_class("cap")[0].text_content())
        assert re.search(r"Единица измерения: .+; n = \d", caption.find_class("facts")[0].text_content())


def test_rows_in_are_kept_rejected_and_superseded(short: ReportData) -> None:
    found = table(short, "quality-rows")
    assert found["Реестр обращений"] == ["2", "2 270", "2 250", "12", "8", "31"]
    assert found["Всего"] == ["4", "2 922", "2 902", "12", "8", "31"]
    for _, data, kept, rejected, superseded, _ in found.values():
        numbers = [int(cell.replace(" ", "")) for cell in (kept, rejected, superseded)]
        assert int(data.replace(" ", "")) == sum(numbers)
    said = words(sections.quality, short).replace(NBSP, " ")
    told = "Из 2 922 строк данных в файлах за 2025 год принято 2 902, отклонено 12, заменено"
    assert told in said


def test_rejected_rows_come_with_reason_and_remedy(short: ReportData) -> None:
    said = words(sections.quality, short)
    assert "нет регистрационного номера" in said
    assert "внесите номер в источнике" in said
    none = changed(short, sources=(source(short, 1),))
    assert strings.QUALITY_REASONS_NONE in words(sections.quality, none)


def test_rare_reasons_share_a_line_and_none_is_lost(short: ReportData) -> None:
    one = source(short).reasons[0]
    many = tuple(one.model_copy(update={"reason": f"причина {i}", "rows": 9 - i}) for i in range(9))
    report = changed(short, sources=(source(short, reasons=many, rejected=45),))
    tree = lxml.html.fromstring(str(sections.quality(report)))
    rows = tree.xpath("//*[@id='table-quality-reasons']//tbody/tr")
    counts = [int(row.xpath("./td[last()]")[0].text_content()) for row in rows]
    assert counts == [9, 8, 7, 6, 5, 4, 6]
    assert strings.QUALITY_REASONS_MORE in rows[-1].text_content()


@pytest.mark.parametrize(
    ("filled", "base", "told"),
    [
        (2100, 2210, "95,0 %"),
        (7, 40, "18 %"),
        (7, 12, "7 из 12"),
        (3, 9, "*"),
        (0, 0, "–"),
        (0, 240, "0,0 %"),
        (None, 240, "нет графы"),
    ],
)
def test_shares_follow_their_base(short: ReportData, filled: int | None, base: int, told: str) -> None:
    """No column is no 0 %, and a share of nothing is none."""
    field = FieldFill(field="topic_code", title="Тема", filled=filled, base=base)
    report = changed(short, sources=(source(short, fields=(field,), records=max(base, 1)),))
    assert table(report, "quality-fields-1")["Тема"] == [told]


def test_all_sources_are_those_that_have_the_column(short: ReportData) -> None:
    found = table(short, "quality-fields-1")
    assert found[strings.QUALITY_FIELDS_N] == ["2 210", "240", "2 450"]
    assert found["Тема"] == ["95,0 %", "нет графы", "95,0 %"]
    assert found["Причина"] == ["нет графы"] * 3
    said = words(sections.quality, short).replace(NBSP, " ")
    assert "Заполнены менее чем у половины обращений: «Подразделение» (14,0 %)." in said
    assert "Ни в одном источнике нет графы: «Причина»." in said


def test_a_field_that_one_source_leaves_empty_is_told_with_the_source(short: ReportData) -> None:
    """Over all 1 010 of 1 250: the table below shows 4 % of one source."""
    full, thin = (
        FieldFill(field="topic_code", title="Тема", filled=n, base=b) for n, b in ((1000, 1010), (10, 240))
    )
    report = changed(short, sources=(source(short, fields=(full,)), source(short, 1, fields=(thin,))))
    said = words(sections.quality, report).replace(NBSP, " ")
    assert (
        "Заполнены менее чем у половины обращений отдельных источников: «Почтовый ящик» — «Тема» (4,2 %)."
        in said
    )
    assert "Все графы" not in said
    report = changed(short, sources=(source(short, fields=(full,)), source(short, 1, fields=(full,))))
    assert strings.QUALITY_LOW_NONE in words(sections.quality, report)


def test_a_field_is_told_once_and_few_appeals_of_a_source_prove_nothing(short: ReportData) -> None:
    full, few = (
        FieldFill(field="topic_code", title="Тема", filled=n, base=b) for n, b in ((1000, 1010), (0, 9))
    )
    report = changed(
        short, sources=(source(short, fields=(full,)), source(short, 1, fields=(few,), records=9))
    )
    said = words(sections.quality, report)
    assert "отдельных источников" not in said
    assert "Все графы" not in said, "of the nine none has it"
    assert "отдельных источников" not in words(sections.quality, short), "«Подразделение» is told over all"


def test_many_sources_stand_in_several_tables(short: ReportData) -> None:
    many = tuple(source(short, title=f"Источник {i}", id=f"s{i}") for i in range(7))
    report = changed(short, sources=many)
    first, second = (table(report, f"quality-fields-{i}") for i in (1, 2))
    assert (len(first["Тема"]), len(second["Тема"])) == (5, 3)
    assert second[strings.QUALITY_FIELDS_N][-1] == "15 470"


def test_a_month_without_a_file_is_no_zero(short: ReportData) -> None:
    found = table(short, "quality-months-1")
    assert found["Реестр обращений"][7] == "0"
    assert found["Почтовый ящик"][-2:] == ["…", "240"]
    assert found["Опрос внешних клиентов"][:2] == ["–", "–"]
    said = words(sections.quality, short)
    assert "Нет данных за часть отчётного периода: «Почтовый ящик» — дек." in said
    assert table(short, "quality-months-2")["Реестр обращений"][:6] == ["…"] * 6


def test_a_quarter_has_the_year_before_beside_it(short: ReportData) -> None:
    ends = (
        (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)),
        (date(2024, 7, 1), date(2024, 8, 1), date(2024, 9, 1)),
    )
    one = source(short, months=(Number(value=1),) * 3, previous_months=(Number(value=2),) * 3)
    report = changed(short, months=ends[0], previous_months=ends[1], sources=(one,))
    report = report.model_copy(update={"period": "2025-Q3", "previous_period": "2024-Q3"})
    assert table(report, "quality-months-1")["Реестр обращений"] == ["1", "1", "1", "3", "2", "2", "2", "6"]
    said = words(sections.quality, report).replace(NBSP, " ")
    assert "III квартал 2025 года и III квартал 2024 года (АППГ)" in said
    assert "сен 2024" in said


def test_a_source_that_stopped_is_named_and_a_survey_not_held_is_not(short: ReportData) -> None:
    gone = source(short, months=(Number(mark="…"),) * 12)
    rest = source(short, 2, months=(Number(mark="–"),) * 12)
    said = words(sections.quality, changed(short, sources=(gone, rest)))
    assert "Были в АППГ, но за отчётный период данных нет: «Реестр обращений»." in said
    assert "Не показаны источники, по которым за эти месяцы данных нет: Реестр обращений." in said
    assert "Не показаны опросы, по которым за эти месяцы анкет нет: Опрос внешних клиентов." in said
    assert "таблица не приводится" in said


def test_repeats_are_told_and_unlinked_channels_are_not_zero(short: ReportData) -> None:
    found = table(short, "quality-repeats")
    assert found["Реестр обращений"] == ["2 210", "57", "2", "9", "8", "40"]
    assert "Опрос внешних клиентов" not in found
    off = changed(short, sources=tuple(source(short, i, linked=None) for i in range(2)))
    assert {cells[3] for cells in table(off, "quality-repeats").values()} == {"не велось"}
    assert strings.QUALITY_NOT_LINKED_NOTE in words(sections.quality, off)


def test_mended_and_set_aside_values_are_counted(short: ReportData) -> None:
    said = words(sections.quality, short)
    assert "день и месяц переставлены обратно14" in said
    assert "Дата ответа заявителюраньше регистрации — отложено3" in said
    none = changed(short, sources=(source(short, 1),))
    assert strings.QUALITY_MENDED_NONE in words(sections.quality, none)


def test_changes_are_told_against_what_was_accepted(short: ReportData) -> None:
    found = table(short, "quality-changes")
    assert found["Реестр обращений"] == ["20.01.2026", "4 300", "4 310", "14", "4"]
    assert found["Почтовый ящик"] == ["…", "…", "480", "…", "…"]
    said = words(sections.quality, short).replace(NBSP, " ")
    assert "новых записей — 14, исчезло — 4, 1 предупреждение." in said
    assert "Реестр обращений: пропали принятые строки: 4 из 4300." in said


def test_without_a_baseline_nothing_is_compared(short: ReportData) -> None:
    new = changed(short, changes=(IntakeChange(source_id="mail", title="Почтовый ящик", rows_now=480),))
    said = words(sections.quality, new)
    assert said.count(strings.QUALITY_CHANGES_NONE) == 2
    assert "исчезло —" not in said
    assert "painmap baseline --agency minyust-rd" in said


def test_an_agency_without_files_gets_sentences(short: ReportData) -> None:
    bare = SourceQuality(
        id="x",
        title="Пусто",
        months=(Number(mark="…"),) * 12,
        previous_months=(Number(mark="…"),) * 12,
    )
    report = changed(short, sources=(bare,), changes=())
    said = words(sections.quality, report)
    assert said.count("Файлов за 2025 год нет.") == 2
    assert strings.QUALITY_FIELDS_NONE in said
    assert "%" not in said
    assert not lxml.html.fromstring(str(sections.quality(report))).xpath("//table")


def test_the_sources_lead_to_the_page(short: ReportData) -> None:
    tree = lxml.html.fromstring(str(sections.sources(short)))
    (link,) = tree.xpath("//a[@href='#quality']")
    assert link.text_content() == "в приложении 1 «Качество исходных данных»"
    without = short.model_copy(update={"quality": None})
    assert "#quality" not in str(sections.sources(without))


def test_no_public_page_tells_of_it(sample: ModuleType, public_page: str) -> None:
    assert not lxml.html.fromstring(public_page).xpath("//*[@id='quality'] | //a[@href='#quality']")
    leaked = sample.public().model_copy(update={"sections": (*sample.PUBLIC, "quality")})
    assert leaked.quality is None
    assert "<table" not in str(sections.quality(leaked))


def test_internal_editions_have_it_unasked_and_public_ones_never(internal: ReportData) -> None:
    project = Project(ROOT, internal.agency_id)
    for rule in project.params.agency.editions:
        asked = rule.model_copy(update={"sections": (*rule.sections, *INTERNAL_SECTIONS)})
        for one in (rule, asked) if rule.edition == "public" else (rule,):
            shown = _trends._edition(project, internal, one)
            is_internal = one.edition == "internal"
            assert (shown.quality is not None) is is_internal
            assert ("quality" in shown.sections) is (is_internal and "sources" in one.sections)
            for name in ("lineage", "evidence"):
                assert (name in shown.sections) is (is_internal and "problem_map" in one.sections)
            assert ("Почтовый ящик" in shown.model_dump_json()) is is_internal
            assert len(shown.sections) == len(set(shown.sections))


def test_hostile_titles_are_inert(short: ReportData) -> None:
    bad = '<script>alert(1)</script>"\N{RIGHT-TO-LEFT OVERRIDE}'
    one = source(short, title=bad, mended=((bad, bad, 1),))
    report = changed(
        short,
        sources=(one,),
        changes=(IntakeChange(source_id="x", title=bad, accepted_date=date(2026, 1, 1), warnings=(bad,)),),
    )
    page = str(sections.quality(report))
    assert "<script" not in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page


def test_the_page_begins_a_page_of_the_pdf(build: ModuleType, short: ReportData) -> None:
    before, found, _ = build.page(short).partition("#not_published{break-before:page}")
    assert found
    assert "#quality" in re.split("[}\n]", before[-200:])[-1].split(",")


def test_quality_survives_serialisation(short: ReportData) -> None:
    assert short.quality is not None
    assert DataQuality.model_validate_json(short.quality.model_dump_json()) == short.quality
