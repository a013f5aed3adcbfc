"""Cross-checks of sources, formats and corrections."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from painmap.errors import PainmapError, unknown_name
from painmap.params.bundle import AgencyParams
from painmap.params.check_profile import profile_file
from painmap.params.models import ColumnMapping, Format, Part
from painmap.params.references import positions, repeated, unknown
from painmap.schema import RAW_APPEALS

# Which list of the profile a field's words may be looked up in.
_STUDY_FAULT = {
    True: "формат опроса требует исследования",
    False: "исследование указано, а формат не опросный",
}
_STUDY_REMEDY = {
    True: "укажите исследование органа: {studies}",
    False: "уберите study или выберите опросный формат",
}
PROFILE_LISTS = {
    "channel_code": "channels",
    "topic_code": "topics",
    "unit": "units",
    "reason_code": "reasons",
    "life_situation_code": "life_situations",
}


def _sources(params: AgencyParams) -> Iterator[PainmapError]:
    where = profile_file(params)
    codes = [channel.code for channel in params.agency.channels]
    for number, source in enumerate(params.agency.sources, start=1):
        field = f"sources[{number}]"
        yield from unknown("Канал", [(f"{field}.channel", source.channel or "")], codes, where=where)
        yield from unknown(
            "Исследование", [(f"{field}.study", source.study or "")], params.agency.studies, where=where
        )
        is_survey = params.formats[source.format].rows == "responses"
        if is_survey != (source.study is not None):
            yield PainmapError(
                f"Источник «{source.id}»: {_STUDY_FAULT[is_survey]}",
                where=f"{where}, поле {field}.study",
                remedy=_STUDY_REMEDY[is_survey].format(studies=", ".join(params.agency.studies)),
            )


def _format_fields(params: AgencyParams) -> Iterator[PainmapError]:
    for format_ in params.formats.values():
        where = f"params/formats/{format_.id}.yaml"
        fields = [(f"columns.{name}.field", mapping.field) for name, mapping in format_.columns.items()]
        fields += [(f"{name}.field", part.field) for name, part in _parts(format_)]
        fields += [(f"defaults.{field}", field) for field in format_.defaults]
        yield from unknown("Поле обращения", fields, RAW_APPEALS.names, where=where)
        mapped = {field for _, field in fields} | ({"appeal_id"} if format_.unnumbered == "row" else set())
        for column in RAW_APPEALS.columns:
            if format_.rows == "appeals" and column.required and column.name not in mapped:
                yield PainmapError(
                    f"Ни одна графа не даёт обязательного поля {column.name} ({column.meaning})",
                    where=f"{where}, поле columns",
                    remedy=f"укажите графу с field: {column.name}",
                )


def _format_values(params: AgencyParams) -> Iterator[PainmapError]:
    codes = {
        "channel_code": [c.code for c in params.agency.channels],
        "topic_code": [t.code for t in params.agency.topics],
        "reason_code": list(params.report.reasons),
        "unit": list(params.agency.units),
        "life_situation_code": [entry.code for entry in params.agency.life_situations],
        **{c.name: list(c.allowed) for c in RAW_APPEALS.columns if c.allowed is not None},
        **{c.name: ["true", "false"] for c in RAW_APPEALS.columns if c.kind == "boolean"},
    }
    for format_ in params.formats.values():
        where = f"params/formats/{format_.id}.yaml"
        for name, mapping in format_.columns.items():
            # A format that serves several agencies names channels that one of them lacks: intake tells.
            if mapping.field in codes and mapping.by_profile != "channels":
                named = [(f"columns.{name}.values.{word}", code) for word, code in mapping.values.items()]
                yield from unknown("Код", named, codes[mapping.field], where=where)
            yield from _lookup(f"columns.{name}", mapping, where)
        for name, part in _parts(format_):
            yield from _lookup(name, part, where)
            named = [(f"{name}.value", part.value or "")]
            yield from unknown("Код", named, codes.get(part.field, [part.value or ""]), where=where)
        named = [(f"defaults.{field}", code) for field, code in format_.defaults.items() if field in codes]
        for field, code in named:
            yield from unknown("Код", [(field, code)], codes[field.removeprefix("defaults.")], where=where)


def _parts(format_: Format) -> Iterator[tuple[str, Part]]:
    """(place in the file, part) of all columns."""
    for name, mapping in format_.columns.items():
        for number, part in enumerate(mapping.parts, start=1):
            yield f"columns.{name}.parts[{number}]", part


def _lookup(name: str, mapping: ColumnMapping | Part, where: str) -> Iterator[PainmapError]:
    allowed = [PROFILE_LISTS[mapping.field]] if mapping.field in PROFILE_LISTS else []
    named = [(f"{name}.by_profile", mapping.by_profile or "")]
    yield from unknown("Список профиля", named, allowed, where=where)


def _format_syntax(params: AgencyParams) -> Iterator[PainmapError]:
    for format_ in params.formats.values():
        where = f"params/formats/{format_.id}.yaml"
        yield from _encoding(format_, where)
        patterns = [(f"skip[{number}]", rows.pattern) for number, rows in enumerate(format_.skip, start=1)]
        for place, pattern in [*patterns, *((place, part.pattern) for place, part in _parts(format_))]:
            try:
                re.compile(pattern)
            except re.error:
                yield PainmapError(
                    "Образец — не регулярное выражение",
                    where=f"{where}, поле {place}.pattern",
                    remedy="проверьте скобки и экранирование",
                )


def _encoding(format_: Format, where: str) -> Iterator[PainmapError]:
    try:
        codecs.lookup(format_.encoding or "utf-8")
    except LookupError:
        known = ("utf-8", "utf-8-sig", "cp1251", "cp866", "utf-16")
        yield unknown_name("Кодировка", format_.encoding or "", known, where=f"{where}, поле encoding")


def _corrections(params: AgencyParams) -> Iterator[PainmapError]:
    rows, where = params.corrections.corrections, f"params/corrections/{params.agency.id}.yaml"
    known = [s.id for s in params.agency.sources]
    sources = positions("corrections", (c.source for c in rows), ".source")
    yield from unknown("Источник", sources, known, where=where)
    columns = positions("corrections", (c.column for c in rows), ".column")
    yield from unknown("Поле обращения", columns, RAW_APPEALS.names, where=where)


def _baselines(params: AgencyParams) -> Iterator[PainmapError]:
    """A source that the profile no longer has is passed over: the next `painmap baseline` leaves it out."""
    where = f"params/baselines/{params.agency.id}.yaml"
    yield from repeated("Источник", [s.id for s in params.baselines.sources], where=where)


SOURCE_CHECKS = (
    _sources,
    _format_fields,
    _format_values,
    _format_syntax,
    _corrections,
    _baselines,
)
