# Two commands on a fresh machine: make demo, make test. Everything lives in .venv; delete it with make clean.

PYTHON ?= $(shell python3.11 -c 'print("python3.11")' 2>/dev/null || echo python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo demo-catalan demo-finance demo-proof test test-deep bench bench-full catalogues lint format types contracts licences clean

demo: .venv/installed
	$(BIN)/topsheet demo

demo-catalan: .venv/installed  ## a feature in Barcelona: IVA, IRPF, payrolls, an envelope, two issued cost reports
	$(BIN)/topsheet demo demo-catalan --production catalan

demo-finance: .venv/installed  ## its financiers: a gap, the rules of a fund, a broadcaster and a bank, a consent, a verdict that turns
	$(BIN)/topsheet demo demo-finance --production finance

demo-proof: .venv/installed  ## a pack, verified by one file alone; an invoice that is rewritten with everything after it, and how it is caught
	$(BIN)/python -m tests.demo tests/scenarios/demo-proof.md demo-proof

test: .venv/installed-for-tests
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal

test-deep: .venv/installed-for-tests  ## the random histories, ten times as many, and documents without the warm start
	TOPSHEET_DEEP=10 $(BIN)/python -m pytest --numprocesses 2 --dist worksteal

bench: .venv/installed-for-tests  ## every ratio of speed, up to 100,000 lines, a few minutes
	$(BIN)/python -m tests.bench

bench-full: .venv/installed-for-tests  ## up to five million lines, an hour and some gigabytes; the figures in tests/bench/README.md
	$(BIN)/python -m tests.bench --lines 1000000 --largest 5000000

catalogues: .venv/installed-for-tests  ## the pages that list aggregates, projections, commands and rules
	$(BIN)/python -m tests.catalogues --write

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: .venv/installed-for-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: .venv/installed-for-tests
	$(BIN)/mypy

contracts: .venv/installed-for-tests
	$(BIN)/lint-imports --no-logo

licences: .venv/installed-for-tests
	$(BIN)/python tests/licences.py

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	$(PIP) --editable .
	touch $@

.venv/installed-for-tests: pyproject.toml | .venv/bin/python
	$(PIP) --editable '.[test]'
	touch $@ .venv/installed
