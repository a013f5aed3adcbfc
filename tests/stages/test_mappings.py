"""Mappings that no file used: of whom they are told, and when nothing can be said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from painmap.intake.items import TOPICS
from painmap.stages import _mappings
from painmap.stages.project import Project
from painmap.stages.store import write_json

ROOT = Path(__file__).resolve().parents[2]
# Both agencies' profiles name the format.
AGENCY, OTHER, FORMAT = "minec-49", "minyust-rd", "calls"
Told = Callable[..., tuple[Project, list[str]]]


def noted(format_: str, source: str = "register", **words: list[str]) -> dict[str, Any]:
    """What intake notes of a file."""
    return {"format_id": format_, "source_id": source, "unused_mappings": words}


def test_a_mapping_counts_as_used_if_one_file_of_its_format_uses_it() -> None:
    journals = [
        noted("a", Итог=["да", "нет"]),
        noted("a", "other", Итог=["нет"], Вид=["запрос"]),
        {"format_id": "b", "source_id": "register"},
    ]
    assert _mappings.unused(journals) == [("a", "Итог", "нет")]


def test_topics_are_those_of_a_source() -> None:
    """Two sources of one format have tables of their own."""
    one, other = noted("a", "one", **{TOPICS: ["x", "y"]}), noted("a", "other", **{TOPICS: ["z"]})
    again = noted("a", "one", **{TOPICS: ["y"]})
    assert _mappings.unused([one, other, again]) == [
        ("a", f"{TOPICS} one", "y"),
        ("a", f"{TOPICS} other", "z"),
    ]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Two agencies share a format; the project of one of them, and what is said of it.

    `others`: what intake noted of the other's files; None: it has not been built.
    """

    def made(*own: dict[str, Any], others: list[dict[str, Any]] | None) -> tuple[Project, list[str]]:
        root = tmp_path / "project"
        if not root.exists():
            shutil.copytree(ROOT / "params", root / "params")
            for path in (root / "params" / "agencies").glob("*.yaml"):
                if path.stem not in (AGENCY, OTHER):
                    path.unlink()
        project = Project(root, AGENCY)
        for agency, files in ((AGENCY, list(own)), (OTHER, others)):
            if files is not None:
                write_json(project.tree.processed(agency) / "2025" / "journal.json", {"files": files})
        return project, _mappings.advice([project])

    return made


def test_a_word_of_a_shared_format_is_used_if_one_agency_uses_it(told: Told) -> None:
    own = noted(FORMAT, Итог=["да", "нет"], Вид=["запрос"])
    _, (said,) = told(own, others=[noted(FORMAT, Итог=["нет"], Форма=["устно"])])
    assert said == (
        f"Формат {FORMAT} ({AGENCY}, {OTHER}): ни в одном файле не встретилось: «Итог» — «нет». "
        f"Если это опечатка или так больше не пишут, поправьте params/formats/{FORMAT}.yaml."
    )
    assert told(own, others=[noted(FORMAT, Форма=["устно"])])[1] == []


def test_an_agency_with_files_of_other_formats_alone_uses_no_word(told: Told) -> None:
    _, (said,) = told(noted(FORMAT, Итог=["да"]), others=[noted("another", Вид=["запрос"])])
    assert "«Итог» — «да»" in said


def test_nothing_is_said_of_a_format_that_an_agency_without_processed_data_shares(told: Told) -> None:
    assert told(noted(FORMAT, Итог=["да"]), others=None)[1] == []


def test_nothing_is_said_of_formats_while_a_profile_cannot_be_read(told: Told) -> None:
    project, said = told(noted(FORMAT, Итог=["да"]), others=[noted(FORMAT, Итог=["да"])])
    assert said
    (project.tree.params / "agencies" / f"{OTHER}.yaml").write_text("sources: [", encoding="utf-8")
    assert _mappings.advice([project]) == []


def test_agencies_that_share_a_format_are_told_once(told: Told) -> None:
    words = noted(FORMAT, Итог=["да"])
    project, _ = told(words, others=[words])
    assert len(_mappings.advice([project, Project(project.tree.root, OTHER)])) == 1
    assert _mappings.advice([]) == []


def test_unused_topics_are_told_of_the_profile_whoever_shares_the_format(told: Told) -> None:
    own = noted(FORMAT, "pos", **{TOPICS: ["0005"]})
    assert told(own, others=None)[1] == told(own, others=[own])[1]
    _, (said,) = told(own, others=[own])
    assert said.startswith(f"Профиль {AGENCY}: ни в одном файле не встретилось: «{TOPICS} pos» — «0005».")
    assert f"params/agencies/{AGENCY}.yaml" in said
