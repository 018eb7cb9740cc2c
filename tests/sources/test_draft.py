"""From a document to checked data: a draft whose questions are answered gives the figures that the document prints."""

import csv
import re
import shutil
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.data.reading import ProblemLog
from analysis.sources.clean import build
from analysis.sources.extract import write_drafts

# Figures are invented.
PAGE = """
<h2>1 手続</h2><table>
<tr><th rowspan=2>指標</th><th rowspan=2>単位</th><th colspan=2>計画策定時</th><th colspan=2>実績</th><th>目標</th></tr>
<tr><th>R3</th><th>備考</th><th>R4</th><th>R5</th><th>R7</th></tr>
<tr><td>オンライン手続数</td><td>手続</td><td>84</td><td>9月時点</td><td>131</td><td>150（見込）</td><td>300</td></tr>
<tr><td>漏えい</td><td>千件</td><td>1.2</td><td></td><td>0.8</td><td>調査中</td><td>－</td></tr></table>
<h2>2 年度別</h2><table>
<tr><th>年度</th><th>手続の割合</th><th>利用率（％）</th></tr>
<tr><td>令和4年度</td><td>8.2％</td><td>20.5</td></tr><tr><td>令和5年度（速報値）</td><td>9.4％</td><td>31</td></tr></table>
<h2>3 カード</h2><table>
<tr><th>指標</th><th>区分</th><th>R4</th><th>R5</th></tr>
<tr><td rowspan=2>保有率</td><td>目標</td><td>60％</td><td>70％</td></tr>
<tr><td>実績</td><td>58.9％（令和5年3月末）</td><td>71.3％</td></tr></table>
"""
INDICATORS = {"オンライン手続数": "procedures", "漏えい": "leaks", "保有率": "card_rate"}
COLUMNS = {"手続の割合": "procedure_ratio", "利用率（％）": "use_rate"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    rows = {"hoshino.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    root = synthetic.write(tmp_path / "root", {"hoshino-plan": Source("2025", {"kpi": Table(PLAN, rows)}, "131920")})
    concepts = root / "data" / "raw" / "concepts.toml"
    concepts.write_text(concepts.read_text(encoding="utf-8") + '\n[factors]\n"千" = 1000\n', encoding="utf-8")
    return root


def answered(folder: Path) -> None:
    """Answer the draft's questions and name its indicators, as a person does who has the document."""
    toml = folder / "source.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('published = ""', 'published = "2024-08"').replace('status = ""', 'status = "final"')
    text = re.sub(r'^(\w+_(?:ja|en)) = ""', r'\1 = "x"', text, flags=re.MULTILINE)
    text = text.replace("# open", 'default_kind = "actual"\n# open', 1)
    for header, name in COLUMNS.items():
        text = text.replace(
            f'[table.columns."{header}"]\nindicator = ""', f'[table.columns."{header}"]\nindicator = "{name}"'
        )
    toml.write_text(text, encoding="utf-8")
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        for row in rows[1:]:
            row[0] = f"asahina.{INDICATORS[row[1]]}" if rows[0][0] == "indicator" else row[0]
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)


def test_a_draft_becomes_the_figures_that_the_document_prints(root: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    drafts = write_drafts(tmp_path / "report.html", tmp_path / "asahina-report-2024", root=root, lang="en")
    assert [(q.code, q.subject) for table in drafts.tables for q in table.questions] == [("kind", "2 年度別")]
    answered(tmp_path / "asahina-report-2024")
    shutil.copytree(tmp_path / "asahina-report-2024", root / "data" / "raw" / "asahina-report-2024")
    log = ProblemLog()
    contents = build(root, log)
    log.check()
    rows = csv.DictReader(contents["observations.csv"].decode().splitlines())
    found = {
        (row["indicator"].partition(".")[2], row["fiscal_year"], row["kind"]): (row["value"], row["as_of"])
        for row in rows
        if row["ward"] == ASAHINA
    }
    assert found == {
        ("procedures", "2021", "baseline"): ("84", "2021-09"),
        ("procedures", "2022", "actual"): ("131", ""),
        ("procedures", "2023", "estimate"): ("150", ""),
        ("procedures", "2025", "target"): ("300", ""),
        ("leaks", "2021", "baseline"): ("1200", ""),
        ("leaks", "2022", "actual"): ("800", ""),
        ("leaks", "2023", "actual"): ("", ""),
        ("leaks", "2025", "target"): ("", ""),
        ("procedure_ratio", "2022", "actual"): ("8.2", ""),
        ("procedure_ratio", "2023", "actual"): ("9.4", ""),
        ("use_rate", "2022", "actual"): ("20.5", ""),
        ("use_rate", "2023", "actual"): ("31", ""),
        ("card_rate", "2022", "target"): ("60", ""),
        ("card_rate", "2023", "target"): ("70", ""),
        ("card_rate", "2022", "actual"): ("58.9", "2023-03-31"),
        ("card_rate", "2023", "actual"): ("71.3", ""),
    }


def test_an_unanswered_kind_is_an_error_and_no_default(root: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(PAGE, encoding="utf-8")
    write_drafts(tmp_path / "report.html", tmp_path / "asahina-report-2024", root=root, lang="en")
    answered(tmp_path / "asahina-report-2024")
    toml = tmp_path / "asahina-report-2024" / "source.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('default_kind = "actual"\n# open', "# open"), encoding="utf-8"
    )
    shutil.copytree(tmp_path / "asahina-report-2024", root / "data" / "raw" / "asahina-report-2024")
    log = ProblemLog()
    with pytest.raises(Exception, match="more"):
        build(root, log)
    assert {problem.code for problem in log.problems} == {"header_no_kind"}
    assert len(log.problems) == 4
