/* Orders of the findings by column. Of each column the rank of every finding is found out once, ahead of time where
 * possible. */

const SORTABLE = new Map([
  ["severity", AT.severity], ["code", AT.code], ["subject", AT.subject], ["hostname", AT.hostname],
  ["system", AT.system], ["department", AT.department], ["location", AT.location], ["message", AT.message],
  ["status", AT.status],
]);
/* The order of a language costs too much for more texts than these. */
const COLLATED_MAX = 4000;
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

/* Numbers of findings in order; equal ones as they come in the page: the most severe first. Ranks are small numbers, so
 * that counting them is enough. */
function orderBy(key, isDescending) {
  const rank = ranksOf(key);
  const highest = rank.reduce((a, b) => Math.max(a, b), 0);
  const ends = new Uint32Array(highest + 2);
  const order = new Uint32Array(rank.length);
  const place = isDescending ? (number) => highest - rank[number] : (number) => rank[number];
  for (let number = 0; number < rank.length; number++) {
    ends[place(number) + 1]++;
  }
  for (let i = 1; i < ends.length; i++) {
    ends[i] += ends[i - 1];
  }
  for (let number = 0; number < rank.length; number++) {
    order[ends[place(number)]++] = number;
  }
  return order;
}
