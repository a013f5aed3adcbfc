"""The steps of a build: what each is called, where it leaves its mark, its stamp, and what it runs.

The Snakefile, the jobs and `painmap plan` all read this one table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from painmap import stages
from painmap.errors import PainmapError, printable
from painmap.paths import checked_edition
from painmap.periods import Period
from painmap.stages.project import Project, Stamp, is_whole
from painmap.stages.store import read_json
from painmap.workflow.notebook import NotebookRun, execute
from painmap.workflow.release_set import make_report


@dataclass(frozen=True, order=True)
class Target:
    """Which instance of a step: unused fields are empty."""

    agency: str
    file: str = ""
    shard: str = ""
    period: str = ""
    edition: str = ""

    def words(self) -> dict[str, str]:
        """The fields in use."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Step:
    """A step of a build.

    Attributes:
        name: Rule of the Snakefile.
        title: What people read.
        folder: Interim folder of the step.
        mark: File in `folder` that says it is done.
        has_stage: Whether a stage keeps its own `stage.json` in `folder`.
        stamp: Hash of everything that the result depends on.
        run: Does the work.
    """

    name: str
    title: str
    folder: Callable[[Project, Target], Path]
    stamp: Callable[[Project, Target], Stamp]
    run: Callable[[Project, Target], object]
    mark: str = "done.json"
    has_stage: bool = True

    def done(self, project: Project, target: Target) -> Path:
        """The mark of this instance."""
        return self.folder(project, target) / self.mark


def _agency_notebook(name: str, folder: str) -> Callable[[Project, Target], object]:
    def run(project: Project, target: Target) -> object:
        place: Path = getattr(project.tree, folder)(project.id)
        return execute(NotebookRun(project.tree, name, {"agency": target.agency}, place))

    return run


def _run_trends(project: Project, target: Target) -> object:
    values = {"agency": target.agency, "period": target.period}
    folder = project.tree.interim_period(project.id, Period.parse(target.period))
    return execute(NotebookRun(project.tree, "30_trends", values, folder))


def _edition_folder(project: Project, target: Target) -> Path:
    period, edition = Period.parse(target.period), checked_edition(target.edition)
    return project.tree.interim_edition(project.id, period, edition)


def _run_report(project: Project, target: Target) -> object:
    values = {"agency": target.agency, "period": target.period, "edition": target.edition}
    return execute(NotebookRun(project.tree, "40_report", values, _edition_folder(project, target)))


def _report_stamp(project: Project, target: Target) -> Stamp:
    return project.report_stamp(Period.parse(target.period), checked_edition(target.edition))


STEPS: tuple[Step, ...] = (
    Step(
        "intake_file",
        "чтение и маскирование файла",
        lambda p, t: p.tree.interim_file(p.id, t.file),
        lambda p, t: p.file_stamp(p.raw.file(t.file)),
        lambda p, t: stages.intake_file(t.agency, t.file, p.tree.root),
    ),
    Step(
        "clean",
        "сведение и проверка данных",
        lambda p, t: p.tree.interim_clean(p.id),
        lambda p, t: p.review_stamp(),
        _agency_notebook("10_clean", "interim_clean"),
    ),
    Step(
        "texts",
        "разбор текстов",
        lambda p, t: p.tree.interim_texts(p.id) / t.shard,
        lambda p, t: p.texts_stamp(int(t.shard)),
        lambda p, t: stages.texts(t.agency, int(t.shard), p.tree.root),
    ),
    Step(
        "pain_points",
        "выявление проблем",
        lambda p, t: p.tree.interim_pain_points(p.id),
        lambda p, t: p.pain_points_stamp(),
        _agency_notebook("20_pain_points", "interim_pain_points"),
    ),
    Step(
        "trends",
        "показатели и динамика",
        lambda p, t: p.tree.interim_period(p.id, Period.parse(t.period)),
        lambda p, t: p.trends_stamp(Period.parse(t.period)),
        _run_trends,
    ),
    Step("report", "отчёт", _edition_folder, _report_stamp, _run_report, has_stage=False),
    Step(
        "render",
        "вёрстка и размещение",
        _edition_folder,
        lambda p, t: p.render_stamp(Period.parse(t.period), checked_edition(t.edition)),
        lambda p, t: make_report(p, Period.parse(t.period), checked_edition(t.edition)),
        mark="published.json",
        has_stage=False,
    ),
    Step(
        "overview",
        "сравнение периодов",
        lambda p, t: p.tree.interim_overview(p.id),
        lambda p, t: p.overview_stamp(stages.unasked_periods(p)),
        _agency_notebook("50_overview", "interim_overview"),
        has_stage=False,
    ),
)


def label(project: Project, target: Target) -> str:
    """What people read of a target: «minec-49 2025/journal.xlsx», «minec-49 2025-Q3 internal»."""
    words = target.words()
    if target.file:
        words["file"] = printable(project.raw.file(target.file).shown, 100)
    if target.shard:
        words["shard"] = f"часть {int(target.shard) + 1} из {len(project.shards)}"
    return " ".join(words.values())


def step(name: str) -> Step:
    """The step called `name`."""
    return next(s for s in STEPS if s.name == name)


def why(project: Project, what: Step, target: Target) -> str:
    """Why this instance has to run, in Russian; empty if it does not."""
    state = read_json(what.done(project, target))
    if not isinstance(state, dict) or "parts" not in state:
        return "ещё не выполнялось"
    try:
        stamp = what.stamp(project, target)
    except PainmapError as error:
        return error.what
    if state.get("stamp") != stamp.value:
        changed = [_PARTS[k] for k in _PARTS if state["parts"].get(k, "") != stamp.parts.get(k, "")]
        return "изменено: " + ", ".join(changed)
    folder = what.folder(project, target)
    if what.has_stage and not is_whole(folder):
        return "промежуточные файлы потеряны или повреждены"
    return ""


_PARTS = {
    "data": "исходные данные",
    "params": "параметры",
    "code": "код",
    "notebook": "блокнот",
    "key": "ключ",
    "packages": "версии пакетов",
    "before": "результаты предыдущего шага",
}
