"""A root whose one source was drafted from a report that lies beside it, in any form."""

from pathlib import Path

import sample_report
import synthetic

from analysis.sources.extract import write_drafts

NAME = "asahina-report-2024"
INDICATORS = ["asahina.procedures", "asahina.card_rate"]


def root_of(tmp_path: Path, form: str) -> Path:
    """Return the root; the report lies in the folder ``papers`` beside it."""
    root = synthetic.write(tmp_path / "root", {})
    (tmp_path / "papers").mkdir()
    report = sample_report.write_report(tmp_path / "papers", form)
    write_drafts(report, tmp_path / NAME, root=root, lang="en")
    sample_report.transcribe(tmp_path / NAME, INDICATORS)
    toml = tmp_path / NAME / "source.toml"
    if form == "csv":  # its merged cells are lost; the draft asks, and the document says
        text = toml.read_text(encoding="utf-8")
        stated = '[table.columns.R5]\nkind = "actual"\nfiscal_year = 2023\nwhy = "merged"\n'
        toml.write_text(f"{text}\n{stated}", encoding="utf-8", newline="\n")
    (tmp_path / NAME).rename(root / "data" / "raw" / NAME)
    return root
