"""Drafts against files that nobody here wrote, and the demo's files against the ready formats.

No text of `/work/shared` stands here or is printed; where the folder is absent the tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

import pytest

from painmap.intake import IntakeResult
from painmap.params.load import agency_ids, load_agency
from painmap.params.messages import validated
from painmap.params.models import Format, Questionnaire, Study
from painmap.params.yaml_file import parsed_yaml
from painmap.paths import Tree
from painmap.stages.inspection.parts import InspectRequest
from painmap.stages.inspection.run import look, run

SHARED = Path("/work/shared/data")
ROOT = Path(__file__).resolve().parents[2]
RECEIVED = date(2026, 1, 31)
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="no /work/shared")

# What a person changes in the draft before the file can be taken in: (as drafted, as edited).
EDITS_OF_REVIEWS = [("defaults: {}", "defaults: {channel_code: post}")]
EDITS_OF_SURVEY: list[tuple[str, str]] = []


def edited(draft: Path, edits: list[tuple[str, str]]) -> str:
    text = draft.read_text(encoding="utf-8")
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def loaded(text: str) -> Format:
    return validated(Format, parsed_yaml(text, "draft"), "draft")


@needs_shared
def test_reviews_are_taken_in_after_one_edit(tmp_path: Path, take: Callable[..., IntakeResult]) -> None:
    assert len(EDITS_OF_REVIEWS) <= 5
    found = run(InspectRequest(SHARED / "reviews_dated.jsonl", out=tmp_path / "reviews.yaml"))
    layout = loaded(edited(tmp_path / "reviews.yaml", EDITS_OF_REVIEWS))
    assert layout.columns["date"].dates == ("%Y-%m-%d", "%d %B")

    def unmasked(texts: list[str], _known: object) -> list[object]:
        from painmap.text.deidentify import Masked

        return [Masked("", (), ()) for _ in texts]

    rows = take(SHARED / "reviews_dated.jsonl", layout, received=RECEIVED, mask=unmasked).journal["rows"]
    assert rows["kept"] == rows["data"] == found.records == 4761


@needs_shared
def test_the_survey_is_taken_in_as_drafted(
    tmp_path: Path, take: Callable[..., IntakeResult], survey: tuple[Study, Questionnaire]
) -> None:
    assert len(EDITS_OF_SURVEY) <= 5
    source = SHARED / "survey_multiselect.csv"
    found = run(InspectRequest(source, out=tmp_path / "survey.yaml"))
    layout_file, form_file = found.drafts
    layout = loaded(edited(layout_file, EDITS_OF_SURVEY))
    form = validated(Questionnaire, parsed_yaml(form_file.read_text(encoding="utf-8"), "form"), "form")
    wave = survey[0].waves[0].model_copy(update={"start": date(2000, 1, 1), "end": RECEIVED})
    study = survey[0].model_copy(update={"questionnaire": form.id, "waves": (wave,)})
    taken = take(source, layout, received=RECEIVED, form=(study, form))
    rows = taken.journal["rows"]
    assert rows["kept"] == rows["data"] == found.records == 176
    # All 48 columns are asked for, and not one answer fits no option.
    assert sum(len(question.columns) for question in found.questions) == 47
    assert taken.journal["answers"].get("rejected", 0) == 0


def demo_files() -> Iterator[tuple[str, str, Path]]:
    """Agency, format and a raw file of it, of the latest year that has one."""
    tree = Tree(ROOT)
    for agency in agency_ids(tree) if (ROOT / "data" / "raw").is_dir() else ():
        for source in load_agency(tree, agency).agency.sources:
            files = sorted(path for path in tree.raw(agency).glob("*/*") if fnmatch(path.name, source.files))
            if files:
                yield agency, source.format, files[-1]


@pytest.mark.parametrize(
    ("agency", "format_id", "path"), [pytest.param(*f, id=f"{f[0]}-{f[2].name}") for f in demo_files()]
)
def test_the_ready_format_of_a_demo_file_is_recognised(agency: str, format_id: str, path: Path) -> None:
    found = look(InspectRequest(path, root=ROOT))
    assert found.fit is not None
    assert (found.fit.format.id, found.fit.missing, found.fit.new) == (format_id, (), 0)
    assert not found.drafts
    if found.fit.questionnaire:
        assert found.fit.questionnaire.startswith(agency)


def test_every_format_with_demo_files_is_among_them() -> None:
    """A new format with a source in a profile is looked at without a word here."""
    named = {format_id for _, format_id, _ in demo_files()}
    assert len(named) >= 15 or not named
