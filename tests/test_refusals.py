"""What a user can do wrong that no other test does: each input leads to its code, and to a line in either language."""

from __future__ import annotations

import builtins
import re
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pptx
import pytest
import synthetic
from quoted_data import _asked_of_quoted_documents

import analysis
from analysis.audit.other_copy import check_copy
from analysis.data import marks
from analysis.data.study import Study
from analysis.office import bundle
from analysis.office.pack import Pack, newest_stated_date
from analysis.office.slide_deck import Deck
from analysis.pages.git_revision import folder_at
from analysis.sources.model import Ward
from analysis.sources.new_source import ward_entry
from analysis.sources.validate import validate
from analysis.words.errors import WardKpiError

__all__ = ["_asked_of_quoted_documents"]
ROOT = Path(__file__).resolve().parents[1]
GRADE = '\n[[grades]]\nconcept = "procedures"\nwards = ["hoshino", "nagisa"]\ngrade = "B"\nevidence_ja = "照合"\nevidence_en = "x"\n'
INDICATOR = '\n[indicators."asahina.nothing"]\ncaveat_ja = "注"\ncaveat_en = "note"\n'


def assert_said(error: WardKpiError, ja: str, en: str) -> None:
    for lang, words in (("ja", ja), ("en", en)):
        said = error.message(lang)
        assert words in said
        assert "\n" not in said and "{" not in said


@pytest.mark.parametrize(
    ("file", "old", "new", "problem", "ja", "en"),
    [
        ("wards.toml", '"朝比奈区"', f'"{"千" * 40}"', "long_name", "name_ja は40字あります", "name_ja has 40 letters"),
        (
            "wards.toml",
            '"asahina"',
            '"Asahina!"',
            "bad_slug",
            "slug = 'Asahina!'",
            "slug = 'Asahina!' must be lower-case",
        ),
        (
            "wards.toml",
            '"131920"',
            '"131911"',
            "ward_taken",
            "code か slug が重複しています",
            "code or slug is already taken",
        ),
        (
            "concepts.toml",
            "[concepts.leaks]",
            '[concepts."Le aks"]',
            "bad_name",
            "ID「Le aks」",
            "the id 'Le aks' must be",
        ),
        ("concepts.toml", "", INDICATOR, "no_indicator", "という指標はありません", "is no indicator; use asahina."),
        (
            "concepts.toml",
            "[units.items]\n",
            '[units.items]\nbase = "people"\n',
            "no_base",
            "'people'",
            "base = 'people' is no unit",
        ),
        (
            "concepts.toml",
            "",
            '\n[factors]\n"割" = 1\n',
            "small_factor",
            "割 = 1 は2以上に",
            "割 = 1 must be 2 or more",
        ),
        ("concepts.toml", "", GRADE, "graded_twice", "procedures", "procedures of hoshino and nagisa is graded before"),
    ],
)
def test_a_slip_in_wards_or_codebook_is_named(
    tmp_path: Path, file: str, old: str, new: str, problem: str, ja: str, en: str
) -> None:
    root = synthetic.write(tmp_path, {})
    path = root / "data" / "raw" / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    found = [one.problem for one in validate(root=root) if getattr(one.problem, "problem", "") == problem]
    assert len(found) == 1
    assert_said(found[0], ja, en)


def test_a_folder_whose_name_is_no_id_is_named(tmp_path: Path) -> None:
    table = synthetic.Table(synthetic.PLAN, {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]})
    root = synthetic.write(tmp_path, {"Asahina Plan": synthetic.Source("2025", {"kpi": table}, synthetic.ASAHINA)})
    found = [one.problem for one in validate(root=root) if getattr(one.problem, "problem", "") == "bad_folder"]
    assert len(found) == 1
    assert_said(found[0], "フォルダ名「Asahina Plan」", "the folder's name 'Asahina Plan' must be lower-case")


def _without_great_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def importing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "great_tables":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", importing)


