# Everything goes through a virtual environment in .venv; Python 3.11+ and make are all that has to be there.
PYTHON ?= python3
BIN := .venv/bin
DEV := .venv/.dev-installed
RUN := .venv/.run-installed

# The tests that touch a database; the others need not run a second time on PostgreSQL.
WITH_DATABASE := $(addprefix tests/,trail accounts organisations experts programmes needs exchanges mail jobs \
	robustness transfer web test_actions.py test_permissions.py)

.DEFAULT_GOAL := help
.PHONY: help demo test check bench front lock messages clean

help:  ## Show what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(RUN)  ## Install, load the demonstration data, show a match, serve the site
	$(BIN)/wisselwerk demo

test: $(DEV)  ## Everything that must hold: style, types, layers, migrations, translations, tests
	$(MAKE) check
	$(BIN)/pytest -n 2 -q
	$(BIN)/python tools/with_postgres.py $(BIN)/pytest -n 2 -q $(WITH_DATABASE)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/wisselwerk manage makemigrations --check --dry-run
	$(BIN)/wisselwerk thesaurus check
	$(BIN)/python tools/messages.py --check
	$(BIN)/reuse lint --quiet

bench: $(DEV)  ## Quality and speed of matching, each beside its yardstick, the jobs with many exchanges, the clicks of the journey
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/tick.py
	$(BIN)/python benchmarks/clicks.py

front:  ## Rebuild the front end (needs Node; its result is part of the repository)
	cd frontend && npm ci && npm run build

messages: $(DEV)  ## Bring the translation files up to date with the code (needs gettext)
	$(BIN)/python tools/messages.py

lock: $(DEV)  ## Take the newest releases that fit pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --upgrade --universal --no-header --no-emit-index-url --no-annotate -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --upgrade --universal --no-header --no-emit-index-url --no-annotate --extra postgres --group dev -c requirements/run.txt -o requirements/dev.txt

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Wisselwerk needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

$(RUN): requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(DEV): requirements/dev.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ $(RUN)

clean:  ## Remove the virtual environment and what tools left behind
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
