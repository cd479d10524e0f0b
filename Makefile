# make demo    reads an article that comes with the program
# make test    everything that must hold, as CI runs it
# make develop the package in .venv, for working on it
#
# Each target sets up what it needs in virtual environments of this folder; nothing is installed elsewhere.

PYTHON ?= python3
TOOLS := .venv/bin
RUST_SOURCES := $(shell find src lexicons models -type f 2>/dev/null) build.rs Cargo.toml Cargo.lock
SOURCES := $(RUST_SOURCES) $(shell find python -name '*.py*' -not -path '*/__pycache__/*') pyproject.toml

.PHONY: demo test develop stubs format clean

demo: .venv/installed
	@$(TOOLS)/kunya demo

develop: .venv/installed

test: .venv/tools
	@$(TOOLS)/python .ci/check.py

# The committed type stubs from the Rust sources.
stubs: .venv/tools
	$(TOOLS)/python .ci/stubs.py --write

format: .venv/tools
	cargo fmt
	$(TOOLS)/ruff format
	$(TOOLS)/ruff check --fix

# One environment with the tools and the package as it stands here.
.venv/tools: .ci/requirements.txt
	$(PYTHON) -m venv .venv
	$(TOOLS)/pip install --quiet --disable-pip-version-check -r .ci/requirements.txt
	@touch $@

.venv/installed: .venv/tools $(SOURCES)
	VIRTUAL_ENV=$(CURDIR)/.venv $(TOOLS)/maturin develop --quiet --profile release
	@touch $@

clean:
	rm -rf .venv .venv-test target dist
