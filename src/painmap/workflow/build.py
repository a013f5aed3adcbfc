"""`painmap build`: which reports are due, and Snakemake to make them."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from painmap import stages
from painmap.errors import PainmapError, unknown_name
from painmap.params.load import agency_ids, odd_profiles
from painmap.paths import Edition, Tree, checked_edition
from painmap.periods import Period
from painmap.stages.key import key_path
from painmap.stages.project import Project
from painmap.workflow.jobs import EVENT
from painmap.workflow.publish import is_intact
from painmap.workflow.steps import STEPS, Step, Target, step, why

_LOG = "_snakemake.log"
_LAST = ("render", "overview")
_PR_SET_PDEATHSIG = 1
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
        updated: How many of them were published now.
    """

    failures: list[tuple[str, str]] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    updated: int = 0


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
    for project in projects:
        _forget_stale(project, _early(project))
    stale = [p for p in projects if why(p, step("clean"), Target(p.id))]
    _run(request, [_mark("clean", p, Target(p.id)) for p in stale], outcome, listen)
    projects = [p for p in projects if not why(p, step("clean"), Target(p.id))]
    due: list[tuple[Project, Target]] = []
    for project in projects:
        try:
            due += [(project, target) for target in report_targets(project, request)]
        except PainmapError as error:
            outcome.failures.append((project.id, str(error)))
    marks: list[str] = []
    for project in projects:
        targets = [target for owner, target in due if owner is project]
        steps = _late(project, targets, with_overview=_is_whole(request))
        wanted = [_mark(name, project, target) for name, target in steps if name in _LAST]
        # With nothing stale Snakemake has nothing to decide, and its start takes 2 s.
        marks += wanted if _forget_stale(project, steps) else []
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


def plan(request: Request, problems: list[str]) -> Iterator[tuple[str, Step, Target, str]]:
    """(agency, step, target, reason) of everything that `build` would run; writes nothing.

    Args:
        request: What would be built.
        problems: Gets a sentence for each agency that could not be built.
    """
    for agency in select_agencies(request):
        try:
            yield from _plan_of(Project(request.root, agency), request)
        except PainmapError as error:
            problems.append(f"{agency}. {error}")


def _plan_of(project: Project, request: Request) -> Iterator[tuple[str, Step, Target, str]]:
    if not project.raw.is_wholly_demo and not key_path().exists():
        # Planning writes nothing, and without the key no stamp can be told.
        yield project.id, step("clean"), Target(project.id), "ключ хеширования ещё не создан"
        return
    steps = _early(project)
    if not why(project, step("clean"), Target(project.id)):
        targets = report_targets(project, request)
        steps += _late(project, targets, with_overview=_is_whole(request))
    else:
        steps += _late(project, [], with_overview=False)
    for name, target, reason in _stale(project, steps):
        yield project.id, step(name), target, reason


def _is_whole(request: Request) -> bool:
    """Whether all periods and editions are wanted, and with them their comparison."""
    return request.period is None and request.edition is None


def _early(project: Project) -> list[tuple[str, Target]]:
    """Steps up to the processed data."""
    files = [("intake_file", Target(project.id, file=file.key)) for file in project.raw.files]
    return [*files, ("clean", Target(project.id))]


def _late(project: Project, targets: list[Target], *, with_overview: bool) -> list[tuple[str, Target]]:
    """Steps from the processed data to the reports."""
    steps = [("texts", Target(project.id, shard=str(shard))) for shard in project.shards]
    steps += [("pain_points", Target(project.id))]
    periods = dict.fromkeys(target.period for target in targets)
    steps += [("trends", Target(project.id, period=period)) for period in periods]
    steps += [(name, target) for target in targets for name in ("report", "render")]
    return steps + ([("overview", Target(project.id))] if with_overview and targets else [])


def _reason(project: Project, name: str, target: Target) -> str:
    reason = why(project, step(name), target)
    if not reason and name == "render" and not is_intact(_published(project, target)):
        return "отчёта нет на месте"
    return reason


def _stale(project: Project, steps: list[tuple[str, Target]]) -> list[tuple[str, Target, str]]:
    """What of `steps` has to run, and why; what comes after such a step has to run as well."""
    found: list[tuple[str, Target, str]] = []
    for name, target in steps:
        reason = _reason(project, name, target)
        if not reason and any(_is_before(*earlier[:2], name, target) for earlier in found):
            reason = "выполняется предыдущий шаг"
        if reason:
            found.append((name, target, reason))
    return found


