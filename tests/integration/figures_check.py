"""figures_check.py page|record|meeting RESULTS FILE [SINCE]: reckons the figures of report.html, record.html and meeting.html
anew from the result files, without a word of the program, and names those that differ. The record and the meeting must be
made without changes in the store after the run."""

import csv
import datetime
import html.parser
import json
import re
import sys
from collections import Counter, defaultdict

OPEN = ("new", "continuing")
OUTCOMES = ("violation", "undetermined", "notice")
SEVERITIES = ("critical", "high", "medium", "low", "info")
LABEL = {"past": "past", "経過": "past", "later": "later", "以降": "later"}
NUMBER = r"(?<![A-Za-z\d.,-])\d+(?:,\d{3})*(?![A-Za-z\d]|[.,-]\d)"  # no part of a rate, a day or a code
differences = []


class Page(html.parser.HTMLParser):
    """Tables as lists of rows of texts, with the id of their section, and the texts of each section."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables, self.texts = [], defaultdict(list)
        self.section, self.silent, self.cell = None, 0, None

    def handle_starttag(self, tag, attrs):
        if tag == "section":
            self.section = dict(attrs).get("id")
        elif tag in ("script", "style"):
            self.silent += 1
        elif tag == "table":
            self.tables.append((self.section, []))
        elif tag == "tr" and self.tables:
            self.tables[-1][1].append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag):
        if tag == "section":
            self.section = None
        elif tag in ("script", "style"):
            self.silent -= 1
        elif tag in ("td", "th") and self.cell is not None:
            self.tables[-1][1][-1].append("".join(self.cell))
            self.cell = None

    def handle_data(self, data):
        if not self.silent:
            self.texts[self.section].append(data)
            if self.cell is not None:
                self.cell.append(data)

    def numbers(self, section):
        return [number(text) for text in re.findall(NUMBER, " ".join(self.texts[section]))]

    def table(self, section, width):
        return next((rows[1:] for where, rows in self.tables if where == section and len(rows[0]) == width), [])


def number(text):
    return int(text.replace(",", "") or 0)


def compare(what, shown, reckoned):
    if shown != reckoned:
        differences.append(f"{what}: shown {shown}, reckoned {reckoned}")


def rows_of(results, name):
    try:
        with open(f"{results}/{name}", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError:
        return None


def read(results):
    with open(f"{results}/findings.jsonl", encoding="utf-8") as file:
        findings = [json.loads(line) for line in file]
    with open(f"{results}/summary.json", encoding="utf-8") as file:
        return findings, json.load(file)


def is_day(text):
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def months(results, as_of):
    """What ends in each month to the end of the next fiscal year, by support and by contract."""
    last = f"{int(as_of[:4]) - (as_of[5:7] < '04') + 2}-03-31"
    ends = defaultdict(lambda: [0, 0])
    for side, (name, column) in enumerate((("support.csv", "effective_end"), ("contracts.csv", "due_on"))):
        for row in rows_of(results, name) or []:
            if is_day(row[column]):
                day = row[column]
                ends["past" if day < as_of else day[:7] if day <= last else "later"][side] += 1
    return dict(ends)


def by_outcome(findings, key):
    counts = defaultdict(Counter)
    for finding in findings:
        counts[finding.get(key, "")][finding["outcome"]] += 1
    return {name: [count[outcome] for outcome in OUTCOMES] for name, count in counts.items()}


def check_page(results, page):
    findings, summary = read(results)
    open_ones = [finding for finding in findings if finding["status"] in OPEN]
    outcomes, severities = (Counter(finding[key] for finding in open_ones) for key in ("outcome", "severity"))
    compare("outcomes", page.numbers("outcomes")[:3], [outcomes[outcome] for outcome in OUTCOMES])
    compare("severities", page.numbers("outcomes")[3:8], [severities[severity] for severity in SEVERITIES])
    work = {re.search(r"[A-Z]{3}-[A-Z-]+$", row[0]).group(): [number(cell) for cell in row[1:]] for row in page.table("work", 4)}
    compare("findings by code", work, by_outcome(open_ones, "code"))
    departments = sorted([number(cell) for cell in row[1:]] for row in page.table("departments", 4))
    compare("findings by department", departments, sorted(by_outcome(open_ones, "department").values()))
    ends = {LABEL.get(row[0], row[0]): [number(row[1]), number(row[2])] for row in page.table("deadlines", 3)}
    compare("deadlines by month", ends, months(results, summary["as_of"]))
    positions = rows_of(results, "license_position.csv")
    if positions is not None:
        counts = Counter(row["outcome"] for row in positions)
        compare("positions", page.numbers("position")[:3], [counts[o] for o in ("violation", "undetermined", "conforming")])
    waived = sum(finding["status"] == "waived" for finding in findings)
    lead = page.numbers(None)
    compare("waived ones in the first line", waived in lead or waived == 0, True)
    check_coverage(results, page, summary)


def check_coverage(results, page, summary):
    """What was examined and why the rest was not come to what is in use."""
    assets = [row for row in rows_of(results, "assets.csv") or [] if row["asset_id"]]
    shown = page.numbers("coverage")
    met = sum(row["verdict"] in ("matched", "different") for row in assets)
    causes = Counter(row["cause"] for row in assets if row["verdict"] == "unverified")
    missing = sum(row["verdict"] == "missing" for row in assets)
    expected = summary["coverage"]["expected"]
    compare("examined", sorted(shown[:2]), sorted([summary["coverage"]["examined"], expected]))
    compare("examined are met", summary["coverage"]["examined"] <= met, True)
    compare("causes come to the rest", sum(shown[2:]), expected - summary["coverage"]["examined"])
    compare("causes", Counter(shown[2:]) & Counter([*causes.values(), missing]), Counter(filter(None, [*causes.values(), missing])))


def check_record(results, page):
    findings, _ = read(results)
    counts = defaultdict(Counter)
    for finding in findings:
        key = finding["outcome"] if finding["status"] in OPEN else finding["status"]
        counts[f"code={finding['code']}"][key] += 1
        counts[f"viewpoint={finding['viewpoint']}"][key] += 1
    verdicts = Counter(row["verdict"] for row in rows_of(results, "assets.csv"))
    kinds = Counter(check_record_row(row, counts, verdicts) for _, rows in page.tables for row in rows)
    for kind in ("code", "viewpoint", "verdict"):
        compare(f"rows of a {kind} are there", kinds[kind] > 1, True)


def check_record_row(row, counts, verdicts):
    """Of what the row is; None: of nothing that can be reckoned."""
    found = re.fullmatch(r"findings\.csv: ((?:code|viewpoint)=\S+)", row[-1])
    if found and "…" not in row[-1]:
        count = counts[found.group(1)]
        figures = [count[key] for key in (*OUTCOMES, "waived", "resolved")]
        compare(found.group(1), [number(cell) for cell in row[1:6]], figures)
        fine = row[-2] in ("conforming", "適合", "none", "該当なし")
        compare(f"{found.group(1)} is {row[-2]}", not fine or count["violation"] + count["undetermined"] + count["waived"] == 0, True)
        return found.group(1).split("=")[0]
    found = re.fullmatch(r"assets\.csv: verdict=(\S+)", row[-1])
    if found:
        compare(found.group(1), number(row[1]), verdicts[found.group(1)])
        return "verdict"
    return None


def check_meeting(results, page, since):
    findings, summary = read(results)
    open_ones = [finding for finding in findings if finding["status"] in OPEN]
    shown = {row[2]: number(row[1]) for _, rows in page.tables[:1] for row in rows[1:]}
    fresh = sum(finding["status"] == "new" or finding["first_seen"] >= since for finding in open_ones)
    decided = [finding["disposition"] for finding in open_ones if finding.get("disposition", {"state": "done"})["state"] != "done"]
    compare("new", shown[f"findings.csv: status=new / first_seen≥{since}"], fresh)
    compare("actions", shown["genkyo.db: dispositions, state≠done"], len(decided))
    late = sum("" < decision["due"] < summary["as_of"] for decision in decided)
    compare("overdue", shown["genkyo.db: dispositions, state≠done, due<as_of"], late)
    days = datetime.timedelta(summary["policy"]["support_days"])
    until = (datetime.date.fromisoformat(summary["as_of"]) + days).isoformat()
    support = [row for row in rows_of(results, "support.csv") if row["class"] in ("ended", "unknown") or
               is_day(row["effective_end"]) and row["effective_end"] <= until]
    contracts = [row for row in rows_of(results, "contracts.csv") if row["state"] in ("ended", "unknown") or
                 is_day(row["due_on"]) and row["due_on"] <= until]
    listed = [len(rows) - 1 for _, rows in page.tables if len(rows[0]) in (7, 8)][:2]
    compare("due", listed, [len(support), len(contracts)])


def main():
    what, results, path = sys.argv[1:4]
    page = Page()
    with open(path, encoding="utf-8") as file:
        page.feed(file.read())
    {"page": check_page, "record": check_record, "meeting": check_meeting}[what](results, page, *sys.argv[4:])
    print("\n".join(differences))
    return 1 if differences else 0


sys.exit(main())
