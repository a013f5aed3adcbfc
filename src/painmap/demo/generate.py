"""All synthetic raw files of all agencies, their check sums and the truth."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from painmap.demo import truth
from painmap.demo.phrases import agencies, bank
from painmap.demo.plan import Planner
from painmap.demo.records import Record
from painmap.demo.register_csv import write_semicolon
from painmap.demo.register_xlsx import write_two_line
from painmap.demo.registers import DEMO, Sheet, bad_rows, read_format
from painmap.demo.surveys import SurveyMaker
from painmap.params.models import Format
from painmap.paths import Tree

SEED = 20_240_701
_SURVEYS = ("external", "internal")
# Layout of the bank's `setup.register` → format, file suffix, writer.
LAYOUTS: dict[str, tuple[str, str, Callable[[Sheet, Format, Path], None]]] = {
    "two-line": ("register-two-line", "xlsx", write_two_line),
    "semicolon": ("register-semicolon", "csv", write_semicolon),
}


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
    for block, agency in enumerate(agencies()):
        made.truth[agency] = _agency(agency, block, tree, made)
    _write_lock(tree, made)
    return made


def _agency(agency: str, block: int, tree: Tree, made: Made) -> dict[str, Any]:
    received: dict[str, str] = {}
    result = {
        "years": _registers(agency, block, tree, received),
        "surveys": _surveys(agency, tree, received),
    }
    _write_intake(agency, tree, received, made)
    return result


def _registers(agency: str, block: int, tree: Tree, received: dict[str, str]) -> dict[str, Any]:
    setup = bank(agency)["setup"]
    name, suffix, write = LAYOUTS[setup["register"]["layout"]]
    layout = read_format(tree.root, name)
    planner = Planner(agency, SEED, block)
    result: dict[str, Any] = {}
    carried: list[Record] = []
    for year, day in sorted(setup["received"].items()):
        relative = f"{year}/register-{year}-demo.{suffix}"
        title = f"Реестр обращений граждан и организаций за {year} год"
        sheet = Sheet(year, title, day, planner.year(year), carried, f"{SEED}/{agency}/{year}")
        write(sheet, layout, _ready(tree.raw(agency) / relative))
        received[relative] = day.isoformat()
        faults = [fault for fault, _, _ in bad_rows(sheet)]
        result[str(year)] = truth.of_register(sheet.records, faults, len(carried))
        carried = [r for r in sheet.records if r.is_open(day)]
    return result


def _surveys(agency: str, tree: Tree, received: dict[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for kind in _SURVEYS:
        maker = SurveyMaker(agency, kind, tree.root, SEED)
        for wave in maker.study.waves:
            relative = f"{wave.start.year}/survey-{kind}-{wave.start.year}-demo.csv"
            survey = maker.write(wave, _ready(tree.raw(agency) / relative))
            received[relative] = survey.received
            result.setdefault(maker.study.id, {})[wave.id] = truth.of_survey(survey)
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
