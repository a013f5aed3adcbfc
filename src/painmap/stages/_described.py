"""A raw file with all that intake needs to know of it."""

from __future__ import annotations

from painmap.intake.request import IntakeRequest, MaskMany
from painmap.params.bundle import AgencyParams
from painmap.stages.raw import RawFile


def described(params: AgencyParams, file: RawFile, key: bytes, mask: MaskMany) -> IntakeRequest:
    """What intake needs to know of one raw file."""
    study = params.studies.get(file.source.study or "")
    return IntakeRequest(
        path=file.path,
        file_id=file.file_id,
        relative_name=file.shown,
        agency=params.agency,
        source=file.source,
        format=params.formats[file.source.format],
        received_date=file.received_date,
        key=key,
        mask=mask,
        study=study,
        questionnaire=params.questionnaires[study.questionnaire] if study else None,
        corrections=params.corrections,
        reasons=params.report.reasons,
    )
