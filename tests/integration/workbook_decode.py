"""workbook_decode.py check XLSX OUT LANGUAGE SOURCE: whether a workbook of reports says what the CSV files in OUT say, cell by cell, and
is sound inside: parts, ranges of filters, names, links, formulas. Prints what is wrong, and has exit status 1 then.
workbook_decode.py same XLSX OTHER: whether both have the same sheets with the same texts and numbers.

Reads XML with nothing but Python, so that no library of workbooks smooths anything over."""

import csv
import datetime
import glob
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# sheet: its file, and the rows of it that belong there
SHEETS = {
    "ja": {
        "突合結果": ("findings.csv", lambda row: row["outcome"] != "undetermined"),
        "資産別判定": ("assets.csv", None),
        "ライセンス": ("license_position.csv", None),
        "サポート期限": ("support.csv", None),
        "契約": ("contracts.csv", None),
        "再利用候補": ("reuse_candidates.csv", None),
        "変更点": ("drift.csv", None),
        "確認不能": ("findings.csv", lambda row: row["outcome"] == "undetermined"),
        "ライセンス充当": ("license_allocation.csv", None),
        "ライセンス必要数": ("license_demand.csv", None),
    },
    "en": {
        "Findings": ("findings.csv", lambda row: row["outcome"] != "undetermined"),
        "Assets": ("assets.csv", None),
        "Licences": ("license_position.csv", None),
        "Support": ("support.csv", None),
        "Contracts": ("contracts.csv", None),
        "Reuse": ("reuse_candidates.csv", None),
        "Changes": ("drift.csv", None),
        "Undetermined": ("findings.csv", lambda row: row["outcome"] == "undetermined"),
        "Allocation": ("license_allocation.csv", None),
        "Demand": ("license_demand.csv", None),
    },
}
FRONT = {"ja": ("概要", "根拠"), "en": ("Summary", "Evidence")}
problems = []


def wrong(*what):
    problems.append(" ".join(str(part) for part in what))


def place(name):
    """A1 as row and column from 0."""
    letters, digits = re.fullmatch(r"\$?([A-Z]+)\$?([0-9]+)", name).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def unescape(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


class Workbook:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        if self.zip.testzip():
            wrong("a damaged part:", self.zip.testzip())
        self.parts = {name: self.zip.read(name) for name in self.zip.namelist()}
        for name, part in self.parts.items():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(part)
        book = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        targets = {
            node.get("Id"): node.get("Target") for node in ElementTree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])
        }
        self.sheets = {
            node.get("name"): ElementTree.fromstring(self.parts["xl/" + targets[node.get(LINK)].removeprefix("/xl/")])
            for node in book.iter(MAIN + "sheet")
        }
        self.names = list(book.iter(MAIN + "definedName"))
        self.strings = []
        if "xl/sharedStrings.xml" in self.parts:
            for item in ElementTree.fromstring(self.parts["xl/sharedStrings.xml"]):
                self.strings.append("".join(text.text or "" for text in item.iter(MAIN + "t")))

    def cells(self, sheet):
        """(row, column): text or number, of those that say something."""
        found = {}
        for cell in self.sheets[sheet].iter(MAIN + "c"):
            kind, value = cell.get("t", "n"), cell.findtext(MAIN + "v")
            if kind == "inlineStr":
                text = unescape("".join(part.text or "" for part in cell.iter(MAIN + "t")))
            elif kind == "s":
                text = unescape(self.strings[int(value)])
            elif kind == "str":
                text = value
            else:
                text = None if value is None else float(value)
            if text not in (None, ""):
                found[place(cell.get("r"))] = text
        return found

    def formulas(self, sheet):
        return {
            place(cell.get("r")): cell.findtext(MAIN + "f")
            for cell in self.sheets[sheet].iter(MAIN + "c")
            if cell.find(MAIN + "f") is not None
        }


def read_csv(path):
    csv.field_size_limit(1 << 24)
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [{key: without_guard(value) for key, value in row.items()} for row in csv.DictReader(file)]
    return rows


def without_guard(value):
    return value[1:] if re.match(r"'[=+\-@\t\r]", value) else value


def units(text):
    return len(text.encode("utf-16-le")) // 2


def as_cell(value):
    """What becomes of a text that XML or a cell cannot hold."""
    value = value.replace("\r\n", "\n")
    shown = "".join(chr(0x2400 + ord(c)) if ord(c) < 32 and c not in "\t\n" else c for c in value)
    shown = shown.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    if units(shown) <= 32767:
        return shown
    while units(shown) > 32766:
        shown = shown[: -max(1, (units(shown) - 32766) // 2)]
    return shown + "…"


def matches(value, cell, words):
    """Is CELL what VALUE of the CSV file is to be?"""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and isinstance(cell, float):
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=cell) == datetime.date.fromisoformat(value)
    if isinstance(cell, float):
        return re.fullmatch(r"-?[0-9]+", value) is not None and int(value) == cell
    if cell == as_cell(value):
        return True
    names = re.split("、|, ", cell)
    return cell in words.get(value, ()) or (
        len(names) == len(value.split(" "))
        and all(name == part or name in words.get(part, ()) for name, part in zip(names, value.split(" ")))
    )


def read_words(paths):
    """WORD("no", "no", "いいえ") of the catalogue, and headings of columns."""
    words = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for word, english, japanese in re.findall(r'^WORD\("([^"]*)", "([^"]*)", "([^"]*)"\)', text, re.M):
            words.setdefault(word, set()).update((english, japanese))
        for name, headings in re.findall(r'^COLUMN\(\w+, "([^"]+)", \w+, \w+, "([^"|]*)', text, re.M):
            words.setdefault(name, set()).add(headings)
    return words


def check_rows(book, sheet, rows, words, columns):
    cells = book.cells(sheet)
    headings = {text.replace("\n", ""): column for (row, column), text in cells.items() if row == 0}
    if len(rows) and len(headings) != len(rows[0]):
        wrong(sheet, "has", len(headings), "columns, the file", len(rows[0]))
    if max((row for row, column in cells), default=0) != len(rows):
        wrong(sheet, "ends in row", max(row for row, column in cells), "the file in", len(rows))
    for number, row in enumerate(rows, 1):
        for name, value in row.items():
            column = headings.get(columns(name))
            cell = cells.get((number, column), "")
            if column is None:
                wrong(sheet, "lacks", name, columns(name))
            elif not matches(value, cell, words):
                wrong(sheet, number, name, repr(value[:80]), "is", repr(cell)[:80])
            elif re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) and "_" in name and not isinstance(cell, float):
                wrong(sheet, number, name, value, "is no day")