def test_a_table_without_its_package_is_plain_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words, the ids of what its cells show and the cells that a note is about are the same."""
    table = analysis.progress_table(ward="taito", detail=True, lang="en")
    styled = table._repr_html_()
    _without_great_tables(monkeypatch)
    plain = table._repr_html_()
    shown = [[escape(cell.text) for cell in line] for line in table.reading.lines]
    cells = re.findall(r"<td>(.*?)</td>", plain)
    assert [re.sub(r"<sup>.*?</sup>|</?span.*?>", "", cell) for cell in cells] == [
        cell for line in shown for cell in line
    ]
    of_cells = re.compile(r'data-observations="(.*?)"')
    assert of_cells.findall(plain) == of_cells.findall(styled) != []
    noted = {line for note in table.reading.notes for line in note.lines}
    assert (
        noted
        and {place for place, row in enumerate(plain.split("<tr>")[2:]) if "<sup>" in row.partition("</tr>")[0]}
        == noted
    )
    for note in (*table.reading.notes, *table.reading.sources):
        assert escape(getattr(note, "text", note)) in plain
    assert escape(table.reading.title) in plain


@pytest.mark.parametrize(
    ("given", "code", "ja", "en"),
    [
        ([1, 2], "no_frame", "list は表ではありません", "list is no table"),
        (pd.DataFrame({"ward": ["131075"]}), "frame_columns", "列 ", "the table given has no column "),
    ],
)
def test_what_is_no_table_of_figures_is_refused(given: Any, code: str, ja: str, en: str) -> None:
    with pytest.raises(WardKpiError) as caught:
        analysis.position(given, root=ROOT)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


TABLE: Any = pd.DataFrame({"ward": ["131075"]})
NUMBER: Any = 3


MISTAKES: list[tuple[Callable[[], object], str, str, str]] = [
    (lambda: analysis.search(NUMBER), "bad_argument", "words=3 は", "it must be text"),
    (lambda: analysis.search(["a"]), "bad_argument", "words='list' は", "it must be text"),
    (lambda: analysis.cite(TABLE, accessed=20261126), "no_sources_to_cite", "列（source）", "no column 'source'"),
    (
        lambda: analysis.cite(analysis.load_observations(), accessed=20261126),
        "bad_argument",
        "accessed=20261126 は使えません。日付",
        "accessed=20261126 cannot be used; it must be a day (2025-10-01",
    ),
    (lambda: analysis.cite(NUMBER), "bad_argument", "このライブラリの表か図", "a table or a figure of the library"),
    (lambda: analysis.trajectories(TABLE), "bad_argument", "theme='DataFrame' は", "rows go to rows="),
    (lambda: analysis.trajectories(["cashless", "mynumber"]), "bad_argument", "テーマを一つ", "one theme"),
    (lambda: analysis.named("sumida"), "no_frame", "str は表ではありません", "str is no table"),
    (lambda: analysis.named(TABLE.assign(ward="sumida")), "unknown_area", "「sumida」", "municipality_codes()"),
    (lambda: analysis.named(TABLE.assign(ward="999999")), "unknown_area", "「999999」", "column 'ward' holds"),
    (lambda: analysis.named(pd.DataFrame({"theme": ["x"]})), "unknown_name", "テーマ「x」", "unknown theme 'x'"),
    (lambda: analysis.peers("sumida", near="x"), "bad_argument", "near='x' は", "a share, 0 or more"),
    (lambda: analysis.peers(["sumida"]), "bad_argument", "市区町村（コードか名称）を一つ", "one municipality"),
    (lambda: analysis.lag("sumida", None), "bad_argument", "others=None は", "a list or column of codes"),
    (lambda: analysis.load_wards(root=3), "bad_argument", "root=3 は", "a folder that holds data"),
    (lambda: analysis.load_wards(root=TABLE), "bad_argument", "root='DataFrame' は", "a folder that holds data"),
    (lambda: analysis.fiscal_year_axis(NUMBER), "bad_argument", "座標軸（Axes）", "axes of matplotlib or seaborn"),
    (
        lambda: analysis.fiscal_year_axis(plt.figure().subplots(), which="z"),
        "unknown_name",
        "軸「z」",
        "unknown axis 'z'",
    ),
    (
        lambda: analysis.load_national(concept="cashless_procedures"),
        "concept_not_national",
        "全国表に概念「cashless_procedures」の値はありません",
        "the national tables hold no figures of the concept 'cashless_procedures'",
    ),
    (lambda: analysis.mynumber_series(ward="koto"), "ward_without_documents", "add-a-ward.ja.md", "docs/add-a-ward.md"),
    (lambda: analysis.described([], "x"), "bad_argument", "図（Figure）", "a figure of matplotlib or seaborn"),
    (lambda: analysis.export(3, "x"), "bad_argument", "このライブラリの図", "a figure of the library"),
    (lambda: analysis.export(analysis.FIGURES["progress_bars"](), 3), "bad_argument", "name=3", "letters, digits"),
    (lambda: analysis.palette(mono=TABLE), "bad_argument", "True か False", "True or False"),
    (lambda: analysis.set_language(TABLE), "bad_argument", "ja か en", "ja or en"),
    (lambda: analysis.ranking_table(title=TABLE), "bad_argument", "title='DataFrame' は", "it must be text"),
    (lambda: analysis.load_observations(theme=TABLE), "bad_argument", "ID か名称", "an id or a name, or several"),
    (
        lambda: analysis.load_observations(vintage=TABLE),
        "bad_argument",
        "vintage='DataFrame'",
        "the id of one document",
    ),
    (lambda: analysis.load_national(concept=TABLE), "bad_argument", "ID か名称", "an id or a name, or several"),
    (lambda: analysis.progress_bars(NUMBER), "no_frame", "int は表ではありません", "int is no table"),
    (lambda: analysis.comparability(observations=3), "no_frame", "int は表ではありません", "int is no table"),
    (lambda: analysis.figures_table(None), "no_frame", "None は表ではありません", "None is no table"),
    (lambda: analysis.judgements_table(TABLE), "rows_of_other", "judgements() の行", "rows of judgements()"),
    (lambda: analysis.revisions_table(TABLE), "rows_of_other", "revisions() の行", "rows of revisions()"),
    (lambda: analysis.consistency_table(TABLE), "rows_of_other", "consistency() の行", "rows of consistency()"),
    (lambda: analysis.crosscheck_table(TABLE), "rows_of_other", "crosscheck() の行", "rows of crosscheck()"),
    (lambda: analysis.published_by_wards(TABLE), "missing_column", "列「source」", "no column 'source'"),
    (
        lambda: analysis.figures_table(analysis.load_observations().drop(columns="as_of")),
        "missing_column",
        "列「as_of」",
        "no column 'as_of'",
    ),
    (
        lambda: analysis.target_vintages(analysis.load_observations().iloc[:0]),
        "figure_not_in_rows",
        "渡された行に描く値がありません",
        "the rows given hold nothing",
    ),
    (
        lambda: analysis.online_is_not_used(analysis.load_observations().iloc[:0], analysis.load_observations()),
        "figure_not_in_rows",
        "渡された行に描く値がありません",
        "the rows given hold nothing",
    ),
    (
        lambda: analysis.progress_bars(analysis.load_observations().drop(columns="kind")),
        "missing_column",
        "列「kind」",
        "no column 'kind'",
    ),
    (
        lambda: analysis.progress_bars(analysis.load_observations().drop(columns="source")),
        "missing_column",
        "列「source」",
        "no column 'source'",
    ),
    (
        lambda: analysis.progress_bars(analysis.load_observations().assign(kind="result")),
        "unknown_name",
        "値の種類「result」",
        "unknown kind 'result'; did you mean: baseline, actual",
    ),
    (
        lambda: analysis.progress(analysis.load_observations().assign(indicator="x.y")),
        "unknown_name",
        "指標「x.y」",
        "unknown indicator 'x.y'",
    ),
    (
        lambda: analysis.load_observations(theme="cashless", concept="mynumber_card_rate"),
        "names_apart",
        "属するのは mynumber",
        "does not belong to theme=cashless but to mynumber",
    ),
    (
        lambda: analysis.load_observations(ward="taito", indicator="sumida.cashless_procedures"),
        "names_apart",
        "属するのは 131075",
        "does not belong to ward=131067 but to 131075",
    ),
    (lambda: analysis.compare([]), "names_nothing", "theme_or_concept=[]", "theme_or_concept=[] names nothing"),
    (
        lambda: analysis.explain("sumida.cashless_procedures", "R4", "target"),
        "no_such_figure",
        "target 2022 の値はありません。あるのは次の種類と年度です: baseline 2021; actual 2022, 2023, 2024; target 2025",
        "has no figure of target 2022; it has: baseline 2021; actual 2022, 2023, 2024; target 2025.",
    ),
    (
        lambda: analysis.explain(analysis.compare("cashless_usage_rate").iloc[0]),
        "row_of_nothing",
        "区（131075）の値が資料にないことを示す行",
        "the documents hold no figure of ward 131075",
    ),
    (lambda: analysis.explain(3), "bad_argument", "指標か観測値の ID", "id of an indicator or an observation"),
    (
        lambda: analysis.revisions("2025-12-31", "2022-12-31"),
        "vintages_reversed",
        "古い方を before に",
        "give the earlier one first",
    ),
    (
        lambda: analysis.revisions("sumida-progress-2025", "sumida-plan-2022"),
        "vintages_reversed",
        "より後です",
        "is later than after",
    ),
    (
        lambda: analysis.revisions("sumida-plan-2022", "taito-status-2025"),
        "vintages_apart",
        "同じ区の資料ではなく",
        "are not documents of one ward",
    ),
    (lambda: analysis.revisions(pd.NaT), "bad_argument", "before='NaT'", "before='NaT'"),
    (lambda: analysis.revisions(3), "bad_argument", "日付（2025, 2025-10", "a day (2025, 2025-10"),
    (
        lambda: analysis.revisions("2022-12-31", "sumida-plan-2022"),
        "bad_argument",
        "before と同じく",
        "of the same sort as before",
    ),
    (
        lambda: analysis.position(within=["131075"]),
        "bad_argument",
        "集団の名前と",
        "a mapping of the name of each group",
    ),
    (lambda: analysis.position(within={"a": ["sumda"]}), "unknown_name", "区「sumda」", "did you mean: sumida"),
    (
        lambda: analysis.cite(analysis.load_observations().iloc[:0]),
        "nothing_to_cite",
        "引用する行がありません",
        "no row to cite",
    ),
    (
        lambda: analysis.load_observations(fiscal_year=1999),
        "no_such_year",
        "fiscal_year=1999 の値はデータにありません",
        "the data holds no figure of fiscal_year=1999; it has FY",
    ),
    (
        lambda: analysis.trajectories("onlinization", years=1999),
        "figure_nothing_of_years",
        "描く値が残りません。この図の値は",
        "leaves nothing that it draws; its figures are of FY",
    ),
    (
        lambda: analysis.municipality_codes(["墨田区"], prefectures=["東京都", "千葉県"]),
        "bad_argument",
        "市区町村と同じ数（1）の都道府県名",
        "the name of a prefecture for each of 1 values",
    ),
]


@pytest.mark.parametrize(("call", "code", "ja", "en"), MISTAKES, ids=map(str, range(len(MISTAKES))))
def test_what_a_function_does_not_take_is_said_in_one_line(
    call: Callable[[], object], code: str, ja: str, en: str
) -> None:
    with pytest.raises(WardKpiError) as caught:
        call()
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


def test_a_full_disk_is_no_wrong_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr("analysis.data.study.Study.of", full)
    with pytest.raises(WardKpiError) as caught:
        analysis.online_use(root=ROOT)
    assert caught.value.code == "call_cut_short" and not isinstance(caught.value, TypeError)
    assert_said(
        caught.value, "online_use() を続けられません（No space", "online_use() cannot go on: No space left on device"
    )


def test_a_frame_without_a_needed_column_is_told_which() -> None:
    rows = analysis.load_observations(root=ROOT).drop(columns="indicator")
    with pytest.raises(WardKpiError) as caught:
        analysis.progress(rows, root=ROOT)
    assert caught.value.code == "missing_column"
    assert_said(caught.value, "列「indicator」がありません", "no column 'indicator'")


@pytest.mark.parametrize(
    ("content", "code", "ja", "en"),
    [
        (None, "no_national_table", "がありません。「git checkout", "is missing; restore it"),
        (b'"\xff\xfe', "damaged_national_table", "壊れています", "is damaged"),
    ],
)
def test_a_national_table_that_is_missing_or_damaged_can_be_restored(
    data_root: Path, content: bytes | None, code: str, ja: str, en: str
) -> None:
    for path in (data_root / "data" / "national").glob("*.csv"):
        path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(WardKpiError) as caught:
        analysis.load_national(root=data_root)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


def test_a_revision_before_the_tables_is_named(tmp_path: Path) -> None:
    for arguments in (
        ["init", "-q"],
        ["-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x", "--allow-empty"],
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)
    with pytest.raises(WardKpiError) as caught, folder_at(tmp_path, "HEAD"):
        pass
    assert caught.value.code == "revision_without_tables"
    assert_said(caught.value, "「HEAD」に data/clean がありません", "revision 'HEAD' holds no data/clean")


def test_when_every_mark_is_taken_a_person_chooses() -> None:
    known: list[Ward] = []
    styles: list[marks.Style] = []
    while (style := marks.next_style(styles)) is not None:
        styles.append(style)
        known.append(Ward("131911", f"w{len(known)}", "区", "W", "ward", style.colour, style.marker))
    assert len(known) >= 23
    with pytest.raises(WardKpiError) as caught:
        ward_entry(Ward("131083", "koto", "江東区", "Koto", "ward", "", ""), tuple(known))
    assert caught.value.code == "no_style_left"
    assert_said(caught.value, "手動で選んでください", "every pair of colour and marker is taken")


def test_a_master_without_a_layout_for_a_title_is_refused(tmp_path: Path) -> None:
    master = pptx.Presentation()
    for layout in list(master.slide_layouts):
        if layout.name != "Blank":
            master.slide_layouts.remove(layout)
    master.save(str(tmp_path / "own.pptx"))
    with pytest.raises(WardKpiError) as caught:
        Deck(Pack(None, "", "", Study.of(ROOT), templates={".pptx": tmp_path / "own.pptx"}))
    assert caught.value.code == "template_lacks_layout"
    assert_said(caught.value, "own.pptx に、上に題名があり", "own.pptx has no layout with a title at the top")


def _without_a_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.CompletedProcess([], 1, stderr="WARNING: retrying\nERROR: no route to host\n")
    monkeypatch.setattr(bundle.subprocess, "run", lambda *_, **__: done)
    bundle.fetch_wheels(ROOT / "requirements.lock", folder)


def _of_a_row_that_went(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "asahina.procedures": ["13手続", "23手続", "37手続", "44手続"],
        "asahina.leaks": ["9件", "8件", "7件", "0件"],
    }
    root = synthetic.world(folder, rows, synthetic.PLAN)
    table = next((root / "data" / "raw").glob("*/*.csv"))
    table.write_text("".join(table.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    print(analysis.explain("asahina.leaks", "R4", "actual", root=root))


def _of_a_series(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "copy.csv").write_text("市区町村,人口\n墨田区,1\n", encoding="utf-8")
    check_copy(folder / "copy.csv", source="mic-mynumber", root=ROOT)


def _of_documents_dated_by_their_year(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    newest_stated_date(Study.of(synthetic.world(folder, rows, synthetic.PLAN)))


FAULTS = {
    "no_pack_date": (_of_documents_dated_by_their_year, "日付まで分かる資料がありません", "give --date YYYY-MM-DD"),
    "no_wheels": (_without_a_network, "集められませんでした（ERROR: no route", "could not be fetched (ERROR: no route"),
    "lost_place": (_of_a_row_that_went, "の行が data/raw にありません", "is no row of data/raw any more"),
    "copy_of_series": (_of_a_series, "複数のファイルからなる系列", "is a series of several files"),
}


@pytest.mark.parametrize("code", FAULTS)
def test_what_is_not_there_any_more_or_not_yet_is_one_line(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do, ja, en = FAULTS[code]
    with pytest.raises(WardKpiError) as caught:
        do(tmp_path, monkeypatch)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


# --- what a caller hands over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["availability_table", "positions_table", "figures_table", "outlook_table"])
def test_a_table_of_no_rows_is_an_empty_table(name: str) -> None:
    observations = analysis.load_observations()
    made = getattr(analysis, name)(observations[observations["value"] > 1e30])
    assert made.reading.lines == ()
    assert "<table" in made._repr_html_()


class _Unwritable:
    """A caller's own class of which nothing can be asked."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        raise ValueError

    def __str__(self) -> str:
        raise ValueError

    def __fspath__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("ask", [analysis.compare, lambda name: analysis.load_observations(ward=name)])
