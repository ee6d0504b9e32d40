"use strict";
/* The data blocks of the page. Texts in them are shown as they are, by textContent only. */

const readBlock = (name) => JSON.parse(document.getElementById(`data-${name}`).textContent);
const setup = readBlock("setup");
const strings = readBlock("strings");
const findings = readBlock("rows");

/* What stands where in a finding. */
const AT = Object.freeze({
  id: 0, code: 1, outcome: 2, severity: 3, status: 4, subject: 5, asset: 6, device: 7, hostname: 8, system: 9,
  department: 10, location: 11, field: 12, documented: 13, observed: 14, message: 15, remedy: 16, ledger: 17,
  snapshot: 18, firstSeen: 19, lastSeen: 20,
});
/* A number in these names a text of the block "strings". */
const SHARED = new Set([AT.system, AT.department, AT.location, AT.field, AT.remedy, AT.firstSeen, AT.lastSeen]);
const SAME_AS_SUBJECT = 1;
/* Fixed words, each a pair of the word and what people read. */
const WORDS = new Map([[AT.outcome, setup.outcome], [AT.severity, setup.severity], [AT.status, setup.status]]);
const STATUS_OPEN = new Set(["new", "continuing"]);

function textAt(finding, at) {
  const value = finding[at];
  if (typeof value === "string") {
    return value;
  }
  if (SHARED.has(at)) {
    return strings[value];
  }
  return value === SAME_AS_SUBJECT ? textAt(finding, AT.subject) : "";
}

const wordAt = (finding, at) => WORDS.get(at)[finding[at]];
const codeOf = (finding) => {
  const [name, title, meaning, guideline] = setup.code[finding[AT.code]];
  return { name, title, meaning, guideline };
};

const formatCount = (count) => count.toLocaleString("en-US");
const say = (name, ...values) => setup.text[name].replace(/\{(\d)\}/g, (_, place) => values[place]);

/* An element with a class and, as text, its content. */
function make(tag, className, content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  if (content !== undefined) {
    element.textContent = content;
  }
  return element;
}
