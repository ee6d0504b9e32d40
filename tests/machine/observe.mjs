// observe.mjs MANY HOSTILE: writes two observations for genkyo-make-snapshot. MANY has a machine of each distribution and
// source that the schema knows; HOSTILE has what must stay text.
import { mkdirSync, writeFileSync } from "node:fs";

const [many, hostile] = process.argv.slice(2);
const cell = (text) => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (columns, rows) =>
  [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))]
    .map((cells) => cells.map((text) => cell(String(text))).join(",") + "\n").join("");

function write(directory, devices, software) {
  mkdirSync(directory);
  writeFileSync(`${directory}/scan.csv`, csv(["started", "ended", "scanner", "scope", "scope_digest", "script_sha256"], [
    { started: "2027-03-24T21:00:00+09:00", ended: "2027-03-24T21:08:30+09:00", scanner: "genkyo 0.1.0", scope: "targets.csv" }]));
  writeFileSync(`${directory}/devices.csv`, csv(["device_id", "hostname", "manufacturer", "model", "serial", "os_name", "os_version",
    "user_name", "user_id", "location", "ip_addresses", "sections_missing"], devices));
  writeFileSync(`${directory}/software.csv`, csv(["device_id", "product", "vendor", "version", "arch", "source", "purl", "cpe",
    "location", "instance"], software));
}

const systems = [
  ["Debian GNU/Linux", "12.11", "dpkg"], ["Debian GNU/Linux", "12.9", "dpkg"], ["Ubuntu", "22.04", "dpkg"],
  ["Red Hat Enterprise Linux", "8.10", "rpm"], ["CentOS Linux", "7.9.2009", "rpm"], ["Fedora Linux", "40", "rpm"],
  ["Rocky Linux", "9.4", "rpm"], ["AlmaLinux", "9.4", "rpm"], ["Oracle Linux Server", "8.9", "rpm"],
  ["Amazon Linux", "2023", "rpm"], ["SLES", "15.5", "rpm"], ["openSUSE Leap", "15.5", "rpm"],
  ["Alpine Linux", "3.18.4", "apk"], ["Arch Linux", "", "pacman"], ["Some Other Linux", "1", "rpm"],
  ["FreeBSD", "14.1-RELEASE", "pkg"], ["macOS", "14.5", "app"], ["AIX", "7.3", "lslpp"], ["", "", ""],
];
const packages = [
  ["bash", "5.2.15-2+b8", "amd64"], ["libstdc++6", "12.2.0-14", "amd64"], ["openssl", "1:1.1.1k-14.el8_6", "x86_64"],
  ["NetworkManager", "0:1.40", ""], ["perl(Foo::Bar)", "1^2~3", "noarch"], ["with space/and slash", "", ""],
];
write(many, systems.map(([name, version], i) => ({
  device_id: `d${i}`, hostname: i % 5 ? `host-${i}` : "", manufacturer: i % 3 ? "Kakuu Inc." : "", model: "M 1", serial: `S${i}`,
  os_name: name, os_version: version, user_name: "SECRET-PERSON", user_id: "SECRET-ID", location: "SECRET-PLACE",
  ip_addresses: "192.0.2.77", sections_missing: i % 4 ? "" : "logins;packages",
})), [
  ...systems.flatMap(([, , source], i) => packages.map(([product, version, arch]) =>
    ({ device_id: `d${i}`, product, version, arch, source, vendor: "Kakuu Vendor", location: "SECRET-PLACE" }))),
  // the same piece twice on one machine is one
  { device_id: "d0", product: "bash", version: "5.2.15-2+b8", arch: "amd64", source: "dpkg", vendor: "Kakuu Vendor", instance: "second" },
  { device_id: "d1", product: "Observed", version: "1", source: "snap", purl: "pkg:generic/observed@1", cpe: "cpe:2.3:a:o:o:1:*:*:*:*:*:*:*" },
  { device_id: "d2", product: "Google Chrome", version: "134.0.6998.89", source: "registry", vendor: "Google LLC" },
  { device_id: "nobody", product: "of no machine", source: "dpkg" },
]);

const odd = ['"quoted" \\ back', "line\nbreak\r\n\ttab", "\u0001\u0007\u001b[0m", "</script><!--", "x".repeat(5000), "字".repeat(3000) + "\u{20bb7}",
  "\ufffe\uffff", "@1?a=b&c#d%41", "__proto__", "=1+1", "pkg:deb/x@1", "   "];
const idOf = (i) => (i ? `d${i}` : "snapshot"); // the latter is what the bill calls what has all machines
write(hostile, odd.map((text, i) => ({
  device_id: idOf(i), hostname: text, manufacturer: text, model: text, serial: text, os_name: text, os_version: text,
})), odd.flatMap((text, i) => ["dpkg", "rpm", "registry"].map((source) =>
  ({ device_id: idOf(i), product: text, vendor: text, version: text, arch: text, source }))));