@pytest.mark.parametrize(
    ("names", "code", "ja", "en"),
    [
        ([None], "no_name", "None は名前になりません", "None is no name"),
        ([["cashless"]], "no_name", "list は名前", "list is no name"),
        (_Unwritable(), "no_name", "文字列で", "as text"),
        (range(10**9), "too_many_names", "1,000,000を超える", "more than 1,000,000"),
    ],
)
def test_what_is_no_name_or_too_many_of_them_is_refused(
    ask: Callable[[Any], object], names: object, code: str, ja: str, en: str
) -> None:
    with pytest.raises(WardKpiError) as caught:
        ask(names)
    assert caught.value.code == code
    assert_said(caught.value, ja, en)


@pytest.mark.parametrize("lang", [pd.NA, np.array(["ja", "en"]), _Unwritable()])
def test_what_is_no_language_is_refused(lang: Any) -> None:
    for ask in (analysis.load_observations, analysis.progress_table, analysis.online_use):
        with pytest.raises(WardKpiError, match="lang="):
            ask(lang=lang)


def test_what_is_no_path_is_refused() -> None:
    for argument in ({"root": _Unwritable()}, {"sources": _Unwritable()}):
        with pytest.raises(WardKpiError, match=f"{next(iter(argument))}="):
            analysis.crosscheck(**argument)


