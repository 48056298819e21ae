# What one does with this project. `make help` lists it; tools/setup.py does the set-up.

PYTHON ?= python3
PORT ?= 8000
TEMPLATES = templates
new_enough = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This is Python " + sys.version)'
newer_python = install Python 3.11 or newer with venv (sudo apt-get install python3 python3-venv) \
  or name the one you have: make demo PYTHON=python3.12
PYTEST = .venv/bin/python -m pytest -n 2

# $(call or_else,sentence): after a failed step, say what to do and keep its exit code.
# To make, a comma ends the sentence: it must have none.
or_else = || { status=$$?; printf '\n%s\n' "What to do: $(1)" >&2; exit $$status; }\
  $(if $(2),$(error a comma inside a sentence of or_else))

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo test campaign bench check format lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## set up what the product needs (demo does it too)
	@$(new_enough) $(call or_else,$(newer_python))
	@$(PYTHON) tools/setup.py

setup-tests:
	@$(new_enough) $(call or_else,$(newer_python))
	@$(PYTHON) tools/setup.py --tests

# The trap keeps the shell alive at Ctrl-C, so that the server says good-bye and make says nothing.
demo: setup ## set up, load the demo and serve it: PORT=9000 make demo
	@trap : INT; .venv/bin/alliance demo --port $(PORT); status=$$?; \
	if [ $$status -ne 0 ] && [ $$status -ne 130 ]; then \
	  echo "The demo stopped with code $$status. What to do: read the lines above; another port is PORT=9000 make demo" >&2; \
	  exit $$status; \
	fi

test: setup-tests ## the whole suite: SQLite, PostgreSQL, browser
	@$(PYTEST) tests $(call or_else,read the first failure above; run it alone with .venv/bin/python -m pytest tests/FILE.py -k NAME)

campaign: setup-tests ## the long runs: random, race, fault and load series
	@$(PYTEST) --campaign tests $(call or_else,read the first failure above; the series prints the seed or example that repeats it)

bench: setup-tests ## the yardstick beside our pages; bench/README.md says how to read it
	@.venv/bin/python -m bench.run $(call or_else,read bench/README.md for what each goal means and how to find the slow part)
	@.venv/bin/python -m bench.redlines || [ $$? -eq 4 ]  # 4: the real texts are not here
	@.venv/bin/python -m bench.roll_calls $(call or_else,read bench/README.md for what each goal means and how to find the slow part)
	@.venv/bin/python -m bench.standings --alliances 100 $(call or_else,read bench/README.md for what each goal means and how to find the slow part)

check: setup-tests ## format, lint, types, import contracts, templates; then the tests
	@.venv/bin/ruff format --check . $(call or_else,run: make format)
	@.venv/bin/ruff check . $(call or_else,mend what is named above; make format mends the simple ones)
	@.venv/bin/mypy $(call or_else,mend the types named above)
	@.venv/bin/lint-imports $(call or_else,move the import named above to where the floors and rooms allow it; see pyproject.toml)
	@.venv/bin/djlint --check $(TEMPLATES) $(call or_else,run: make format)
	@.venv/bin/djlint --lint $(TEMPLATES) $(call or_else,mend the templates named above)
	@$(MAKE) --no-print-directory test

format: setup-tests ## rewrite code and templates in the house style
	@.venv/bin/ruff check --fix-only --quiet . $(call or_else,mend the syntax error named above)
	@.venv/bin/ruff format . $(call or_else,mend the syntax error named above)
	@.venv/bin/djlint --reformat --quiet $(TEMPLATES) || true  # 1 only says that it changed something

lock: setup ## resolve the requirements anew, with hashes
	@.venv/bin/python -m tools.lock $(call or_else,mend requirements/*.in or assets/package.json as said above)
