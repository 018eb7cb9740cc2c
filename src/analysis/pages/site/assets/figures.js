// Sorts and filters the table of figures in place; without it the whole table is shown.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const table = document.getElementById("figures");
  const count = document.getElementById("count");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const words = new Map(rows.map((row) => [row, `${row.textContent} ${row.dataset.words}`.toLowerCase()]));

  const matches = (row, wanted) =>
    (!wanted.ward || row.dataset.ward === wanted.ward) &&
    (!wanted.theme || row.dataset.theme === wanted.theme) &&
    (!wanted.vintage || (wanted.vintage === "latest" ? row.dataset.latest === "1" : row.dataset.source === wanted.vintage)) &&
    wanted.words.toLowerCase().split(/\s+/).every((word) => words.get(row).includes(word));

  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row, wanted);
      shown += !row.hidden;
    }
    count.textContent = count.dataset.text.replace("{shown}", shown).replace("{all}", rows.length);
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent.trim() : Number(cell.dataset.sort);
  };

  const compare = (one, other) => {
    if (typeof one === "number" && typeof other === "number") return one - other;
    if (typeof one === "number") return -1;
    if (typeof other === "number") return 1;
    return one.localeCompare(other, document.documentElement.lang);
  };

  const sort = (header) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = header.cellIndex;
    rows.sort((one, other) => (down ? -1 : 1) * compare(key(one, column), key(other, column)));
    body.append(...rows);
  };

  const save = () => {
    // As office/csv_safety.py: a full-width sign that stands alone is the wards' mark for "none".
    const safe = (text) => (/^[=+\-@]|^[＝＋－＠]./u.test(text) ? `'${text}` : text);
    const number = (text) => /^-?[\d,]+(\.\d+)?$/.test(text);
    const written = (text) => (number(text) ? text : safe(text));
    const quoted = (cell) => `"${written(cell.textContent.trim()).replaceAll('"', '""')}"`;
    const lines = [table.tHead.rows[0], ...rows.filter((row) => !row.hidden)].map((row) => [...row.cells].map(quoted).join(","));
    const link = document.createElement("a");
    // The mark at the start has Excel read it as UTF-8.
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = "ward-kpi.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };

  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header));
    header.append(button);
  }
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("save").addEventListener("click", save);
  form.hidden = false;
  filter();
})();
