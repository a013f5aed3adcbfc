"""What intake is asked, what it answers, and what it notes on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from painmap.errors import printable
from painmap.params.models import Agency, Correction, Corrections, Format, Questionnaire, Source, Study
from painmap.schema import APPEAL_ITEMS, REJECTS

if TYPE_CHECKING:
    from painmap.text.deidentify import Known, Masked

MaskMany = Callable[[Sequence[str], "Sequence[Known]"], "list[Masked]"]

# Of the rows that a warning is about.
_TOLD_ROWS = 10
# Heads under which every row of a file is counted; `data` = kept + rejected.
HEADS = ("data", "kept", "rejected", "header", "month", "total", "note", "blank")


@dataclass(frozen=True, kw_only=True)
class IntakeRequest:
    """One raw file and everything that is needed to read it.

    Attributes:
        file_id: First 12 hex digits of the file's sha256.
        path: The file; not printed, as its name may be a person's.
        relative_name: Name of the file in messages and in the journal, as it may be shown.
        study: Study of the responses, for formats with `rows: responses`; so is `questionnaire`.
        received_date: Day on which the file was received; nothing in it can be later.
        key: Secret key of the hashes; never printed.
        mask: `text.deidentify.mask_many` or a cached form of it.
        reasons: Reasons of an appeal, code → title (`params/report.yaml`), for `by_profile: reasons`.
    """

    path: Path = field(repr=False)
    file_id: str
    relative_name: str
    agency: Agency
    source: Source
    format: Format
    received_date: date
    key: bytes = field(repr=False)
    mask: MaskMany = field(repr=False)
    study: Study | None = None
    questionnaire: Questionnaire | None = None
    corrections: Corrections | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IntakeResult:
    """What became of one file.

    Attributes:
        appeals: A row is an appeal (`schema.APPEALS`), sorted by record_id; empty for surveys.
        responses: A row is an answer (`schema.RESPONSES`), sorted by record_id; empty for registers.
        rejects: A row is a rejected row of the file (`schema.REJECTS`), in the order of the file.
        journal: JSON-able counts and warnings; holds no value of the file.
        items: A row is a question of an appeal (`schema.APPEAL_ITEMS`); empty unless the format has them.
    """

    appeals: pd.DataFrame
    responses: pd.DataFrame
    rejects: pd.DataFrame
    journal: dict[str, Any]
    items: pd.DataFrame = field(default_factory=APPEAL_ITEMS.empty)


@dataclass
class Journal:
    """Counts and warnings of one file while it is read, part by part.

    Attributes:
        rows: Rows by head (`HEADS`).
        counts: Further counts by group: `masked` («TYPE rule»), `empty`, `set_aside`, `answers`,
            `unreadable` and `answered` (respondents by question).
        facts: What is known of the file as a whole.
    """

    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(HEADS, 0)))
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    _warnings: dict[str, int] = field(default_factory=dict)
    _places: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    _unused: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _corrected: Counter[Correction] = field(default_factory=Counter)

    @property
    def warnings(self) -> list[str]:
        """Russian sentences without values, in the order in which they came up."""
        return [
            text.replace("{}", str(number)).replace("{rows}", _shown(self._places.get(text, []), number))
            for text, number in self._warnings.items()
        ]

    def warn(self, text: str, number: int = 0) -> None:
        """Note a warning; «{}» in it stands for the number, which adds up over the parts of the file."""
        self._warnings[text] = self._warnings.get(text, 0) + int(number)

    def warn_of_rows(self, text: str, rows: pd.DataFrame) -> None:
        """Note a warning of some rows (`sheet`, `row`); «{rows}» in it stands for the first of them."""
        self.warn(text, len(rows))
        places = self._places.setdefault(text, [])
        first = rows[["sheet", "row"]].iloc[: _TOLD_ROWS - len(places)]
        places += [(str(sheet), int(row)) for sheet, row in first.itertuples(index=False)]

    def unused(self, title: str, words: Iterable[str], of: str = "") -> None:
        """Note which words that a format or profile maps (rules `of` the column) a part did not hold."""
        known = self._unused.get((title, of))
        self._unused[title, of] = [word for word in words if known is None or word in known]

    def corrected(self, correction: Correction, rows: int) -> None:
        """Note how many rows of a part a correction matched."""
        self._corrected[correction] += rows

    def count(self, group: str, name: str, number: int) -> None:
        """Add `number` to a count; zero leaves no trace."""
        if number:
            self.counts.setdefault(group, Counter())[name] += int(number)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON-able form, the same whatever the order in which counts came up."""
        groups = {group: dict(sorted(counter.items())) for group, counter in sorted(self.counts.items())}
        unused: dict[str, list[str]] = {}
        for (title, _), words in self._unused.items():
            if words:
                unused.setdefault(title, []).extend(map(printable, words))
        return {
            **self.facts,
            **({"unused_mappings": unused} if unused else {}),
            **({"corrections": self._corrections()} if self._corrected else {}),
            "rows": dict(self.rows),
            **groups,
            "warnings": self.warnings,
        }

    def _corrections(self) -> list[dict[str, Any]]:
        return [
            {
                "source": correction.source,
                "appeal_id": correction.appeal_id,
                "column": correction.column,
                "expected_rows": correction.expected_rows,
                "rows": rows,
            }
            for correction, rows in self._corrected.items()
        ]


