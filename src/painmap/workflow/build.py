"""`painmap build`: which reports are due, and Snakemake to make them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from painmap import stages
from painmap.errors import PainmapError, unknown_name
from painmap.params.load import agency_ids
from painmap.paths import Edition, Tree, checked_edition
from painmap.periods import Period
from painmap.stages.key import ensure_key, key_path
from painmap.stages.project import Project
from painmap.workflow.jobs import EVENT
from painmap.workflow.publish import is_intact
from painmap.workflow.steps import Step, Target, step, why

_LOG = "_snakemake.log"
_TOTAL = re.compile(r"(\d+) of (\d+) steps")


@dataclass(frozen=True)
class Request:
    """What to build; None means all.

    Attributes:
        agencies: Ids; empty means all profiles.
    """

    root: Path
    agencies: tuple[str, ...] = ()
    period: Period | None = None
    edition: Edition | None = None
    cores: int = 2


@dataclass(frozen=True)
class Event:
    """Something that happened to a job: `started`, `finished`, `failed`; or `steps` with `total`."""

    kind: str
    rule: str = ""
    target: dict[str, str] = field(default_factory=dict)
    message: str = ""
    total: int = 0


@dataclass
class Outcome:
    """How a build ended.

    Attributes:
        failures: (what, message) of everything that failed.
        reports: Published folders of the reports asked for that are now in place.
        jobs: Number of jobs that ran.
    """

    failures: list[tuple[str, str]] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    jobs: int = 0


def select_agencies(request: Request) -> tuple[str, ...]:
    """The agencies asked for; an unknown one is an error that lists the known ones."""
    known = agency_ids(Tree(request.root))
    for agency in request.agencies:
        if agency not in known:
            raise unknown_name("Орган", agency, known)
    return request.agencies or tuple(known)


def build(request: Request, listen: Callable[[Event], None]) -> Outcome:
    """Make all reports asked for that are not up to date; goes on after a failure.

    Args:
        request: What to build.
        listen: Called for each event, in order.
    """
    outcome = Outcome()
    projects = _projects(request, outcome)
    # First the data: the periods that they cover decide which reports are due.
    stale = [p for p in projects if why(p, step("clean"), Target(p.id))]
    _run(request, [_mark("clean", p, Target(p.id)) for p in stale], outcome, listen)
    due: list[tuple[Project, Target]] = []
    for project in projects:
        if (project.tree.interim_clean(project.id) / "done.json").exists():
            try:
                due += [(project, target) for target in report_targets(project, request)]
            except PainmapError as error:
                outcome.failures.append((project.id, str(error)))
    for project, target in due:
        _forget_if_torn(project, target)
    marks = [_mark("render", project, target) for project, target in due]
    if request.period is None and request.edition is None:
        marks += [_mark("overview", p, Target(p.id)) for p in dict.fromkeys(p for p, _ in due)]
    _run(request, marks, outcome, listen)
    for project, target in due:
        folder = _published(project, target)
        if step("render").done(project, target).exists() and is_intact(folder):
            outcome.reports.append(folder)
    return outcome


def report_targets(project: Project, request: Request) -> list[Target]:
    """The (period, edition) pairs that are due: covered by data and allowed by the order.

    Raises:
        PainmapError: The pair asked for is not allowed, or no data cover the period.
    """
    agency = project.params.agency
    covered = stages.covered_periods(project)
    if request.period is not None and request.period not in covered:
        refused = not any(rule.period_kind == request.period.kind for rule in agency.editions)
        what = "не предусмотрен порядком органа" if refused else "не обеспечен исходными данными"
        raise PainmapError(
            f"Период {request.period} {what}",
            where=f"орган {project.id}",
            remedy="доступные периоды: " + ", ".join(str(period) for period in covered),
        )
    periods = covered if request.period is None else (request.period,)
    pairs = [
        (period, rule.edition)
        for period in periods
        for rule in agency.editions
        if rule.period_kind == period.kind and request.edition in (None, rule.edition)
    ]
    if not pairs:
        grounds = sorted({f"{rule.edition}: {rule.ground}" for rule in agency.editions})
        raise PainmapError(
            f"Редакция {request.edition} за этот период порядком не предусмотрена",
            where=f"орган {project.id}",
            remedy="порядок допускает: " + "; ".join(grounds),
        )
    return [Target(project.id, period=str(period), edition=edition) for period, edition in pairs]


def plan(request: Request) -> Iterator[tuple[str, Step, Target, str]]:
    """(agency, step, target, reason) of everything that `build` would run."""
    for agency in select_agencies(request):
        try:
            project = Project(request.root, agency)
            yield from _plan_of(project, request)
        except PainmapError as error:
            yield agency, step("clean"), Target(agency), str(error)


def _plan_of(project: Project, request: Request) -> Iterator[tuple[str, Step, Target, str]]:
    early = [("intake_file", Target(project.id, file=file.key)) for file in project.raw.files]
    early += [("clean", Target(project.id))]
    late = [("texts", Target(project.id, shard=str(shard))) for shard in project.shards]
    late += [("pain_points", Target(project.id))]
    if (project.tree.interim_clean(project.id) / "done.json").exists():
        targets = report_targets(project, request)
        periods = dict.fromkeys(target.period for target in targets)
        late += [("trends", Target(project.id, period=period)) for period in periods]
        late += [(name, target) for target in targets for name in ("report", "render")]
    for name, target in early + late:
        reason = why(project, step(name), target)
        if not reason and name == "render" and not is_intact(_published(project, target)):
            reason = "отчёта нет на месте"
        if reason:
            yield project.id, step(name), target, reason


def _projects(request: Request, outcome: Outcome) -> list[Project]:
    projects = []
    for agency in select_agencies(request):
        try:
            project = Project(request.root, agency)
            outcome.warnings += _new_key(project)
            outcome.warnings += [f"{agency}: {warning}" for warning in project.raw.warnings]
            stages.check_key(project)
            projects.append(project)
        except PainmapError as error:
            outcome.failures.append((agency, str(error)))
    return projects


def _new_key(project: Project) -> list[str]:
    """The key is made with the first real data; whoever has it must keep it."""
    if project.raw.is_wholly_demo:
        return []
    key, is_new = ensure_key()
    advice = "Сделайте его резервную копию: без него прежние хеши не восстановить."
    return [f"Создан ключ хеширования {key_path()} (отпечаток {key.fingerprint}). {advice}"] if is_new else []


def _published(project: Project, target: Target) -> Path:
    return project.tree.report(project.id, Period.parse(target.period), checked_edition(target.edition))


def _forget_if_torn(project: Project, target: Target) -> None:
    """A published set that is gone or damaged is made again, though its job is done."""
    if not is_intact(_published(project, target)):
        step("render").done(project, target).unlink(missing_ok=True)


def _mark(name: str, project: Project, target: Target) -> str:
    return step(name).done(project, target).relative_to(project.tree.root).as_posix()


def _run(request: Request, marks: list[str], outcome: Outcome, listen: Callable[[Event], None]) -> None:
    if not marks:
        return
    running: dict[str, Event] = {}
    log = Tree(request.root).cache.parent / _LOG
    with _snakemake(request, marks) as process, log.open("a", encoding="utf-8") as journal:
        assert process.stdout is not None
        for line in process.stdout:
            event = _event(line)
            if event is None:
                journal.write(line)
                continue
            listen(event)
            _follow(event, running, outcome)
    # A job that was killed could not say so itself.
    for event in running.values():
        outcome.failures.append((_name(event), f"Задание прервано. Подробности: {log}."))
    if process.returncode and not outcome.failures:
        outcome.failures.append(("сборка", f"Snakemake завершился с ошибкой. Подробности: {log}."))


def _follow(event: Event, running: dict[str, Event], outcome: Outcome) -> None:
    name = _name(event)
    if event.kind == "started":
        running[name] = event
        outcome.jobs += 1
    elif event.kind in ("finished", "failed"):
        running.pop(name, None)
        if event.kind == "failed":
            outcome.failures.append((name, event.message))


def _name(event: Event) -> str:
    return " ".join([*event.target.values(), f"({step(event.rule).title})"]) if event.rule else ""


def _snakemake(request: Request, marks: list[str]) -> subprocess.Popen[str]:
    root = request.root.resolve()
    command = [
        sys.executable, "-m", "snakemake",
        "--snakefile", str(root / "Snakefile"), "--directory", str(root),
        "--config", f"root={root}",
        "--cores", str(request.cores), "--scheduler", "greedy",
        "--keep-going", "--nolock", "--rerun-incomplete",
        "--rerun-triggers", "params", "input", "code",
        "--", *marks,
    ]  # fmt: skip
    environment = os.environ | {"PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    Tree(root).cache.parent.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


def _event(line: str) -> Event | None:
    if line.startswith(EVENT):
        value = json.loads(line.removeprefix(EVENT))
        return Event(value["event"], value["rule"], value["target"], value["message"])
    if match := _TOTAL.match(line):
        return Event("steps", total=int(match[2]))
    return None
