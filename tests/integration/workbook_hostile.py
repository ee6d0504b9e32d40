"""workbook_hostile.py OUT: adds to results what must stay text in a workbook, to contracts.csv and to both files of findings."""

import csv
import json
import sys

out = sys.argv[1]
hostile = [
    '=HYPERLINK("http://example.invalid","click")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-1+1",
    "\t=1",
    "\r=1",
    "=1+1;\x07\x01b\x1b[0m",
    "two\r\nlines\nof text ",
    "_x0041_ and _x000D_ and _x",
    "<b>&amp;</b>]]>\ufffe\uffff",
    "1e5",
    "0123",
    "TRUE",
    "2027-03-31 ",
    "x" * 40000,
    "字" * 32766 + "\U00020bb7",
    "#REF!",
    "mailto:a@example.invalid",
    "internal:'概要'!A1",
]


def guarded(value):
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


with open(f"{out}/contracts.csv", encoding="utf-8-sig", newline="") as file:
    columns = next(csv.reader(file))
with open(f"{out}/contracts.csv", "a", encoding="utf-8", newline="") as file:
    for number, value in enumerate(hostile):
        row = {"kind": "contract", "id": f"X-{number}", "title": guarded(value), "state": "active", "next": guarded(value)}
        csv.writer(file).writerow([row.get(column, "") for column in columns])

with open(f"{out}/findings.jsonl", encoding="utf-8") as file:
    line = json.loads(file.readline())
with open(f"{out}/findings.csv", encoding="utf-8-sig", newline="") as file:
    columns = next(csv.reader(file))
with open(f"{out}/findings.csv", "a", encoding="utf-8", newline="") as table, open(
    f"{out}/findings.jsonl", "a", encoding="utf-8"
) as lines:
    for number, value in enumerate(hostile):
        line.update(id=f"{number:016x}", documented=value, observed=value[::-1], subject=value)
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        csv.writer(table).writerow([guarded(line.get(column, "")) for column in columns])

with open(f"{out}/summary.json", encoding="utf-8") as file:
    summary = json.load(file)
summary["findings"]["total"] += len(hostile)
summary["contracts"]["active"] += len(hostile)
with open(f"{out}/summary.json", "w", encoding="utf-8") as file:
    json.dump(summary, file, ensure_ascii=False)