def check_ranges(book, sheet, rows, width):
    filtered = book.sheets[sheet].find(MAIN + "autoFilter").get("ref").split(":")
    if [place(filtered[0]), place(filtered[-1])] != [(0, 0), (rows, width - 1)]:
        wrong(sheet, "is filtered in", filtered)
    pane = book.sheets[sheet].find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    if pane is None or pane.get("state") != "frozen" or pane.get("ySplit") != "1":
        wrong(sheet, "has no frozen heading")
    names = {node.get("name"): node.text for node in book.names if node.text.startswith((f"{sheet}!", f"'{sheet}'!"))}
    for name in ("_xlnm._FilterDatabase", "_xlnm.Print_Area", "_xlnm.Print_Titles"):
        if name not in names:
            wrong(sheet, "lacks the name", name)
    if not names.get("_xlnm.Print_Titles", "").endswith("!$1:$1"):
        wrong(sheet, "repeats", names.get("_xlnm.Print_Titles"))
    page = book.sheets[sheet].find(MAIN + "pageSetup")
    if page.get("paperSize") != "9" or page.get("orientation") != "landscape" or page.get("fitToHeight") != "0":
        wrong(sheet, "is printed as", page.attrib)


def check_front(book, front):
    """Links lead to rows that are there; sums are those of the rows above them."""
    cells, links = book.cells(front), 0
    for link in book.sheets[front].iter(MAIN + "hyperlink"):
        sheet, cell = re.fullmatch(r"'?([^'!]+)'?!(\w+)", link.get("location")).groups()
        links += 1
        if sheet not in book.sheets or place(cell)[0] not in {row for row, column in book.cells(sheet)}:
            wrong(front, link.get("ref"), "leads nowhere:", link.get("location"))
    if links < 10:
        wrong(front, "has", links, "links")
    for (row, column), formula in book.formulas(front).items():
        first, last = (place(name) for name in re.fullmatch(r"SUM\((\w+):(\w+)\)", formula).groups())
        total = sum(cells.get((at, column), 0) for at in range(first[0], last[0] + 1))
        if first[1] != column or last != (row - 1, column) or cells[(row, column)] != total:
            wrong(front, formula, "is", cells[(row, column)], "not", total)


def column_headings(path, language):
    """By file and name, of report/workbook/column.def."""
    with open(path, encoding="utf-8") as file:
        found = re.findall(r'^COLUMN\((NULL|"[^"]+"), "([^"]+)", \d+, \w+, "([^"]+)", "([^"]+)"\)', file.read(), re.M)
    return {
        (of.strip('"'), name): (japanese if language == "ja" else english).replace("\\n", "")
        for of, name, english, japanese in found
    }


def check(path, out, language, root):
    book = Workbook(path)
    words = read_words([root + "/findings/word.def"] + sorted(glob.glob(root + "/inventory/schema/*.def")))
    headings = column_headings(root + "/report/workbook/column.def", language)
    front, evidence = FRONT[language]
    order = [front] + [sheet for sheet in SHEETS[language] if sheet in book.sheets] + [evidence]
    if list(book.sheets) != order:
        wrong("sheets are", list(book.sheets))
    compared = 0
    for sheet, (file, belongs) in SHEETS[language].items():
        try:
            rows = read_csv(f"{out}/{file}")
        except FileNotFoundError:
            if sheet in book.sheets:
                wrong("there is no", file)
            continue
        width = len(rows[0]) if rows else len(book.cells(sheet))
        rows = [row for row in rows if not belongs or belongs(row)]
        check_rows(book, sheet, rows, words, lambda name: headings.get((file, name)) or headings.get(("NULL", name)))
        check_ranges(book, sheet, len(rows), width)
        compared += len(rows) * width
    for sheet in book.sheets:
        if sheet != front and book.formulas(sheet):
            wrong(sheet, "has formulas")
    check_front(book, front)
    print(compared, "cells")


def same(path, other):
    one, two = Workbook(path), Workbook(other)
    if list(one.sheets) != list(two.sheets):
        wrong("sheets", list(one.sheets), list(two.sheets))
    for sheet in one.sheets:
        left, right = one.cells(sheet), two.cells(sheet)
        for at in sorted(set(left) | set(right)):
            a, b = left.get(at), right.get(at)
            if a != b and not (isinstance(a, float) and isinstance(b, float) and abs(a - b) < 1e-9):
                wrong(sheet, at, repr(a)[:60], repr(b)[:60])
        if sorted(one.formulas(sheet)) != sorted(two.formulas(sheet)):
            wrong(sheet, "formulas", one.formulas(sheet), two.formulas(sheet))


def main():
    if sys.argv[1] == "check":
        check(*sys.argv[2:6])
    else:
        same(*sys.argv[2:4])
    for problem in problems[:20]:
        print(problem)
    return 1 if problems else 0


sys.exit(main())
