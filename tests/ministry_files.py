"""Small made-up tables as ministries lay theirs out, and the layouts that say how. No figure here is real."""

import csv
from collections.abc import Sequence
from pathlib import Path

from analysis.sources.importers import Import, import_mic

LAYOUTS = """
[names]
same = ["ケヶヵが", "檮梼", "竈竃釜"]
marks = "※"
nation = ["全国"]
notes = ["※"]

[mic-mynumber]
form = "rows"
title_ja = "カード"
title_en = "cards"
issuer_ja = "省"
issuer_en = "ministry"
published_basis_ja = "x"
published_basis_en = "x"
terms_ja = "x"
terms_en = "x"
code = "団体コード"
prefecture = "都道府県名"
name = "市区町村名"
as_of = "基準日"
base_date = "人口基準日"
of_base_date = ["人口"]
[mic-mynumber.columns]
"人口" = "leaks"
"枚数" = "procedures"
"率" = "card_rate"
[[mic-mynumber.ratio]]
rate = "率"
part = "枚数"
whole = "人口"

[digital-agency-dx-2024]
form = "columns"
title_ja = "DX"
title_en = "DX"
issuer_ja = "庁"
issuer_en = "agency"
published = "2024-07-12"
published_basis_ja = "x"
published_basis_en = "x"
terms_ja = "x"
terms_en = "x"
prefecture = "都道府県名"
fiscal_year = 2024
note_ja = "調査日なし"
note_en = "undated"
missing = ["調査無し", "%"]
[[digital-agency-dx-2024.ratio]]
rate = "率"
part = "分子"
whole = "分母"
[[digital-agency-dx-2024.group]]
name = "体制"
[digital-agency-dx-2024.group.new]
theme = "safety"
unit = "text"
direction = "none"
name_ja = "{ja}"
name_en = "{en}"
definition_ja = "{ja}の有無"
definition_en = "whether {en}"
[digital-agency-dx-2024.group.rows]
"CIO" = { concept = "cio", ja = "CIO", en = "CIO" }
[[digital-agency-dx-2024.group]]
name = "住民"
[digital-agency-dx-2024.group.rows]
"率" = "procedure_ratio"
"分子" = "procedures"
"分母" = "leaks"
"""
HEADER = ["基準日", "都道府県名", "市区町村名", "人口", "枚数", "率", "人口基準日", "団体コード"]
# 札幌市 and 当別町 with the zero that a spreadsheet takes, two 府中市, and 墨田区; populations and cards are made up.
ROWS = [
    ["2021/04/01", "北海道", "札幌市", "1000", "92", "9.2", "2020/01/01", "11002"],
    ["2021/04/01", "北海道", "石狩郡当別町", "1,000", "333", "33.3", "2020/01/01", "13030"],
    ["2021/04/01", "東京都", "墨田区", "274896", "89829", "32.7", "2020/01/01", "131075"],
    ["2021/04/01", "東京都", "府中市", "200", "1", "0.5", "2020/01/01", "132063"],
    ["2021/04/01", "神奈川県", "横浜市", "300", "100", "33.3", "2020/01/01", "141003"],
    ["2021/04/01", "広島県", "府中市", "400", "7", "1.8", "2020/01/01", "342084"],
]


def write(path: Path, rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def mic(project: Path, rows: Sequence[Sequence[str]] = ROWS, name: str = "a.csv", **more: object) -> Import:
    file = write(project.parent / name, [HEADER, *rows])
    return import_mic([file], project.parent / "out", root=project, **more)
