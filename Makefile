# Thin: every target is 'python3 run.py TARGET', which prepares .venv by itself. Windows: py run.py TARGET.
# Options go through ARGS, for example: make committee ARGS="--date 2025-10-01"; make diff REF=main.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
TASKS := setup report test lab committee notebooks bench clean-data site bundle

.PHONY: help diff $(TASKS)
help:
	@$(PYTHON) run.py --help
$(TASKS):
	@$(PYTHON) run.py $@ $(ARGS)
diff:
	@$(PYTHON) run.py diff $(REF) $(ARGS)
