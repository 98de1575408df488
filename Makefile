# Variables given on the command line (PORT, LAN, MUNICIPALITY, BROWSER, WORKERS) reach the commands
# as environment variables. What the commands do: docs/running.md
PYTHON ?= python3
BOOTSTRAP = $(PYTHON) tools/bootstrap.py
COMPILE = $(or $(UV),uv) pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --no-emit-index-url --no-header

.PHONY: run test demo-reset format lock screenshots

run:
	@$(BOOTSTRAP) --port "$(or $(PORT),3000)"
	@.venv/bin/portal run

test:
	@$(BOOTSTRAP) --tests
	@.venv/bin/python tools/browser.py
	@.venv/bin/python tools/scanner.py
	.venv/bin/python tools/checks.py
	.venv/bin/python -m pytest -n "$(or $(WORKERS),logical)" --maxschedchunk 1

demo-reset:
	@$(BOOTSTRAP)
	@.venv/bin/portal demo-reset

format:
	@$(BOOTSTRAP) --tests
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

# The pictures of /hilfe/, taken from the demo that `make run` has started.
screenshots:
	@$(BOOTSTRAP) --tests
	@.venv/bin/python tools/browser.py
	@.venv/bin/python tools/screenshots.py

# Needs the tool uv (UV=/path/to/uv make lock); the locks are valid for Python 3.11 to 3.14.
lock:
	$(COMPILE) --upgrade requirements/runtime.in -o requirements/runtime.txt
	$(COMPILE) --upgrade requirements/test.in -o requirements/test.txt
