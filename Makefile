# Each target sets up all that it needs by itself: a virtual environment in .venv, the dependencies, the package.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types check evaluate bench clean

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or later; call: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

demo: $(STAMP)
	$(BIN)/dateline demo

test: $(STAMP)
	$(BIN)/ruff check src tests evaluation benchmarks tools
	$(BIN)/mypy
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check src tests evaluation benchmarks tools

types: $(STAMP)
	$(BIN)/mypy

check: $(STAMP)
	$(BIN)/dateline check --examples

evaluate: $(STAMP)
	$(BIN)/python -m evaluation all

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
