/* One finding with all that is known of it: both sides with their evidence, the rule in plain words, what to do. */

const split = document.getElementById("split");
const detail = document.getElementById("detail");
const MORE_EVIDENCE = "…";
/* Names of files may have blanks in them: a place ends behind its line. */
const PLACE = /\S.*?(?::\d+(?= |$)|$)/gu;

function appendEvidence(parent, evidence) {
  if (!evidence) {
    parent.append(make("p", "note", say("noEvidence")));
    return;
  }
  const list = make("ul", "plain");
  for (const place of evidence.match(PLACE)) {
    const item = make("li");
    item.append(place === MORE_EVIDENCE ? place : make("code", "", place));
    list.append(item);
  }
  parent.append(list);
}

function makeSide(heading, value, evidence) {
  const side = make("div", "side");
  side.append(make("h4", "", heading), make("p", "value", value || "–"), make("h4", "", say("evidence")));
  appendEvidence(side, evidence);
  return side;
}

function makeSides(finding) {
  const sides = make("div", "sides");
  sides.append(
    makeSide(say("documented"), textAt(finding, AT.documented), textAt(finding, AT.ledger)),
    makeSide(say("observed"), textAt(finding, AT.observed), textAt(finding, AT.snapshot)));
  return sides;
}

function makeFacts(finding) {
  const facts = make("dl", "facts");
  for (const name of ["subject", "field", "asset", "device", "hostname", "system", "department", "location", "firstSeen",
    "lastSeen", "id"]) {
    const value = textAt(finding, AT[name]);
    if (value) {
      const description = make("dd");
      description.append(name === "id" ? make("code", "", value) : value);
      facts.append(make("dt", "", say(name)), description);
    }
  }
  return facts;
}

function makeTags(finding) {
  const outcome = wordAt(finding, AT.outcome);
  const tags = make("p", "tags");
  tags.append(
    make("code", "", codeOf(finding).name), make("span", `sign ${outcome[0]}`, outcome[1]),
    make("span", "", `${say("severity")}: ${wordAt(finding, AT.severity)[1]}`),
    make("span", "", `${say("status")}: ${wordAt(finding, AT.status)[1]}`));
  return tags;
}

function makeButtons() {
  const buttons = make("div", "bar-of-buttons");
  for (const [name, act] of [["previous", () => step(-1)], ["next", () => step(1)], ["close", closeDetail]]) {
    const button = make("button", "", say(name));
    button.type = "button";
    button.dataset.does = name;
    button.addEventListener("click", act);
    buttons.append(button);
  }
  return buttons;
}

function fillDetail() {
  const finding = findings[shown.hits[active.place]];
  const code = codeOf(finding);
  const title = make("h3", "", code.title);
  title.id = "detail-title";
  detail.replaceChildren(
    makeButtons(), title, makeTags(finding), make("h4", "", say("what")),
    make("p", "said", textAt(finding, AT.message)), make("h4", "", say("remedy")),
    make("p", "said", textAt(finding, AT.remedy)), makeSides(finding), makeFacts(finding), make("h4", "", say("rule")),
    make("p", "", code.meaning));
  if (code.guideline) {
    detail.append(make("h4", "", say("guideline")), make("p", "", code.guideline));
  }
  detail.scrollTop = 0;
}

function openDetail() {
  if (!shown.hits.length) {
    return;
  }
  fillDetail();
  detail.hidden = false;
  split.classList.add("open");
  drawRows();
}

function closeDetail() {
  detail.hidden = true;
  split.classList.remove("open");
  drawRows();
  grid.focus();
}

/* The button keeps the focus. */
function step(by) {
  activate(active.place + by);
  fillDetail();
  detail.querySelector(`[data-does=${by < 0 ? "previous" : "next"}]`).focus();
}

/* By its id, whatever the filters say. */
function openById(id) {
  resetFilters();
  selects.get("status").value = "";
  showHits();
  const place = shown.hits.findIndex((number) => findings[number][AT.id] === id);
  if (place >= 0) {
    activate(place);
    openDetail();
    document.getElementById("findings").scrollIntoView();
  }
}
