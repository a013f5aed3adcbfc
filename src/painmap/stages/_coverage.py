"""What the data cover, with which key they were hashed, and which agencies are demo ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from painmap.errors import PainmapError
from painmap.params.editions import unasked
from painmap.paths import Tree
from painmap.periods import Period, covering
from painmap.stages.key import DEMO_KEY
from painmap.stages.project import Project
from painmap.stages.raw import RawFile
from painmap.stages.store import read_json, write_json

COVERAGE = "coverage.json"


def write_coverage(project: Project, appeals: pd.DataFrame, responses: pd.DataFrame) -> None:
    """Note the first month with data and the last day that the registers can speak for."""
    days = pd.concat([appeals["registered_date"], responses["responded_date"]]).dropna()
    first = None if days.empty else days.min().date().replace(day=1).isoformat()
    until = max((file.received_date for file in _registers(project)), default=None)
    value = {"first": first, "until": until, "key_fingerprint": project.key.fingerprint}
    write_json(project.tree.interim_clean(project.id) / COVERAGE, value)


def covered_periods(project: Project) -> tuple[Period, ...]:
    """Periods of the profile's kinds that lie between the first month with data and the last receipt."""
    first, until = span(project)
    if first is None or until is None:
        return ()
    kinds = {rule.period_kind for rule in project.params.agency.editions}
    periods = covering(range(first.year, until.year + 1), kinds)
    return tuple(p for p in periods if p.start >= first and p.end <= until)


def unasked_periods(project: Project) -> tuple[Period, ...]:
    """Those of the covered periods that a build makes where none is asked for."""
    covered = covered_periods(project)
    made = {p for rule in project.params.agency.editions for p in unasked(rule, covered)}
    return tuple(p for p in covered if p in made)


def span(project: Project) -> tuple[date | None, date | None]:
    """First month with data and last day that the registers can speak for; None before `clean`."""
    state = read_json(project.tree.interim_clean(project.id) / COVERAGE) or {}
    first, until = (date.fromisoformat(state[k]) if state.get(k) else None for k in ("first", "until"))
    return first, until


def received(project: Project) -> dict[str, date]:
    """Source of appeals → the day of receipt of its last file."""
    # The folder's files stand in the order of receipt.
    return {file.source.id: file.received_date for file in _registers(project)}


def check_key(project: Project) -> None:
    """Refuse a key that is not the one of the processed data; the published demo key may be left behind.

    Raises:
        PainmapError: With both ways out: bring the old key back, or drop what it hashed.
    """
    state = read_json(project.tree.interim_clean(project.id) / COVERAGE) or {}
    former = state.get("key_fingerprint")
    if former in (None, DEMO_KEY.fingerprint, project.key.fingerprint) or project.key.is_demo:
        return
    processed = project.tree.processed(project.id)
    raise PainmapError(
        f"Ключ сменился (был {former}, стал {project.key.fingerprint}): прежние хеши с новыми не сопоставимы",
        where=str(processed),
        remedy="верните прежний файл ключа (PAINMAP_KEY_FILE) либо удалите "
        f"{processed} и {project.tree.interim(project.id)} и повторите сборку",
    )


def demo_agencies(root: str | Path) -> tuple[str, ...]:
    """Agencies named in `params/synthetic.lock`.

    Raises:
        PainmapError: There is no such file, or a file that it names is gone.
    """
    tree = Tree(Path(root))
    if not tree.synthetic_lock.exists():
        raise PainmapError(
            "Нет демонстрационных данных", where=str(tree.synthetic_lock), remedy="python -m painmap.demo"
        )
    lines = tree.synthetic_lock.read_text(encoding="utf-8").splitlines()
    names = [line.split(maxsplit=1)[1] for line in lines if line.strip() and not line.startswith("#")]
    lost = [name for name in names if not (tree.root / name).exists()]
    if lost:
        raise PainmapError(
            f"Нет файлов демонстрационных данных: {', '.join(lost[:3])}",
            where=str(tree.root),
            remedy="восстановите их: .venv/bin/python -m painmap.demo",
        )
    return tuple(sorted({Path(name).parts[2] for name in names if Path(name).parts[:2] == ("data", "raw")}))


def _registers(project: Project) -> list[RawFile]:
    files = project.raw.files
    return [f for f in files if project.params.formats[f.source.format].rows == "appeals"] or list(files)
