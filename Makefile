# The front door of the Lotse. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

A := .venv/bin
B := bot/.venv/bin
# Rasa 3.6 warns about its own age, which helps no one here.
RUN_B := PYTHONWARNINGS=ignore $(B)/python
# An own installation of uv is used when there is one; else it is installed into .tools.
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
MODEL := bot/models/lotse.tar.gz
DB := var/lotse.db
WIDGET := web/static/widget/lotse.js

# Public bodies inspect TLS: uv, pip and npm use the certificates of the system.
CA := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem))
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true
ifneq ($(CA),)
export PIP_CERT ?= $(CA)
export NODE_EXTRA_CA_CERTS ?= $(CA)
endif

export PYTHONPATH := $(CURDIR)
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
# One thread of BLAS is faster than two for one sentence, and the figures of bench/ mean something.
export OPENBLAS_NUM_THREADS ?= 1
export OMP_NUM_THREADS ?= 1

TRAINING := $(shell find bot/data bot/domain -name '*.yml') config.yml bot/lookup/crisis.yml \
	$(wildcard bot/nlu/*.py) $(wildcard services_db/seed/places/*.csv) bot/train.py bot/importer.py bot/training_data.py
SEED := $(wildcard services_db/seed/*.yml) $(wildcard services_db/seed/places/*.csv) $(wildcard services_db/migrations/versions/*.py)

.PHONY: help setup run shell doctor faults attack safety load train parse evaluate accept baseline suspects published bench test lint lock clean

help:  ## lists the targets
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## /make \1 \t/' | expand -t 20

setup: .venv/.installed bot/.venv/.installed $(WIDGET)  ## installs both runtimes (done once; again when a lock file changes)

run: setup $(MODEL) $(DB)  ## starts everything: http://localhost:8080/ ; Ctrl-C stops all
	@$(A)/python -m web.launch

shell: setup $(MODEL) $(DB)  ## a test dialogue in the terminal, as a citizen would read it
	@$(A)/python -m web.launch --shell

doctor: setup  ## says what is wrong in the installation and how to mend it
	@$(A)/python -m web.doctor

faults: setup $(MODEL) $(DB)  ## kills, stops and starves a running Lotse and prints what citizens see of it
	@$(A)/python -m tests.faults $(ONLY)

attack: setup $(MODEL) $(DB)  ## sends 10,000 hostile messages to a Lotse and prints what came of them
	@$(A)/python -m tests.attack $(COUNT)

safety: setup $(MODEL)  ## measures redaction and whom crisis answers speak to, on messages of other hands
	@$(RUN_B) -m bot.quality.safety

train: setup  ## trains the assistant into bot/models
	@$(RUN_B) -m bot.train $(MODEL)

parse: setup $(MODEL)  ## make parse FILE=texts.txt : one JSON object per line (EXPLAIN=1 names the crisis rule)
	@$(RUN_B) -m bot.parse $(MODEL) "$(FILE)" $(if $(EXPLAIN),--explain)

evaluate: setup $(MODEL)  ## the report in docs/quality: cross-validation, held-out set, plots
	@$(RUN_B) -m bot.quality.evaluate $(MODEL)

accept:  ## takes the model measured last as the one that later ones are compared with
	@cp docs/quality/candidate.json docs/quality/accepted.json && echo "Angenommen."

BENCH_EPOCHS ?= 100
export BENCH_EPOCHS
baseline: setup  ## measures Rasa's default pipeline on the held-out sets (trains it once; BENCH_EPOCHS=5 for a short run)
	@$(A)/python -m bench.train_baseline
	@$(RUN_B) -m bot.quality.baseline var/bench/baseline-$(BENCH_EPOCHS).tar.gz "Rasas Standard ($(BENCH_EPOCHS) Epochen)"

suspects: setup  ## training examples worth a second look: nearly the same, or labelled oddly
	@$(RUN_B) -m bot.quality.suspects

published: setup  ## make published DATA=folder : the pipeline trained and measured on data of others
	@$(RUN_B) -m bot.quality.published "$(DATA)"

bench: setup $(MODEL) $(DB)  ## tables side by side with a named baseline, in one run
	@$(A)/python -m bench.replies
	@$(RUN_B) -m bench.understanding "Rasa's default ($(BENCH_EPOCHS) epochs)=var/bench/baseline-$(BENCH_EPOCHS).tar.gz" Lotse=$(MODEL)

test: setup lint $(MODEL) $(DB)  ## every check and test of both runtimes
	@scripts/install-chromium
	@$(RUN_B) -m pytest -c bot/pytest.ini tests/nlu
	@$(A)/python -m pytest
	@scripts/build-widget test

lint: setup
	@$(A)/ruff check .
	@$(A)/ruff format --check .
	@$(A)/mypy

lock:  ## writes both lock files anew (hashes only, no index address)
	$(UV) pip compile --quiet --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --python-version 3.10 --extra dev --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" bot/pyproject.toml -o bot/requirements.lock

clean:  ## removes what was built (environments, database, models)
	rm -rf .venv bot/.venv .tools var bot/models/*.tar.gz widget/node_modules web/static/widget

$(MODEL): bot/.venv/.installed $(TRAINING)
	@$(RUN_B) -m bot.train $@

$(DB): .venv/.installed $(SEED)
	@$(A)/python -m services_db load

$(WIDGET): widget/package-lock.json widget/vite.config.ts $(wildcard widget/src/*.ts)
	@scripts/build-widget build

.tools/bin/uv: scripts/uv.lock.txt
	@scripts/install-uv .tools

.venv/.installed: requirements.lock | $(UV)
	@scripts/make-venv $(UV) .venv requirements.lock 3.13 3.12 3.11
	@touch $@

bot/.venv/.installed: bot/requirements.lock | $(UV)
	@scripts/make-venv $(UV) bot/.venv bot/requirements.lock 3.10
	@scripts/install-spacy-model $(UV) bot/.venv
	@touch $@
