"""Fuzzes one harness with atheris (Linux; pip install atheris): python fuzz/run.py cell CORPUS -max_total_time=300.

CORPUS is a folder that keeps the inputs which reached new lines; what follows it are options of libFuzzer.
"""

import hashlib
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["analysis"]):
    from harnesses import HARNESSES, seeds


def main() -> None:
    name, corpus, *options = sys.argv[1:]
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    for content in seeds(name):
        (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)
    atheris.Setup([sys.argv[0], str(folder), "-timeout=60", *options], HARNESSES[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
