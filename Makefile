# One command each: ask a first question, run the tests. Both set everything up first.
# PYTHON chooses the interpreter (3.11 or newer) that the environment in VENV is made with.
PYTHON ?= python3
VENV ?= .venv
Q ?= Que fait le gouvernement contre la délocalisation des centres d'appels ?
export Q  # handed over as a variable, never pasted into a command line

PIP = $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
LOCKED = --require-hashes --no-deps
ON_SAMPLE = PARLEBOT_HOME="$(CURDIR)/.parlebot/sample" $(VENV)/bin/parlebot
# A worker a core; each can take 3 GB. Tests stay next to each other, and the last are shared out.
PYTEST = $(VENV)/bin/pytest -n logical --maxprocesses 8 --dist worksteal
CHECKED = $(VENV)/bin/ruff format --check . && $(VENV)/bin/ruff check . && $(VENV)/bin/mypy

.PHONY: help setup ask chat check test format messages

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

setup: $(VENV)/.installed  ## install parlebot, pinned, into .venv

$(VENV)/.installed: pyproject.toml constraints.txt constraints-torch-cpu.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "parlebot needs Python 3.11 or newer; name one: make PYTHON=python3.12 ...")'
	@echo "Installing parlebot into $(VENV) (once, some minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) $(LOCKED) -r constraints-torch-cpu.txt 2>/dev/null || true  # not to be had everywhere
	@$(PIP) $(LOCKED) -r constraints.txt
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed constraints-dev.txt
	@$(PIP) $(LOCKED) -r constraints-dev.txt
	@touch $@

ask: setup  ## answer a question from the fictional sample: make ask Q="..."
	@$(ON_SAMPLE) index --sample >/dev/null
	@$(ON_SAMPLE) ask "$$Q"

chat: setup  ## open the chat page on the fictional sample
	@$(ON_SAMPLE) index --sample >/dev/null
	$(ON_SAMPLE) chat

check: $(VENV)/.installed-dev  ## formatter, linter, types, and the tests that are not marked slow
	$(CHECKED)
	$(PYTEST) -m "not slow"

test: $(VENV)/.installed-dev  ## formatter, linter, types, then all tests
	$(CHECKED)
	$(PYTEST)

messages: $(VENV)/.installed-dev  ## compile the catalogues of bot/languages/locale after a change
	PARLEBOT_WRITE_MESSAGES=1 $(VENV)/bin/pytest -q tests/bot/languages/test_catalogue.py

format: $(VENV)/.installed-dev  ## format and mend what can be mended
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .
