# make run    everything from nothing, then the server on 127.0.0.1, PORT (8000)
# make test   everything from nothing, then every test
# make check  format, lint, types, missing migrations, then every test
# make lock   lock what pyproject.toml and package.json ask for and keep all other versions; UPGRADE=--upgrade moves them too

PYTHON ?= python3
# The script says more, but a Python older than 3.7 does not even understand it.
PREPARE = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 7))' 2> /dev/null || \
	{ echo "Python 3.11 or later is needed: apt-get install python3 python3-venv, or make PYTHON=python3.11 run" >&2; exit 2; }; \
	$(PYTHON) deploy/prepare.py
VENV = .venv/bin
LOCK = $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: run test check lock

run:
	@$(PREPARE) run
	@exec $(VENV)/python manage.py serve

test:
	@$(PREPARE) test

check:
	@$(PREPARE) tools
	@$(VENV)/ruff format --check
	@$(VENV)/ruff check
	@$(VENV)/mypy
	@CHATAPP_TESTING=1 $(VENV)/python manage.py makemigrations --check --dry-run
	@$(PREPARE) test

lock:
	@$(PREPARE) tools
	@$(VENV)/python -m pip install --quiet uv
	@$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	@$(LOCK) $(UPGRADE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(LOCK) $(UPGRADE) tests/clients/requirements.in -o tests/clients/requirements.lock
	@npm install --package-lock-only
	@cd tests/clients && npm install --package-lock-only
