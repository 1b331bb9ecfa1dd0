UV ?= uv
COMPILE = $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet

.PHONY: demo test bench pictures lock wheel

demo:
	python3 -m opscockpit demo

test:
	python3 -m tests

bench:
	python3 -m tests.bench

pictures:
	.venv/bin/python docs/pictures.py

# The dev lock is made under the first one, so that both have the same versions. UPGRADE=--upgrade takes newer ones.
lock:
	$(COMPILE) $(UPGRADE) pyproject.toml -o .ci/requirements.lock
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev -c .ci/requirements.lock -o .ci/requirements-dev.lock

wheel:
	.venv/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist .
