"""Every file under `params/` is discovered, read and accepted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from painmap.codes import FORMS
from painmap.params import load as loading
from painmap.params import tables, yaml_file
from painmap.params.load import agency_ids, load, load_agency
from painmap.params.models import Agency
from painmap.params.sections import SECTION_IDS
from painmap.paths import Tree
from painmap.periods import Period
from painmap.schema import DECISIONS, PROBLEMS, PROCESSES

ROOT = Path(__file__).parents[2]
# Bases of three-way merges lie beside the decisions; they are no parameters.
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for suffix in ("yaml", "csv")
    for path in (ROOT / "params").rglob(f"*.{suffix}")
    if "exports" not in path.parts
)

# Layouts that analysts meet and no agency here has; tests/intake/test_intake_generic_formats.py accepts them.
SPARE = {
    *(
        f"params/formats/{name}.yaml"
        for name in (
            "eml",
            "google-forms",
            "incident-wide",
            "mkgu",
            "register-generic",
            "service-desk",
            "xlsform",
        )
    ),
    "params/questionnaires/mkgu.yaml",
}


@pytest.fixture(scope="module")
def read_files() -> set[str]:
    """Names of the files that loading all agencies reads."""
    seen: set[str] = set()
    original = yaml_file.read_text

    def noted(path: Path, where: str) -> str:
        seen.add(where)
        return original(path, where)

    with pytest.MonkeyPatch.context() as patch:
        for module in (yaml_file, tables, loading):
            patch.setattr(module, "read_text", noted)
        load(Tree(ROOT))
    return seen


@pytest.mark.parametrize("name", FILES)
def test_file_is_used_and_accepted(name: str, read_files: set[str]) -> None:
    assert (name in read_files) != (name in SPARE)


def test_every_agency_has_a_registry_with_its_processes(real: Tree) -> None:
    for params in load(real).agencies.values():
        accepted = params.problems[params.problems["status"] == "accepted"]
        assert set(accepted["client_kind"]) == {"external", "internal"}
        assert set(params.processes["id"]) == set(params.problems["process_id"])
        undecided = set(params.problems["id"]) - set(params.decisions["problem_id"])
        assert undecided, "some problems must stand without decisions"


def test_tables_have_the_columns_and_types_of_the_schema(real: Tree) -> None:
    params = load_agency(real, agency_ids(real)[0])
    for frame, table in (
        (params.problems, PROBLEMS),
        (params.processes, PROCESSES),
        (params.decisions, DECISIONS),
    ):
        assert tuple(frame.columns) == table.names
    assert str(params.problems["severity"].dtype) == "Int64"
    assert str(params.decisions["entered_date"].dtype) == "datetime64[s]"


@pytest.mark.parametrize(
    ("agency", "period", "edition", "is_allowed"),
    [
        ("minyust-rd", "2025", "internal", True),
        ("minyust-rd", "2025", "public", True),  # п. 18
        ("minyust-rd", "2025-Q1", "public", False),
        ("minec-49", "2025-Q1", "internal", True),  # п. 4.1
        ("minec-49", "2025", "public", True),  # п. 5.9
        ("minec-49", "2025-Q1", "public", False),
    ],
)
def test_editions_that_the_orders_allow(
    real: Tree, agency: str, period: str, edition: str, is_allowed: bool
) -> None:
    rules = load_agency(real, agency).agency.editions
    allowed = {(rule.period_kind, rule.edition) for rule in rules}
    assert ((Period.parse(period).kind, edition) in allowed) is is_allowed


def test_minec_publishes_surveys_only(real: Tree) -> None:
    """4.1: the analysis of appeals is not published; 5.9 and приказ п. 3: results of surveys are."""
    rules = load_agency(real, "minec-49").agency.editions
    (rule,) = [rule for rule in rules if rule.edition == "public"]
    assert {"surveys_external", "surveys_internal"} < set(rule.sections)
    assert not {"appeals", "problems", "problem_map", "trends", "sources"} & set(rule.sections)


def test_sections_stand_in_the_order_of_the_report(real: Tree) -> None:
    for params in load(real).agencies.values():
        for rule in params.agency.editions:
            assert list(rule.sections) == [s for s in SECTION_IDS if s in rule.sections]


@pytest.mark.parametrize(
    ("agency", "kind", "codes"),
    [
        ("minyust-rd", "external", "email site vk telegram epgu secretary hotline post reception"),
        ("minyust-rd", "internal", "email hotline box leader-reception"),
        (
            "minec-49",
            "external",
            "site post email reception epgu vk social-survey mailing-survey event hotline",
        ),
        ("minec-49", "internal", "leader staff-survey"),
    ],
)
def test_channels_that_the_order_names(real: Tree, agency: str, kind: str, codes: str) -> None:
    """п. 8 and 9 of minyust-rd; 2.2 and 3.2 of minec-49."""
    channels = load_agency(real, agency).agency.channels
    assert [c.code for c in channels if c.paragraph and kind in c.client_kinds] == codes.split()
    assert [c.code for c in channels if not c.paragraph] == ["other"]


def test_only_the_anti_corruption_line_is_count_only(real: Tree) -> None:
    counted = {
        (p.agency.id, c.code)
        for p in load(real).agencies.values()
        for c in p.agency.channels
        if c.is_count_only
    }
    assert counted == {("minyust-rd", "hotline")}


def test_a_channel_tells_the_form_only_where_it_can_be_no_other(real: Tree) -> None:
    """By post and by the box in writing, by phone and face to face orally; an event or «иное» may be any."""
    told: dict[str | None, set[str]] = {form: set() for form in (*FORMS, None)}
    for channel in (c for p in load(real).agencies.values() for c in p.agency.channels):
        told[channel.form].add("survey" if channel.is_survey else channel.code)
    assert told == {
        "written": {"post", "box"},
        "oral": {"reception", "leader-reception", "secretary", "hotline"},
        "electronic": {"email", "staff-email", "site", "epgu", "pos", "vk", "telegram", "social"},
        None: {"survey", "event", "leader", "other", "systems", "appeals", "oversight"},
    }


def test_officials_appear_by_post(real: Tree) -> None:
    for params in load(real).agencies.values():
        assert not any("." in s.post for s in params.agency.signatures), "initials need a full stop"
        assert {s.role for s in params.agency.signatures} == {"prepared", "agreed", "approved"}


def test_loading_one_agency_is_quick(real: Tree) -> None:
    def seconds(agency: str) -> float:
        start = time.process_time()
        load_agency(real, agency)
        return time.process_time() - start

    for agency in agency_ids(real):
        assert min(seconds(agency) for _ in range(3)) < 0.6


def test_cut_off_is_the_last_day_unless_the_profile_says_otherwise(real: Tree) -> None:
    agency = load_agency(real, "minyust-rd").agency
    period = Period.parse("2025")
    assert agency.cut_off(period) == period.end
    moved = Agency.model_validate({**agency.model_dump(), "as_of": {"2025": "2026-02-01"}})
    assert moved.cut_off(period).isoformat() == "2026-02-01"
