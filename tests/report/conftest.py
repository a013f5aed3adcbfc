"""One internal and one public report, rendered once for all tests of the room."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from painmap.report_data import ReportData


def _load(name: str) -> ModuleType:
    # By path: tests of other rooms have modules of the same names.
    full = f"report_tests_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).parent / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    return _load("sample")


@pytest.fixture(scope="session")
def build() -> ModuleType:
    return _load("build")


@pytest.fixture(scope="session")
def internal(sample: ModuleType) -> ReportData:
    return sample.internal()


@pytest.fixture(scope="session")
def internal_page(build: ModuleType, internal: ReportData) -> str:
    return build.page(internal)


@pytest.fixture(scope="session")
def internal_pdf(internal_page: str) -> bytes:
    from painmap.report import render

    return render.pdf(internal_page)


@pytest.fixture(scope="session")
def public_page(build: ModuleType, sample: ModuleType) -> str:
    return build.page(sample.public())
