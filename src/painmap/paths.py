"""Where everything lies: pure path functions below one root, without clock or file access."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from painmap.errors import PainmapError, printable, unknown_name
from painmap.periods import Period

Edition = Literal["internal", "public"]
EDITIONS: tuple[Edition, ...] = get_args(Edition)

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_MAX_ID = 40
# Windows opens a device, not a file, under these names, whatever the suffix.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(10))}


def checked_id(text: str, kind: str = "Орган") -> str:
    """`text` if it is a safe identifier (latin lower case, digits, hyphens), else PainmapError.

    Refuses what would leave the tree (`../x`), Windows device names (`con`) and look-alike letters
    before any file is touched.
    """
    if not is_safe_id(text):
        raise PainmapError(
            f"{kind}: недопустимый идентификатор «{printable(text)}»",
            remedy="используйте строчные латинские буквы, цифры и дефис, например minyust-rd",
        )
    return text


def is_safe_id(text: str) -> bool:
    """Whether `text` may name a folder: see `checked_id`."""
    return len(text) <= _MAX_ID and bool(_ID.fullmatch(text)) and text not in _DEVICES


def checked_edition(text: str) -> Edition:
    """`text` if it names an edition, else PainmapError listing the known ones."""
    for edition in EDITIONS:
        if text == edition:
            return edition
    raise unknown_name("Редакция отчёта", text, EDITIONS)


@dataclass(frozen=True)
class Tree:
    """The folders of one project.

    Attributes:
        root: Folder with `params/`, `data/`, `notebooks/`, `reports/`.
    """

    root: Path

    # params/
    @property
    def params(self) -> Path:
        """Human-made parameters."""
        return self.root / "params"

    @property
    def synthetic_lock(self) -> Path:
        """Check sums of the generated demo files."""
        return self.params / "synthetic.lock"

    def baselines(self, agency: str) -> Path:
        """What was accepted of an agency's sources; `painmap baseline` writes it."""
        return self.params / "baselines" / f"{checked_id(agency)}.yaml"

    def problems(self, agency: str) -> Path:
        """The registry of an agency's problems; the verbs of `painmap problems` write it, no build does."""
        return self.params / "problems" / f"{checked_id(agency)}.csv"

    def reviews(self, agency: str) -> Path:
        """What people judged of the assignments of an agency's texts; `painmap problems review` writes it."""
        return self.params / "reviews" / f"{checked_id(agency)}.csv"

    def decisions(self, agency: str) -> Path:
        """Cells of an agency's problem map that people entered; `painmap map import` adds to it."""
        return self.params / "decisions" / f"{checked_id(agency)}.csv"

    def map_export(self, export_id: str) -> Path:
        """What an export of a problem map held: the base of what comes back from it."""
        return self.params / "decisions" / "exports" / f"{export_id}.json"

    # data/
    def raw(self, agency: str) -> Path:
        """Immutable raw files of an agency, one folder per year of filing."""
        return self.root / "data" / "raw" / checked_id(agency)

    def intake_csv(self, agency: str) -> Path:
        """Register of received files: `file, sha256, received_date`."""
        return self.raw(agency) / "intake.csv"

    def interim(self, agency: str) -> Path:
        """Work in progress of an agency."""
        return self.root / "data" / "interim" / checked_id(agency)

    def interim_file(self, agency: str, file_key: str) -> Path:
        """What intake made of one raw file."""
        return self.interim(agency) / "files" / checked_id(file_key, "Файл")

    def interim_clean(self, agency: str) -> Path:
        """Notebook and journal of `clean`."""
        return self.interim(agency) / "clean"

    def interim_texts(self, agency: str) -> Path:
        """Mentions, one parquet file per shard."""
        return self.interim(agency) / "texts"

    def interim_pain_points(self, agency: str) -> Path:
        """Assignments of texts to problems."""
        return self.interim(agency) / "pain-points"

    def interim_overview(self, agency: str) -> Path:
        """Executed comparison of an agency's periods."""
        return self.interim(agency) / "overview"

    def interim_period(self, agency: str, period: Period) -> Path:
        """Trends of one period."""
        return self.interim(agency) / str(period)

    def review_book(self, agency: str, period: Period) -> Path:
        """Sample of one period's assignments for a person to judge: masked texts of limited access."""
        return self.interim_period(agency, period) / "review.xlsx"

    def working_map(self, agency: str, period: Period) -> Path:
        """The map of one period for managers to fill in."""
        return self.interim_period(agency, period) / f"problem-map-{checked_id(agency)}-{period}.xlsx"

    def interim_edition(self, agency: str, period: Period, edition: Edition) -> Path:
        """A report in the making: `report_data.json`, executed notebook, files to publish."""
        return self.interim_period(agency, period) / checked_edition(edition)

    @property
    def cache(self) -> Path:
        """Cache of text work (`_` keeps it apart from every agency id)."""
        return self.root / "data" / "interim" / "_cache"

    @property
    def build_lock(self) -> Path:
        """Lock file of a running build."""
        return self.root / "data" / "interim" / "_build.lock"

    def processed(self, agency: str) -> Path:
        """Processed tables of an agency, one folder per year of registration."""
        return self.root / "data" / "processed" / checked_id(agency)

    # notebooks/, reports/
    @property
    def notebooks(self) -> Path:
        """Committed notebooks, without outputs."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """All published reports."""
        return self.root / "reports"

    @property
    def site(self) -> Path:
        """The static site of the public reports."""
        return self.reports / "site"

    def report(self, agency: str, period: Period, edition: Edition) -> Path:
        """The published set of one report."""
        return self.reports / checked_id(agency) / str(period) / checked_edition(edition)