@pytest.mark.parametrize("name", ["distribution", "progress", "online_use", "figures_table", "cite"])
def test_columns_that_come_twice_or_in_levels_are_refused(name: str) -> None:
    rows = analysis.load_observations()
    levels = rows.set_axis(pd.MultiIndex.from_product([["a"], rows.columns]), axis="columns")
    for given, code in (
        (pd.concat([rows, rows[["ward"]]], axis="columns"), "column_twice"),
        (levels, "columns_of_levels"),
    ):
        with pytest.raises(WardKpiError) as caught:
            getattr(analysis, name)(given)
        assert caught.value.code == code
    assert_said(caught.value, "何段にも", "several levels")


def test_a_column_that_a_number_names_is_no_fault() -> None:
    rows = analysis.load_observations(concept="cashless_usage_rate")
    assert len(analysis.figures_table(rows.assign(**{"x": 1}).rename(columns={"x": 0})).rows) == len(rows)
    with pytest.raises(WardKpiError, match="what="):
        analysis.explain(pd.Series([1]))


def test_a_row_of_nothing_is_refused() -> None:
    nothing = pd.DataFrame({name: [None, None] for name in analysis.load_observations()})
    with pytest.raises(WardKpiError) as caught:
        analysis.figures_table(nothing)
    assert caught.value.code == "empty_cell_of_column"
