"""One job of the build: `python -m painmap.workflow.jobs RULE --agency A …`, started by Snakemake."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from pathlib import Path

from painmap.errors import PainmapError, unforeseen
from painmap.paths import Tree, checked_id
from painmap.stages.project import Project
from painmap.stages.store import write_json
from painmap.workflow.manifest import now, record_failure
from painmap.workflow.steps import STEPS, Step, Target, label, step

EVENT = "painmap-event "


def main(arguments: list[str] | None = None) -> int:
    """Run one job; 0 if its mark was written."""
    parser = argparse.ArgumentParser(prog="painmap.workflow.jobs")
    parser.add_argument("rule", choices=[s.name for s in STEPS])
    parser.add_argument("--root", default=".")
    for name in ("agency", "file", "shard", "period", "edition"):
        parser.add_argument(f"--{name}", default="")
    options = vars(parser.parse_args(arguments))
    what, root = step(options.pop("rule")), Path(options.pop("root"))
    return run(root, what, Target(**options))


def run(root: Path, what: Step, target: Target) -> int:
    """Run one instance of a step; a failure is recorded in its interim folder and said in an event."""
    started = now()
    name = " ".join(target.words().values())
    folder = Tree(root.resolve()).interim(checked_id(target.agency))
    try:
        project = Project(root, target.agency)
        name = label(project, target)
        emit("started", what, target, name)
        folder = what.folder(project, target)
        (folder / "run.json").unlink(missing_ok=True)
        what.run(project, target)
        stamp = what.stamp(project, target)
        write_json(what.done(project, target), {"stamp": stamp.value, "parts": stamp.parts})
    except PainmapError as error:
        return _failed(folder, what, target, started, name, str(error))
    except Exception as error:  # the boundary of a job: nothing may leave it but a sentence
        return _failed(folder, what, target, started, name, str(unforeseen(error)))
    emit("finished", what, target, name)
    return 0


def _failed(folder: Path, what: Step, target: Target, started: str, name: str, message: str) -> int:
    job = {"rule": what.name, **target.words()}
    # A full disk may refuse even this; the event still tells.
    with contextlib.suppress(PainmapError, OSError):
        record_failure(folder, job=job, started=started, message=message)
    emit("failed", what, target, name, message)
    return 1


def emit(kind: str, what: Step, target: Target, name: str, message: str = "") -> None:
    """Print one event for `painmap build`; `name` is what people read of the target."""
    event = {"event": kind, "rule": what.name, "target": target.words(), "name": name, "message": message}
    print(EVENT + json.dumps(event, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
