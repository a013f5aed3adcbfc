"""Cross-checks of the ledger, and of every paragraph of the act that other parameters cite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from painmap.errors import PainmapError, listed, unknown_name
from painmap.params import citations
from painmap.params.bundle import AgencyParams
from painmap.params.check_profile import profile_file
from painmap.params.references import positions, repeated, unknown
from painmap.params.sections import SECTION_IDS
from painmap.paths import EDITIONS

# Statuses that a report earns or not; of the others nothing can be chosen.
_EARNED = ("reported", "partly")


def ledger_file(params: AgencyParams) -> str:
    """How messages name the ledger."""
    return f"params/obligations/{params.agency.id}.yaml"


def _ledger(params: AgencyParams) -> Iterator[PainmapError]:
    where, rows = ledger_file(params), params.obligations.paragraphs
    yield from repeated("Пункт акта", [o.paragraph for o in rows], where=f"{where}, поле paragraphs")
    sections = positions("paragraphs", (o.section for o in rows), ".section")
    yield from unknown("Раздел отчёта", sections, SECTION_IDS, where=where)
    others = positions("paragraphs", (o.also for o in rows), ".also")
    yield from unknown("Раздел отчёта", others, SECTION_IDS, where=where)
    for number, row in enumerate(rows, start=1):
        if row.status in _EARNED and not row.section and not row.any_of:
            yield PainmapError(
                f"Пункт {row.paragraph} отмечен как отражённый, а раздел не указан",
                where=f"{where}, поле paragraphs[{number}].section",
                remedy=f"укажите раздел: {', '.join(SECTION_IDS)}",
            )


def _groups(params: AgencyParams) -> Iterator[PainmapError]:
    """A paragraph that leaves a choice names other rows of the ledger, and is met by them alone."""
    rows = {o.paragraph: o for o in params.obligations.paragraphs}
    for number, row in enumerate(params.obligations.paragraphs, start=1):
        if not row.any_of:
            continue
        field = f"paragraphs[{number}].any_of"
        where = f"{ledger_file(params)}, поле {field}"
        yield from repeated("Пункт акта", row.any_of, where=where)
        earned = [name for name, other in rows.items() if other.status in _EARNED and not other.any_of]
        yield from unknown("Пункт акта", positions(field, row.any_of), earned, where=ledger_file(params))
        if row.section or row.metrics or row.status != "reported":
            yield PainmapError(
                f"Пункт {row.paragraph} отражается любым из пунктов any_of, своего раздела у него нет",
                where=where,
                remedy="уберите section и metrics, укажите status: reported",
            )


def _cited(params: AgencyParams) -> Iterator[PainmapError]:
    """Fields `paragraph` of the profile and of the questionnaires: «8, 9» or a row («16, подпункт 1»)."""
    agency = params.agency
    rules = {
        "significant_number": agency.thresholds.significant_number,
        "in_depth_survey": agency.thresholds.in_depth_survey,
    }
    cited = [(f"channels[{i}].paragraph", c.paragraph) for i, c in enumerate(agency.channels, start=1)]
    cited += [(f"thresholds.{name}.paragraph", rule.paragraph) for name, rule in rules.items() if rule]
    yield from _unknown(params, ((f, n) for f, text in cited for n in citations.names(text)))
    for form in params.questionnaires.values():
        asked = positions("questions", (q.paragraph for q in form.questions), ".paragraph")
        names = ((f, n) for f, text in asked for n in citations.names(text))
        yield from _unknown(params, names, f"params/questionnaires/{form.id}.yaml")


def _in_prose(params: AgencyParams) -> Iterator[PainmapError]:
    """Sentences that reports and the site print as law: their paragraphs are those of the act."""
    agency = params.agency
    grounds = list(positions("editions", (rule.ground for rule in agency.editions), ".ground"))
    said = [
        *grounds,
        ("map_ground", agency.map_ground),
        ("internal_clients", agency.internal_clients),
        ("other_channels_title", agency.other_channels_title),
        ("client_linking", agency.client_linking or ""),
    ]
    yield from _unknown(params, ((f, n) for f, text in said for n in citations.in_prose(text)))
    for study in params.studies.values():
        texts = (("purpose", study.purpose), ("object", study.object), ("population", study.population))
        named = ((f, n) for f, text in texts for n in citations.in_prose(text))
        yield from _unknown(params, named, f"params/studies/{study.id}.yaml")
    for field, ground in grounds:
        if not any(citations.in_prose(ground)) and not citations.names_law(ground):
            yield PainmapError(
                "Основание выпуска редакции не называет ни одного пункта акта",
                where=f"{profile_file(params)}, поле {field}",
                remedy=f"назовите пункт, например «пункт 4.1 Порядка»; известны: {listed(_heads(params))}",
            )


def _refusals(params: AgencyParams) -> Iterator[PainmapError]:
    """Each edition names the paragraph that refuses its other periods; the ledger holds its words."""
    where, refusals = profile_file(params), params.agency.refusals
    known = [o.paragraph for o in params.obligations.paragraphs]
    named = ((f"refusals.{edition}", paragraph) for edition, paragraph in refusals.items())
    yield from unknown("Пункт акта", named, known, where=where)
    for edition in EDITIONS:
        if edition not in refusals:
            yield PainmapError(
                f"Не указан пункт акта, по которому другие периоды редакции {edition} не выпускаются",
                where=f"{where}, поле refusals.{edition}",
                remedy=f"укажите пункт из {ledger_file(params)}",
            )


def _heads(params: AgencyParams) -> tuple[str, ...]:
    """The paragraphs of the act, in its order."""
    return tuple(dict.fromkeys(citations.head(o.paragraph) for o in params.obligations.paragraphs))


def _unknown(
    params: AgencyParams, named: Iterable[tuple[str, str]], file: str = ""
) -> Iterator[PainmapError]:
    """An error for each (field, paragraph) that the ledger does not have, by default of the profile."""
    heads, rows = _heads(params), [o.paragraph for o in params.obligations.paragraphs]
    for field, name in named:
        parts = [row for row in rows if citations.head(row) == citations.head(name)]
        known = parts if "," in name and parts else heads
        if name and name not in (*heads, *rows):
            yield unknown_name(
                "Пункт акта", name, known, where=f"{file or profile_file(params)}, поле {field}"
            )


LEDGER_CHECKS = (_ledger, _groups, _cited, _in_prose, _refusals)
