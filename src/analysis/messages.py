"""Every message a user can meet, in English and Japanese: what is wrong, where, what to do."""

from __future__ import annotations

MESSAGES: dict[str, dict[str, str]] = {
    # finding and writing files
    "no_root": {
        "en": "no data folder found from {folder}; give --root the folder that holds data/raw, or set WARD_KPI_ROOT.",
        "ja": "{folder} から data フォルダが見つかりません。data/raw のあるフォルダを --root で指定してください。",
    },
    "cannot_write": {
        "en": "cannot write {path}: {reason}; nothing was changed, free the file or choose another folder.",
        "ja": "{path} に書き込めません（{reason}）。何も変更していません。ファイルを閉じるか別の場所を指定してください。",
    },
    "no_clean_table": {
        "en": "{path} is missing; run 'ward-kpi clean' to make it.",
        "ja": "{path} がありません。「ward-kpi clean」で作成してください。",
    },
    "damaged_clean_table": {
        "en": "{path} is damaged: {problem}; run 'ward-kpi clean' to make it anew.",
        "ja": "{path} が壊れています（{problem}）。「ward-kpi clean」で作り直してください。",
    },
    "stale_clean_table": {
        "en": "data/clean/{name} differs from what data/raw gives ({where}); run 'ward-kpi clean' and review the change.",
        "ja": "data/clean/{name} が data/raw と一致しません（{where}）。「ward-kpi clean」で更新し、差分を確認してください。",
    },
    "raw_problems": {
        "en": "{first} ({count} more: 'ward-kpi validate' lists all)",
        "ja": "{first}（ほか{count}件。「ward-kpi validate」で一覧表示）",
    },
    # names
    "unknown_name": {
        "en": "unknown {what} '{name}'; did you mean: {nearest}?",
        "ja": "{what_ja}「{name}」はありません。近いもの: {nearest}",
    },
    "bad_argument": {
        "en": "{argument}={value!r} cannot be used; it must be {expected}.",
        "ja": "{argument}={value!r} は使えません。{expected} を指定してください。",
    },
    # comparing
    "different_concepts": {
        "en": "{indicators} measure different things ({kinds}) and cannot share an axis; compare measure='progress', "
        "each ward against its own target, or one concept.",
        "ja": "{indicators} は測っているものが異なり（{kinds}）、同じ軸に置けません。各区の目標に対する進捗"
        "（measure='progress'）か、一つの概念に絞って比べてください。",
    },
    "different_definitions": {
        "en": "{indicators} share the name '{concept}' but not the definition: {why_en}; compare measure='progress', each "
        "ward against its own target.",
        "ja": "{indicators} は同じ「{concept}」でも定義が異なります（{why_ja}）。各区の目標に対する進捗"
        "（measure='progress'）で比べてください。",
    },
    # raw files
    "no_file": {
        "en": "{path} is missing; add it or take its entry out of {mentioned_in}.",
        "ja": "{path} がありません。追加するか、{mentioned_in} から項目を外してください。",
    },
    "not_utf8": {
        "en": "{path} is not UTF-8 without BOM ({reason}); save it as UTF-8 (Excel: 'CSV UTF-8', then remove the BOM).",
        "ja": "{path} は BOM なし UTF-8 ではありません（{reason}）。文字コードを UTF-8 にして保存し直してください。",
    },
    "bad_toml": {
        "en": "{path} is not valid TOML: {reason}; correct that line.",
        "ja": "{path} は TOML として読めません（{reason}）。その行を直してください。",
    },
    "toml_key": {
        "en": "{path}: [{place}] {problem}.",
        "ja": "{path}: [{place}] {problem_ja}。",
    },
    "source_date": {
        "en": "{path}: published = '{text}' is no date; write YYYY, YYYY-MM or YYYY-MM-DD and say in published_basis what "
        "it rests on.",
        "ja": "{path}: published = '{text}' は日付として読めません。YYYY、YYYY-MM、YYYY-MM-DD のいずれかで書き、"
        "根拠を published_basis に書いてください。",
    },
    "bad_columns": {
        "en": "{path}: {problem}; the columns must be indicator, label, the printed headers, locator.",
        "ja": "{path}: {problem_ja}。列は indicator、label、印刷された見出し、locator の順にしてください。",
    },
    "row_width": {
        "en": "the row has {found} cells but the header has {expected}; quote cells that contain a comma.",
        "ja": "セルが{found}個ありますが見出しは{expected}列です。カンマを含むセルは引用符で囲んでください。",
    },
    "bad_locator": {
        "en": "'{text}' is no locator; write L12 or L12-L15, or FILE:L12 when the source has several documents.",
        "ja": "「{text}」は所在として読めません。L12、L12-L15、または FILE:L12 と書いてください。",
    },
    "unknown_indicator": {
        "en": "'{text}' is not in the codebook; add it to data/raw/concepts.toml or use: {nearest}.",
        "ja": "「{text}」はコードブックにありません。data/raw/concepts.toml に追加するか、次を使ってください: {nearest}",
    },
    "unknown_ward": {
        "en": "'{text}' is not in data/raw/wards.toml; add the ward there or use: {nearest}.",
        "ja": "「{text}」は data/raw/wards.toml にありません。追加するか、次を使ってください: {nearest}",
    },
    "unknown_note": {
        "en": "'{text}' is not explained; add [notes.\"{text}\"] to {source}/source.toml.",
        "ja": '「{text}」の説明がありません。{source}/source.toml に [notes."{text}"] を追加してください。',
    },
    "stale_correction": {
        "en": "data/raw/corrections.toml: the correction of {where} expects '{expected}' but the cell reads '{found}'; "
        "remove or renew the correction.",
        "ja": "data/raw/corrections.toml: {where} の訂正は「{expected}」を前提としていますが、セルは「{found}」です。"
        "訂正を削除するか更新してください。",
    },
    "lost_correction": {
        "en": "data/raw/corrections.toml: the correction of {where} matches no cell; remove it or mend its keys.",
        "ja": "data/raw/corrections.toml: {where} の訂正に当たるセルがありません。削除するかキーを直してください。",
    },
    "duplicate_key": {
        "en": "two figures for one key ({key}): '{first}' at {first_place} and '{second}' at {second_place}; give each "
        "definition an indicator of its own or correct one.",
        "ja": "同じキー（{key}）に二つの値があります: {first_place} の「{first}」と {second_place} の「{second}」。"
        "定義ごとに指標を分けるか、片方を訂正してください。",
    },
    "same_date_conflict": {
        "en": "{first_source} and {second_source} bear the same date {published} but give '{first}' and '{second}' for "
        "{key}; state in source.toml which was published later.",
        "ja": "{first_source} と {second_source} は同じ日付 {published} ですが、{key} の値が「{first}」と「{second}」で"
        "異なります。どちらが後の資料かを source.toml に記してください。",
    },
    # headers and cells
    "header_unknown": {
        "en": 'the header is not understood; describe it under [table.columns."{text}"] in source.toml.',
        "ja": '見出しを読み取れません。source.toml の [table.columns."{text}"] で説明してください。',
    },
    "header_two_years": {
        "en": 'the header names two years; describe it under [table.columns."{text}"] in source.toml.',
        "ja": '見出しに年が二つあります。source.toml の [table.columns."{text}"] で説明してください。',
    },
    "header_years_disagree": {
        "en": "the header's era and Western year disagree ({years}); check it against the document.",
        "ja": "見出しの元号と西暦が一致しません（{years}）。原典を確認してください。",
    },
    "header_calendar_year": {
        "en": "the header names a calendar year, not a fiscal year; state fiscal_year in source.toml, with why.",
        "ja": "見出しが年度ではなく暦年です。source.toml に fiscal_year と理由（why）を書いてください。",
    },
    "header_no_year": {
        "en": "neither header nor source.toml says which fiscal year '{text}' is for; state fiscal_year there, with why.",
        "ja": "「{text}」がどの年度の値か、見出しにも source.toml にもありません。fiscal_year と理由を書いてください。",
    },
    "header_no_kind": {
        "en": "neither header nor source.toml says what kind of figure '{text}' is; set default_kind of the table.",
        "ja": "「{text}」が基準・実績・見込・計画・目標のどれか分かりません。表の default_kind を書いてください。",
    },
    "cell_unreadable": {
        "en": "'{text}' cannot be read as a figure; check it against the document.",
        "ja": "「{text}」を数値として読み取れません。原典を確認してください。",
    },
    "cell_words": {
        "en": "'{text}' is neither a figure nor a known word; check it, or add the word to [words] in concepts.toml.",
        "ja": "「{text}」は数値でも既知の語でもありません。確認するか、concepts.toml の [words] に追加してください。",
    },
    "odd_digit": {
        "en": "'{text}' holds '{char}', which looks like a digit but is none; type the figure plainly.",
        "ja": "「{text}」に数字ではない「{char}」が含まれています。通常の数字で入力してください。",
    },
    "odd_character": {
        "en": "'{text}' holds '{char}', a sign of garbled text; check it against the document.",
        "ja": "「{text}」に文字化けの疑い（「{char}」）があります。原典を確認してください。",
    },
    "unknown_unit": {
        "en": "'{text}': '{unit}' after the figure is no known unit; check it, or add it to [units] in concepts.toml.",
        "ja": "「{text}」の「{unit}」は未知の単位です。確認するか、concepts.toml の [units] に追加してください。",
    },
    "unit_mismatch": {
        "en": "'{text}' is in '{found}' but {indicator} is measured in '{expected}'; use another indicator or unit.",
        "ja": "「{text}」の単位は「{found}」ですが、{indicator} の単位は「{expected}」です。指標か単位を見直してください。",
    },
    "unit_missing": {
        "en": "'{text}' prints no unit; state it in the row's 'unit' column ({indicator} is measured in '{expected}').",
        "ja": "「{text}」に単位がありません。行の unit 列に書いてください（{indicator} の単位は「{expected}」）。",
    },
    "part_unknown": {
        "en": "'{text}' has no single figure after '{part}'; its figures stand after: {labels}.",
        "ja": "「{text}」には「{part}」に続く値が一つに決まりません。値の前の語: {labels}",
    },
    "part_needed": {
        "en": "'{text}' holds more than one plain figure; name in 'part' the word before the one to read: {labels}.",
        "ja": "「{text}」には複数の要素があります。読む値の直前の語を part 列に書いてください: {labels}",
    },
    "empty_cell": {
        "en": "the cell is empty; write {expected}.",
        "ja": "セルが空です。{expected} を書いてください。",
    },
}
