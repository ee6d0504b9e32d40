// hostile.mjs DIR: results in which every text is what somebody would write who wants the page to do something.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const HOSTILE = [
  "<img src=x onerror=\"window.hacked=1\">",
  "</script><script>window.hacked=2</script>",
  "\"><svg onload=\"window.hacked=3\">",
  "'><iframe src=\"javascript:window.hacked=4\">",
  "<!--<script>",
  "--></style></title></textarea></noscript><b onclick=\"window.hacked=5\">b</b>",
  "&lt;script&gt;&#x3c;",
  "\u202egnp.exe\u202c \u2066x\u2069",
  "\u0001\u0007\u001b[31m\u007f\u0085",
  "a\u2028b\u2029c\ufeffd",
  `${"unbroken".repeat(180)}`,
  "line one\nline two\ttab",
  "=HYPERLINK(\"http://x.example\")",
  "{0} {1} $& \\u003c ]]> %s",
];
let next = 0;
const hostile = () => HOSTILE[next++ % HOSTILE.length];
/* What a CSV file of results can hold: no NUL, and a guard before what could start a formula. */
const csvCell = (value) => `"${(/^[=+@\t\r-]/.test(value) ? "'" : "") + value.replaceAll("\"", "\"\"")}"`;

const MEMBERS = ["viewpoint", "asset_id", "device_id", "hostname", "system", "department", "location", "subject", "field",
  "documented", "observed", "message", "remedy", "ledger_evidence", "snapshot_evidence", "guideline", "first_seen",
  "last_seen"];

function finding(number) {
  const line = { id: number.toString(16).padStart(16, "0"), code: "DIF-ATTRIBUTE", outcome: "violation", severity: "medium",
    status: "new" };
  for (const member of MEMBERS) {
    line[member] = hostile();
  }
  /* a sentence of the catalogue, and one that is as it stands */
  if (number % 2) {
    line.message_id = "attribute-differs";
    line.args = [{ kind: "field", value: hostile() }, { kind: "text", value: hostile() }, { kind: "word", value: hostile() }];
  } else {
    line.message_id = hostile();
    line.args = [];
  }
  return line;
}

/* By file: the columns, and what one of them must be for the row to be of a group. */
const FILES = {
  "assets.csv": ["asset_id,device_id,hostname,system,department,location,kind,status,verdict,cause,keys,grade,observed_at," +
    "location_checked,user_checked,software_checked,software_unlisted", "verdict", "different"],
  "license_position.csv": ["vendor,product,edition,version,metric,entitled,effective,need_min,need_max,allocated_direct," +
    "allocated_downgrade,allocated_suite,allocated_second,exempt,short_min,short_max,spare,outcome,unit_price,true_up," +
    "recoverable,unexamined,evidence", "short_min", "3"],
  "support.csv": ["product,version,count,class,active_end,support_end,extended_end,effective_end,planned_end,gap_days," +
    "decision,source,checked_on,kind,release,outcome,evidence", "effective_end", "2027-06-30"],
  "contracts.csv": ["kind,id,title,vendor,start_on,end_on,notice_deadline,days_left,state,next,due_on,evidence", "due_on",
    "2027-05-31"],
  "reuse_candidates.csv": ["asset_id,model,quantity,stopped_on,storage_location,state,working,data_erased,support_end," +
    "accounting_status,code,hold_reason,license_id,evidence", "code", "REU-HOLD"],
};

function csvFile([columns, known, value]) {
  const names = columns.split(",");
  const rows = [`\ufeff${columns}`];
  for (let row = 0; row < 30; row++) {
    const isKnown = row % 2 === 0;
    rows.push(names.map((name) => csvCell(isKnown && name === known ? value : hostile())).join(","));
  }
  return `${rows.join("\r\n")}\r\n`;
}

function summary(findings) {
  return {
    format: 1, genkyo: hostile(), command: hostile(), as_of: "2027-02-10", language: "en",
    findings: { total: findings }, verdicts: { different: 30 },
    coverage: { expected: 30, examined: 30, place: 1, user: 1, software: 1, causes: {} },
    policy: { [hostile()]: hostile(), maintained_kinds: [hostile(), hostile()] }, ledger: {},
    snapshot: { started: hostile(), ended: hostile(), scanner: hostile() },
    inputs: Array.from({ length: 8 }, () => ({ file: hostile(), table: hostile(), encoding: hostile(), rows: 1,
      xxh3_128: hostile(), refused: true })),
    exit: { status: 1, reasons: [] },
  };
}

function writeAll(directory) {
  const lines = Array.from({ length: 60 }, (_, number) => JSON.stringify(finding(number)));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "findings.jsonl"), `${lines.join("\n")}\n`);
  for (const [name, spec] of Object.entries(FILES)) {
    writeFileSync(join(directory, name), csvFile(spec));
  }
  writeFileSync(join(directory, "summary.json"), JSON.stringify(summary(lines.length)));
}

if (process.argv[2]) {
  writeAll(process.argv[2]);
}
