"""What is due: the reports that orders and data call for, and the stale steps behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from painmap import stages
from painmap.errors import PainmapError, unknown_name
from painmap.params.editions import EDITION_TITLES, KINDS, allowed, unasked
from painmap.params.load import agency_ids
from painmap.paths import Edition, Tree, checked_edition
from painmap.periods import Period, PeriodKind
from painmap.stages.key import key_path
from painmap.stages.project import Project, is_done
from painmap.workflow.publish import is_intact
from painmap.workflow.steps import STEPS, Step, Target, label, step, why

_ON_DEMAND = (
    "отчёт ({pair}) без --period собирается только за последний период, обеспеченный данными ({made}); "
    "за другой — по требованию: --period {first} … --period {last}."
)


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

    @property
    def kind(self) -> PeriodKind | None:
        """Kind of the period asked for."""
        return self.period.kind if self.period else None


def select_agencies(request: Request) -> tuple[str, ...]:
    """The agencies asked for; an unknown one is an error that lists the known ones."""
    known = agency_ids(Tree(request.root))
    for agency in request.agencies:
        if agency not in known:
            raise unknown_name("Орган", agency, known)
    return request.agencies or tuple(known)


def report_targets(project: Project, request: Request) -> list[Target]:
    """The (period, edition) pairs that are due: covered by data and allowed by the order.

    Where no period is asked for, a pair may be due for the latest one only (`EditionRule.is_latest_only`).

    Raises:
        PainmapError: The order refuses what is asked for (the paragraph is named), or no data cover it.
    """
    rules = allowed(project.params, request.kind, request.edition)
    covered = stages.covered_periods(project)
    if request.period is not None and request.period not in covered:
        raise PainmapError(
            f"Период {request.period} не обеспечен исходными данными",
            where=f"орган {project.id}",
            remedy="выберите период; доступные периоды: " + ", ".join(str(period) for period in covered),
        )
    due = {id(rule): unasked(rule, covered) for rule in rules}
    return [
        Target(project.id, period=str(period), edition=rule.edition)
        for period in (covered if request.period is None else (request.period,))
        for rule in rules
        if rule.period_kind == period.kind and (request.period or period in due[id(rule)])
    ]


def on_demand(project: Project, request: Request) -> Iterator[str]:
    """A sentence for each pair of which a build that names no period makes the latest one only."""
    if request.period is not None:
        return
    covered = stages.covered_periods(project)
    for rule in allowed(project.params, None, request.edition):
        made = unasked(rule, covered)
        others = [p for p in covered if p.kind == rule.period_kind and p not in made]
        if rule.is_latest_only and others:
            yield _ON_DEMAND.format(
                pair=f"{KINDS[rule.period_kind]}, {EDITION_TITLES[rule.edition]}",
                made=made[0],
                first=others[0],
                last=others[-1],
            )


def plan(
    request: Request, problems: list[str], warnings: list[str], notes: list[str] | None = None
) -> Iterator[tuple[str, Step, str]]:
    """(label of the target, step, reason) of everything that `build` would run; writes nothing.

    Args:
        request: What would be built.
        problems: Gets a sentence for each agency that could not be built.
        warnings: Gets what is odd about the raw folder, and unexpected in processed data that are up to date.
        notes: Gets what would be made only on demand.
    """
    for agency in select_agencies(request):
        try:
            project = Project(request.root, agency)
            yield from _plan_of(project, request)
            warnings += [f"{agency}: {text}" for text in project.raw.warnings]
            if not _lacks_key(project) and _has_tables(project):
                warnings += [f"{agency}: {text}" for text in stages.unexpected(project)]
                if notes is not None:
                    notes += [f"{agency}: {text}" for text in on_demand(project, request)]
        except PainmapError as error:
            problems.append(f"{agency}. {error}")


def _plan_of(project: Project, request: Request) -> Iterator[tuple[str, Step, str]]:
    allowed(project.params, request.kind, request.edition)
    if _lacks_key(project):
        # Planning writes nothing, and without the key no stamp can be told.
        yield project.id, step("clean"), "ключ хеширования ещё не создан"
        return
    steps = early(project)
    if _has_tables(project):
        targets = report_targets(project, request)
        steps += late(project, targets, with_overview=is_whole(request))
    else:
        steps += late(project, [], with_overview=False)
    for name, target, reason in _stale(project, steps):
        yield label(project, target), step(name), reason


def _lacks_key(project: Project) -> bool:
    return not project.raw.is_wholly_demo and not key_path().exists()


def is_whole(request: Request) -> bool:
    """Whether all periods and editions are wanted, and with them their comparison."""
    return request.period is None and request.edition is None


def early(project: Project) -> list[tuple[str, Target]]:
    """Steps up to the processed data."""
    files = [("intake_file", Target(project.id, file=file.key)) for file in project.raw.files]
    return [*files, ("clean", Target(project.id))]


def late(project: Project, targets: list[Target], *, with_overview: bool) -> list[tuple[str, Target]]:
    """Steps from the processed data to the reports."""
    steps = [("texts", Target(project.id, shard=str(shard))) for shard in project.shards]
    steps += [("pain_points", Target(project.id))]
    periods = dict.fromkeys(target.period for target in targets)
    steps += [("trends", Target(project.id, period=period)) for period in periods]
    steps += [(name, target) for target in targets for name in ("report", "render")]
    return steps + ([("overview", Target(project.id))] if with_overview and targets else [])


def _reason(project: Project, name: str, target: Target) -> str:
    reason = why(project, step(name), target)
    if not reason and name == "render" and not is_intact(published(project, target)):
        return "отчёта нет на месте"
    return reason


def _stale(project: Project, steps: list[tuple[str, Target]]) -> list[tuple[str, Target, str]]:
    """What of `steps` has to run, and why; what comes after such a step has to run as well."""
    found: list[tuple[str, Target, str]] = []
    for name, target in steps:
        reason = _reason(project, name, target)
        if not reason and any(_feeds(project, *earlier[:2], name, target) for earlier in found):
            reason = "выполняется предыдущий шаг"
        if reason:
            found.append((name, target, reason))
    return found


def _has_tables(project: Project) -> bool:
    """Whether the processed data are those of the present files, whatever has been accepted since."""
    return is_done(project.tree.interim_clean(project.id), project.clean_stamp())


def _feeds(project: Project, name: str, target: Target, later_name: str, later: Target) -> bool:
    """Whether the later step depends on what the earlier will change.

    `10_clean` also shows what was accepted: executed again with the same tables it changes nothing after it.
    """
    return _is_before(name, target, later_name, later) and not (name == "clean" and _has_tables(project))


def _is_before(name: str, target: Target, later_name: str, later: Target) -> bool:
    order = [s.name for s in STEPS]
    if later_name in ("intake_file", "texts") and name == later_name:
        return False
    if later_name == "overview":
        return name not in ("report", "render")
    is_same = target.period in ("", later.period) and target.edition in ("", later.edition)
    return is_same and order.index(name) < order.index(later_name)


def forget_stale(project: Project, steps: list[tuple[str, Target]]) -> list[str]:
    """Drop the marks of what has to run again; returns the names of these steps.

    Snakemake tells a change by its own notes in .snakemake/, and does not look at what lies before a mark
    that is there; where the notes are lost, or a file of a stage is damaged, only missing marks make it run.
    """
    stale = _stale(project, steps)
    for name, target, _ in stale:
        step(name).done(project, target).unlink(missing_ok=True)
    return [name for name, _, _ in stale]


def standing(request: Request) -> list[Path]:
    """Folders of whole reports of what is asked for that are in their place, up to date or not."""
    tree = Tree(request.root)
    found = []
    for agency in select_agencies(request):
        period, edition = request.period or "*", request.edition or "*"
        found += sorted((tree.reports / agency).glob(f"{period}/{edition}"))
    return [folder for folder in found if is_intact(folder)]


def published(project: Project, target: Target) -> Path:
    """Folder of a published report."""
    return project.tree.report(project.id, Period.parse(target.period), checked_edition(target.edition))
