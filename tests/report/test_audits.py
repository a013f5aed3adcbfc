"""The check of assignments beside the counts of problems and beside what changed; signs of severity."""

from __future__ import annotations

import re
from types import ModuleType

import pytest
from markupsafe import Markup

from painmap.report import sections
from painmap.report.blocks import Prose, TableBlock, numbering
from painmap.report.sections import audits
from painmap.report.tables import Grid
from painmap.report_data import ANSWERS, Audit, Number, Precision, Problem, ReportData


def text(section: sections.Section, report: ReportData) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(section(report)._repr_html_())))


def precision(right: int, judged: int) -> Precision:
    return Precision(
        assigned=Number(value=1240),
        judged=Number(value=judged),
        share=Number(value=right / judged, base=judged) if judged else Number(mark="…"),
        ci_low=0.757,
        ci_high=0.953,
    )


def audited(report: ReportData, right: int = 44, judged: int = 50, **fields: object) -> ReportData:
    audit = Audit(total=precision(right, judged), **fields)  # type: ignore[arg-type]
    return report.model_copy(update={"audit": audit})


def test_precision_stands_beside_the_counts_of_external_clients(internal: ReportData) -> None:
    found = text(sections.problems, audited(internal))
    assert found.count("Точность отнесения") == 1
    assert "— 88 % (95 % ДИ 76…95 %), проверено 50 (1 240 текстов отнесено за период)." in found
    assert found.index("Точность отнесения") < found.index("Сотрудники")
    assert "Точность отнесения" not in text(sections.problems, internal)


def test_own_precision_of_a_problem_is_told_where_enough_was_judged(internal: ReportData) -> None:
    own = {"p01": precision(18, 20), "p02": precision(10, 10), "p99": precision(20, 20)}
    found = text(sections.problems, audited(internal, problems=own))
    title = next(p.title for p in internal.problems if p.id == "p01")
    assert f"По отдельным проблемам: «{title}» — 90 % (95 % ДИ 76…95 %), проверено 20." in found


def test_few_judged_ones_are_counts_and_none_is_said(internal: ReportData) -> None:
    assert "верно 9 из 12 проверенных" in text(sections.problems, audited(internal, 9, 12))
    assert "не проверялось" in text(sections.problems, audited(internal, 0, 0))


def test_the_public_edition_tells_the_bound_alone(sample: ModuleType) -> None:
    total = Precision(assigned=Number(mark="X"), judged=Number(mark="X"), share=Number(mark="X"), ci_low=0.75)
    public: ReportData = sample.public()
    found = text(sections.problems, public.model_copy(update={"audit": Audit(total=total)}))
    assert "верны не менее 75 % отнесений" in found
    assert "Признаки тяжести" not in found
    few = Audit(total=total.model_copy(update={"ci_low": None}))
    assert "недостаточной" in text(sections.problems, public.model_copy(update={"audit": few}))


def test_changes_say_what_would_not_survive_the_errors(internal: ReportData) -> None:
    codes = tuple(
        t.code
        for t in internal.trends
        if t.family == "problems"
        and t.client_kind == "external"
        and t.result.verdict in ("growth", "decline")
    )
    assert len(codes) > 1
    found = text(sections.trends, audited(internal, bounded=codes, doubtful=codes[:1]))
    assert f"часть выводов о росте или снижении по проблемам — 1 из {len(codes)}" in found

    def told(report: ReportData) -> list[str]:
        return list(audits.changes(report, report.trends))

    changed = internal.model_copy(update={"trends": tuple(t for t in internal.trends if t.code in codes)})
    (stand,) = told(audited(changed, bounded=codes))
    assert (
        f"не объясняется ни один вывод о росте или снижении по проблемам (проверено: {len(codes)})" in stand
    )
    (unknown,) = told(audited(changed, 0, 0))
    assert f"какие из выводов о росте или снижении по проблемам ({len(codes)})" in unknown
    assert told(changed) == []


@pytest.fixture
def signed(internal: ReportData) -> ReportData:
    ways = (("Почта", 7), ("Портал", 9), ("Приём", 2), (ANSWERS, 1))
    fields = {
        "signs": {"overdue": Number(value=3, base=40), "refused": Number(value=0, base=0)},
        "channels": tuple((way, Number(value=count)) for way, count in ways),
    }

    def marked(p: Problem) -> Problem:
        return p.model_copy(update=fields) if p.id == "p02" else p

    return internal.model_copy(update={"problems": tuple(map(marked, internal.problems))})


def test_signs_of_severity_stand_below_with_the_numbers_of_the_table(signed: ReportData) -> None:
    found = text(sections.problems, signed)
    order = sorted(
        (p for p in signed.problems if p.client_kind == "external"), key=lambda p: -(p.share.value or 0)
    )
    place = 1 + [p.id for p in order].index("p02")
    p02 = order[place - 1]
    table = found.split("Признаки тяжести и источники")[1]
    assert (
        f" {place} {p02.title} {p02.appeals.value:.0f} 3 из 40 … … … Портал 9, Почта 7, анкеты 1, прочее 2"
        in table
    )
    assert "Признаки тяжести" not in text(sections.problems, signed.model_copy(update={"problems": ()}))


def test_what_is_gone_bears_no_signs(signed: ReportData) -> None:
    gone = tuple(p.model_copy(update={"lineage": "joined"}) for p in signed.problems)
    found = text(sections.problems, signed.model_copy(update={"problems": gone}))
    assert "Признаки тяжести" not in found
    assert "объединена с другими" in found


def test_two_blocks_of_one_name_are_refused() -> None:
    heads = [
        TableBlock("signs", Grid("", (), ())),
        Prose(Markup("")),
        TableBlock("severity", Grid("", (), ())),
    ]
    assert numbering(heads).tables == {"signs": 1, "severity": 2}
    with pytest.raises(ValueError, match="signs"):
        numbering([*heads, heads[0]])
