# `make` alone lists the targets. More words for pytest: make test PYTEST="-k clock". Another Python: make PYTHON=python3.12 ...
UV := 0.13.9
STATIC := "format: ruff format --check ." "lint: ruff check ." "types: mypy" "imports: lint-imports --no-logo"

comma := ,

.DEFAULT_GOAL := help
.PHONY: help serve test test-clients test-database check prove bench audit lock clean

help:           ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

serve: .venv/.serve  ## demonstration on http://127.0.0.1:8000 (HOTLINE_PORT), with a database of its own in var/
	@exec .venv/bin/hotline serve --demo

test: .venv/.test  ## everything that needs Python only: formatting, lint, types, import contracts, tests
	@tests/support/stages $(STATIC) -- "tests: pytest -n 2 --dist worksteal -rs $(PYTEST)"

test-clients: .venv/.test  ## what needs Node or a Debian package: the schema's lint, the clients, pgbouncer
	@exec .venv/bin/python tests/clients/run

test-database: .venv/.test  ## the tests that use the database, on another PostgreSQL: HOTLINE_TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin
	@exec .venv/bin/pytest -n 2 --dist worksteal -rs -m database $(PYTEST)

check: .venv/.test  ## the static part of `make test`
	@tests/support/stages $(STATIC)

prove: .venv/.test  ## the long proofs, resumable; results in docs/proofs.md
	@exec .venv/bin/python -m tests.proofs

bench: .venv/.test  ## the server beside its limit and its peers, an hour; QUICK=1 roughly, in four minutes; PEERS=0 without npm
	@$(if $(filter 0,$(PEERS)),,cd benchmarks/peers && npm ci --ignore-scripts --no-audit --no-fund --silent)
	@.venv/bin/python -m benchmarks --life $(if $(filter 0,$(PEERS)),--servers "ours$(comma)core alone$(comma)limit") \
	  $(if $(QUICK),--cases 20000 --rounds 1 --seconds 1.5,--growth $(or $(GROWTH),1000000) --rounds 3 --seconds 5) $(BENCH)
	@exec .venv/bin/python -m benchmarks.fan_out \
	  $(if $(filter 0,$(PEERS)),--no-mercurius) $(if $(QUICK),--sizes 1000 --rounds 1 --audiences 1)

audit: .venv/.test  ## pinned packages with known vulnerabilities, by OSV's export for PyPI: OSV=all.zip
	@exec .venv/bin/python -m tests.requirements.advisories $(OSV)

lock:           ## write the lock files anew, with hashes; UPGRADE=--upgrade takes newer versions
	@UV=$(UV) PYTHON="$(PYTHON)" requirements/lock $(UPGRADE)

clean:          ## remove what can be made again; var/ (the database and its keys) stays
	rm -rf .venv build dist node_modules tests/clients/*/node_modules tests/clients/*/build .*_cache .hypothesis
	rm -rf examples/utility_client/typescript/node_modules examples/utility_client/typescript/build
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

.venv/.serve .venv/.test: .venv/.%: requirements/%.txt requirements/environment pyproject.toml
	@PYTHON="$(PYTHON)" requirements/environment $*
