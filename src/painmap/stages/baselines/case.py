"""One source beside what was accepted of it, in the words in which people know its channels and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from painmap import codes
from painmap.params.bundle import AgencyParams
from painmap.params.models import BaselineRules, Source, SourceBaseline
from painmap.periods import MONTHS_RU, Period, month_range
from painmap.schema import APPEALS
from painmap.stages.baselines.counts import Counted, Part

_TITLES: dict[str, Mapping[str, str]] = {
    "client_kind": codes.CLIENT_KINDS,
    "appeal_kind": codes.APPEAL_KINDS,
    "outcome_code": codes.OUTCOMES,
    "referrer_code": codes.REFERRERS,
    "touch_point_code": codes.TOUCH_POINTS,
}


@dataclass(frozen=True)
class Case:
    """A source now and as it was accepted.

    Attributes:
        params: Of its agency; source: as the profile has it.
        counted: Its rows now.
        receipts: Days on which its files were received, sorted, each once.
        agency_received: Day of receipt of the agency's last file of any source.
    """

    params: AgencyParams
    source: Source
    counted: Counted
    receipts: tuple[date, ...]
    agency_received: date

    @property
    def rules(self) -> BaselineRules:
        """Thresholds."""
        return self.params.report.baselines

    @cached_property
    def accepted(self) -> SourceBaseline | None:
        """What was accepted, if anything was."""
        return self.params.baselines.source(self.source.id)

    @cached_property
    def then(self) -> dict[str, int]:
        """Month or wave → rows accepted; months without rows in between have 0."""
        return self.accepted.rows if self.accepted else {}

    @cached_property
    def now(self) -> dict[str, int]:
        """Month or wave → rows, in order; months without rows in between have 0."""
        counts = {key: part.rows for key, part in self.counted.parts.items()}
        if self.source.study is None:
            return filled_months(counts)
        order = [wave.id for wave in self.params.studies[self.source.study].waves]
        return {key: counts[key] for key in [*sorted({*counts} - {*order}), *order] if key in counts}

    def part(self, key: str) -> Part:
        """Rows of one month or wave."""
        return self.counted.parts.get(key, Part())

    def end(self, key: str) -> date:
        """Last day of a month or wave; a wave that the study no longer has is long over."""
        if self.source.study is None:
            return Period.parse(key).end
        waves = self.params.studies[self.source.study].waves
        return next((wave.end for wave in waves if wave.id == key), date.min)

    # --- words ------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What people call the source; with its id where several of the profile share the name."""
        return source_title(self.params, self.source)

    @property
    def remedy(self) -> str:
        """How to accept it as it is."""
        return f"если так и должно быть: painmap baseline --agency {self.params.agency.id}"

    @property
    def unit(self) -> str:
        """What its rows are counted in: months, or waves of a survey."""
        return "месяцы" if self.source.study is None else "замеры"

    def key_title(self, key: str) -> str:
        """«март 2025» or «замер 2025»."""
        if self.source.study is not None:
            return f"замер {key}"
        year, month = key.split("-")
        return f"{MONTHS_RU[int(month) - 1]} {year}"

    def column_title(self, column: str) -> str:
        """The column as the data dictionary calls it; a question of a survey by its id."""
        if column in APPEALS.names:
            return f"«{APPEALS.column(column).meaning.split(';')[0]}»"
        return f"вопрос {column}"

    def word_title(self, column: str, word: str) -> str:
        """A code as people know it."""
        of_agency: dict[str, Mapping[str, str]] = {
            "channel_code": {channel.code: channel.title for channel in self.params.agency.channels},
            "topic_code": {topic.code: topic.title for topic in self.params.agency.topics},
            "reason_code": self.params.report.reasons,
            "life_situation_code": {s.code: s.title for s in self.params.agency.life_situations},
        }
        titles = of_agency.get(column) or _TITLES.get(column, {})
        return f"«{titles.get(word, word)}»"


def filled_months(counts: Mapping[str, int]) -> dict[str, int]:
    """The same in order, with 0 for the months without rows in between."""
    if not counts:
        return {}
    first, last = Period.parse(min(counts)), Period.parse(max(counts))
    months = (f"{day:%Y-%m}" for day in month_range(first.start, last.end))
    return {month: counts.get(month, 0) for month in months}


def source_title(params: AgencyParams, source: Source) -> str:
    """«Реестр обращений»; «Почтовый ящик (mail-staff)» where another source has the same format."""
    title = params.formats[source.format].title
    is_shared = sum(other.format == source.format for other in params.agency.sources) > 1
    return f"{title} ({source.id})" if is_shared else title
