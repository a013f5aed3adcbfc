"""Cross-checks of one agency's parameters: every reference, code and paragraph leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from painmap.errors import PainmapError
from painmap.params.bundle import AgencyParams
from painmap.params.check_ledger import LEDGER_CHECKS
from painmap.params.check_profile import PROFILE_CHECKS
from painmap.params.check_sources import SOURCE_CHECKS
from painmap.params.check_surveys import SURVEY_CHECKS
from painmap.params.check_tables import TABLE_CHECKS
from painmap.params.check_topics import TOPIC_CHECKS

Check = Callable[[AgencyParams], Iterator[PainmapError]]


def findings(params: AgencyParams) -> Iterator[PainmapError]:
    """All faults, in the order of `CHECKS`; each names file, field and the known values."""
    for check in CHECKS:
        yield from check(params)


# Duplicates come first: a reference to a code that stands twice is ambiguous.
CHECKS: tuple[Check, ...] = (
    *PROFILE_CHECKS, *LEDGER_CHECKS, *SOURCE_CHECKS, *SURVEY_CHECKS, *TOPIC_CHECKS, *TABLE_CHECKS,
)  # fmt: skip
