PYTHON ?= python3
BIN := .venv/bin
export PTB_TIMEDELTA := true

.PHONY: chat web run test lint eval bench torment check requirements clean

chat: .venv/ready ## the bot in this terminal
	@$(BIN)/python -m bot chat

web: .venv/ready ## the bot as a chat page on this machine
	@$(BIN)/python -m bot web

run: .venv/ready ## serve Telegram (needs TELEGRAM_BOT_TOKEN)
	@$(BIN)/python -m bot run

test: .venv/ready-dev ## the whole suite
	@$(BIN)/python -m pytest -q -n 2 $(COVERAGE)

lint: .venv/ready-dev ## style, types, structure
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

QUESTIONS := $(patsubst %,tests/data/%.jsonl,questions blind fresh unseen strangers) knowledge/regressions.jsonl

eval: .venv/ready ## score the labelled questions
	@$(BIN)/python -m bot eval $(QUESTIONS) --picture build/calibration.png --floors tests/data/floors.json

bench: .venv/ready ## measure the matcher against its peers
	@$(BIN)/python -m bot bench matching

torment: .venv/ready ## the whole bot killed, stopped and loaded in real processes
	@$(BIN)/python -m bot torment kills
	@$(BIN)/python -m bot torment kills --webhook
	@$(BIN)/python -m bot torment stop --messages 1000
	@$(BIN)/python -m bot torment overlap
	@$(BIN)/python -m bot torment database
	@$(BIN)/python -m bot torment unkind
	@$(BIN)/python -m bot torment memory
	@$(BIN)/python -m bot torment throughput

check: .venv/ready ## validate the knowledge folder
	@$(BIN)/python -m bot knowledge check

requirements: export CUSTOM_COMPILE_COMMAND := make requirements
requirements: .venv/ready-dev ## pin the dependencies anew, with hashes
	@$(BIN)/pip-compile -q --generate-hashes --no-strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.txt pyproject.toml
	@$(BIN)/pip-compile -q --generate-hashes --no-strip-extras --allow-unsafe --extra dev --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements-dev.txt pyproject.toml

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; set PYTHON=python3.12 or so" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv

# The last step builds the matcher's index, so that the first start is as fast as the next.
.venv/ready: requirements.txt | .venv/bin/python
	@echo "Setting up .venv ..." >&2
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt >&2
	@$(BIN)/python -m bot knowledge check >&2
	@touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt >&2
	@touch $@

clean:
	rm -rf .venv
