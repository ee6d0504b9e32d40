/* Which findings are shown: those that the search and all filters let through, in the order chosen. */

const FILTERS = new Map([
  ["outcome", AT.outcome], ["severity", AT.severity], ["status", AT.status], ["code", AT.code], ["system", AT.system],
  ["department", AT.department], ["location", AT.location],
]);
/* A list of more choices serves nobody: the search finds the others. */
const CHOICES_MAX = 1000;
const selects = new Map([...document.querySelectorAll("select[data-key]")].map((select) => [select.dataset.key, select]));
const queryInput = document.getElementById("query");
/* By key: the choices with their counts, and the choice of each finding by its number. */
const facets = new Map();
const shown = { order: null, hits: new Uint32Array(0) };

/* A finding's choice: what it is known by in links, and what people read. */
function choiceOf(finding, key) {
  const at = FILTERS.get(key);
  if (key === "code") {
    const code = codeOf(finding);
    return [code.name, `${code.name} ${code.title}`];
  }
  if (WORDS.has(at)) {
    return wordAt(finding, at);
  }
  const text = textAt(finding, at);
  return [text, text || say("none")];
}

function makeFacet(key) {
  const at = FILTERS.get(key);
  const numbers = new Map();
  const choices = [];
  const chosen = Uint32Array.from(findings, (finding) => {
    const value = finding[at];
    if (!numbers.has(value)) {
      const [name, label] = choiceOf(finding, key);
      numbers.set(value, choices.length);
      choices.push({ name, label, count: 0, value });
    }
    const number = numbers.get(value);
    choices[number].count++;
    return number;
  });
  return { choices, chosen };
}

function fillSelect(key, select) {
  const facet = makeFacet(key);
  const collator = new Intl.Collator(setup.language, { numeric: true });
  const byWord = (a, b) => b.value - a.value;
  const byLabel = (a, b) => collator.compare(a.label, b.label);
  let choices = [...facet.choices];
  if (choices.length > CHOICES_MAX) {
    choices = choices.sort((a, b) => b.count - a.count).slice(0, CHOICES_MAX);
  }
  choices.sort(WORDS.has(FILTERS.get(key)) && key !== "status" ? byWord : byLabel);
  select.append(new Option(say("all"), ""));
  if (key === "status") {
    select.append(new Option(say("open"), "open"));
  }
  for (const choice of choices) {
    select.append(new Option(`${choice.label} (${formatCount(choice.count)})`, `=${choice.name}`));
  }
  facets.set(key, facet);
}

/* Which choices a filter lets through: 1 by the choice's number; null: everything. */
function allowedBy(key, select) {
  if (select.value === "") {
    return null;
  }
  const isAllowed = select.value === "open" ? (choice) => STATUS_OPEN.has(choice.name)
    : (choice) => `=${choice.name}` === select.value;
  return Uint8Array.from(facets.get(key).choices, (choice) => (isAllowed(choice) ? 1 : 0));
}

/* One filter after the other: each has less to look at. */
function findHits() {
  let hits = shown.order;
  for (const [key, select] of selects) {
    const allowed = allowedBy(key, select);
    if (allowed) {
      const { chosen } = facets.get(key);
      hits = hits.filter((number) => allowed[chosen[number]] === 1);
    }
  }
  const matches = matcherOf(queryInput.value);
  shown.hits = matches ? hits.filter(matches) : hits;
}

/* Back to what is shown at first: all that is open. */
function resetFilters() {
  queryInput.value = "";
  for (const [key, select] of selects) {
    select.value = key === "status" ? "open" : "";
  }
}

/* As a link says it: "outcome=violation&department=…". */
function setFilters(text) {
  resetFilters();
  for (const [key, value] of parseFilter(text)) {
    const select = selects.get(key);
    select.value = `=${value}`;
    if (select.value !== `=${value}`) { /* not among the choices of a long list, or nowhere on the page */
      select.value = "";
      queryInput.value = value;
    }
  }
}

/* Values are as they are: only the last one may have an & in it. */
function parseFilter(text) {
  const keys = [...FILTERS.keys()].join("|");
  const parts = text.matchAll(new RegExp(`(?:^|&)(${keys})=(.*?)(?=&(?:${keys})=|$)`, "gsu"));
  return [...parts].map(([, key, value]) => [key, value]);
}

function filterInWords() {
  const parts = [...selects].filter(([, select]) => select.value !== "")
    .map(([key, select]) => `${say(key)}: ${select.selectedOptions[0].textContent}`);
  if (queryInput.value) {
    parts.unshift(`${say("search")}: ${queryInput.value}`);
  }
  return parts.join(" / ") || say("all");
}
