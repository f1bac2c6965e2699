# Everything a person types. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint bench reference lock clean system-packages

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
READY := $(VENV)/.ready


help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

demo: $(READY) ## the whole way on sandboxes: dossiers in, officers decide, results out; ends with a table
	$(RUN)/motcua demo

serve: $(READY) ## the same system with empty hands, until Ctrl-C
	$(RUN)/motcua serve

test: $(READY) ## all tests, on SQLite and PostgreSQL, with a real Prefect and a real browser
	$(RUN)/pytest -n 2 --dist loadgroup

lint: $(READY) ## style, types, and the definitions themselves
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/motcua check procedures

bench: $(READY) ## measure: engine, documents, a thousand dossiers end to end
	$(RUN)/python -m benchmarks

reference: $(READY) ## write docs/reference anew: schema of the language, its steps, its faults
	$(RUN)/python -m tools.reference

lock: ## write requirements.lock anew from pyproject.toml
	uv pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --python-version 3.11 -o requirements.lock -q

clean: ## remove what was made here
	rm -rf $(VENV) var build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(READY): requirements.lock pyproject.toml system-packages.txt
	@sh tools/install-system-packages
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say which with make PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	@# The lock is complete: nothing is left to resolve, at which older pips stumble over extras with hashes.
	$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(RUN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
