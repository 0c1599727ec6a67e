# make demo   sets up everything, then counts a sample register, digitizes a sample box, reports
# make test   the same set-up, then the tests
# Both can be run again at any time: what is there is not made again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := tesseract-ocr tesseract-ocr-vie poppler-utils fonts-croscore python3-venv
# Only for the tests: a PKCS#11 token in software, a PostgreSQL server. Without them those tests are skipped.
TEST_PACKAGES := softhsm2 opensc postgresql
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard sohoa/locale/*/LC_MESSAGES/sohoa.po))
DEMO := data/demo

.PHONY: help setup demo test lint types contracts check bench messages lock clean

help:
	@sed -n 's/^# //p' $(MAKEFILE_LIST) | head -3

# Compiled once, whatever may be kept later: else every command compiles what it imports of Sohoa.
setup: .setup-system .setup-python $(CATALOGUES)
	@$(BIN)/python -m compileall -q flows sohoa tasks
	@$(BIN)/sohoa init

# System packages, only those that are missing; asks for sudo only if there is something to do.
.setup-system:
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok" || missing="$$missing $$package"; done; \
	if [ "$(PYTHON)" != python3 ] || $(PYTHON) -c 'import ensurepip' 2>/dev/null; then missing="$${missing# python3-venv}"; missing="$${missing% python3-venv}"; fi; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	  echo "Installing:$$missing"; \
	  $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; fi
	@touch $@

# Never in the way of the tests themselves: what needs these packages is skipped without them.
.setup-tests:
	@missing=""; for package in $(TEST_PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q "install ok" || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	  echo "Installing for the tests:$$missing"; \
	  { $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; } || \
	  echo "Not installed:$$missing. Their tests will be skipped."; fi
	@touch $@

.setup-python: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes --requirement requirements.lock
	@# By all cores, where pip has one; what is no module for this Python, some packages bring too.
	@$(BIN)/python -m compileall -qq --workers 0 $(VENV)/lib || true
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

%.mo: %.po .setup-python
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/sohoa.po,%,$<))

demo: setup
	@$(BIN)/sohoa demo $(DEMO)

# Three processes share the test files, on two cores: tests of whole runs wait a good deal. A file stays in
# one process, with what its tests share; files with tests marked slow are begun first (tests/conftest.py).
# `pytest --durations=60` says what costs.
TEST_PROCESSES := 3
# Where nothing compiled may be kept, each of the hundreds of programs and workers that tests start
# compiles all of Sohoa anew: half a second of CPU each.
test: export PYTHONDONTWRITEBYTECODE :=
# What tests write need not outlive a power cut: in memory, where there is room, none waits for a disk, and
# a database of the PostgreSQL server, some 1,500 files, is made in a fifteenth of the CPU.
test: export TMPDIR := $(shell test "$$(df --output=avail /dev/shm 2>&1 | tail -1)" -gt 6000000 2>/dev/null && echo /dev/shm || echo $${TMPDIR:-/tmp})
test: setup .setup-tests
	@$(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

check: lint types contracts

bench: setup
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.signing

# The texts of the program: collect them, keep the translations, list what is missing.
messages: .setup-python
	@$(BIN)/pybabel --quiet extract --no-location --sort-output --keywords N_ --output-file sohoa/locale/sohoa.pot flows sohoa tasks
	@for language in vi; do \
	  $(BIN)/pybabel --quiet update --width 100 --no-fuzzy-matching --ignore-obsolete --input-file sohoa/locale/sohoa.pot --domain sohoa --output-dir sohoa/locale --locale $$language; done

# A new lock file, without the address of any registry in it.
lock:
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip compile --quiet --universal --group dev --generate-hashes --no-emit-index-url --no-header --output-file requirements.lock pyproject.toml

clean:
	@rm -rf $(VENV) .setup-* $(CATALOGUES)
