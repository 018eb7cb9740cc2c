"""The command ``ward-kpi bundle``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.parser import Add
from analysis.words.errors import WardKpiError
from analysis.words.store import told


def add_commands(add: Add) -> None:
    """Register the command."""
    bundle = add("bundle", _bundle)
    for name in ("pack", "site", "wheels", "output"):
        bundle.add_argument(f"--{name}", type=Path, metavar="DIR", help=bundle.said(f"cli.bundle.{name}"))
    bundle.add_argument("--force", action="store_true", help=bundle.said("cli.option.force"))


def _bundle(options: argparse.Namespace) -> int:
    from analysis.data.paths import find_root
    from analysis.data.writing import at_home, check_own, is_free, temporary_folder
    from analysis.office.bundle import PYTHON, fetch_wheels, write_bundle
    from analysis.office.pack_folder import write_pack
    from analysis.pages.site.website import write_site

    lang, root = options.lang, find_root(options.root)
    output = at_home(options.output or root / "build" / "bundle")
    check_own(output, force=options.force)
    for name in ("pack", "site", "wheels"):
        folder = getattr(options, name)
        if folder and is_free(folder):  # a zip without it would look as whole as any
            raise WardKpiError("nothing_to_bundle", option=f"--{name}", folder=folder)
    with temporary_folder() as temporary:
        pack, site, wheels = (getattr(options, name) or temporary / name for name in ("pack", "site", "wheels"))
        if not options.pack:
            write_pack(output=pack, lang=lang, root=root)
        if not options.site:
            write_site(root, site, lang)
        problem = None
        if not options.wheels:
            try:
                fetch_wheels(root / "requirements.lock", wheels)
            except WardKpiError as error:
                problem, wheels = error, None
        for path in write_bundle(root, pack, site, wheels, output, force=options.force):
            megabytes = f"{path.stat().st_size / 1e6:.1f}"
            print(told("cli.bundle.said.written", lang, path=path, megabytes=megabytes))
    if problem:
        print(problem.message(lang), file=sys.stderr)
        return 1
    print(told("cli.bundle.said.python", lang, python=PYTHON))
    return 0
