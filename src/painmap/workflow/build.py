"""`painmap build`: make all reports that are due."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from painmap import stages
from painmap.errors import PainmapError
from painmap.params.editions import allowed
from painmap.params.load import odd_profiles
from painmap.paths import Tree
from painmap.stages.project import Project
from painmap.workflow import due
from painmap.workflow.due import Request
from painmap.workflow.engine import LOG, Event, environment, events_in, snakemake
from painmap.workflow.publish import is_intact
from painmap.workflow.steps import Target, step, why
from painmap.workflow.warm import warm_process

_LAST = ("render", "overview")
_WITH_LANGUAGE = ("intake_file", "texts", "pain_points")
_CHANGED_MEANWHILE = "Данные, параметры или код изменились во время сборки. Что сделать: повторите команду."


@dataclass
class Outcome:
    """How a build ended.

    Attributes:
        failures: (what, message) of everything that failed.
        reports: Published folders of the reports asked for that are now in place.
        earlier: Published folders that stand from before and were not brought up to date.
        updated: How many reports were published now.
    """

    failures: list[tuple[str, str]] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    earlier: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    updated: int = 0


def build(request: Request, listen: Callable[[Event], None]) -> Outcome:
    """Make all reports asked for that are not up to date; goes on after a failure.

    Args:
        request: What to build.
        listen: Called for each event, in order.
    """
    outcome = Outcome()
    with contextlib.ExitStack() as resources:
        runner = _Runner(request, outcome, listen, resources)
        # First the data: the periods that they cover decide which reports are due.
        projects = _with_data(_projects(request, outcome), runner, outcome)
        reports = [(project, target) for project in projects for target in _due(project, request, outcome)]
        _make(reports, request, runner)
    for project, target in reports:
        folder = due.published(project, target)
        if step("render").done(project, target).exists() and is_intact(folder):
            outcome.reports.append(folder)
    outcome.earlier += [folder for folder in due.standing(request) if folder not in outcome.reports]
    return outcome


def _projects(request: Request, outcome: Outcome) -> list[Project]:
    projects = []
    outcome.warnings += odd_profiles(Tree(request.root))
    for agency in due.select_agencies(request):
        try:
            project = Project(request.root, agency)
            allowed(project.params, request.kind, request.edition)
            outcome.warnings += [f"{agency}: {warning}" for warning in project.raw.warnings]
            stages.check_key(project)
            projects.append(project)
        except PainmapError as error:
            outcome.failures.append((agency, str(error)))
    return projects


def _with_data(projects: list[Project], runner: _Runner, outcome: Outcome) -> list[Project]:
    """Bring the processed data up to date; returns the projects where that succeeded."""
    stale = [name for project in projects for name in due.forget_stale(project, due.early(project))]
    waiting = [p for p in projects if why(p, step("clean"), Target(p.id))]
    runner.run([_mark("clean", p, Target(p.id)) for p in waiting], stale)
    done = [p for p in projects if not why(p, step("clean"), Target(p.id))]
    for project in done:
        outcome.warnings += [f"{project.id}: {text}" for text in stages.rejected_rows(project)]
        runner.tell("unexpected", project, stages.unexpected(project))
        if project in waiting:
            runner.tell("not_accepted", project, stages.not_accepted(project))
    outcome.warnings += stages.unused_mappings([p for p in waiting if p in done])
    if not outcome.failures:
        outcome.failures += [(p.id, _CHANGED_MEANWHILE) for p in projects if p not in done]
    return done


def _due(project: Project, request: Request, outcome: Outcome) -> list[Target]:
    try:
        return due.report_targets(project, request)
    except PainmapError as error:
        outcome.failures.append((project.id, str(error)))
        return []


def _make(reports: list[tuple[Project, Target]], request: Request, runner: _Runner) -> None:
    marks: list[str] = []
    stale: list[str] = []
    for project in dict.fromkeys(project for project, _ in reports):
        targets = [target for owner, target in reports if owner is project]
        steps = due.late(project, targets, with_overview=due.is_whole(request))
        names = due.forget_stale(project, steps)
        # With nothing stale Snakemake has nothing to decide, and its start takes 2 s.
        if names:
            marks += [_mark(name, project, target) for name, target in steps if name in _LAST]
            stale += names
    runner.run(marks, stale)


def _mark(name: str, project: Project, target: Target) -> str:
    return step(name).done(project, target).relative_to(project.tree.root).as_posix()


class _Runner:
    """Snakemake runs of one build, with one warm process behind them."""

    def __init__(
        self,
        request: Request,
        outcome: Outcome,
        listen: Callable[[Event], None],
        resources: contextlib.ExitStack,
    ) -> None:
        self._request, self._outcome, self._listen, self._resources = request, outcome, listen, resources
        self._environment: dict[str, str] = {}
        self._has_language = False

    def run(self, marks: list[str], stale: list[str]) -> None:
        """Have the marks made; what fails goes into the outcome.

        Args:
            marks: Files, relative to the root.
            stale: Names of the steps that will run.
        """
        if not marks:
            return
        self._warm(any(name in _WITH_LANGUAGE for name in stale))
        running: dict[str, Event] = {}
        log = Tree(self._request.root).cache.parent / LOG
        with (
            snakemake(self._request.root, self._request.cores, marks, self._environment) as process,
            log.open("a", encoding="utf-8") as journal,
        ):
            assert process.stdout is not None
            for line in process.stdout:
                found = list(events_in(line))
                if not found:
                    journal.write(line)
                for event in found:
                    self._listen(event)
                    self._follow(event, running)
        # A job that was killed could not say so itself; one whose mark is there only went unheard.
        for event in (event for event in running.values() if not self._is_done(event)):
            self._outcome.failures.append((_name(event), f"Задание прервано. Подробности: {log}."))
        if process.returncode and not self._outcome.failures:
            self._outcome.failures.append(("сборка", f"Snakemake завершился с ошибкой. Подробности: {log}."))

    def tell(self, kind: str, project: Project, messages: list[str]) -> None:
        """Say at once, before any report is made, what the agency's data tell."""
        for message in messages:
            self._listen(Event(kind, name=project.id, message=message))

    def _warm(self, with_language: bool) -> None:
        if not self._environment or (with_language and not self._has_language):
            base = environment(self._request.root)
            context = warm_process(base, self._request.root, with_language=with_language)
            self._environment = self._resources.enter_context(context)
            self._has_language = with_language

    def _follow(self, event: Event, running: dict[str, Event]) -> None:
        name = _name(event)
        if event.kind == "started":
            running[name] = event
        elif event.kind in ("finished", "failed"):
            running.pop(name, None)
            self._outcome.updated += event.kind == "finished" and event.rule == "render"
            if event.kind == "failed":
                self._outcome.failures.append((name, event.message))

    def _is_done(self, event: Event) -> bool:
        target = Target(**event.target)
        return step(event.rule).done(Project(self._request.root, target.agency), target).exists()


def _name(event: Event) -> str:
    return f"{event.name} ({step(event.rule).title})" if event.rule else ""
