"""«Паспорта исследований»: what was studied, of whom and how."""

from __future__ import annotations

from collections.abc import Iterator

from painmap.report import strings, tables
from painmap.report.blocks import Block, Prose, TableBlock
from painmap.report.formats import clean, decimal, short_date
from painmap.report.html import paragraphs
from painmap.report_data import Passport, PassportWave, ReportData


def studies(report: ReportData) -> Iterator[Block]:
    """A table for each study whose waves lie in the period."""
    if not report.passports:
        return
    yield Prose(paragraphs([strings.PASSPORT_LEAD]))
    head = tuple(tables.Head(t, "text", w) for t, w in zip(strings.PASSPORT_HEAD, (28, 72), strict=True))
    for one in report.passports:
        caption = strings.PASSPORT_TABLE.format(title=clean(one.title))
        lines = tuple(tables.Line((name, value)) for name, value in _lines(one))
        yield TableBlock(f"passport-{one.study_id}", tables.Grid(caption, head, lines))


def _lines(one: Passport) -> Iterator[tuple[str, str]]:
    names, unknown = strings.PASSPORT_ROWS, strings.PASSPORT_UNKNOWN
    yield names["purpose"], clean(one.purpose)
    yield names["object"], clean(one.object)
    yield names["client_kind"], strings.PASSPORT_CLIENTS[one.client_kind]
    yield names["population"], clean(one.population) or unknown
    yield names["kind"], f"{strings.PASSPORT_KINDS[one.kind]}, {strings.PASSPORT_MODES[one.mode]}"
    yield names["questionnaire"], clean(one.questionnaire)
    yield names["service"], clean(one.service) or unknown
    yield names["sources"], "; ".join(map(clean, one.sources)) or strings.PASSPORT_NO_ANSWERS
    for wave in one.waves:
        yield strings.PASSPORT_WAVE.format(wave=clean(wave.id)), _wave(wave, one)
    for number, (text, aspect, paragraph) in enumerate(one.questions, start=1):
        yield strings.PASSPORT_QUESTION.format(number=number), _question(text, aspect, paragraph)


def _wave(wave: PassportWave, one: Passport) -> str:
    """Its days and people, and what was otherwise than the passport says."""
    parts = [f"{short_date(wave.start)} – {short_date(wave.end)}"]
    offered = strings.PASSPORT_UNKNOWN if wave.offered is None else decimal(wave.offered)
    parts.append(strings.PASSPORT_OFFERED.format(n=offered))
    if wave.mode != one.mode:
        parts.append(strings.PASSPORT_MODES[wave.mode])
    if wave.service != one.service:
        parts.append(clean(wave.service) or strings.PASSPORT_NO_SERVICE)
    if wave.version:
        parts.append(strings.PASSPORT_VERSION.format(version=clean(wave.version)))
    return "; ".join(parts)


def _question(text: str, aspect: str, paragraph: str) -> str:
    asks = [clean(aspect)] if aspect else []
    if paragraph:
        asks.append(strings.PASSPORT_PARAGRAPH.format(paragraph=clean(paragraph)))
    return f"{clean(text)} ({'; '.join(asks)})" if asks else clean(text)
