// generate.mjs COUNT DIR: results with so many findings, as an audit of a ministry with many offices would leave them;
// the same ones each time. For the browser suite and for scripts/bench report.
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";

const count = Number(process.argv[2]);
const directory = process.argv[3];
const AS_OF = "2027-02-10";
const SYSTEMS = ["許認可申請システム", "電子決裁システム", "統計処理基盤", "旅費システム", "Public web site", ""];
const DEPARTMENTS = 120;
const SITES = 400;
const KINDS = [
  { code: "DIF-ATTRIBUTE", outcome: "violation", severity: "medium", id: "attribute-differs",
    args: (n) => [field("memory_mb"), text(`${n % 64}GB`), text(`${(n % 61) * 1024}`)],
    say: (n) => [`memory_mb is “${n % 64}GB” in the ledger and “${(n % 61) * 1024}” in fact`, "Correct the ledger"],
    sides: (n) => [`${n % 64}GB`, `${(n % 61) * 1024}`], field: "memory_mb" },
  { code: "DIF-UNVERIFIED", outcome: "undetermined", severity: "low", id: "-", args: () => [],
    say: (n) => [`The asset could not be examined, and answered nothing at 10.${n % 200}.${n % 250}.7`, "Scan again"],
    sides: () => ["", ""], field: "no-answer" },
  { code: "DIF-SW-UNREGISTERED", outcome: "violation", severity: "medium", id: "-", args: () => [],
    say: (n) => [`Some Tool ${n % 977} (version ${n % 40}.${n % 7}) is installed, but not in the software ledger`,
      "Add it to the ledger, or remove it"],
    sides: (n) => ["", `${n % 40}.${n % 7}`], field: "Some Tool" },
  { code: "SUP-ENDED", outcome: "violation", severity: "high", id: "-", args: () => [],
    say: (n) => [`The support of Example OS ${n % 12} ended on 2026-08-31 (days ago: 163), and it is in use`, "Replace it"],
    sides: (n) => ["2026-08-31", `${n % 12}`], field: "os_version" },
  { code: "LIC-SPARE", outcome: "notice", severity: "info", id: "-", args: () => [],
    say: (n) => [`Units that nothing needs: ${n % 90}`, "Offer them for reuse"], sides: () => ["", ""], field: "" },
];

function field(value) {
  return { kind: "field", value };
}

function text(value) {
  return { kind: "text", value };
}

const kindOf = (n) => (n % 500 === 499 ? 3 : [0, 1, 0, 2, 4, 1, 2][n % 7]);
const statusOf = (n) => (n % 40 === 39 ? "waived" : n % 9 === 0 ? "new" : "continuing");

function finding(n) {
  const kind = KINDS[kindOf(n)];
  const asset = `HW-${String(n % 300007).padStart(6, "0")}`;
  const [message, remedy] = kind.say(n);
  const [documented, observed] = kind.sides(n);
  return {
    id: n.toString(16).padStart(16, "0"), code: kind.code, outcome: kind.outcome,
    severity: kind.severity === "high" && n % 1000 === 999 ? "critical" : kind.severity, viewpoint: "difference",
    asset_id: asset, device_id: `d${(n * 2654435761 % 2 ** 40).toString(16)}`, hostname: `pc-${(n * 7919) % 299993}`,
    system: SYSTEMS[n % SYSTEMS.length], department: `第${n % DEPARTMENTS + 1}課`, location: `Office ${n % SITES}`,
    subject: asset, field: kind.field, documented, observed, message, message_id: kind.id, args: kind.args(n), remedy,
    ledger_evidence: `devices.csv:${n + 2}`, snapshot_evidence: documented || observed ? `devices.csv:${n * 3 + 2}` : "",
    guideline: "", status: statusOf(n), first_seen: `2026-${String(n % 12 + 1).padStart(2, "0")}-01`, last_seen: AS_OF,
  };
}

const counted = { by_outcome: { violation: 0, undetermined: 0, notice: 0 }, total: 0 };
const byStatus = { new: 0, continuing: 0, waived: 0, resolved: 0, not_examined: 0 };

function note(line) {
  byStatus[line.status]++;
  if (line.status !== "waived" && line.status !== "resolved") {
    counted.total++;
    counted.by_outcome[line.outcome]++;
  }
}

async function writeFindings() {
  const file = createWriteStream(join(directory, "findings.jsonl"));
  for (let n = 0; n < count;) {
    const lines = [];
    for (const end = Math.min(count, n + 2000); n < end; n++) {
      const line = finding(n);
      note(line);
      lines.push(JSON.stringify(line));
    }
    if (!file.write(`${lines.join("\n")}\n`)) {
      await once(file, "drain");
    }
  }
  file.end();
  await once(file, "finish");
}

function writeAssets() {
  const rows = ["\ufeffasset_id,device_id,hostname,system,department,location,kind,status,verdict,cause,keys,grade," +
    "observed_at,location_checked,user_checked,software_checked,software_unlisted"];
  for (let n = 0; n < 3000; n++) {
    const verdict = ["matched", "different", "unverified", "matched", "missing"][n % 5];
    const cause = verdict === "unverified" ? "no-answer" : "";
    rows.push(`HW-${n},d${n},pc-${n},${SYSTEMS[n % 5]},第${n % 9}課,Office ${n % 9},PC,運用中,${verdict},${cause},` +
      "serial mac,A,2027-02-09T10:00:00+09:00,yes,no,yes,3");
  }
  writeFileSync(join(directory, "assets.csv"), `${rows.join("\r\n")}\r\n`);
}

mkdirSync(directory, { recursive: true });
await writeFindings();
writeAssets();
writeFileSync(join(directory, "summary.json"), JSON.stringify({
  format: 1, genkyo: "0.1.0", command: "audit", as_of: AS_OF, language: "en",
  findings: { ...counted, by_severity: {}, by_code: {}, by_status: byStatus },
  verdicts: { matched: 1200, different: 600, missing: 600, unverified: 600, "not-expected": 0, unregistered: 0, ambiguous: 0 },
  coverage: { expected: 3000, examined: 1800, place: 900, user: 300, software: 1500, rates: {}, causes: { "no-answer": 600 } },
  policy: { renewal_days: 90, maintained_kinds: ["server", "switch"] }, ledger: { country: null, fiscal_year: 2026 },
  snapshot: { started: "2027-02-09T09:00:00+09:00", ended: "2027-02-09T12:30:00+09:00", scanner: "genkyo" },
  inputs: [], exit: { status: 1, reasons: ["violation"] },
}));
