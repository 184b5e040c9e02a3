# The two commands most people need: make demo, make test. Each sets everything up first.
PYTHON := .venv/bin/python
PYTEST_ARGS ?=
GATE_ARGS ?=

.PHONY: help setup demo test lint bench lock clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: ## Install everything into .venv and build the base instance (once)
	@python3 scripts/setup

demo: setup ## Run the main job on this machine: request, plan, tasks, proof, one commit
	@$(PYTHON) scripts/demo

test: setup ## Run all tests
	@$(PYTHON) -m pytest $(PYTEST_ARGS)

lint: setup ## Check style, types, import directions and the collection
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@scripts/lint-collection

bench: setup ## Measure speed, side by side, and the static gate's quality, and write the reports
	@$(PYTHON) -m evals.bench
	@$(PYTHON) -m evals.gate $(GATE_ARGS)

lock: ## Resolve the dependencies anew (needs uv)
	@scripts/lock

clean: ## Remove what make setup installed into this folder (the base instance stays)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
