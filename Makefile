# The two commands of the README are `make demo` and `make test`. Each builds what it needs in .venv
# and does nothing twice: stamp files in .venv tell what is installed.

.DEFAULT_GOAL := help
.PHONY: help install demo test lint docs prove walls reference messages snapshot lock clean

VENV := .venv
BIN := $(VENV)/bin
DEMO ?=
# Twice as many as cores: tests wait for disks, clocks and other processes half of their time.
WORKERS ?= 4
COMPILED := src/dangol/live/collect/rules/swift/_wire.c
# Containers often forbid Python to keep what it compiled, and a thousand processes would compile the
# house anew. What is installed is compiled when it is first used: most of the test tools never are.
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make install   Dangol alone, in .venv"
	@echo "make demo      a living demo house on http://127.0.0.1:8000"
	@echo "make test      every test, in a few minutes"
	@echo "make lint      ruff, mypy, the import order of the house"
	@echo "make docs      the documentation, in site/"
	@echo "make prove     the long proofs: kills under load, fuzzing, recounts, benchmarks"
	@echo "make walls     write the rooms' contracts anew, after a room was added"
	@echo "make reference write the page of the command line anew, after a command changed"
	@echo "make messages  bring the Korean catalogue up to date, after a text changed"
	@echo "make snapshot  write the schema of a new database anew, after a migration or a right was added"
	@echo "make lock      resolve the dependencies anew"
	@echo "make clean     remove what make made; data folders stay"

install: $(VENV)/runtime.stamp

demo: $(VENV)/runtime.stamp
	@$(BIN)/dangol demo $(DEMO)

test: $(VENV)/development.stamp
	@tools/install_system_packages.sh chromium-headless-shell curl nodejs npm postgresql
	$(BIN)/pytest -q -n auto tests/rules
	$(BIN)/pytest -q -p no:randomly -n $(WORKERS) --no-loadscope-reorder tests --ignore=tests/rules

lint: $(VENV)/development.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/development.stamp
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

prove: $(VENV)/development.stamp
	@tools/install_system_packages.sh postgresql strace
	DANGOL_KILL_ROUNDS=100 DANGOL_DRAW_TIMES=10 \
		$(BIN)/pytest -q -s --timeout 1800 tests/fuzz tests/trip/test_kill.py tests/trip/test_laws.py \
		tests/rules/identity tests/rules/profiles tests/rules/trip tests/rooms/profiles \
		tests/engines/test_power_cut.py tests/trip/test_mqtt_power_cut.py
	$(BIN)/dangol bench

walls: $(VENV)/development.stamp
	$(BIN)/python -m tools.walls

reference: $(VENV)/development.stamp
	$(BIN)/python -m tools.command_reference

messages: $(VENV)/development.stamp
	$(BIN)/python -m tools.catalogue

snapshot: $(VENV)/development.stamp
	$(BIN)/python -m tools.snapshot

lock:
	@tools/make_environment.sh $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check -qq install uv
	@tools/lock.sh $(VENV)/lock/bin/uv

clean:
	rm -rf $(VENV) site dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@tools/make_environment.sh $(VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml $(COMPILED) | $(BIN)/python
	@echo "Installing Dangol into $(VENV) (the first time takes half a minute)…"
	@tools/install.sh $(VENV) requirements.lock
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib src  # with all cores, which pip would not use
	@touch $@

$(VENV)/development.stamp: requirements-dev.lock pyproject.toml $(COMPILED) | $(BIN)/python
	@echo "Installing Dangol and its test tools into $(VENV) (the first time takes half a minute)…"
	@tools/install.sh $(VENV) requirements-dev.lock
	@touch $@
