"""What a stage works on: one agency's parameters, raw files, key, and the stamps of all its steps.

A stamp is the hash of everything that a step's result depends on: its slice of the parameters, the
source code it can reach, its notebook, and the stamps of the steps before it. Two steps with the same
stamp have the same result, so one is not redone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from painmap.params.hashing import slice_hash
from painmap.params.load import AgencyParams, load_agency
from painmap.paths import Edition, Tree
from painmap.periods import Period
from painmap.stages.key import DEMO_KEY, Key, ensure_key, new_key_advice
from painmap.stages.raw import RawFile, RawFolder, raw_folder
from painmap.stages.sources import notebook_hash, source_hash
from painmap.stages.store import read_json, sha256, write_json

STAGE = "stage.json"


@dataclass(frozen=True)
class Stamp:
    """What a result depends on.

    Attributes:
        parts: `data`, `params`, `code`, `notebook`, `key`, `before` → hash; absent where it plays no part.
    """

    parts: dict[str, str]

    @property
    def value(self) -> str:
        """The stamp as 16 hex digits."""
        return slice_hash(self.parts)


class Project:
    """One agency in one tree.

    Args:
        root: Root of the tree.
        agency: Id of the agency.

    Raises:
        PainmapError: Unknown agency, wrong parameters, no raw data.
    """

    def __init__(self, root: str | Path, agency: str) -> None:
        self.tree = Tree(Path(root).resolve())
        self.params: AgencyParams = load_agency(self.tree, agency)
        self.id = self.params.agency.id

    @cached_property
    def raw(self) -> RawFolder:
        """The raw files."""
        return raw_folder(self.tree, self.id, self.params.agency.sources)

    @cached_property
    def key(self) -> Key:
        """The published key where all data are synthetic, else the user's, made with the first real data."""
        if self.raw.is_wholly_demo:
            return DEMO_KEY
        key, is_new = ensure_key()
        if is_new:
            print(new_key_advice(key), file=sys.stderr)
        return key

    @property
    def shards(self) -> range:
        """Numbers of the text shards."""
        return range(self.params.report.text.shards)

    def cut_off(self, period: Period) -> Any:
        """The day up to which facts are known."""
        return self.params.agency.cut_off(period)

    # --- stamps -----------------------------------------------------------------------------------

    def file_stamp(self, file: RawFile) -> Stamp:
        """Stamp of reading, masking and cleaning one raw file."""
        p = self.params
        study = p.studies.get(file.source.study or "")
        slice_ = {
            "source": file.source,
            "format": p.formats[file.source.format],
            "study": study,
            "questionnaire": p.questionnaires[study.questionnaire] if study else None,
            "corrections": p.corrections,
            "channels": p.agency.channels,
            "is_linked": p.agency.client_linking is not None,
            "topics": p.agency.topics,
            "units": p.agency.units,
            "reasons": p.report.reasons,
            "relative": file.shown,
            "received": file.received_date,
        }
        return self._stamp("painmap.stages._intake", slice_, data=file.sha256, key=self.key.fingerprint)

    @cache  # noqa: B019  a project lives as long as its process
    def clean_stamp(self) -> Stamp:
        """Stamp of the processed tables."""
        before = [self.file_stamp(file).value for file in self.raw.files]
        report = self.params.report
        slice_ = {
            "text": report.text.mailing_min_letters,
            "rejects": report.rejects,
            "links": report.link_days,
            "warnings": self.raw.warnings,
        }
        return self._stamp("painmap.stages._clean", slice_, notebook="10_clean", before=before)

    @cache  # noqa: B019  a project lives as long as its process
    def review_stamp(self) -> Stamp:
        """Stamp of `10_clean` as executed: it shows the tables beside what was accepted, as texts do not."""
        report, tables = self.params.report, self.clean_stamp().parts
        rules = [report.baselines, report.regimes, report.trend.history_months]
        shown = self._stamp(
            "painmap.stages.baselines.compared", {"baselines": self.params.baselines, "rules": rules}
        )
        both = {part: slice_hash([tables[part], shown.parts[part]]) for part in ("params", "code")}
        return Stamp({**tables, **both})

    @cache  # noqa: B019  a project lives as long as its process
    def texts_stamp(self, shard: int) -> Stamp:
        """Stamp of the mentions of one shard of the texts."""
        slice_ = {"vocab": self.params.vocab, "shards": len(self.shards), "shard": shard}
        return self._stamp("painmap.stages._texts", slice_, before=[self.clean_stamp().value])

    @cache  # noqa: B019  a project lives as long as its process
    def pain_points_stamp(self) -> Stamp:
        """Stamp of the assignments."""
        p = self.params
        slice_ = {
            "text": p.report.text,
            "problems": p.problems,
            "topics": p.agency.topics,
            "reviews": p.reviews,
        }
        before = [self.texts_stamp(shard).value for shard in self.shards]
        return self._stamp("painmap.stages._pain_points", slice_, notebook="20_pain_points", before=before)

    @cache  # noqa: B019  a project lives as long as its process
    def trends_stamp(self, period: Period) -> Stamp:
        """Stamp of the figures and tests of one period."""
        p = self.params
        slice_ = {
            "report": p.report,
            "agency": p.agency,
            "obligations": p.obligations,
            "questionnaires": p.questionnaires,
            "studies": p.studies,
            "processes": p.processes,
            "decisions": p.decisions,
            "reviews": p.reviews,
            "materials": p.materials,
            "calendar": p.calendar,
            "baselines": p.baselines,
            "deidentification": p.deidentification,
            "trends": p.trends,
            "period": str(period),
            "is_demo": self.raw.is_demo,
        }
        before = [self.pain_points_stamp().value]
        return self._stamp("painmap.stages._trends", slice_, notebook="30_trends", before=before)

    @cache  # noqa: B019  a project lives as long as its process
    def report_stamp(self, period: Period, edition: Edition) -> Stamp:
        """Stamp of one edition of one report."""
        before = [self.trends_stamp(period).value]
        return self._stamp(
            "painmap.stages._report", {"edition": edition}, notebook="40_report", before=before
        )

    def render_stamp(self, period: Period, edition: Edition) -> Stamp:
        """Stamp of the files of one edition."""
        before = [self.report_stamp(period, edition).value]
        written = ("painmap.report.export", "painmap.report.cases_book", "painmap.problem_map.xlsx")
        return self._stamp(("painmap.report.render", *written), {}, before=before)

    def overview_stamp(self, periods: tuple[Period, ...]) -> Stamp:
        """Stamp of the comparison of the agency's periods."""
        before = [self.trends_stamp(period).value for period in periods]
        return self._stamp("painmap.stages._overview", {}, notebook="50_overview", before=before)

    def _stamp(
        self,
        modules: str | tuple[str, ...],
        slice_: dict[str, Any],
        *,
        notebook: str = "",
        before: list[str] | None = None,
        **parts: str,
    ) -> Stamp:
        lock = self.tree.root / "uv.lock"
        parts = {
            **parts,
            "params": slice_hash(slice_),
            "code": source_hash(*([modules] if isinstance(modules, str) else modules)),
            "packages": sha256(lock) if lock.exists() else "",
        }
        if notebook:
            parts["notebook"] = notebook_hash(self.tree.notebooks / f"{notebook}.ipynb")
        if before is not None:
            parts["before"] = slice_hash(before)
        return Stamp(parts)


def is_done(folder: Path, stamp: Stamp) -> bool:
    """Whether `folder/stage.json` was written by a run with this stamp and its files are there and whole."""
    state = read_json(folder / STAGE)
    return isinstance(state, dict) and state.get("stamp") == stamp.value and is_whole(folder)


def is_whole(folder: Path) -> bool:
    """Whether the files that a stage wrote still have the sizes that it noted."""
    state = read_json(folder / STAGE)
    files = state.get("files") if isinstance(state, dict) else None
    return isinstance(files, dict) and all(
        (folder / name).is_file() and (folder / name).stat().st_size == size for name, size in files.items()
    )


def note_done(folder: Path, stamp: Stamp, files: Iterable[Path]) -> None:
    """Write `folder/stage.json`: the stamp, its parts, and the sizes of what the stage wrote."""
    sizes = {os.path.relpath(path, folder): path.stat().st_size for path in sorted(files)}
    write_json(folder / STAGE, {"stamp": stamp.value, "parts": stamp.parts, "files": sizes})
