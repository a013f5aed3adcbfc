"""`environment.yml`, `pyproject.toml` and the lock say the same."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

from ruamel.yaml import YAML


def test_environment_yml_is_exported_from_a_lock_that_is_in_step_with_pyproject(repository: Path) -> None:
    expected = runpy.run_path(str(repository / "tools" / "environment.py"))["environment"]()
    assert (repository / "environment.yml").read_text(encoding="utf-8") == expected, "make docs"


def test_conda_gets_what_pip_cannot_bring(repository: Path) -> None:
    content = YAML(typ="safe", pure=True).load((repository / "environment.yml").read_text(encoding="utf-8"))
    direct = [item for item in content["dependencies"] if isinstance(item, str)]
    assert direct == ["python=3.11", "pango>=1.50", "pip"]
    pins = {line.split("==")[0] for line in content["dependencies"][-1]["pip"] if "==" in line}
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {line.split(">")[0].split("[")[0].lower().replace(".", "-") for line in project["dependencies"]}
    assert wanted <= pins
    assert "pymorphy3" not in pins, "it would overwrite pymorphy2's dictionary package"
    assert not {"pytest", "ruff", "mypy"} & pins


def test_the_packages_set_by_the_client_are_there(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.split(">")[0] for line in project["dependencies"]}
    client = {"jupyterlab", "papermill", "nbconvert", "pandas", "seaborn", "statsmodels", "natasha"}
    assert client <= named


def test_ci_does_nothing_that_make_test_does_not(repository: Path) -> None:
    script = (repository / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert script[-1] == "make test"
    assert len(script) == 4


def test_workflows_rebuild_when_data_or_params_change(repository: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    github = yaml.load((repository / ".github" / "workflows" / "reports.yml").read_text(encoding="utf-8"))
    assert {"data/raw/**", "params/**"} <= set(github["on"]["push"]["paths"])
    gitlab = yaml.load((repository / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert {"data/raw/**/*", "params/**/*"} <= set(gitlab["reports"]["rules"][0]["changes"])
