// bom_test.mjs WORK: holds WORK/NAME.json, bills of materials, to the schema and to the tables they were made of.
import { existsSync, readFileSync } from "node:fs";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import { end, test } from "./tap.mjs";

const work = process.argv[2];
const text = (name) => readFileSync(`${work}/${name}.json`, "utf8");
const bill = (name) => JSON.parse(text(name));
const properties = (part) => Object.fromEntries((part.properties ?? []).map(({ name, value }) => [name, value]));
const of = (content, type) => content.components.filter((part) => part.type === type);
const isSoftware = (part) => part["bom-ref"].startsWith("software-");
const names = ["fixture", "rules", "one", "many", "hostile", "lab"].filter((name) => existsSync(`${work}/${name}.json`));

// Of strict CSV without line breaks in cells.
function cells(line) {
  const parts = [];
  for (let rest = `,${line}`; rest; ) {
    const [whole, quoted, plain] = /^,(?:"((?:[^"]|"")*)"|([^,]*))/.exec(rest);
    parts.push(quoted?.replaceAll('""', '"') ?? plain);
    rest = rest.slice(whole.length);
  }
  return parts;
}

function table(name) {
  const [head, ...rows] = readFileSync(`${work}/${name}.csv`, "utf8").trimEnd().split("\n").map(cells);
  return rows.map((row) => Object.fromEntries(head.map((column, i) => [column, row[i]])));
}

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
for (const name of [...names, "own"]) { // our own: what the program is made of
  await test(`${name}: valid by the schema of CycloneDX 1.6, strictly`, async () => {
    const error = await validator.validate(text(name));
    return error === null ? undefined : JSON.stringify(error);
  });
  await test(`${name}: every reference leads to one component`, () => {
    const content = bill(name);
    const references = [content.metadata.component, ...content.components].map((part) => part["bom-ref"]);
    const known = new Set(references);
    const used = [...content.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]),
      ...content.compositions.flatMap(({ dependencies }) => dependencies)];
    return [...(known.size === references.length ? [] : ["a reference is there twice"]),
      ...used.filter((reference) => !known.has(reference)).map((reference) => `nothing is ${reference}`)];
  });
  await test(`${name}: machines of each piece are as many as depend on it`, () => {
    const content = bill(name);
    const counts = new Map();
    for (const { dependsOn } of content.dependencies) {
      for (const reference of dependsOn) counts.set(reference, (counts.get(reference) ?? 0) + 1);
    }
    return content.components.filter(isSoftware)
      .filter((part) => String(counts.get(part["bom-ref"])) !== properties(part)["genkyo:machines"]).map((part) => part.name);
  });
}

await test("a schema can refuse: a component without a name, an unknown type", async () => {
  for (const spoil of [(part) => delete part.name, (part) => { part.type = "machine"; }, (part) => { part.extra = 1; }]) {
    const content = bill("fixture");
    spoil(content.components[0]);
    if (await validator.validate(JSON.stringify(content)) === null) return "it was let through";
  }
});

await test("every machine and every distinct piece of the snapshot is there once, and nothing else", () => {
  for (const name of ["fixture", "many"]) {
    const content = bill(name);
    const machines = table(`${name}.devices`).map((row) => row.device_id);
    const pieces = new Set(table(`${name}.software`).filter((row) => machines.includes(row.device_id))
      .map((row) => [row.product, row.version, row.arch, row.source, row.vendor].join("|")));
    const software = content.components.filter(isSoftware);
    const written = software.map((part) => {
      const { "genkyo:arch": arch, "genkyo:source": source } = properties(part);
      return [part.name, part.version, arch, source, part.publisher].map((text) => text ?? "").join("|");
    });
    const missing = [...pieces].filter((piece) => !written.includes(piece));
    const invented = written.filter((piece) => !pieces.has(piece));
    // what is the same but for its distribution differs in its Package URL
    const twice = software.length - new Set(software.map((part, i) => `${written[i]} ${part.purl}`)).size;
    if (missing.length || invented.length || twice || of(content, "device").length !== machines.length) {
      return `${name}: ${JSON.stringify({ missing, invented, twice })}`;
    }
  }
});

