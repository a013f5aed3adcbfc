"""Cross-checks of the sources' own classifiers, and of formats that rewrite texts or lack a header."""

from __future__ import annotations

import re
from collections.abc import Iterator

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.check_profile import profile_file
from painmap.params.references import repeated, unknown

_FIELD = "source_topic"


def _source_topics(params: AgencyParams) -> Iterator[PainmapError]:
    where, codes = profile_file(params), [topic.code for topic in params.agency.topics]
    for number, source in enumerate(params.agency.sources, start=1):
        field = f"sources[{number}].topics"
        named = [(f"{field}.{word}", code) for word, code in source.topics.items()]
        yield from unknown("Тема", named, codes, where=where)
        columns = params.formats[source.format].columns.values()
        read = {field for column in columns for field in column.fields}
        if source.topics and _FIELD not in read:
            yield PainmapError(
                f"Темы источника «{source.id}» сопоставлены, а его формат их не читает",
                where=f"{where}, поле {field}",
                remedy=f"удалите topics или укажите в формате «{source.format}» графу с field: {_FIELD}",
            )


def _rewriting(params: AgencyParams) -> Iterator[PainmapError]:
    for format_ in params.formats.values():
        for number, rule in enumerate(format_.rewrite, start=1):
            try:
                re.compile(rule.pattern).sub(rule.by, "")
            except (re.error, IndexError):
                yield PainmapError(
                    "Замена в тексте — не регулярное выражение или ссылается на группу, которой нет",
                    where=f"params/formats/{format_.id}.yaml, поле rewrite[{number}]",
                    remedy="проверьте скобки, экранирование и ссылки вида \\1",
                )


def _titles(params: AgencyParams) -> Iterator[PainmapError]:
    for format_ in params.formats.values():
        if not format_.titles:
            continue
        where = f"params/formats/{format_.id}.yaml, поле titles"
        yield from repeated("Графа", format_.titles, where=where)
        known = (*format_.columns, *format_.ignore)
        yield from unknown("Графа", [(title, title) for title in format_.titles], known, where=where)


TOPIC_CHECKS = (_source_topics, _rewriting, _titles)
