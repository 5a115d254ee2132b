.PHONY: check test lock catalogues reference
PY = .venv/bin/python

check:            ## everything that must hold before a commit
	$(PY) -m tests.everything

test:             ## the tests alone
	$(PY) -m pytest -n auto

LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-header --quiet --extra postgres

lock:             ## the locked versions, with hashes and without the address of any index
	$(LOCK) --group build -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock

catalogues:       ## gather the messages, then compile both languages
	$(PY) -m tests.catalogues

reference:        ## the pages of docs/reference, written from the program in both languages
	$(PY) -m docs.reference
