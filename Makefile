# The one door to the project. `make` alone lists what it can do.
# Everything is installed in .venv, step by step: `make demo` waits for nothing that only the docs need.
# PYTHON=/path/to/python chooses the interpreter that makes .venv; else the first found that is 3.11 or newer.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test slow assurance fuzz cluster lint format docs pages browser js evaluator bench examples portal portal-test release-check mutants matrix clean

VENV := .venv
PY := $(VENV)/bin/python
MADE := $(VENV)/made
PIP := $(PY) -m pip --disable-pip-version-check -qq
# Extras that tests, type checks and pages need; the demo runs with the first alone.
EXTRAS := [holidays,simulation,charts,pdf,ical]
# What each target adds to that, by its name in pyproject.toml.
GROUPS := test cluster lint docs browser bench portal release
# What the pages load and are checked with, from the npm registry; nothing of it is committed.
NPM := axe-core@4.14.1
ESBUILD := esbuild@0.28.2
TYPESCRIPT := typescript@5.9.3
# A front end that builds the forms from their schemas, in the browser checks.
FORMS := @rjsf/core@6.11.1 @rjsf/utils@6.11.1 @rjsf/validator-ajv8@6.11.1 ajv@8.20.0 ajv-i18n@4.2.0 $(ESBUILD) react@19.3.1 react-dom@19.3.1

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1@/p' $(MAKEFILE_LIST) | awk -F@ '{ printf "%-16s %s\n", $$1, $$2 }'

install: $(MADE)/run $(MADE)/npm $(MADE)/esbuild $(MADE)/forms | $(MADE)/pip ## install at once what all targets need; then several may run side by side
	@echo "installing what all targets need"
	@$(PIP) install --editable '.$(EXTRAS)' $(addprefix --group ,$(GROUPS))
	@touch $(addprefix $(MADE)/,$(GROUPS))

demo: $(MADE)/run ## watch one whole campaign, printed in French
	@$(PY) examples/campaign_2023.py

test: $(MADE)/test ## run the tests, and every example of README, docs and docstrings; COVERAGE=1: with floors for the rules
	$(PY) -m $(if $(COVERAGE),tools.covered,pytest)

slow: $(MADE)/test ## run the tests marked slow
	$(PY) -m pytest -m slow || [ $$? -eq 5 ]

assurance: $(MADE)/test ## compare with the independent models: about an hour; SEED=… for a run again
	$(PY) -m assurance $(if $(SEED),--seed $(SEED))
	$(PY) -m assurance.against.every_role 5
	$(PY) -m assurance.doors
	@command -v node >/dev/null || { echo "the evaluator is compared on Node (on Debian or Ubuntu: apt-get install nodejs)" >&2; exit 1; }
	$(PY) -m website.agreement $(or $(SEED),$(shell date +%s)) 100000 node js/answers.mjs build/rules/rules.json

fuzz: $(MADE)/test $(MADE)/fuzz ## fuzz what reads documents, guided by coverage; SECONDS=60
	$(PY) -m assurance.hostile.fuzz -max_total_time=$(or $(SECONDS),60)

cluster: $(MADE)/test $(MADE)/cluster ## run the tests on a Spark and a Dask of this machine, a worker killed under way
	$(PY) -m pytest -m cluster tests/test_cluster.py

lint: $(MADE)/lint ## check style, types, and who imports whom
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(MADE)/lint ## put the code in its house style
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

docs: $(MADE)/docs $(MADE)/npm $(MADE)/esbuild ## build the site into site/: pages made from the code, notebooks run, links followed
	@$(PY) -m website.write
	@rm -rf build/notebooks && $(PY) -m website.notebooks
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict
	@$(PY) -m website.assets site $(MADE)/esbuild/node_modules/.bin/esbuild
	@$(PY) -m website.links site
	@$(PY) -m website.heads site
	@$(PY) -m website.words_check site
	@$(PY) -m website.search_check site
	@$(PY) -m website.weight site
	@echo "site/index.html"

pages: $(MADE)/run ## write the pages of docs/ that are made from the code
	@$(PY) -m website.write

browser: $(MADE)/browser $(MADE)/forms ## try the site in a headless Chromium: simulator, search, accessibility, forms
	@$(PY) -m website.forms_check $(MADE)/forms/node_modules $(PICTURES)
	@test -f site/assets/simulator.fr.js || $(MAKE) --no-print-directory docs
	@$(PY) -m website.browser site $(MADE)/npm $(PICTURES)

