"""Every (period, edition) pair of the profiles is due, any other is refused with the paragraph."""

from __future__ import annotations

import itertools
import json
import re
from argparse import Namespace
from pathlib import Path

import pytest

from painmap import stages
from painmap.cli.main import main
from painmap.errors import PainmapError
from painmap.params.load import agency_ids
from painmap.paths import EDITIONS, Edition, Tree
from painmap.periods import Period
from painmap.stages.project import Project
from painmap.workflow.due import Request, on_demand, report_targets
from painmap.workflow.rules import Rules

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = agency_ids(Tree(ROOT))
PERIODS = ("2025", "2025-H1", "2025-9M", "2025-Q3", "2025-07")
# What the acts order, read from them and not from the profiles. Where analysis is due each quarter (4.1), the
# year's survey results are public (5.9).
_QUARTERLY = {("quarter", "internal"), ("year", "internal"), ("year", "public")}
ALLOWED = {
    "minyust-rd": {("year", "internal"), ("year", "public"), ("month", "internal")},  # 12; 18; 1
    "minec-49": _QUARTERLY,
    "minfin-chr": _QUARTERLY,
    "dagpechat": _QUARTERLY,
    "dztszn-nao": {("year", "internal")},  # 15; nothing is said of publication
}
PAIRS = list(itertools.product(AGENCIES, PERIODS, EDITIONS))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parameters of the project, with data of 2023–2025 behind every agency."""
    root = tmp_path_factory.mktemp("editions") / "project"
    root.mkdir()
    for name in ("params", "notebooks", "Snakefile"):
        (root / name).symlink_to(ROOT / name)
    for agency in AGENCIES:
        (root / "data" / "raw" / agency / "2025").mkdir(parents=True)
        clean = Tree(root).interim_clean(agency)
        clean.mkdir(parents=True)
        span = {"first": "2023-01-01", "until": "2026-01-31"}
        (clean / "coverage.json").write_text(json.dumps(span), encoding="utf-8")
    return root


@pytest.mark.parametrize(("agency", "period", "edition"), PAIRS)
def test_a_pair_is_due_or_refused_with_the_paragraph(
    root: Path, agency: str, period: str, edition: Edition
) -> None:
    project = Project(root, agency)
    own = project.params.agency
    is_allowed = (Period.parse(period).kind, edition) in ALLOWED[agency]
    request = Request(root, (agency,), Period.parse(period), edition)
    if is_allowed:
        assert [(t.period, t.edition) for t in report_targets(project, request)] == [(period, edition)]
        return
    with pytest.raises(PainmapError) as caught:
        report_targets(project, request)
    message = str(caught.value)
    paragraph = own.refusals[edition]
    quote = next(o.quote for o in project.params.obligations.paragraphs if o.paragraph == paragraph)
    act = re.sub(r"\s+", " ", (ROOT / "tests" / "orders" / f"{agency}.txt").read_text(encoding="utf-8"))
    assert f"ункт {paragraph}: «{quote}»" in message
    assert quote in act.replace("*", "")
    for rule in own.editions:
        assert rule.ground in message


@pytest.mark.parametrize("agency", AGENCIES)
def test_all_pairs_of_a_profile_are_due_together(root: Path, agency: str) -> None:
    project = Project(root, agency)
    due = {
        (Period.parse(t.period).kind, t.edition) for t in report_targets(project, Request(root, (agency,)))
    }
    assert due == {(rule.period_kind, rule.edition) for rule in project.params.agency.editions}


def test_a_kind_of_period_that_no_edition_has_names_both_paragraphs(root: Path) -> None:
    with pytest.raises(PainmapError) as caught:
        report_targets(Project(root, "minyust-rd"), Request(root, period=Period.parse("2025-Q3")))
    message = str(caught.value)
    assert message.startswith("Отчёт (квартал) порядком органа не предусмотрен. Пункт 12: «ведется")
    assert "пункт 6: «носит внутриведомственный характер и не подлежит опубликованию»" in message
    wanted = "Что сделать: выберите период и редакцию из тех, что допускает порядок: год, внутренняя редакция"
    assert f"{wanted} (пункт 12" in message


@pytest.mark.parametrize("verb", ["plan", "build"])
def test_the_command_line_refuses_before_any_work(
    root: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [verb, "--agency", "minyust-rd", "--period", "2025-Q3", "--edition", "public"]
    assert main(["--root", str(root), *asked]) == 1
    assert "Пункт 6: «носит внутриведомственный характер" in capsys.readouterr().out


def test_a_period_without_data_is_another_matter(root: Path) -> None:
    with pytest.raises(PainmapError, match="не обеспечен исходными данными"):
        report_targets(Project(root, "minec-49"), Request(root, period=Period.parse("2022-Q1")))


def test_without_a_period_only_the_latest_covered_month_is_made(root: Path) -> None:
    """36 digests of the past would bury the report of the year; each of them may be asked for."""
    project = Project(root, "minyust-rd")
    unasked = [t.period for t in report_targets(project, Request(root)) if t.edition == "internal"]
    assert unasked == ["2023", "2024", "2025", "2026-01"]
    (asked,) = report_targets(project, Request(root, period=Period.parse("2023-02")))
    assert (asked.period, asked.edition) == ("2023-02", "internal")
    assert [str(p) for p in stages.unasked_periods(project)] == ["2023", "2024", "2025", "2026-01"]
    assert len(stages.covered_periods(project)) == 3 + 37


def test_the_comparison_of_periods_waits_for_no_month_that_nobody_made(root: Path) -> None:
    marks = Rules(str(root)).trends_done(Namespace(agency="minyust-rd"))
    assert [Path(mark).parent.name for mark in marks] == ["2023", "2024", "2025", "2026-01"]


def test_a_pair_without_the_mark_is_due_for_every_covered_period(root: Path) -> None:
    quarters = [t.period for t in report_targets(Project(root, "minec-49"), Request(root)) if "Q" in t.period]
    assert len(quarters) == 12


def test_the_plan_tells_what_is_made_on_demand(root: Path) -> None:
    project = Project(root, "minyust-rd")
    (said,) = on_demand(project, Request(root))
    assert said == (
        "отчёт (месяц, внутренняя редакция) без --period собирается только за последний период, обеспеченный "
        "данными (2026-01); за другой — по требованию: --period 2023-01 … --period 2025-12."
    )
    assert not list(on_demand(project, Request(root, edition="public")))
    assert not list(on_demand(project, Request(root, period=Period.parse("2025-07"))))
    assert not list(on_demand(Project(root, "minec-49"), Request(root)))
