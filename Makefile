# Each target sets up all that it needs by itself: a virtual environment in .venv, the dependencies, the package.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ENGINES := $(VENV)/.engines

.PHONY: demo desk test lint types check evaluate bench screenshots clean

$(STAMP): pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or later; call: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

# What only tests need and what is heavy: Ray, Spark, an S3 server; and FollowTheMoney, which needs a C++ compiler and
# ICU's headers (without them its tests are left out, but for those of continuous integration, which then fail).
$(ENGINES): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[engines]"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[interop]" || echo "FollowTheMoney could not be installed; its tests are left out"
	@touch $@

# The pages of the desk, if web/ has changed.
desk: $(STAMP)
	$(BIN)/python hatch_build.py

demo: desk
	$(BIN)/dateline demo

test: lint types $(ENGINES)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check src tests evaluation benchmarks tools hatch_build.py

types: $(STAMP)
	$(BIN)/mypy
	$(BIN)/python hatch_build.py check

screenshots: desk
	$(BIN)/python -m tools.screenshots

check: $(STAMP)
	$(BIN)/dateline check --examples

evaluate: $(STAMP)
	$(BIN)/python -m evaluation all

bench: $(STAMP)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
