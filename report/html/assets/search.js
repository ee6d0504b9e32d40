/* Searching: each finding as one text, in which widths and cases do not matter. The texts are made in pieces while
 * nothing else is to do; who searches earlier waits for the rest of them. */

const SEARCHED = [AT.id, AT.subject, AT.asset, AT.device, AT.hostname, AT.system, AT.department, AT.location, AT.field,
  AT.documented, AT.observed, AT.message, AT.ledger, AT.snapshot];
const searchTexts = [];
const fold = (text) => text.normalize("NFKC").toLowerCase();

function searchText(finding) {
  const code = codeOf(finding);
  const parts = SEARCHED.map((at) => textAt(finding, at));
  parts.push(code.name, code.title);
  return fold(parts.join("\n"));
}

/* True when all are made. */
function indexMore(count) {
  const end = Math.min(findings.length, searchTexts.length + count);
  while (searchTexts.length < end) {
    searchTexts.push(searchText(findings[searchTexts.length]));
  }
  return end === findings.length;
}

/* What tells whether the finding with a number has all the words of the query; null where there are none. */
function matcherOf(query) {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  if (!words.length) {
    return null;
  }
  indexMore(findings.length);
  return words.length === 1 ? (number) => searchTexts[number].includes(words[0])
    : (number) => words.every((word) => searchTexts[number].includes(word));
}
