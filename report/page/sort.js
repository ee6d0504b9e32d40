/* Orders of the findings by column. Of each column the rank of every finding is found out once, ahead of time where
 * possible; an order is then a sort of numbers. */

const SORTABLE = new Map([
  ["severity", AT.severity], ["code", AT.code], ["subject", AT.subject], ["hostname", AT.hostname],
  ["system", AT.system], ["department", AT.department], ["location", AT.location], ["message", AT.message],
  ["status", AT.status],
]);
/* The order of a language costs too much for more texts than these. */
const COLLATED_MAX = 4000;
const BASE = 2 ** 21; /* more than there are findings */
const ranks = new Map();

function rankTexts(at) {
  const distinct = [...new Set(findings.map((finding) => textAt(finding, at)))];
  const collator = new Intl.Collator(setup.language, { numeric: true });
  if (distinct.length <= COLLATED_MAX) {
    distinct.sort(collator.compare);
  } else {
    distinct.sort();
  }
  const places = new Map(distinct.map((text, place) => [text, place]));
  return Uint32Array.from(findings, (finding) => places.get(textAt(finding, at)));
}

function ranksOf(key) {
  const at = SORTABLE.get(key);
  if (!ranks.has(key)) {
    const isNumber = at === AT.code || WORDS.has(at);
    ranks.set(key, isNumber ? Uint32Array.from(findings, (finding) => finding[at]) : rankTexts(at));
  }
  return ranks.get(key);
}

/* Numbers of findings in order; equal ones as they come in the page: the most severe first. */
function orderBy(key, isDescending) {
  const rank = ranksOf(key);
  const keys = new Float64Array(findings.length);
  for (let i = 0; i < keys.length; i++) {
    keys[i] = (isDescending ? BASE - 1 - rank[i] : rank[i]) * BASE + i;
  }
  keys.sort();
  return Uint32Array.from(keys, (value) => value % BASE);
}
