"""The site: public files only, plain sound HTML, the same bytes, and nothing done twice."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shutil
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from painmap.cli.main import main
from painmap.params.load import agency_ids, load_agency
from painmap.paths import Tree
from painmap.periods import Period
from painmap.report.render import ACTIVE, ADDRESSES
from painmap.site import AgencyEntry, FileEntry, ReportEntry, index
from painmap.stages.store import read_json, write_json
from painmap.workflow.publish import publish
from painmap.workflow.site import make_site
from tests.stages.test_store import on_small_disk

ROOT = Path(__file__).resolve().parents[2]
AGENCIES = agency_ids(Tree(ROOT))
SECRET = "СЛУЖЕБНЫЙ ТЕКСТ ВНУТРЕННЕЙ РЕДАКЦИИ"
COPIED = {"report.html", "report.pdf", "metrics.json"}


def put(root: Path, agency: str, period: str, edition: str, *, says: str = "", folder: str = "") -> Path:
    """Publish a small report; `folder`: another edition's place that it is put into."""
    source = root / "made" / agency / period / edition
    source.mkdir(parents=True, exist_ok=True)
    text = SECRET if edition == "internal" else f"Обобщённые сведения {agency} {period} {says}"
    (source / "report.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    (source / "report.pdf").write_bytes(b"%PDF-1.7 " + text.encode())
    (source / "problem_map.xlsx").write_bytes(b"PK" + text.encode())
    write_json(source / "metrics.json", {"agency": agency, "edition": edition, "text": text})
    target = root / "reports" / agency / period / (folder or edition)
    publish(source, target, {"edition": edition, "as_of": f"{period[:4]}-12-31", "is_demo": True})
    return target


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project's parameters, with internal and public reports of two agencies."""
    root = tmp_path / "project"
    root.mkdir()
    shutil.copytree(ROOT / "params", root / "params")
    for name in ("notebooks", "Snakefile"):
        (root / name).symlink_to(ROOT / name)
    for agency in ("minec-49", "minyust-rd"):
        for period in ("2024", "2025"):
            for edition in ("internal", "public"):
                put(root, agency, period, edition)
    put(root, "minec-49", "2025-Q3", "internal")
    return root


def files(root: Path) -> dict[str, bytes]:
    folder = root / "reports" / "site"
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_only_files_of_the_public_edition_get_there(root: Path) -> None:
    outcome = make_site(root)
    found = files(root)
    wanted = {f"{a}/{y}/{n}" for a in ("minec-49", "minyust-rd") for y in ("2024", "2025") for n in COPIED}
    assert set(found) == wanted | {"index.html"}
    assert (outcome.reports, outcome.changed) == (4, 13)
    assert not [name for name, content in found.items() if SECRET.encode() in content]


def test_an_internal_report_in_the_public_place_stays_out(root: Path) -> None:
    put(root, "minyust-rd", "2025", "internal", folder="public")
    outcome = make_site(root)
    assert any("minyust-rd 2025" in w and "другая редакция" in w for w in outcome.warnings)
    assert not [name for name, content in files(root).items() if SECRET.encode() in content]
    assert not [name for name in files(root) if name.startswith("minyust-rd/2025")]


def test_a_manifest_that_calls_an_internal_report_public_is_not_believed(root: Path) -> None:
    target = put(root, "minyust-rd", "2025", "internal", folder="public")
    write_json(target / "run.json", {**read_json(target / "run.json"), "edition": "public"})
    make_site(root)
    assert not [name for name, content in files(root).items() if SECRET.encode() in content]


def test_what_no_longer_belongs_is_removed(root: Path) -> None:
    make_site(root)
    folder = root / "reports" / "site"
    (folder / "minyust-rd" / "2025" / "note.html").write_text(SECRET, encoding="utf-8")
    shutil.rmtree(root / "reports" / "minec-49" / "2024")
    outcome = make_site(root)
    assert outcome.changed == 1 + 3 + 1
    assert not (folder / "minec-49" / "2024").exists()
    assert not [name for name, content in files(root).items() if SECRET.encode() in content]


def test_a_pair_that_the_profile_does_not_allow_is_not_shown(root: Path) -> None:
    put(root, "minyust-rd", "2025-Q3", "public")
    make_site(root)
    assert not [name for name in files(root) if "2025-Q3" in name]


def test_a_torn_report_is_named_and_left_out(root: Path) -> None:
    (root / "reports" / "minec-49" / "2025" / "public" / "report.pdf").write_bytes(b"torn")
    outcome = make_site(root)
    assert any("minec-49 2025: отчёт повреждён" in w for w in outcome.warnings)
    assert not [name for name in files(root) if name.startswith("minec-49/2025")]


def test_nothing_changed_nothing_written(root: Path) -> None:
    make_site(root)
    before = {p: p.stat().st_mtime_ns for p in (root / "reports" / "site").rglob("*")}
    assert make_site(root).changed == 0
    assert {p: p.stat().st_mtime_ns for p in (root / "reports" / "site").rglob("*")} == before


def test_only_what_changed_is_written(root: Path) -> None:
    make_site(root)
    put(root, "minec-49", "2025", "public", says="вторая сборка")
    assert make_site(root).changed == 3
    (root / "reports" / "site" / "minec-49" / "2025" / "report.pdf").write_bytes(b"torn")
    assert make_site(root).changed == 1


def test_the_same_reports_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    make_site(root)
    other = tmp_path / "elsewhere" / "deep" / "project"
    shutil.copytree(root, other, symlinks=True, ignore=shutil.ignore_patterns("site"))
    for run in other.rglob("run.json"):
        write_json(run, {**read_json(run), "finished": "2030-01-01T00:00:00+00:00"})
    make_site(other)
    assert files(other) == files(root)


def test_a_full_disk_leaves_whole_files(root: Path, tmp_path: Path) -> None:
    make_site(root)
    before = {n: hashlib.sha256(c).hexdigest() for n, c in files(root).items()}
    small = tmp_path / "small"
    small.mkdir()
    script = f"""
import shutil, sys
from pathlib import Path
from painmap.errors import PainmapError
from painmap.workflow import site
from painmap.stages.store import write_bytes
target = Path(sys.argv[1]) / "index.html"
write_bytes(target, b"good")
try:
    write_bytes(target, Path({str(root / "reports" / "site" / "index.html")!r}).read_bytes())
except PainmapError as error:
    print(error)
print(target.read_bytes())
"""
    assert before
    printed = on_small_disk(script, small)
    assert "На диске нет места" in printed
    assert "b'good'" in printed


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def page(root: Path) -> lxml.html.HtmlElement:
    make_site(root)
    return lxml.html.fromstring((root / "reports" / "site" / "index.html").read_text(encoding="utf-8"))


def test_every_address_is_inside_and_leads_somewhere(root: Path, page: lxml.html.HtmlElement) -> None:
    folder = root / "reports" / "site"
    seen = set()
    for element in page.iter():
        assert element.tag not in ACTIVE
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in ADDRESSES:
                seen.add(value)
                assert not re.match(r"[a-z]+:|/|\.\.", value), value
                assert value[1:] in page.xpath("//@id") if value[0] == "#" else (folder / value).is_file()
    assert {f"minec-49/2025/{name}" for name in COPIED} <= seen
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert "default-src 'none'" in text


def test_it_reads_well_without_eyes_and_mouse(page: lxml.html.HtmlElement) -> None:
    assert page.getroottree().getroot().get("lang") == "ru"
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    assert page.xpath("//body/a[1]/@href") == ["#main"]
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3")]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    for table in page.iter("table"):
        assert table.find("caption").text_content().strip()
        assert all(th.get("scope") in ("col", "row") for th in table.iter("th"))
    for ids in page.xpath("//@aria-labelledby"):
        assert ids in page.xpath("//@id")
    assert len(page.xpath("//@id")) == len(set(page.xpath("//@id")))
    names = [a.get("aria-label") or a.text_content() for a in page.xpath("//main//a")]
    assert len(names) == len(set(names)), "each link says by itself where it leads"


def entries() -> list[AgencyEntry]:
    """An entry of each agency of the project, without reports."""
    found = []
    for id_ in AGENCIES:
        agency = load_agency(Tree(ROOT), id_).agency
        grounds = [r.ground for r in agency.editions if r.edition == "public"]
        found.append(AgencyEntry(
            id=id_, title=agency.title, title_short=agency.title_short, region=agency.region,
            order_title=agency.order.title, order_reference=agency.order.reference,
            is_order_draft=agency.order.is_draft, is_demo=True, ground="; ".join(grounds),
            refusal=agency.refusals["public"], reports=(),
        ))  # fmt: skip
    return found


def test_where_the_order_provides_no_public_edition_the_page_names_the_paragraph() -> None:
    silent = AgencyEntry(**{**entries()[0].__dict__, "id": "silent", "ground": "", "refusal": "19"})
    shown = [*entries(), silent]
    text = index(shown)
    assert "публичная редакция порядком не предусмотрена (пункт 19)" in text
    for entry in shown:
        said = f"Публичная редакция порядком не предусмотрена (пункт {entry.refusal})."
        section = text[text.index(f'<section id="{entry.id}"') :].split("</section>")[0]
        assert (said in section) is (not entry.ground)
        assert entry.title in section
        assert ("Публичных отчётов пока нет." in section) is bool(entry.ground)


def test_what_is_demo_says_so_and_what_is_not_does_not() -> None:
    demo, *rest = entries()
    real = AgencyEntry(**{**demo.__dict__, "id": "real", "is_demo": False})
    both, one = index([demo, real]), index([real])
    assert 'class="badge"' not in both
    assert "у таких органов стоит отметка" in both
    assert both.count("Все обращения, ответы, люди и цифры в отчётах этого органа вымышлены") == 1
    assert "Демонстрационные данные" not in one
    assert 'class="badge">Демонстрационные данные' in index([demo])
    assert rest


def test_foreign_words_are_inert() -> None:
    bad = "<script>alert(1)</script>\u202eабв"
    report = ReportEntry(
        Period.parse("2025"), date(2025, 12, 31), (FileEntry("report.html", "x/r.html", 10),)
    )
    entry = AgencyEntry(**{**entries()[0].__dict__, "title": bad, "ground": bad, "reports": (report,)})
    text = index([entry])
    assert "<script" not in text
    assert "\u202e" not in text


def test_the_verb_makes_it_and_says_where(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--root", str(root), "site"])
    shown = capsys.readouterr().out.replace("\n", " ")
    assert code == 0, shown
    assert "Сайт публичных отчётов (4): reports/site/index.html; обновлено файлов: 13." in shown
    assert main(["--root", str(root), "site"]) == 0
    assert "уже актуален" in capsys.readouterr().out
    assert json.loads((root / "reports/site/minec-49/2025/metrics.json").read_bytes())["edition"] == "public"


def test_a_broken_profile_is_named_and_the_others_are_shown(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = root / "params" / "agencies" / "minyust-rd.yaml"
    profile.write_text(profile.read_text(encoding="utf-8") + "\nlishnee: 1\n", encoding="utf-8")
    assert main(["--root", str(root), "site"]) == 1
    shown = capsys.readouterr().out.replace("\n", " ")
    assert "minyust-rd: Параметры заданы неверно" in shown
    assert "minec-49/2025/report.html" in files(root)
