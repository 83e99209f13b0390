# Evenkeel: everything a newcomer needs. `make help` lists it.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# `make run DEMO=0` starts empty, `make run PORT=8010` somewhere else.
export DEMO ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help install run test lint bench
.DEFAULT_GOAL := help

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

install: $(VENV)/.installed ## Only the set-up: .venv and the pinned requirements

run: install ## Start web, worker and beat with demo data (DEMO=0: empty; PORT=8010: elsewhere)
	@exec $(BIN)/python manage.py quickstart

test: $(VENV)/.installed-dev ## The suite, on SQLite and on PostgreSQL (CI=true: nothing may be missing; THOROUGH=1: hostile inputs at every door, long fault tests)
	@exec deploy/test.sh

lint: $(VENV)/.installed-dev ## Format, rules, types, imports, templates, migrations, deployment check
	@exec deploy/lint.sh

bench: $(VENV)/.installed-dev ## The benchmarks, written to bench-results/
	@exec $(BIN)/python -m tests.bench.run

# Run the interpreter instead of looking for it: a name on the path may be a shim that only fails.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Evenkeel needs Python 3.11 or newer; '$(PYTHON)' is not. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Creating $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt | $(VENV)/.created
	@echo "Installing the requirements (about half a minute) ..."
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing the development requirements (about a minute) ..."
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch $@