def _shown(places: Sequence[tuple[str, int]], number: int) -> str:
    """«лист «Март», строки 5, 9; лист «Май», строки 2 и другие»."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, row in places:
        by_sheet.setdefault(sheet, []).append(str(row))
    told = [
        (f"лист «{sheet}», " if sheet else "") + f"строки {', '.join(rows)}"
        for sheet, rows in by_sheet.items()
    ]
    return "; ".join(told) + (" и другие" if number > len(places) else "")


@dataclass(frozen=True)
class Fault:
    """Why a row is rejected.

    Attributes:
        column: Field or the file's column.
        value_class: What the value is, without the value.
        reason, remedy: In Russian.
        word: The cell where it may be a category of the source; whether it is told is decided at the end.
    """

    column: str
    value_class: str
    reason: str
    remedy: str
    word: str = field(default="", repr=False)


@dataclass
class Context:
    """One file in work: the request, the journal, the rows rejected so far, and the questions of appeals.

    Attributes:
        swapped: Date field → whether a program swapped its days and months, as told by the parts read so far.
    """

    request: IntakeRequest
    journal: Journal = field(default_factory=Journal)
    items: pd.DataFrame = field(default_factory=APPEAL_ITEMS.empty)
    swapped: dict[str, bool] = field(default_factory=dict)
    _rejected: list[tuple[str, int, Sequence[Fault]]] = field(default_factory=list, repr=False)

    def reject(self, frame: pd.DataFrame, is_bad: pd.Series, fault: Fault) -> pd.DataFrame:
        """Set the rows of `frame` (columns `sheet`, `row`) aside for one reason; returns the others."""
        for sheet, row in frame.loc[is_bad, ["sheet", "row"]].itertuples(index=False):
            self.reject_row(sheet, row, [fault])
        return frame.loc[~is_bad]

    def reject_row(self, sheet: str, row: int, faults: Sequence[Fault]) -> None:
        """Note one rejected row with all that is wrong with it."""
        self._rejected.append((sheet, row, faults))

    def title(self, column: str) -> str:
        """What the file calls a field of ours; any other name as it is."""
        for title, mapping in self.request.format.columns.items():
            if column in mapping.fields:
                return title
        return column

    def rejects(self, told: Callable[[Iterable[Fault]], Callable[[Fault], str]]) -> pd.DataFrame:
        """The rejected rows as `schema.REJECTS`, in the order of the file.

        Args:
            told: Given all faults, how the reason of each is worded.
        """
        reason = told(fault for *_, faults in self._rejected for fault in faults)
        rows = [
            {
                "source_file_id": self.request.file_id,
                "sheet": sheet,
                "row": row,
                "column": _joined(self.title(fault.column) for fault in faults),
                "value_class": _joined(fault.value_class for fault in faults),
                "reasons": _joined(map(reason, faults)),
                "remedy": _joined(fault.remedy for fault in faults),
            }
            for sheet, row, faults in self._rejected
        ]
        if not rows:
            return REJECTS.empty()
        return REJECTS.conform(pd.DataFrame(rows).sort_values(["sheet", "row"], kind="stable"))


def _joined(parts: Any) -> str:
    return "; ".join(dict.fromkeys(part for part in parts if part))
