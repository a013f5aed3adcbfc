"""What the Snakefile asks for: stamps and inputs of each rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from painmap import stages
from painmap.stages.project import Project
from painmap.stages.sources import share_with_children
from painmap.workflow.steps import Target, step
from painmap.workflow.warm import STAND_IN

JOB = " ".join(f'"{word}"' for word in (*STAND_IN, "painmap.workflow.jobs"))


class Rules:
    """Functions of Snakemake's wildcards for one tree.

    Args:
        root: Root of the tree; Snakemake's working directory.
    """

    def __init__(self, root: str) -> None:
        share_with_children()
        self._project = cache(lambda agency: Project(Path(root), agency))

    def stamp(self, name: str) -> Callable[[Any], str]:
        """The stamp of rule `name` as a function of its wildcards."""

        def of(wildcards: Any) -> str:
            project = self._project(wildcards.agency)
            return step(name).stamp(project, Target(**dict(wildcards.items()))).value

        return of

    def files_done(self, wildcards: Any) -> list[str]:
        """Marks of all raw files of an agency."""
        project = self._project(wildcards.agency)
        return [self._mark("intake_file", Target(project.id, file=file.key)) for file in project.raw.files]

    def texts_done(self, wildcards: Any) -> list[str]:
        """Marks of all text shards of an agency."""
        project = self._project(wildcards.agency)
        return [self._mark("texts", Target(project.id, shard=str(shard))) for shard in project.shards]

    def trends_done(self, wildcards: Any) -> list[str]:
        """Marks of all periods of an agency that are made unasked."""
        project = self._project(wildcards.agency)
        periods = stages.unasked_periods(project)
        return [self._mark("trends", Target(project.id, period=str(period))) for period in periods]

    def _mark(self, name: str, target: Target) -> str:
        project = self._project(target.agency)
        return step(name).done(project, target).relative_to(project.tree.root).as_posix()
