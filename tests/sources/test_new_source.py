"""The skeleton of a source: what it holds, what validating says of it, and what is refused."""

import hashlib
import tomllib
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.cli.commands import main
from analysis.sources.new_source import new_source
from analysis.sources.validate import validate
from analysis.words.errors import WardKpiError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with three wards and one source."""
    rows = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    return synthetic.write(tmp_path / "root", {"asahina-plan": Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)})


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_skeleton_is_valid_toml_with_the_ward_filled_in(root: Path, lang: str) -> None:
    made = new_source("hoshino-plan-2026", root=root, lang=lang)
    said = tomllib.loads((made.folder / "source.toml").read_text(encoding="utf-8"))
    assert said["id"] == "hoshino-plan-2026"
    assert said["ward"] == "131920"
    assert said["table"][0]["file"] == "table.csv"
    assert (made.folder / "table.csv").read_bytes() == b"indicator,label,unit,locator,note\n"
    assert made.ward_entry == ""


def test_comments_are_in_the_language_asked_for(root: Path) -> None:
    japanese = (new_source("hoshino-plan-2026", root=root).folder / "source.toml").read_text(encoding="utf-8")
    english = (new_source("hoshino-plan-2027", root=root, lang="en").folder / "source.toml").read_text(encoding="utf-8")
    assert "団体コード" in japanese
    assert "団体コード" not in english
    assert "6-digit code" in english


def test_validating_asks_for_everything_that_is_still_empty(root: Path) -> None:
    made = new_source("hoshino-plan-2026", root=root, lang="en")
    found = "\n".join(finding.message("en") for finding in validate(made.folder, root=root))
    for key in (
        "title_ja",
        "title_en",
        "issuer_ja",
        "published_basis_en",
        "status",
        "terms_ja",
        "name",
        "sha256",
        "place_ja",
    ):
        assert f"'{key}' is empty; fill it in" in found, key
    assert "published = '' is no date" in found


def test_once_filled_in_it_validates(root: Path) -> None:
    made = new_source("hoshino-plan-2026", root=root)
    text = (made.folder / "source.toml").read_text(encoding="utf-8")
    text = text.replace('sha256 = ""', f'sha256 = "{"0" * 64}"').replace('published = ""', 'published = "2026-03"')
    text = text.replace('status = ""', 'status = "final"').replace('header_locator = ""', 'header_locator = "L1"')
    (made.folder / "source.toml").write_text(text.replace('= ""', '= "x"'), encoding="utf-8")
    rows = (
        "indicator,label,unit,基準値（R6）,目標値（R10）,locator,note\nhoshino.procedures,オンライン,,3手続,9手続,L2,\n"
    )
    (made.folder / "table.csv").write_text(rows, encoding="utf-8")
    assert [finding.message("en") for finding in validate(made.folder, root=root) if finding.level == "error"] == []


def test_a_ward_that_is_not_in_the_list_gets_an_entry_with_the_next_style(root: Path) -> None:
    made = new_source("koto-plan-2026", root=root)
    (ward,) = tomllib.loads(made.ward_entry)["ward"]
    assert (ward["code"], ward["slug"], ward["name_ja"], ward["name_en"]) == ("131083", "koto", "江東区", "Koto")
    assert (ward["colour"], ward["marker"]) == ("#00803C", "D")
    with (root / "data" / "raw" / "wards.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + made.ward_entry)
    found = [finding.problem.code for finding in validate(root=root) if finding.file == "wards.toml"]
    assert found == []


@pytest.mark.parametrize("ward", ["koto", "131083", "江東区"])
def test_the_ward_may_be_named_in_three_ways(root: Path, ward: str) -> None:
    made = new_source("report-2026", ward=ward, root=root)
    assert 'ward = "131083"' in (made.folder / "source.toml").read_text(encoding="utf-8")


def test_an_id_that_names_no_ward_leaves_it_open(root: Path) -> None:
    made = new_source("ministry-series", root=root)
    assert 'ward = ""' in (made.folder / "source.toml").read_text(encoding="utf-8")
    assert made.ward_entry == ""


def test_name_and_hash_of_the_text_are_entered(root: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text("指標\t目標\n", encoding="utf-8")
    made = new_source("koto-plan-2026", text=text, root=root)
    (document,) = tomllib.loads((made.folder / "source.toml").read_text(encoding="utf-8"))["document"]
    assert document == {"name": "plan.txt", "sha256": hashlib.sha256(text.read_bytes()).hexdigest()}


@pytest.mark.parametrize(
    "bad",
    [
        "../koto-plan-2026",
        "/etc/koto",
        "koto/plan",
        "koto\\plan",
        "..",
        "",
        "Koto-Plan",
        "江東-2026",
        "koto_plan",
        "koto plan",
        "koto-",
        "a\n",
        "con:2026",
    ],
)
def test_an_id_that_could_lead_elsewhere_is_refused(root: Path, bad: str) -> None:
    before = sorted(root.parent.rglob("*"))
    with pytest.raises(WardKpiError, match="is no source id") as raised:
        new_source(bad, root=root)
    assert "koto-plan-2026" in raised.value.message("ja")
    assert sorted(root.parent.rglob("*")) == before


def test_a_folder_that_exists_is_left_alone(root: Path) -> None:
    before = (root / "data" / "raw" / "asahina-plan" / "source.toml").read_bytes()
    with pytest.raises(WardKpiError, match="data/raw/asahina-plan exists already"):
        new_source("asahina-plan", root=root)
    assert (root / "data" / "raw" / "asahina-plan" / "source.toml").read_bytes() == before


@pytest.mark.parametrize(("argument", "value"), [("ward", "大阪市"), ("text", "no-such-file.txt"), ("lang", "fr")])
def test_nothing_is_written_when_an_argument_is_wrong(root: Path, argument: str, value: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(WardKpiError):
        new_source("koto-plan-2026", root=root, **{argument: value})
    assert sorted(root.rglob("*")) == before


def test_the_command_says_what_to_do_next(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-source", "koto-plan-2026", "--root", str(root), "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "[[ward]]" in printed
    assert "ward-kpi validate" in printed
    assert main(["new-source", "koto-plan-2026", "--root", str(root), "--lang", "en"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_all_23_wards_can_be_added_one_after_the_other(root: Path) -> None:
    from analysis.data.area_codes import SPECIAL_WARDS

    wards = root / "data" / "raw" / "wards.toml"
    for ward in SPECIAL_WARDS[3:]:
        made = new_source(f"{ward.slug}-plan-2026", root=root)
        with wards.open("a", encoding="utf-8") as file:
            file.write("\n" + made.ward_entry)
    looks = [finding.problem.code for finding in validate(root=root) if finding.file == "wards.toml"]
    assert "check_style" not in looks
    assert "check_contrast" not in looks
    assert len(tomllib.loads(wards.read_text(encoding="utf-8"))["ward"]) == 23


def test_two_skeletons_in_a_row_take_different_styles(root: Path) -> None:
    entries = [new_source(f"{slug}-plan-2026", root=root).ward_entry for slug in ("koto", "ota", "adachi")]
    styles = [tuple(tomllib.loads(entry)["ward"][0][key] for key in ("colour", "marker")) for entry in entries]
    assert len(set(styles)) == 3
    again = new_source("koto-report-2026", root=root).ward_entry  # the same ward: the style that it was told before
    assert (tomllib.loads(again)["ward"][0]["slug"], len(entries)) == ("koto", 3)


def test_an_unfinished_skeleton_stops_nothing_else(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_source("koto-plan-2026", root=root)
    assert main(["clean", "--root", str(root), "--lang", "en"]) == 0
    assert "left out as unfinished (status in source.toml is empty): koto-plan-2026" in capsys.readouterr().out
    assert "koto" not in (root / "data" / "clean" / "sources.csv").read_text(encoding="utf-8")
    assert [one for one in validate(root / "data" / "raw" / "asahina-plan", root=root) if one.level == "error"] == []
    assert main(["validate", "--root", str(root)]) == 1  # it is told there, whatever else is right


def test_a_source_with_a_status_is_never_left_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = new_source("koto-plan-2026", root=root).folder / "source.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('status = ""', 'status = "draft"'), encoding="utf-8")
    assert main(["clean", "--root", str(root), "--lang", "en"]) == 1
    assert "koto-plan-2026" in capsys.readouterr().err
