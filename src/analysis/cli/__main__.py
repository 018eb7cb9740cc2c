"""Runs the command with ``python -m analysis.cli``."""

from analysis.cli.commands import main

raise SystemExit(main())
