# Everything is made in .venv from pyproject.toml; the second call of a target starts at once.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test slow lint format docs bench wheel clean

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: none was found on the PATH."; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

.venv/run: .venv/made pyproject.toml
	$(PIP) install --editable .
	@touch $@

.venv/group-%: .venv/run
	$(PIP) install --group $*
	@touch $@

demo: .venv/run ## one whole campaign, from the calendar to the payments
	@$(BIN)/python examples/campaign_2023.py

test: .venv/group-test ## the tests, the docstring examples and the pages' code
	$(BIN)/python -m pytest -q

slow: .venv/group-test
	$(BIN)/python -m pytest -q -m slow tests

lint: .venv/group-lint ## style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/group-lint ## mend what a tool can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/group-docs ## the site, in site/
	$(BIN)/mkdocs build --strict --quiet

bench: .venv/run ## ratios, side by side
	@for b in benchmarks/bench_*.py; do $(BIN)/python $$b; done

wheel: .venv/run ## the built wheel runs the demo, alone
	rm -rf dist .venv/wheel
	$(PIP) wheel --no-deps --wheel-dir dist .
	$(PYTHON) -m venv .venv/wheel
	.venv/wheel/bin/python -m pip --quiet --disable-pip-version-check install dist/*.whl
	.venv/wheel/bin/python examples/campaign_2023.py > .venv/wheel/demo.txt
	diff .venv/wheel/demo.txt tests/golden/campaign_2023.txt

clean:
	rm -rf .venv dist site
