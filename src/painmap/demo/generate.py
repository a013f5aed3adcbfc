"""All synthetic raw files of all agencies, their check sums and the truth."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from painmap.demo import truth
from painmap.demo.classified import read_topics
from painmap.demo.layouts import LAYOUTS, NUMBERS
from painmap.demo.lineage import Lineage
from painmap.demo.outputs import Output, kept_in, routed
from painmap.demo.phrases import agencies, bank
from painmap.demo.plan import Planner
from painmap.demo.records import Record
from painmap.demo.registers import DEMO, Sheet, faults_of, read_format
from painmap.demo.surveys import SurveyMaker
from painmap.demo.words import agency_lists
from painmap.paths import Tree

SEED = 20_240_701
_SURVEYS = ("external", "internal")


@dataclass
class Made:
    """What was written.

    Attributes:
        files: Path below the root, with `/` → sha256.
        truth: What was planted, by agency.
    """

    files: dict[str, str] = field(default_factory=dict)
    truth: dict[str, Any] = field(default_factory=dict)


def generate(root: Path) -> Made:
    """Write `data/raw/` of every agency of the bank and `params/synthetic.lock` below `root`.

    Reads `params/formats`, `params/studies` and `params/questionnaires` below the same root.

    Raises:
        PainmapError: One of these files is missing or broken.
    """
    made, tree = Made(), Tree(root)
    for agency in agencies():
        made.truth[agency] = _agency(agency, tree, made)
    _write_lock(tree, made)
    return made


def _agency(agency: str, tree: Tree, made: Made) -> dict[str, Any]:
    received: dict[str, str] = {}
    lineage = Lineage(bank(agency))
    result = {
        "effects": truth.of_effects(bank(agency)),
        "years": _registers(agency, tree, received, lineage),
        "surveys": _surveys(agency, tree, received, lineage),
    }
    if entries := lineage.entries():
        result["lineage"] = entries
    _write_intake(agency, tree, received, made)
    return result


def _registers(agency: str, tree: Tree, received: dict[str, str], lineage: Lineage) -> dict[str, Any]:
    setup = bank(agency)["setup"]
    outputs = [Output.of(entry) for entry in setup["outputs"]]
    planner = Planner(agency, SEED, setup["phone_block"])
    lists = agency_lists(tree.root, agency)
    topics = read_topics(tree.root, agency)
    result: dict[str, Any] = {}
    open_ones: list[Record] = []
    for year, day in sorted(setup["received"].items()):
        own, seed = kept_in(outputs, year), f"{SEED}/{agency}/{year}"
        records = _numbered(planner.year(year), own, f"{SEED}/{agency}")
        # Without the year: an appeal that is still open stays in the register that it is in.
        shares, carried = (routed(some, own, f"{SEED}/{agency}") for some in (records, open_ones))
        title = f"Реестр обращений граждан и организаций за {year} год"
        files = []
        for output, share, old in zip(own, shares, carried, strict=True):
            relative = f"{year}/{output.file.format(year=year)}"
            layout = read_format(tree.root, output.layout)
            faults = faults_of(layout) if output is own[-1] else ()
            sheet = Sheet(year, title, day, share, old, seed, faults, lists, topics.get(output.layout, {}))
            LAYOUTS[output.layout](sheet, layout, _ready(tree.raw(agency) / relative))
            received[relative] = day.isoformat()
            files.append(
                truth.FileTruth(Path(relative).name, share, faults, len(old), NUMBERS.get(output.layout))
            )
        result[str(year)] = truth.of_year(records, files, lineage)
        open_ones = [r for r in records if r.is_open(day)]
    return result


def _numbered(records: list[Record], outputs: list[Output], seed: str) -> list[Record]:
    """The records with their numbers within their files: a journal counts what it holds, nothing else."""
    rows = {r.appeal_id: i for share in routed(records, outputs, seed) for i, r in enumerate(share, 1)}
    return [replace(r, row=rows[r.appeal_id]) for r in records]


def _surveys(agency: str, tree: Tree, received: dict[str, str], lineage: Lineage) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind in _SURVEYS:
        maker = SurveyMaker(agency, kind, tree.root, SEED)
        for wave in maker.study.waves:
            relative = f"{wave.start.year}/survey-{kind}-{wave.start.year}-demo.csv"
            survey = maker.write(wave, _ready(tree.raw(agency) / relative))
            received[relative] = survey.received
            result.setdefault(maker.study.id, {})[wave.id] = truth.of_survey(survey, lineage)
    return result


def _write_intake(agency: str, tree: Tree, received: dict[str, str], made: Made) -> None:
    """The register of received files; its last column only says what they are."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["file", "sha256", "received_date", "note"])
    for relative, day in sorted(received.items()):
        digest = _note(tree.raw(agency) / relative, tree, made)
        writer.writerow([relative, digest, day, DEMO])
    path = _ready(tree.intake_csv(agency))
    path.write_bytes(stream.getvalue().encode())
    _note(path, tree, made)


def _write_lock(tree: Tree, made: Made) -> None:
    lines = [f"# {DEMO}: контрольные суммы файлов, созданных «python -m painmap.demo»"]
    lines += [f"{digest}  {name}" for name, digest in sorted(made.files.items())]
    _ready(tree.synthetic_lock).write_bytes(("\n".join(lines) + "\n").encode())


def _note(path: Path, tree: Tree, made: Made) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    made.files[path.relative_to(tree.root).as_posix()] = digest
    return digest


def _ready(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
