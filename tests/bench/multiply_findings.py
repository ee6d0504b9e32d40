"""multiply_findings.py COUNT RESULTS OUT: writes a directory of results to OUT that has COUNT findings: those of RESULTS, in their
order, each as often as it takes, with ids and assets of their own."""

import json
import os
import sys

count, results, out = int(sys.argv[1]), sys.argv[2], sys.argv[3]
with open(f"{results}/findings.jsonl", encoding="utf-8") as file:
    findings = [json.loads(line) for line in file]
with open(f"{results}/summary.json", encoding="utf-8") as file:
    summary = json.load(file)
by_code, number = {}, 0
os.makedirs(out, exist_ok=True)
with open(f"{out}/findings.jsonl", "w", encoding="utf-8") as file:
    for place, finding in enumerate(findings):
        copies = count // len(findings) + (place < count % len(findings))
        outcomes = by_code.setdefault(finding["code"], {})
        outcomes[finding["outcome"]] = outcomes.get(finding["outcome"], 0) + copies
        for copy in range(copies):
            number += 1
            finding["id"] = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"
            if finding["asset_id"]:
                finding["asset_id"] = finding["subject"] = f"HW-{copy:07}"
            file.write(json.dumps(finding, ensure_ascii=False, separators=(",", ":")) + "\n")
for part in ("verdicts", "licenses", "support", "contracts", "reuse"):  # no file of theirs is here
    summary.pop(part, None)
summary["findings"].update(total=count, by_code=by_code)
with open(f"{out}/summary.json", "w", encoding="utf-8") as file:
    json.dump(summary, file, ensure_ascii=False)
