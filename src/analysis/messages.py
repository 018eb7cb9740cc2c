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
    "exists": {
        "en": "{path} is there already; use --force (force=True) to replace it, or choose another place.",
        "ja": "{path} は既にあります。置き換えるなら --force（force=True）を付け、残すなら別の場所を指定してください。",
    },
    "no_pack_date": {
        "en": "no document states its date to the day; give --date YYYY-MM-DD.",
        "ja": "日付まで分かる資料がありません。--date YYYY-MM-DD で指定してください。",
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
    # notebooks
    "imported_root": {
        "en": "{folder} holds imported tables without data/raw, which this needs; load, compare and draw them with "
        "'import analysis' and root=.",
        "ja": "{folder} は取り込んだ表で、この処理に要る data/raw がありません。import analysis に root= を指定して、"
        "読み込み・比較・作図に使ってください。",
    },
    "no_notebooks": {
        "en": "no notebooks in {folder}; run from the checkout or give --root.",
        "ja": "{folder} にノートブックがありません。リポジトリ内で実行するか --root を指定してください。",
    },
    "notebook_unreadable": {
        "en": "{path} is no notebook: {reason}; restore it from version control.",
        "ja": "{path} をノートブックとして読めません（{reason}）。版管理から復元してください。",
    },
    "notebook_failed": {
        "en": "{path}, cell {cell} failed: {reason}; open it in JupyterLab ('make lab') and run it there.",
        "ja": "{path} のセル{cell}が失敗しました（{reason}）。JupyterLab（make lab）で開いて確認してください。",
    },
    "notebook_stderr": {
        "en": "{path}, cell {cell} wrote a warning: {text}; remove its cause.",
        "ja": "{path} のセル{cell}が警告を出しました（{text}）。原因を取り除いてください。",
    },
    "notebook_not_run": {
        "en": "{path}, cell {cell} has not been run; run 'ward-kpi notebooks'.",
        "ja": "{path} のセル{cell}が実行されていません。「ward-kpi notebooks」で実行してください。",
    },
    "chart_without_alt": {
        "en": "{path}, cell {cell} shows a chart without a description; draw it with a figure function of this library.",
        "ja": "{path} のセル{cell}の図に代替テキストがありません。このライブラリの図の関数で描いてください。",
    },
    # git revisions
    "no_git": {
        "en": "{folder} cannot be compared with a git revision: {reason}; run it in a git checkout.",
        "ja": "{folder} を git のリビジョンと比べられません（{reason}）。git のチェックアウト内で実行してください。",
    },
    "revision_without_tables": {
        "en": "revision '{revision}' holds no data/clean; name a later one.",
        "ja": "リビジョン「{revision}」に data/clean がありません。より新しいものを指定してください。",
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
    # figures
    "figure_no_data": {
        "en": "figure {figure}: the data holds no figure that it could draw; add a source that gives some.",
        "ja": "図 {figure}: 描く値がデータにありません。値のある資料を追加してください。",
    },
    "figure_too_many": {
        "en": "figure {figure} of {count} municipalities cannot be read, at most {most} can; import those to be compared "
        "with --area, or give it a table of fewer.",
        "ja": "図 {figure}: {count}市区町村は一枚に収まりません（{most}まで）。--area で比べる市区町村だけを取り込むか、"
        "絞った表を渡してください。",
    },
    "too_many_pairs": {
        "en": "{count} municipalities make too many pairs to compare, at most {most} can be; import those to be compared with "
        "--area.",
        "ja": "{count}市区町村の組合せは多すぎます（{most}まで）。--area で比べる市区町村だけを取り込んでください。",
    },
    "no_font": {
        "en": "the charts' font {font} cannot be loaded ({reason}); install matplotlib-fontja again ('run.py setup --force').",
        "ja": "図のフォント {font} を読み込めません（{reason}）。matplotlib-fontja を入れ直してください（run.py setup --force）。",
    },
    "figure_glyph": {
        "en": "figure {figure}: the font lacks '{chars}' of '{text}'; write it otherwise (以上 for a greater-or-equal sign).",
        "ja": "図 {figure}: 「{text}」の「{chars}」の字形がフォントにありません。別の表記にしてください（不等号は「以上」など）。",
    },
    "figure_clipped": {
        "en": "figure {figure}: '{text}' runs off the page; shorten it or give it more room.",
        "ja": "図 {figure}: 「{text}」が紙面からはみ出しています。短くするか余白を広げてください。",
    },
    # raw files
    "no_file": {
        "en": "{path} is missing; add it or take its entry out of {mentioned_in}.",
        "ja": "{path} がありません。追加するか、{mentioned_in} から項目を外してください。",
    },
    "not_utf8": {
        "en": "{path} is not UTF-8 (line {line}; it looks like {encoding}); save it anew as 'CSV UTF-8' or, in Notepad, "
        "with encoding 'UTF-8'.",
        "ja": "{path} は UTF-8 ではありません（{line}行目、{encoding} のようです）。「CSV UTF-8」形式か、メモ帳の文字コード"
        "「UTF-8」で保存し直してください。",
    },
    "has_bom": {
        "en": "{path} begins with a byte order mark (BOM), as Excel's 'CSV UTF-8' writes it; open it in Notepad and save "
        "it with encoding 'UTF-8'.",
        "ja": "{path} の先頭に BOM があります（Excel の「CSV UTF-8」が付けます）。メモ帳で開き、文字コード「UTF-8」で"
        "保存し直してください。",
    },
    "too_large": {
        "en": "{path} has {size} MB, more than the {most} MB that any published table needs; check that it is the right "
        "file.",
        "ja": "{path} は {size} MB あり、表として想定する上限 {most} MB を超えます。別のファイルではないか確認してください。",
    },
    "unreadable_file": {
        "en": "{path} cannot be read: {reason}; check the file and its permissions.",
        "ja": "{path} を読めません（{reason}）。ファイルと権限を確認してください。",
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
    "bad_csv": {
        "en": "{path} is not valid CSV: {reason}; quote cells that contain a comma, a quotation mark or a line break.",
        "ja": "{path} は CSV として読めません（{reason}）。カンマ・引用符・改行を含むセルは引用符で囲んでください。",
    },
    "empty_table": {
        "en": "{path} is empty; its first line must be the columns indicator, label, the printed headers, locator.",
        "ja": "{path} は空です。1行目に indicator、label、印刷された見出し、locator の列を書いてください。",
    },
    "missing_columns": {
        "en": "{path}: the first line names no column {columns}; the columns must be indicator, label, the printed headers, "
        "locator.",
        "ja": "{path}: 1行目に {columns} の列がありません。列は indicator、label、印刷された見出し、locator の順にしてください。",
    },
    "doubled_columns": {
        "en": "{path}: the columns {columns} stand twice in the first line; give each printed header its own words, such as "
        "'R4 (1)' as the document tells them apart.",
        "ja": "{path}: 1行目に {columns} の列が二つあります。資料での区別がわかるように、見出しを一つずつ書き分けてください。",
    },
    "merged_header": {
        "en": "{path}: columns {places} have no header, as merged cells leave it; join the two header rows by one space "
        "('令和7年度 目標') and delete columns that are not used.",
        "ja": "{path}: {places}列目に見出しがありません（セル結合の名残など）。二段の見出しは空白一つでつなぎ"
        "（例:「令和7年度 目標」）、使わない列は削除してください。",
    },
    "second_table": {
        "en": "a second header stands here ({text}); put each table into a file of its own. Nothing below was checked.",
        "ja": "ここに二つ目の見出し行（{text}）があります。表ごとに別のファイルに分けてください。以降は確認していません。",
    },
    "cell_too_long": {
        "en": "'{text}' has {length} characters, more than the {most} of any figure or label; look for a quotation mark left "
        "open, and leave sentences out.",
        "ja": "「{text}」は {length} 文字あり、数値や名称としての上限 {most} 文字を超えます。閉じていない引用符がないか確認し、"
        "文章は転記しないでください。",
    },
    "row_trailing": {
        "en": "the row ends in {found} cells where the header has {expected}, the extra ones empty; delete the commas at "
        "the end.",
        "ja": "行末に余分な空のセルがあります（{found}個、見出しは{expected}列）。行末のカンマを削除してください。",
    },
    "bad_ward_code": {
        "en": "'{text}' is no code of six plain digits; write {right}, as text, so that a spreadsheet keeps its zeros.",
        "ja": "「{text}」は半角6桁の団体コードではありません。{right} のように文字列で書いてください"
        "（表計算ソフトは先頭の0を落とします）。",
    },
    "bad_header_locator": {
        "en": "{path}: header_locator = '{text}' of {file} is no locator; write L12 or L12-L13.",
        "ja": "{path}: {file} の header_locator = '{text}' は所在として読めません。L12 や L12-L13 と書いてください。",
    },
    "doubled_table": {
        "en": "{path}: {file} is described twice; remove one [[table]].",
        "ja": "{path}: {file} の [[table]] が二つあります。片方を削除してください。",
    },
    "source_ward": {
        "en": "{path}: ward = '{text}' is not in data/raw/wards.toml; add the ward there or use: {nearest}.",
        "ja": "{path}: ward = '{text}' は data/raw/wards.toml にありません。追加するか、次を使ってください: {nearest}",
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
    "ward_mismatch": {
        "en": "{indicator} is an indicator of ward {expected} but the row is of ward {found}; correct one of the two.",
        "ja": "{indicator} は区コード {expected} の指標ですが、行の区コードは {found} です。どちらかを直してください。",
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
    # validating
    "no_folder": {
        "en": "there is no folder {folder}; give a source folder, or a folder that holds data/raw.",
        "ja": "フォルダ {folder} がありません。資料のフォルダか、data/raw のあるフォルダを指定してください。",
    },
    "no_source": {
        "en": "{folder} holds neither source.toml nor data/raw; give a source folder ('ward-kpi new-source' makes one).",
        "ja": "{folder} に source.toml も data/raw もありません。資料のフォルダを指定してください"
        "（「ward-kpi new-source」で作成できます）。",
    },
    "source_exists": {
        "en": "data/raw/{source} exists already; choose another id, or work in that folder.",
        "ja": "data/raw/{source} は既にあります。別の ID にするか、そのフォルダで作業してください。",
    },
    "bad_source_id": {
        "en": "'{text}' is no source id; write lower-case Latin letters and digits joined by -, such as koto-plan-2026.",
        "ja": "「{text}」は資料 ID に使えません。koto-plan-2026 のように、英小文字・数字を - でつないでください。",
    },
    "unknown_special_ward": {
        "en": "'{text}' is neither in data/raw/wards.toml nor one of Tokyo's 23 special wards; give a code such as 131083.",
        "ja": "「{text}」は data/raw/wards.toml にも東京23区にもありません。131083 のような団体コードで指定してください。",
    },
    "no_style_left": {
        "en": "every pair of colour and marker is taken; choose one by hand in data/raw/wards.toml.",
        "ja": "色とマーカーの組がすべて使用済みです。data/raw/wards.toml で手動で選んでください。",
    },
    # importing
    "no_such_file": {
        "en": "there is no file {path}; check the name.",
        "ja": "ファイル {path} がありません。名前を確認してください。",
    },
    "ministry_no_files": {
        "en": "{folder} holds no .csv file; name the folder of the published tables, or the files themselves.",
        "ja": "{folder} に .csv ファイルがありません。公表された表のフォルダかファイルを指定してください。",
    },
    "ministry_empty": {
        "en": "{path} holds no table: a header and at least one row are needed; check the file.",
        "ja": "{path} に表がありません。見出しと1行以上のデータが必要です。ファイルを確認してください。",
    },
    "ministry_encoding": {
        "en": "{path} is neither UTF-8 nor Shift_JIS text; check that it is the published CSV file.",
        "ja": "{path} は UTF-8 でも Shift_JIS でもありません。公表された CSV ファイルか確認してください。",
    },
    "ministry_columns": {
        "en": "{path} lacks the columns {columns}; check the file, or describe its layout beside [{layout}] in "
        "data/raw/ministry_tables.toml.",
        "ja": "{path} に列 {columns} がありません。ファイルを確認するか、data/raw/ministry_tables.toml に [{layout}] に"
        "ならってレイアウトを書いてください。",
    },
    "ministry_row": {
        "en": "{path}, line {line}: the row '{row}' is unknown; describe it under [{layout}] in "
        "data/raw/ministry_tables.toml.",
        "ja": "{path} {line}行目: 行「{row}」は未知です。data/raw/ministry_tables.toml の [{layout}] に追加してください。",
    },
    "ministry_code": {
        "en": "'{text}' is no local government code: its check digit does not fit ({count} such rows); use the original "
        "file, in which no spreadsheet has changed the codes.",
        "ja": "「{text}」は団体コードとして正しくありません（検査数字の不一致など、計{count}行）。表計算ソフトで開いていない"
        "元のファイルを使ってください。",
    },
    "ministry_no_code": {
        "en": "'{text}' has no code ({count} such rows); give a file that has it, such as an earlier one, with --codes.",
        "ja": "「{text}」に団体コードがありません（計{count}行）。コードのある表（以前の回など）を --codes で指定してください。",
    },
    "ministry_doubled": {
        "en": "'{text}' comes twice for one date ({count} such rows); give each file once.",
        "ja": "「{text}」が同じ基準日に二度あります（計{count}行）。同じファイルを重ねて指定していないか確認してください。",
    },
    "ministry_cell": {
        "en": "'{text}' is no figure ({count} such cells); add it to 'missing' in data/raw/ministry_tables.toml if it "
        "stands for none.",
        "ja": "「{text}」は数値ではありません（計{count}セル）。値なしを表すなら data/raw/ministry_tables.toml の missing に"
        "追加してください。",
    },
    "ministry_no_name": {
        "en": "{path}: column {column} has figures but no municipality in its header; check the file.",
        "ja": "{path}: {column}列目に値がありますが、見出しに自治体名がありません。ファイルを確認してください。",
    },
    "ministry_ambiguous": {
        "en": "{file}: '{name}' could be {candidates}; give the prefecture with it.",
        "ja": "{file}:「{name}」は {candidates} のどれか分かりません。都道府県名を付けてください。",
    },
    "ministry_name_twice": {
        "en": "{file}: {name} comes twice; keep one.",
        "ja": "{file}: {name} が二度あります。一つにしてください。",
    },
    "ministry_needs_codes": {
        "en": "the table has names but no codes; name a file that has them with --codes, or import the My Number card "
        "tables into {folder} first.",
        "ja": "この表には団体コードがありません。コードのある表を --codes で指定するか、先に {folder} へ import-mic を"
        "実行してください。",
    },
    "import_into_project": {
        "en": "{folder} holds data that no import wrote; name a folder of its own for imported tables.",
        "ja": "{folder} には取り込み以外のデータがあります。取り込み先には別のフォルダを指定してください。",
    },
    "stale_codebook": {
        "en": "docs/{page} is not what data/raw/concepts.toml gives; run 'ward-kpi codebook'.",
        "ja": "docs/{page} が data/raw/concepts.toml と一致しません。「ward-kpi codebook」で更新してください。",
    },
    # reading documents
    "no_intake_extra": {
        "en": "reading this form needs '{module}', which is not installed; install the extra: pip install 'ward-kpi[intake]'.",
        "ja": "この形式を読むには {module} が必要です。pip install 'ward-kpi[intake]' で追加してください。",
    },
    "document_protected": {
        "en": "{path} is protected by a password; open it with the password, save a copy without one, and give that.",
        "ja": "{path} はパスワードで保護されています。パスワードを外した写しを保存して指定してください。",
    },
    "document_broken": {
        "en": "{path} cannot be opened ({reason}); download it anew, or open it in its own program and save it once more.",
        "ja": "{path} を開けません（{reason}）。ダウンロードし直すか、元のソフトで開いて保存し直してください。",
    },
    "document_binary": {
        "en": "{path} is binary and no text; give the document with its own ending (.pdf, .xlsx, .docx).",
        "ja": "{path} はテキストではありません。本来の拡張子（.pdf、.xlsx、.docx）のファイルを指定してください。",
    },
    "document_encoding": {
        "en": "{path} is neither UTF-8 nor Shift_JIS; save it as 'CSV UTF-8' or as a text in UTF-8.",
        "ja": "{path} は UTF-8 でも Shift_JIS でもありません。「CSV UTF-8」か UTF-8 のテキストで保存してください。",
    },
    "zip_bomb": {
        "en": "{path} would unpack to {size} MB, far more than a report does; it was not opened, check where it comes from.",
        "ja": "{path} は展開すると {size} MB になり、報告書として大きすぎるため開きませんでした。入手元を確認してください。",
    },
    "too_many_cells": {
        "en": "{path} has more than {most} filled cells; save the sheet or pages with the KPI tables as a file of their own.",
        "ja": "{path} の入力済みセルが {most} を超えます。KPI の表のシートかページだけを別のファイルに保存してください。",
    },
    "too_many_pages": {
        "en": "{path} has {count} pages, more than {most}; save the pages with the KPI tables as a file of their own.",
        "ja": "{path} は {count} ページあり、上限 {most} を超えます。KPI の表のページだけを別のファイルに保存してください。",
    },
    "scanned_pdf": {
        "en": "{path} holds pictures of pages and no text; ask the issuer for the original, or run text recognition (OCR) and check every figure.",
        "ja": "{path} は画像だけの PDF で文字がありません。発行元に元のファイルを求めるか、文字認識（OCR）にかけて全数値を照合してください。",
    },
    "scanned_pages": {
        "en": "{path}: pages {pages} are pictures without text and were not read; transcribe their tables by hand.",
        "ja": "{path}: {pages} ページは画像で文字がなく、読んでいません。表があれば手で転記してください。",
    },
    "page_of_drawings": {
        "en": "{path}: page {page} is a drawing with more lines than a table has, and was not read; transcribe its table by hand if it has one.",
        "ja": "{path}: {page} ページは線が多い図面のため読んでいません。表があれば手で転記してください。",
    },
    "tables_as_pictures": {
        "en": "{path} holds {count} pictures and no table; if a table is a picture, transcribe it by hand.",
        "ja": "{path} には画像が {count} 点あり、表がありません。表が画像なら手で転記してください。",
    },
    "old_form": {
        "en": "{path} is of the old form {found}; open it and save it as {wanted}, then give that.",
        "ja": "{path} は古い形式（{found}）です。開いて {wanted} 形式で保存し直し、それを指定してください。",
    },
    "wrong_suffix": {
        "en": "{path} is a document but its name ends in '{found}'; give it its own ending (.pdf, .xlsx, .docx; old .xls and .doc saved anew).",
        "ja": "{path} は文書ファイルですが名前の末尾が「{found}」です。本来の拡張子（.pdf、.xlsx、.docx。古い .xls・.doc は保存し直し）にしてください。",
    },
    "hidden_sheet": {
        "en": "{path}: the sheet '{sheet}' is hidden and was left out; show it in Excel and save if it is part of the report.",
        "ja": "{path}: シート「{sheet}」は非表示のため除きました。報告の一部なら、再表示して保存してください。",
    },
    "hidden_cells": {
        "en": "{path}: rows or columns {named} of the sheet '{sheet}' are hidden and were left out; show them in Excel and save if they are part of the report.",
        "ja": "{path}: シート「{sheet}」の行・列 {named} は非表示のため除きました。報告の一部なら、再表示して保存してください。",
    },
    "macros_not_run": {
        "en": "{path} holds macros; they were not run, and the values are those that were saved.",
        "ja": "{path} にマクロがありますが、実行していません。値は保存時のものです。",
    },
    "formula_without_value": {
        "en": "{path}: {count} formulas, the first in {address}, hold no result; open the workbook in Excel, save it, and give it again.",
        "ja": "{path}: 数式 {count} 件（最初は {address}）に計算結果がありません。Excel で開いて保存し直し、再び指定してください。",
    },
    "ask_kind": {
        "en": "{place}: '{subject}' does not print whether its figures are results, estimates, plans or targets; state default_kind, or kind of the column.",
        "ja": "{place}: 「{subject}」の数値が実績・見込・計画・目標のどれか印刷されていません。default_kind か列の kind を書いてください。",
    },
    "ask_kinds_disagree": {
        "en": "{place}: headers and row of '{subject}' name different kinds ({kinds}); state which holds, as kind of the column.",
        "ja": "{place}: 「{subject}」の見出しと行で種別が異なります（{kinds}）。列の kind に正しい方を書いてください。",
    },
    "ask_unit": {
        "en": "{place}: '{subject}' prints no unit; state it in the row's or the column's unit.",
        "ja": "{place}: 「{subject}」に単位がありません。行または列の unit に書いてください。",
    },
    "ask_unit_unknown": {
        "en": "{place}: the unit '{subject}' is not in the codebook; add its spelling to [units] in concepts.toml.",
        "ja": "{place}: 単位「{subject}」がコードブックにありません。concepts.toml の [units] に表記を追加してください。",
    },
    "ask_year": {
        "en": "{place}: '{subject}' names no fiscal year; state fiscal_year of the column, with why.",
        "ja": "{place}: 「{subject}」に年度がありません。列の fiscal_year と理由（why）を書いてください。",
    },
    "ask_column": {
        "en": "{place}: part of the header '{subject}' is not understood; state what its figures are, or give the column role = \"remark\".",
        "ja": '{place}: 見出し「{subject}」の一部を読み取れません。何の数値かを書くか、role = "remark" にしてください。',
    },
    "ask_merged": {
        "en": "{place}: '{subject}' stands over one column only, as merged cells are lost in this form; if it covers '{header}' and what follows too, state their kind, with why.",
        "ja": "{place}: この形式ではセル結合が失われ、「{subject}」は一列の上にしかありません。「{header}」以降にもかかるなら、列の kind と理由（why）を書いてください。",
    },
    "ask_label": {
        "en": "{place}: the row has no name of its own; '{subject}' above it was taken, check that it covers this row too.",
        "ja": "{place}: 行名がないため上の「{subject}」を用いました。この行にもかかるか確認してください。",
    },
    "ask_period": {
        "en": "{place}: '{subject}' is merged over several columns and was left out; enter it with the years that it covers.",
        "ja": "{place}: 「{subject}」は複数の列にまたがるため除きました。かかる年度を添えて記入してください。",
    },
    "ask_position": {
        "en": "{place}: whether '{subject}' stands under '{header}' or beside it was told by its position only; check it.",
        "ja": "{place}: 「{subject}」が「{header}」の列か隣の列かは位置だけで判断しました。確認してください。",
    },
    "ask_leap": {
        "en": "{place}: '{subject}' is {times} times the figure before it ('{before}'); check point, comma and unit.",
        "ja": "{place}: 「{subject}」は前の値「{before}」の {times} 倍です。桁と単位を確認してください。",
    },
    # drafts
    "extract_usage": {
        "en": "extract needs a FILE and --out FOLDER, or --measure; see 'ward-kpi extract --help'.",
        "ja": "extract には FILE と --out FOLDER、または --measure が必要です（ward-kpi extract --help を参照）。",
    },
    "draft_in_data": {
        "en": "{folder} lies within the project's data; name a folder elsewhere: a draft is checked by a person first.",
        "ja": "{folder} はプロジェクトのデータの中です。下書きは人が確認するまで別のフォルダに置いてください。",
    },
    "draft_exists": {
        "en": "{folder} exists already and is not overwritten; name a folder that does not exist yet.",
        "ja": "{folder} は既にあります。上書きはしません。まだないフォルダ名を指定してください。",
    },
    "no_candidates": {
        "en": "no table with a year or a kind of figure in its header was found in {path}; transcribe it by hand.",
        "ja": "{path} から、年度や基準・実績・目標を見出しに持つ表が見つかりませんでした。手で転記してください。",
    },
    "check_contrast": {
        "en": "{path}: ward '{ward}': the colour {found} is too light on white ({contrast}:1, at least 3:1); colour "
        "'{colour}' with marker '{marker}' is free.",
        "ja": "{path}: 区「{ward}」の色 {found} は白地で薄すぎます（コントラスト {contrast}:1、3:1 以上が必要）。"
        "色 '{colour}' とマーカー '{marker}' が空いています。",
    },
    "check_style": {
        "en": "{path}: '{first}' and '{second}' have the same marker and colours too close to tell apart; colour "
        "'{colour}' with marker '{marker}' is free.",
        "ja": "{path}: 「{first}」と「{second}」はマーカーが同じで色も見分けにくくなっています。色 '{colour}' と"
        "マーカー '{marker}' が空いています。",
    },
    "check_ward": {
        "en": "{path}: {ward} is the code of {right}, but the entry says {found}; check code, name and slug.",
        "ja": "{path}: {ward} は {right} の団体コードですが、{found} と書かれています。コードと名称を確認してください。",
    },
    "check_ward_unused": {
        "en": "{path}: no document gives a figure for ward '{ward}'; charts will show it as not published.",
        "ja": "{path}: 区「{ward}」の値のある資料がありません。図表では「公表なし」になります。",
    },
    "check_indicator_unused": {
        "en": '{path}: [indicators."{indicator}"] describes an indicator that no table has; check its spelling.',
        "ja": '{path}: [indicators."{indicator}"] の指標はどの表にもありません。つづりを確認してください。',
    },
    "check_note_unused": {
        "en": '{path}: [notes."{mark}"] is used by no figure; put {mark} into a note column or remove it.',
        "ja": '{path}: [notes."{mark}"] はどの値にも使われていません。note 列に書くか、削除してください。',
    },
    "check_no_document": {
        "en": "{path}: no [[document]] says which text the tables were read from; add its name and sha256.",
        "ja": "{path}: 読み取り元を示す [[document]] がありません。名前と sha256 を書いてください。",
    },
    "check_no_table": {
        "en": "{path}: the source has no table that could be read; add a [[table]] and its CSV file.",
        "ja": "{path}: 読み取れた表がありません。[[table]] と CSV ファイルを追加してください。",
    },
    "check_no_rows": {
        "en": "{path}: the table has no rows; transcribe them below the header.",
        "ja": "{path}: 表に行がありません。見出しの下に転記してください。",
    },
    "check_label": {
        "en": "the row has no label; write the row's name as the document prints it.",
        "ja": "行の名前がありません。原典の行名を label 列に書いてください。",
    },
    "check_stray": {
        "en": "{path} is not read: only source.toml and .csv files are; save a workbook's sheet as CSV or remove it.",
        "ja": "{path} は読み込まれません（対象は source.toml と .csv のみ）。CSV で保存するか、取り除いてください。",
    },
    "check_fraction": {
        "en": "'{text}' is a percentage below 1 without its sign, as a spreadsheet leaves it; is it {right}?",
        "ja": "「{text}」は％記号のない1未満の割合です（表計算ソフトの書き換えの疑い）。{right} ではありませんか。",
    },
    "check_percent": {
        "en": "'{text}' is more than 100 percent; check it against the document.",
        "ja": "「{text}」は 100% を超えています。原典を確認してください。",
    },
    "check_future": {
        "en": "'{text}' is dated {as_of}, after the document was published ({published}); check both dates.",
        "ja": "「{text}」の時点 {as_of} が資料の公表 {published} より後です。両方の日付を確認してください。",
    },
    "check_year": {
        "en": "'{text}' is dated {as_of}, which lies in fiscal year {right}, but stands under {year}; check which is right.",
        "ja": "「{text}」の時点 {as_of} は {right} 年度ですが、{year} 年度の列にあります。どちらが正しいか確認してください。",
    },
    "check_negative": {
        "en": "'{text}' is read as {value}, a count below zero; check whether the sign is a minus or a mark of the document.",
        "ja": "「{text}」を負の件数 {value} と読みました。負号か、資料の印（凡例）かを確認してください。",
    },
    "check_leap": {
        "en": "'{text}' differs from '{before}' ({year}) by a factor of 50 or more; check comma, point and unit.",
        "ja": "「{text}」は {year} 年度の「{before}」の50倍以上（または50分の1以下）です。桁と単位を確認してください。",
    },
    "check_order": {
        "en": "the target '{text}' is for {year}, not later than the baseline's {baseline_year}; check the headers.",
        "ja": "目標「{text}」の年度 {year} が基準値の年度 {baseline_year} より後ではありません。見出しを確認してください。",
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
    "header_half": {
        "en": "'{text}' is half a year, and which one is not printed; state fiscal_year and as_of under [table.columns.\"{text}\"] in source.toml, with why.",
        "ja": '「{text}」はどの年度の半期か分かりません。source.toml の [table.columns."{text}"] に fiscal_year と as_of、理由（why）を書いてください。',
    },
    "header_quarter": {
        "en": "'{text}' is a quarter, and of which year is not printed; state fiscal_year and as_of under [table.columns.\"{text}\"] in source.toml, with why.",
        "ja": '「{text}」はどの年度の四半期か分かりません。source.toml の [table.columns."{text}"] に fiscal_year と as_of、理由（why）を書いてください。',
    },
    "era_year_zero": {
        "en": "'{text}' names a year 0 of an era, and eras begin with year 1; check it against the document.",
        "ja": "「{text}」に元号の0年があります（元号は1年から）。原典を確認してください。",
    },
    "far_year": {
        "en": "'{text}' gives the year {year}, more than 15 years after the document ({document_year}); check it, and state far_year = true for the column in source.toml if it is meant.",
        "ja": "「{text}」の年度 {year} は資料（{document_year}年）より15年を超えて先です。確認し、正しければ source.toml の列に far_year = true と書いてください。",
    },
    "kinds_disagree": {
        "en": "'{text}' is {first} by its column but {second} by its row or its own words; state which holds in corrections.toml (set kind), with why.",
        "ja": "「{text}」の種別が、列では {first}、行またはセルでは {second} です。どちらかを corrections.toml に理由とともに書いてください（set の kind）。",
    },
    "two_figures": {
        "en": "'{text}' holds two figures, or one that was torn apart; look at the document and state what it prints in corrections.toml (set text), with why.",
        "ja": "「{text}」には数値が二つあるか、一つの数値が途中で切れています。原典を確認し、印刷のとおりの値を corrections.toml に理由とともに書いてください（set の text）。",
    },
    "range": {
        "en": "'{text}' is a range, not one figure; state in corrections.toml (set text) which figure of it is read, with why, or give the column role = \"remark\".",
        "ja": '「{text}」は範囲で、一つの値ではありません。どの値を読むかを corrections.toml に理由とともに書くか（set の text）、列を role = "remark" にしてください。',
    },
    "value_and_target": {
        "en": "'{text}' prints two figures with a slash; if they are a value and its target, state after_slash = \"target\" for the column in source.toml.",
        "ja": '「{text}」には斜線で区切られた二つの数値があります。値と目標なら、source.toml の列に after_slash = "target" と書いてください。',
    },
    "part_beside": {
        "en": "'{text}' states a part of its figure in brackets; state beside = [\"うち\"] for the column in source.toml to read the figure without it.",
        "ja": '「{text}」の括弧内は内訳です。全体の値を読むには、source.toml の列に beside = ["うち"] と書いてください。',
    },
    "bracketed_number": {
        "en": '\'{text}\' has a number in brackets, which can mean a part or a negative number; state brackets = "negative" or brackets = "figure" for the column in source.toml, or role = "remark" where it is a part of another figure.',
        "ja": '「{text}」の括弧付きの数は内数とも負の数とも読めます。source.toml の列に brackets = "negative" か brackets = "figure"、内数なら role = "remark" と書いてください。',
    },
    "bracket_words": {
        "en": "'{text}': the words '{words}' in brackets change what the figure is; state in corrections.toml how it is to be read, with why.",
        "ja": "「{text}」の括弧内「{words}」は値の意味を変えます。どう読むかを corrections.toml に理由とともに書いてください。",
    },
    "marks_only": {
        "en": "'{text}' is a mark without a figure; look at the note it points to, and leave the cell to corrections.toml (set text), with why.",
        "ja": "「{text}」は印だけで数値がありません。印の指す注を確認し、corrections.toml に理由とともに書いてください（set の text）。",
    },
    "too_many_digits": {
        "en": "'{text}' has more than {most} significant digits, which no figure of a ward needs; check it against the document.",
        "ja": "「{text}」は有効数字が {most} 桁を超えます。原典を確認してください。",
    },
    "periods_differ": {
        "en": "the row prints figures for different periods ({labels}), such as a year and a month; give each an indicator and a row of its own, with part.",
        "ja": "この行には期間の異なる数値（{labels}）があります。指標と行を分け、part 列に語を書いてください。",
    },
    "column_fractions": {
        "en": "the column prints fractions ('{text}') where its unit is percent; state factor = 100 for the column in source.toml if {right} is meant.",
        "ja": "この列は単位が％ですが、割合が小数（「{text}」）です。{right} の意味なら source.toml の列に factor = 100 と書いてください。",
    },
    "date_not_in_year": {
        "en": "'{text}' dates its figure {as_of}, which is not in fiscal year {year} of its column; state which is right in corrections.toml (set fiscal_year or as_of), with why.",
        "ja": "「{text}」の時点 {as_of} は、列の {year} 年度の中にありません。正しい方を corrections.toml に理由とともに書いてください（set の fiscal_year か as_of）。",
    },
    "spreadsheet_cell": {
        "en": "'{text}' looks like what a spreadsheet makes of a cell (a date, an exponent, an error); type what the "
        "document prints, and format the column as text first.",
        "ja": "「{text}」は表計算ソフトが書き換えた値（日付・指数・エラー）のようです。列の書式を「文字列」にしてから、"
        "原典のとおり入力してください。",
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
    "bad_date": {
        "en": "'{text}' is no date; write YYYY-MM-DD, or YYYY-MM where the day is not known.",
        "ja": "「{text}」は日付として読めません。YYYY-MM-DD（日が不明なら YYYY-MM）で書いてください。",
    },
    "indicator_missing": {
        "en": "the row '{label}' does not say what it measures; write the ward's slug, a dot, and a name of the codebook.",
        "ja": "行「{label}」に指標がありません。区の slug、点、コードブックの名前をつないで書いてください。",
    },
    # evidence
    "no_sources": {
        "en": "{folder} is no folder; give --sources the folder of the source texts.",
        "ja": "{folder} というフォルダはありません。原文テキストのフォルダを --sources で指定してください。",
    },
    "no_source_texts": {
        "en": "{folder} holds none of the texts that data/raw was read from (they are known by their sha256); give "
        "--sources their folder.",
        "ja": "{folder} には data/raw のもとになったテキストが一つもありません（sha256 で照合）。"
        "正しいフォルダを --sources で指定してください。",
    },
    "document_missing": {
        "en": "{source}: the text '{document}' is not at hand; its cells were not checked. Add it to the --sources folder.",
        "ja": "{source}: 原文「{document}」が手元になく、そのセルは未確認です。--sources のフォルダに加えてください。",
    },
    "document_form": {
        "en": "{source}: '{document}' is no text, and its cells were not checked; compare them with the document by page or "
        "sheet, as their locators say.",
        "ja": "{source}: 「{document}」はテキストではないため、そのセルは未確認です。所在（ページ・シート）に従って原典と照合してください。",
    },
    "document_changed": {
        "en": "{source}: '{document}' has another sha256 than source.toml states and was not used; restore the text, or read "
        "the new one and renew table and sha256 together.",
        "ja": "{source}: 「{document}」の sha256 が source.toml と異なるため使いませんでした。元のテキストに戻すか、"
        "新しいテキストを読み直して表と sha256 を一緒に更新してください。",
    },
    "text_not_utf8": {
        "en": "the text '{document}' is not UTF-8 (line {line}); save it as UTF-8 and renew its sha256 in source.toml.",
        "ja": "原文「{document}」は UTF-8 ではありません（{line}行目）。UTF-8 で保存し、source.toml の sha256 を更新してください。",
    },
    "not_in_text": {
        "en": "'{text}' is not in the text at {place}; compare the cell and its locator with the document.",
        "ja": "「{text}」が原文の {place} にありません。セルと locator を原典と照合してください。",
    },
    "not_in_text_instead": {
        "en": "'{text}' is not in the text at {place}, where '{instead}' stands; compare the cell with the document.",
        "ja": "「{text}」が原文の {place} になく、そこには「{instead}」とあります。原典と照合してください。",
    },
    "lost_place": {
        "en": "{place} is no row of data/raw any more; run 'ward-kpi clean' to renew data/clean.",
        "ja": "{place} の行が data/raw にありません。「ward-kpi clean」で data/clean を作り直してください。",
    },
}
