# Each target sets up what it needs; the second time that takes a moment.
#   make run                              open the window
#   make run ARGS="serve 'My room'"       host a room without a window
#   make test                             every test
#   make test TESTS="tests/server -k name"
.DEFAULT_GOAL := help
.PHONY: help run test check bench bundle install uninstall lock clean

# The first Python here that is new enough.
PYTHON ?= $(shell for name in python3 python3.15 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
ifeq ($(strip $(PYTHON)),)
$(error Sarangbang needs Python 3.11 or newer; install it with: sudo apt-get install -y python3 python3-venv)
endif
VENV := .venv/bin/python
SET_UP := $(PYTHON) scripts/setup.py

help:
	@sed -n 's/^#   //p' Makefile
	@echo 'make check | bench | bundle | install | uninstall | lock | clean'

run:
	@$(SET_UP) $(if $(filter serve,$(ARGS)),serve,window)
	@$(VENV) -m desktop $(ARGS)

test:
	@$(SET_UP) tests
	@$(VENV) -m pytest $(or $(TESTS),-n 3 --dist loadfile)

# Everything that is not a test: style, types, the page, the locks.
check:
	@$(SET_UP) tests
	@$(VENV) scripts/check.py

bench:
	@$(SET_UP) bench
	@$(VENV) -m tests.bench $(ARGS)

# One folder that runs without Python: dist/; its self-test runs under Xvfb.
bundle:
	@$(SET_UP) bundle
	@$(VENV) packaging/bundle.py $(ARGS)

# Into the menu of this user, with the icon and the sarangbang:// links.
install:
	@$(SET_UP) window
	@$(VENV) packaging/install.py

uninstall:
	@$(SET_UP) window
	@$(VENV) packaging/install.py --uninstall

# The newest versions that pyproject.toml allows, with their hashes.
lock:
	@$(SET_UP) tests
	@$(VENV) scripts/lock.py

clean:
	rm -rf .venv assets/built assets/node_modules build dist artefacts .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
