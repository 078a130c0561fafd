# Two commands for everyone: `make run` and `make test`. Everything a target needs, it sets up itself.
.DEFAULT_GOAL := help
SHELL := /bin/bash
HOST ?= 127.0.0.1
PORT ?= 8501
INCIDENTS ?= 150000
DEMO_DIR ?= data/home/demo
VENV := .venv
PY := $(VENV)/bin/python
export HOST PORT

.PHONY: help run test check lock demo bench docs clean env env-dev

help: ## show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: ## create .venv and install requirements.txt when it changed
	@scripts/setup.sh run

env-dev: ## the same with what tests and checks need
	@scripts/setup.sh dev

run: env ## set up, build the demo release if there is none, serve at HOST:PORT
	@$(PY) -m data ensure
	@exec $(PY) -m ui.server

test: env-dev ## set up with Chromium and LibreOffice, run all tests
	@scripts/setup_chromium.sh
	@scripts/setup_office.sh
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: env-dev ## ruff, mypy strict, import-linter, docs
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@PYTHONPATH=. $(VENV)/bin/lint-imports
	@$(PY) -m pytest -q tests/docs tests/test_house.py

lock: env-dev ## pin requirements.txt and requirements-dev.txt anew
	@scripts/lock.sh

demo: env ## write demo department files to DEMO_DIR (INCIDENTS=150000)
	@$(PY) -m data demo --out $(DEMO_DIR) --incidents $(INCIDENTS)

bench: env-dev ## run the benchmarks (ARGS="capacity --quick" for some of them)
	@scripts/setup_chromium.sh
	@$(PY) -m benchmarks $(ARGS)

docs: env-dev ## write the tables of docs/ from the contracts and the region's definitions
	@$(PY) -m scripts.derive_contract_docs
	@$(PY) -m scripts.derive_indicator_docs

clean: ## remove the environment and caches; published releases stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
