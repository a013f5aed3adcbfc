"""Reading `params/` of one tree: strict files, typed models, cross-checks before anything is used."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import TypeVar

import pandas as pd

from painmap.errors import PainmapError, printable, unknown_name
from painmap.params.bundle import AgencyParams, AllParams
from painmap.params.check_questionnaires import questionnaire_faults
from painmap.params.checks import findings
from painmap.params.messages import validated
from painmap.params.models import (
    Agency,
    Baselines,
    Corrections,
    File,
    Format,
    ModelCard,
    Obligations,
    Questionnaire,
    ReportDefaults,
    Study,
    TrendCard,
    Vocabulary,
    WorkCalendar,
)
from painmap.params.tables import read_table
from painmap.params.yaml_file import parsed_yaml, read_text
from painmap.paths import Tree, checked_id, is_safe_id
from painmap.schema import DECISIONS, MATERIALS, PROBLEMS, PROCESSES, REVIEWS, Table

F = TypeVar("F", bound=File)
__all__ = [
    "AgencyParams",
    "AllParams",
    "agency_ids",
    "formats_of",
    "load",
    "load_agency",
    "load_questionnaire",
    "load_reviews",
]


def agency_ids(tree: Tree) -> tuple[str, ...]:
    """Ids of the agencies that have a profile, sorted; see `odd_profiles` for files that are none."""
    return tuple(stem for stem in _stems(tree, "agencies") if is_safe_id(stem))


def odd_profiles(tree: Tree) -> list[str]:
    """Sentences about files beside the profiles that look like one and are not read."""
    files = sorted(p.name for p in (tree.params / "agencies").glob("*.y*ml"))
    known = {f"{agency}.yaml" for agency in agency_ids(tree)}
    advice = "имя файла — идентификатор из строчных латинских букв, цифр и дефиса и «.yaml»"
    return [f"Файл params/agencies/{printable(n)} не прочитан: {advice}." for n in files if n not in known]


def load(tree: Tree) -> AllParams:
    """The parameters of all agencies.

    Raises:
        PainmapError: The first fault found, naming file, field and known values.
    """
    report, vocab = _shared(tree)
    agencies = {id_: _agency(tree, id_, report, vocab) for id_ in agency_ids(tree)}
    return AllParams(report=report, vocab=vocab, agencies=agencies)


def load_agency(tree: Tree, agency_id: str) -> AgencyParams:
    """The parameters of one agency; a fault in another agency's files does not hinder it.

    Raises:
        PainmapError: An unknown agency, or the first fault found in the files that it uses.
    """
    known = agency_ids(tree)
    if checked_id(agency_id) not in known:
        raise unknown_name("Орган", agency_id, known, where="params/agencies")
    return _agency(tree, agency_id, *_shared(tree))


def load_questionnaire(tree: Tree, questionnaire_id: str) -> Questionnaire:
    """One questionnaire, whether a study uses it or not.

    Raises:
        PainmapError: An unknown questionnaire, or a fault in it.
    """
    known = _ids(tree, "questionnaires")
    if questionnaire_id not in known:
        raise unknown_name(FOLDERS["questionnaires"], questionnaire_id, known, where="params/questionnaires")
    form = _file(tree, f"questionnaires/{questionnaire_id}.yaml", Questionnaire)
    for error in questionnaire_faults(form):
        raise error
    return form


def load_reviews(tree: Tree, agency_id: str) -> pd.DataFrame:
    """`schema.REVIEWS` of an agency as the file stands now, in the order of entry."""
    return _optional(tree, agency_id, REVIEWS)


def formats_of(tree: Tree, agency_id: str) -> frozenset[str]:
    """Ids of the formats that an agency's profile names; nothing but the profile is read.

    Raises:
        PainmapError: The profile is faulty in itself.
    """
    return frozenset(s.format for s in _file(tree, f"agencies/{agency_id}.yaml", Agency).sources)


def _shared(tree: Tree) -> tuple[ReportDefaults, dict[str, Vocabulary]]:
    report = _file(tree, "report.yaml", ReportDefaults)
    return report, _files(tree, "vocab", Vocabulary, dict.fromkeys(_ids(tree, "vocab"), "params/vocab"))


def _agency(
    tree: Tree, agency_id: str, report: ReportDefaults, vocab: Mapping[str, Vocabulary]
) -> AgencyParams:
    agency = _file(tree, f"agencies/{agency_id}.yaml", Agency)
    profile = f"params/agencies/{agency_id}.yaml"
    formats = {s.format: f"{profile}, sources: источник {s.id}, поле format" for s in agency.sources}
    studies = _files(tree, "studies", Study, dict.fromkeys(agency.studies, f"{profile}, поле studies"))
    forms = dict.fromkeys(_instruments(tree, agency_id), "params/questionnaires")
    forms |= {s.questionnaire: f"params/studies/{s.id}.yaml, поле questionnaire" for s in studies.values()}
    rule = agency.thresholds.in_depth_survey
    if rule is not None and rule.questionnaire is not None:
        forms[rule.questionnaire] = f"{profile}, поле thresholds.in_depth_survey.questionnaire"
    bundle = AgencyParams(
        report=report,
        agency=agency,
        obligations=_file(tree, f"obligations/{agency_id}.yaml", Obligations),
        formats=_files(tree, "formats", Format, formats),
        questionnaires=_files(tree, "questionnaires", Questionnaire, forms),
        studies=studies,
        corrections=_file(tree, f"corrections/{agency_id}.yaml", Corrections),
        baselines=_baselines(tree, agency_id),
        vocab=vocab,
        problems=_table(tree, agency_id, PROBLEMS),
        processes=_table(tree, agency_id, PROCESSES),
        decisions=_table(tree, agency_id, DECISIONS),
        deidentification=_file(tree, "model_cards/deidentification.yaml", ModelCard),
        trends=_file(tree, "model_cards/trends.yaml", TrendCard),
        calendar=_file(tree, "calendar.yaml", WorkCalendar),
        materials=_optional(tree, agency_id, MATERIALS),
        reviews=load_reviews(tree, agency_id),
    )
    for error in findings(bundle):
        raise error
    return bundle


def _instruments(tree: Tree, agency_id: str) -> list[str]:
    """Questionnaires named after the agency: what is ready to be asked need not have a study yet."""
    agencies = agency_ids(tree)

    def owner(id_: str) -> str:
        return max((a for a in agencies if id_.startswith(f"{a}-")), key=len, default="")

    return [id_ for id_ in _ids(tree, "questionnaires") if owner(id_) == agency_id]


def _baselines(tree: Tree, agency_id: str) -> Baselines:
    """What was accepted; the program writes this file, and before that there is none."""
    if not tree.baselines(agency_id).exists():
        return Baselines(schema_version=1, agency=agency_id)
    return _file(tree, f"baselines/{agency_id}.yaml", Baselines)


def _optional(tree: Tree, agency_id: str, table: Table) -> pd.DataFrame:
    """No rows where there is no file."""
    if not (tree.params / table.name / f"{agency_id}.csv").exists():
        return table.empty()
    return _table(tree, agency_id, table)


def _ids(tree: Tree, folder: str) -> tuple[str, ...]:
    """Ids of the YAML files of `params/<folder>`, sorted; an unsafe name is an error."""
    return tuple(checked_id(stem, f"Файл params/{folder}/{stem}.yaml") for stem in _stems(tree, folder))


def _stems(tree: Tree, folder: str) -> list[str]:
    return sorted(path.stem for path in (tree.params / folder).glob("*.yaml"))


def _file(tree: Tree, name: str, model: type[F]) -> F:
    """One YAML file as a model whose own id is the name of the file."""
    result: F = _parsed(read_text(tree.params / name, f"params/{name}"), name, model)
    return result


# Agencies share formats, and a build looks at a project more than once: a text is parsed once per process.
@cache
def _parsed(text: str, name: str, model: type[F]) -> F:
    where, stem = f"params/{name}", PurePosixPath(name).stem
    result = validated(model, parsed_yaml(text, where), where)
    field = "id" if "id" in model.model_fields else "agency"
    own = getattr(result, field, stem)
    if own != stem:
        raise PainmapError(
            f"Идентификатор «{own}» не совпадает с именем файла «{stem}»",
            where=f"{where}, поле {field}",
            remedy=f"запишите {field}: {stem} или переименуйте файл",
        )
    return result


def _files(tree: Tree, folder: str, model: type[F], wanted: Mapping[str, str]) -> dict[str, F]:
    """The files that are referred to; `wanted`: id → place of the reference, for the message."""
    known = _ids(tree, folder)
    for id_, where in wanted.items():
        if id_ not in known:
            raise unknown_name(FOLDERS[folder], id_, known, where=where)
    return {id_: _file(tree, f"{folder}/{id_}.yaml", model) for id_ in wanted}


def _table(tree: Tree, agency_id: str, table: Table) -> pd.DataFrame:
    name = f"{table.name}/{agency_id}.csv"
    return read_table(tree.params / name, table, f"params/{name}")


FOLDERS = {
    "formats": "Формат",
    "studies": "Исследование",
    "questionnaires": "Анкета",
    "vocab": "Словарь",
}