js: $(MADE)/run $(MADE)/esbuild ## try the evaluator in JavaScript against the library, on Node (SEED=, CASES=)
	@command -v node >/dev/null || { echo "the evaluator is tried on Node (on Debian or Ubuntu: apt-get install nodejs)" >&2; exit 1; }
	@$(PY) -m website.vectors build/rules
	@$(MADE)/esbuild/node_modules/.bin/tsc --noEmit --strict --noUncheckedIndexedAccess --target es2023 --module nodenext js/test/types.ts
	@$(MADE)/esbuild/node_modules/.bin/esbuild js/test/types.ts --bundle --format=esm --platform=node --log-level=warning --outfile=build/rules/types.mjs
	@VECTORS=build/rules node --test --test-reporter=dot js/test/*.test.mjs
	@$(PY) -m website.agreement $(or $(SEED),1) $(or $(CASES),10000) node js/answers.mjs build/rules/rules.json
	@size=$$($(MADE)/esbuild/node_modules/.bin/esbuild js/afas.js --minify --format=esm --charset=utf8 | wc -c) && \
	echo "js/afas.js: $$size bytes minified, without the rules" && test "$$size" -lt 15000

evaluator: $(MADE)/run ## try the evaluator in Perl, written from the page of the rules alone, against the library
	@perl -MMath::BigInt -MJSON::PP -e 1 || { echo "the evaluator needs Perl with its modules (on Debian or Ubuntu: apt-get install perl)" >&2; exit 1; }
	@$(PY) -m website.agreement --sorted $(or $(SEED),1) $(or $(CASES),500) perl examples/evaluator/evaluate.pl build/rules/rules.json

bench: $(MADE)/bench ## measure, beside a yardstick
	@$(PY) -m benchmarks.run

examples: $(MADE)/run ## run every example
	@for example in examples/*.py; do \
		echo "$$example"; \
		out=$$($(PY) -W error "$$example" 2>&1) || { printf '%s\n' "$$out"; exit 1; }; \
	done

portal: $(MADE)/portal ## start the portal that embeds the library, with a demonstration, on 127.0.0.1:8000
	@mkdir -p build
	@$(PY) -m examples.portal demo
	@exec $(PY) -m examples.portal runserver --noreload --skip-checks 127.0.0.1:8000

portal-test: $(MADE)/portal $(MADE)/npm ## try the portal over HTTP and in a headless Chromium, on SQLite, then on PostgreSQL
	@mkdir -p build
	$(PY) -m examples.portal test -t . --noinput examples/portal/tests
	$(PY) -m examples.portal.on_postgres test -t . --noinput --exclude-tag browser examples/portal/tests

release-check: $(MADE)/release ## all that a release must hold; what is published stays in dist/
	@$(PY) -m tools.release

mutants: $(MADE)/test ## change the rules a little, and see whether tests notice: SINCE=commit, or SAMPLE=40 SEED=7
	@$(PY) -m tools.mutants $(if $(SINCE),--since $(SINCE)) --sample $(or $(SAMPLE),$(if $(SINCE),100,40)) $(if $(SEED),--seed $(SEED))

# what .ci/run asks is `make matrix PARTS=variations`; the rest makes environments, and takes its time
matrix: $(MADE)/$(if $(filter variations,$(PARTS)),run,test) ## the tests under each Python, old and new dependencies, -O, zones, locales, orders: PARTS=variations, WHOLE=1
	@$(PY) -m tools.matrix $(if $(WHOLE),--whole) $(PARTS)

clean: ## remove all that was made
	rm -rf $(VENV) build dist site .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what each target needs; a stamp is as old as the pyproject.toml it was made from

$(MADE)/venv:
	@set -e; chosen=; for python in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11); do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			chosen=$$python; break; \
		fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "afas needs Python 3.11 or newer with its venv module$(if $(PYTHON), (PYTHON=$(PYTHON) is not one),)." >&2; \
		echo "Install one (on Debian or Ubuntu: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python ..." >&2; \
		exit 1; \
	fi; \
	echo "making $(VENV) with $$("$$chosen" --version)"; "$$chosen" -m venv --clear $(VENV)
	@mkdir -p $(MADE) && touch $@

$(MADE)/run: pyproject.toml Makefile | $(MADE)/venv
	@echo "installing afas and what it runs on"
	@$(PIP) install --editable '.[holidays]'
	@touch $@

# pip learnt --group in 25.1
$(MADE)/pip: | $(MADE)/venv
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

# each package in a folder of its own, without those it depends on
$(MADE)/npm: Makefile | $(MADE)/venv
	@command -v npm >/dev/null || { echo "the pages need npm (on Debian or Ubuntu: apt-get install npm)" >&2; exit 1; }
	@echo "fetching $(NPM)"
	@rm -rf $@ && mkdir -p $@ && npm pack --silent --pack-destination $@ $(NPM) >/dev/null 2>&1 || { rm -rf $@; exit 1; }
	@for name in $(foreach one,$(NPM),$(firstword $(subst @, ,$(one)))); do \
		mkdir $@/$$name && tar xzf $@/$$name-*.tgz --strip-components=1 -C $@/$$name && rm $@/$$name-*.tgz; \
	done

# what makes one file of the simulator's modules; its program is chosen for the machine when it is installed
$(MADE)/esbuild: Makefile | $(MADE)/venv
	@command -v npm >/dev/null || { echo "the pages need npm (on Debian or Ubuntu: apt-get install npm)" >&2; exit 1; }
	@rm -rf $@ && mkdir -p $@ && npm install --silent --no-audit --no-fund --no-package-lock --prefix $@ $(ESBUILD) $(TYPESCRIPT) || { rm -rf $@; exit 1; }

# with those they depend on
$(MADE)/forms: Makefile | $(MADE)/venv
	@command -v npm >/dev/null || { echo "the browser checks need npm (on Debian or Ubuntu: apt-get install npm)" >&2; exit 1; }
	@echo "fetching $(FORMS)"
	@rm -rf $@ && mkdir -p $@ && npm install --silent --no-audit --no-fund --no-package-lock --prefix $@ $(FORMS) || { rm -rf $@; exit 1; }

$(addprefix $(MADE)/,$(GROUPS) fuzz): $(MADE)/run | $(MADE)/pip
	@echo "installing what 'make $(@F)' needs"
	@$(PIP) install --editable '.$(EXTRAS)' --group $(@F)
	@touch $@
