# Every target works on a bare machine: Python 3.11 or newer, git and make. With uv the environment is made by uv.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test pretalx-test check bench pictures soak clean

demo: $(READY)  ## watch a day of the example event pass
	@$(BIN)/livetweet demo

test: $(READY)  ## every test but the long runs, four files at a time
	$(BIN)/python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

pretalx-test: $(READY)  ## a real pretalx, installed once (a minute), read in all its exports; part of `make test` from then on
	.ci/pretalx
	$(BIN)/python -m pytest tests/e2e/test_pretalx.py

check: $(READY)  ## style, types, arrows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed and memory against their goals; a missed one is shown, not an error
	$(BIN)/python -m benchmarks

pictures: $(READY)  ## the pictures and the key card of README and docs, from the desk itself
	$(BIN)/python -m docs.pictures

soak: $(READY)  ## the long runs: thousands of kills, every seed and fault level
	LIVETWEET_SOAK=1 $(BIN)/python -m pytest -m soak -s
	SEEDS="1 2 3" .ci/rehearsals $(abspath $(BIN))/livetweet

clean:
	rm -rf $(VENV)

# The stamp is written last: an installation cut short is taken up again.
$(READY): pyproject.toml constraints.txt
	@set -eu; \
	if command -v uv >/dev/null 2>&1; then \
		$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || uv venv --quiet --clear --python '>=3.11' $(VENV); \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[dev]'; \
	else \
		if ! $(BIN)/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=; \
			for python in python3.13 python3.12 python3.11 python3; do \
				if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
			done; \
			if [ -z "$$found" ]; then \
				echo 'livetweet needs Python 3.11 or newer with its venv module: install it (apt install python3 python3-venv, brew install python) or uv, and run make again.' >&2; \
				exit 1; \
			fi; \
			echo "Making $(VENV) with $$found, once."; \
			$$found -m venv --clear $(VENV); \
		fi; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'; \
	fi; \
	touch $@