def _is_before(name: str, target: Target, later_name: str, later: Target) -> bool:
    order = [s.name for s in STEPS]
    if later_name in ("intake_file", "texts") and name == later_name:
        return False
    if later_name == "overview":
        return name not in ("report", "render")
    is_same = target.period in ("", later.period) and target.edition in ("", later.edition)
    return is_same and order.index(name) < order.index(later_name)


def _forget_stale(project: Project, steps: list[tuple[str, Target]]) -> bool:
    """Drop the marks of what has to run again; whether there was any.

    Snakemake tells a change by its own notes in .snakemake/, and does not look at what lies before a mark
    that is there; where the notes are lost, or a file of a stage is damaged, only missing marks make it run.
    """
    stale = _stale(project, steps)
    for name, target, _ in stale:
        step(name).done(project, target).unlink(missing_ok=True)
    return bool(stale)


def _projects(request: Request, outcome: Outcome) -> list[Project]:
    projects = []
    outcome.warnings += odd_profiles(Tree(request.root))
    for agency in select_agencies(request):
        try:
            project = Project(request.root, agency)
            outcome.warnings += [f"{agency}: {warning}" for warning in project.raw.warnings]
            stages.check_key(project)
            projects.append(project)
        except PainmapError as error:
            outcome.failures.append((agency, str(error)))
    return projects


def _published(project: Project, target: Target) -> Path:
    return project.tree.report(project.id, Period.parse(target.period), checked_edition(target.edition))


def _mark(name: str, project: Project, target: Target) -> str:
    return step(name).done(project, target).relative_to(project.tree.root).as_posix()


def _run(request: Request, marks: list[str], outcome: Outcome, listen: Callable[[Event], None]) -> None:
    if not marks:
        return
    running: dict[str, Event] = {}
    log = Tree(request.root).cache.parent / _LOG
    with _running(request, marks) as process, log.open("a", encoding="utf-8") as journal:
        assert process.stdout is not None
        for line in process.stdout:
            found = list(events_in(line))
            if not found:
                journal.write(line)
            for event in found:
                listen(event)
                _follow(event, running, outcome)
    # A job that was killed could not say so itself; one whose mark is there only went unheard.
    for event in (event for event in running.values() if not _is_done(request, event)):
        outcome.failures.append((_name(event), f"Задание прервано. Подробности: {log}."))
    if process.returncode and not outcome.failures:
        outcome.failures.append(("сборка", f"Snakemake завершился с ошибкой. Подробности: {log}."))


def _follow(event: Event, running: dict[str, Event], outcome: Outcome) -> None:
    name = _name(event)
    if event.kind == "started":
        running[name] = event
    elif event.kind in ("finished", "failed"):
        running.pop(name, None)
        outcome.updated += event.kind == "finished" and event.rule == "render"
        if event.kind == "failed":
            outcome.failures.append((name, event.message))


def _is_done(request: Request, event: Event) -> bool:
    target = Target(**event.target)
    return step(event.rule).done(Project(request.root, target.agency), target).exists()


def _name(event: Event) -> str:
    return " ".join([*event.target.values(), f"({step(event.rule).title})"]) if event.rule else ""


@contextlib.contextmanager
def _running(request: Request, marks: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Snakemake in a process group of its own, which does not outlive the build, however that ends."""
    process = _snakemake(request, marks)
    try:
        yield process
        process.wait()
    finally:
        if process.poll() is None:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _die_with_parent() -> None:
    """Linux: a killed build takes Snakemake with it, which otherwise hangs on its closed output."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


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
    # Snakemake wants a writable home for its cache.
    environment["XDG_CACHE_HOME"] = str(Tree(root).cache / "snakemake")
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
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def events_in(line: str) -> Iterator[Event]:
    """The events in a line of output; jobs and Snakemake share it, and may write into each other's lines."""
    for part in line.split(EVENT)[1:]:
        with contextlib.suppress(ValueError):
            value, _ = json.JSONDecoder().raw_decode(part)
            yield Event(value["event"], value["rule"], value["target"], value["message"])
    if match := _TOTAL.match(line):
        yield Event("steps", total=int(match[2]))