await test("Package URLs say what the packages are, as another reader reads them", () => {
  const types = { dpkg: "deb", rpm: "rpm", apk: "apk", pacman: "alpm" };
  const complaints = [];
  let count = 0;
  for (const name of names) {
    for (const part of bill(name).components.filter(isSoftware)) {
      const { "genkyo:source": source, "genkyo:arch": arch, "genkyo:version": long } = properties(part);
      if (!types[source]) continue;
      const purl = PackageURL.fromString(part.purl);
      const whole = part.version ?? long;
      const epoch = source === "rpm" ? /^(\d+):/.exec(whole ?? "") : null;
      const version = epoch ? whole.slice(epoch[0].length) : whole;
      const lower = (s) => (source === "rpm" ? s : s.replace(/[A-Z]/g, (c) => c.toLowerCase()));
      count++;
      if (purl.type !== types[source] || purl.name !== lower(part.name) || (purl.version ?? undefined) !== version ||
          (purl.qualifiers?.arch ?? undefined) !== arch || (purl.qualifiers?.epoch ?? "0") !== (epoch?.[1] ?? "0")) {
        complaints.push(`${part.purl}: ${JSON.stringify([part.name, part.version, arch])}`.slice(0, 300));
      }
    }
  }
  return count > 100 ? complaints : `only ${count}`;
});

await test("our own: each library is a package of Debian, and the program's licence is said", () => {
  const { metadata, components } = bill("own");
  const libraries = components.filter((part) => part.type === "library");
  return libraries.length >= 8 && metadata.component.licenses[0].license.id === "Apache-2.0"
    ? libraries.filter((part) => PackageURL.fromString(part.purl).type !== "deb").map((part) => part.purl) : "too few";
});

await test("namespaces are those of the distributions, and none where it is not known", () => {
  const content = bill("many");
  const found = new Set(content.components.filter((part) => isSoftware(part) && part.name === "bash" && part.purl)
    .map((part) => PackageURL.fromString(part.purl)).map((purl) => `${purl.type}/${purl.namespace ?? ""}/${purl.qualifiers.distro ?? ""}`));
  const wanted = ["deb/debian/debian-12", "deb/ubuntu/ubuntu-22.04", "rpm/redhat/rhel-8.10", "rpm/centos/centos-7",
    "rpm/fedora/fedora-40", "rpm/rocky/rocky-9.4", "rpm/almalinux/almalinux-9.4", "rpm/oracle/ol-8.9", "rpm/amzn/amzn-2023",
    "rpm/suse/sles-15.5", "rpm/opensuse/opensuse-leap-15.5", "apk/alpine/alpine-3.18.4", "alpm/arch/arch", "rpm//"];
  return [...wanted.filter((one) => !found.has(one)), ...[...found].filter((one) => !wanted.includes(one))];
});

await test("what was observed goes before rules, and these fill in the version", () => {
  const [observed] = bill("many").components.filter((part) => part.name === "Observed");
  const [chrome] = bill("many").components.filter((part) => part.name === "Google Chrome");
  return observed.purl === "pkg:generic/observed@1" && observed.cpe === "cpe:2.3:a:o:o:1:*:*:*:*:*:*:*" &&
    chrome.cpe === "cpe:2.3:a:google:chrome:134.0.6998.89:*:*:*:*:*:*:*" && chrome.type === "application" && !chrome.purl
    ? undefined : JSON.stringify([observed, chrome]);
});

await test("machines of which not all packages were read are said to be incomplete, and no others", () => {
  for (const name of ["fixture", "many"]) {
    const content = bill(name);
    const wanted = table(`${name}.devices`).filter((row) => row.sections_missing.split(";").includes("packages"))
      .map((row) => `device-${row.device_id}`);
    const said = of(content, "device").filter((part) => properties(part)["genkyo:complete"] === "false").map((part) => part["bom-ref"]);
    const composed = content.compositions.filter(({ aggregate, dependencies }) => aggregate === "incomplete" && dependencies[0] !== "snapshot")
      .flatMap(({ dependencies }) => dependencies);
    if (!wanted.length || String(wanted) !== String(said) || String(wanted) !== String(composed)) return JSON.stringify([wanted, said, composed]);
  }
});

await test("no user, address or place is in it", () => {
  const secrets = ["SECRET", "192.0.2.77"];
  const users = table("fixture.devices").flatMap((row) => [row.last_login_user, row.ip_addresses, row.location]).filter((cell) => cell?.length > 4);
  return [...secrets.filter((secret) => text("many").includes(secret)), ...users.filter((user) => text("fixture").includes(user))];
});

await test("one machine alone, under its title", () => {
  const content = bill("one");
  return of(content, "device").length === 1 && content.metadata.component.name === '架空県 "申請" システム' &&
    content.compositions[0].aggregate === "incomplete" ? undefined : JSON.stringify(content.metadata);
});

await test("a version that is longer than the schema allows is a property, not cut", () => {
  const long = bill("hostile").components.filter((part) => isSoftware(part) && part.name.startsWith("xxx"));
  return long.length && long.every((part) => !part.version && properties(part)["genkyo:version"] === part.name) ? undefined : "it is not";
});

await test("serial numbers are another one for other content", () => {
  const serials = names.map((name) => bill(name).serialNumber);
  return new Set(serials).size === names.length ? undefined : serials;
});
end();
