"""What the verbs on files are asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DeidentifyRequest:
    """What to mask, and where to.

    Attributes:
        source, out: The table and the result; their kinds by suffix.
        text: Columns of text, masked, each with a column of masks.
        drop, mask, keep: Other columns: left out, masked without a column of masks, left as they are.
        sheet: Sheet of a workbook.
        masks_column: Name of the column of masks; with several texts it is followed by `_` and their names.
        journal: Where to write the counts, a .json file.
        cores: How many processes may work.
    """

    source: Path
    out: Path
    text: tuple[str, ...]
    drop: tuple[str, ...] = ()
    mask: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    sheet: str = ""
    masks_column: str = "masks"
    journal: Path | None = None
    cores: int = 1


@dataclass(frozen=True)
class TrendRequest:
    """A table of monthly series to be tested for change, and where the results go.

    Attributes:
        source, out: The table and the result; their kinds by suffix.
        series, date, value: Columns: name of the series, any day of the month, count of the month.
        exposure: Column of denominators; empty: the days of each month.
        contrast: What is compared with what: auto, year_on_year, trend, step.
        at: First day of the later level of a step, as the user wrote it.
        sheet: Sheet of a workbook.
        root: Project whose thresholds hold; None: those that the program came with.
    """

    source: Path
    out: Path
    series: str
    date: str
    value: str
    exposure: str = ""
    contrast: str = "auto"
    at: str = ""
    sheet: str = ""
    root: Path | None = None


@dataclass(frozen=True)
class FormRequest:
    """A questionnaire to be made into files, and where they go.

    Attributes:
        questionnaire: Its id.
        out: Folder of the files.
        version: Id of a former version; empty: the present one.
        is_forced: Whether files that are there already are overwritten.
    """

    root: Path
    questionnaire: str
    out: Path
    version: str = ""
    is_forced: bool = False


@dataclass(frozen=True)
class ExtractRequest:
    """A table whose texts are searched for pain points, and where the results go.

    Attributes:
        source: The table; its kind by suffix.
        text: Column of text; no other column is looked at.
        out: Folder of the three files.
        registry: Table of known problems with ids and titles.
        sheet: Sheet of a workbook.
        cores: How many processes may work.
    """

    source: Path
    text: str
    out: Path
    registry: Path | None = None
    sheet: str = ""
    cores: int = 1


@dataclass(frozen=True)
class ClassifyRequest:
    """A table whose texts get topics, and what the topics are learnt from: labelled tables or titles.

    Attributes:
        source, out: The table and the result; their kinds by suffix.
        text: Column of text of `source`, and of the labelled tables unless `train_text` names another.
        train, label: Labelled tables, a later one corrects an earlier one, and their column of topics.
        titles, title, description: Table of topics, its column of titles and one of descriptions.
        topics: Where to write precision and recall by topic.
        queue: Where to write what a person should label.
        prefix: What the names of the new columns begin with.
        sheet: Sheet of the workbook `source`.
        cores: How many processes may work.
    """

    source: Path
    out: Path
    text: str
    train: tuple[Path, ...] = ()
    label: str = ""
    train_text: str = ""
    titles: Path | None = None
    title: str = ""
    description: str = ""
    topics: Path | None = None
    queue: Path | None = None
    prefix: str = ""
    sheet: str = ""
    cores: int = 1
