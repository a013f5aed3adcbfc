# Two commands on a fresh machine: `make demo` and `make test`.
.PHONY: help setup demo test test-full lint docs

help:
	@echo "make demo       установить всё и собрать отчёты по демонстрационным данным"
	@echo "make test       установить всё и выполнить проверки"
	@echo "make test-full  то же и долгие проверки"
	@echo "make docs       обновить порождаемые документы и отпечатки блокнотов"

setup:
	@tools/setup.sh

demo: setup
	@.venv/bin/painmap demo

test: setup lint
	.venv/bin/python -m pytest -n 2 --dist loadgroup -m "not full"

test-full: setup lint
	@tools/office.sh
	.venv/bin/python -m pytest -n 2 --dist loadgroup

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/painmap check

docs: setup
	.venv/bin/python tools/data_dictionary.py
	.venv/bin/python -m painmap.workflow.notebook
	.venv/bin/python tools/environment.py
	.venv/bin/python -m benchmarks.deidentification --card
