// What people do with the page: figures, search, filters, order, keys, the detail view.
import { complaintsOf, hitsOf, openPage } from "./page.mjs";
import { test } from "./tap.mjs";

/* Each figure that filters the findings must find as many as it says. */
async function compareFigures(page) {
  return page.evaluate(async () => {
    const wrong = [];
    for (const link of document.querySelectorAll("a[data-filter]")) {
      const figure = link.querySelector("b") || (/^[\d,]+$/.test(link.textContent) ? link :
        link.closest(".line")?.querySelector("dd"));
      if (!figure) {
        continue;
      }
      link.click();
      const hits = document.getElementById("grid").getAttribute("aria-rowcount") - 1;
      if (hits !== Number(figure.textContent.replaceAll(",", ""))) {
        wrong.push(`${link.dataset.filter}: says ${figure.textContent}, finds ${hits}`);
      }
    }
    return wrong;
  });
}

/* The large figures are those of summary.json, which the program counted by itself. */
async function compareSummary(page, summary) {
  const figures = await page.$$eval("#outcomes .big, #coverage .figure a", (all) => all.map((one) => one.textContent));
  const outcomes = summary.findings.by_outcome;
  const rate = summary.coverage.rates.device.toFixed(1);
  const wanted = [`${rate}\u00a0%`, outcomes.violation, outcomes.undetermined, outcomes.notice];
  return figures.join() === wanted.join() ? [] : [`${figures.join(", ")} and not ${wanted.join(", ")}`];
}

async function checkTargets(page) {
  return page.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map((link) => link.getAttribute("href"))
    .filter((target) => !document.getElementById(target.slice(1))));
}

async function walkByKeys(page) {
  const state = () => page.evaluate(() => ({
    active: document.getElementById("grid").getAttribute("aria-activedescendant"),
    exists: Boolean(document.getElementById(document.getElementById("grid").getAttribute("aria-activedescendant"))),
    isOpen: !document.getElementById("detail").hidden,
    focus: document.activeElement.id,
    outline: getComputedStyle(document.querySelector("#rows [aria-selected=true]") || document.body).outlineStyle,
  }));
  const wrong = [];
  const expect = async (what, wanted) => {
    const found = await state();
    for (const [name, value] of Object.entries(wanted)) {
      if (found[name] !== value) {
        wrong.push(`${what}: ${name} is ${found[name]}, not ${value}`);
      }
    }
  };
  const last = await hitsOf(page) - 1;
  await page.focus("#clear");
  await page.keyboard.press("Tab");
  await expect("Tab", { focus: "grid", active: "row-0", outline: "solid" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect("down twice", { active: "row-2", exists: true });
  await page.keyboard.press("End");
  await expect("End", { active: `row-${last}`, exists: true });
  await page.keyboard.press("ArrowDown");
  await expect("down at the end", { active: `row-${last}` });
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await expect("up at the beginning", { active: "row-0", exists: true });
  await page.keyboard.press("PageDown");
  await page.keyboard.press("PageUp");
  await expect("a page down and up", { active: "row-0" });
  await page.keyboard.press("Enter");
  await expect("Enter", { isOpen: true, focus: "detail" });
  await page.keyboard.press("Escape");
  await expect("Escape", { isOpen: false, focus: "grid" });
  return wrong;
}

/* Both sides, the rule and the remedy of the finding in FILE's first row. */
async function readDetail(page) {
  await page.evaluate(() => { window.location.hash = "finding-dac7f1b6f0a0a0a0"; }); /* there is none: nothing happens */
  await page.click("#clear");
  await page.fill("#query", "DIF-ATTRIBUTE HW-0002");
  await page.focus("#grid");
  await page.keyboard.press("Enter");
  const said = await page.locator("#detail").innerText();
  const wanted = ["６４ＧＢ", "32417", "devices.csv:", "DIF-ATTRIBUTE", "2.3)[1]"];
  return wanted.filter((text) => !said.includes(text)).map((text) => `not in the detail view: ${text}`);
}

/* Another order is another finding in the active row, and that is the one in the detail view. */
async function sortRefillsDetail(page) {
  const wrong = [];
  await page.fill("#query", "HW-01");
  await page.focus("#grid");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 2; i++) {
    await page.click("[role=columnheader][data-key=subject] button");
    const active = await page.locator("#rows [aria-selected=true] .cell.message").textContent();
    if (await page.locator("#detail .said").first().textContent() !== active) {
      wrong.push(`not in the detail view: ${active}`);
    }
  }
  await page.click("#detail [data-does=close]");
  await page.click("#clear");
  return wrong;
}

/* A file with blanks in its name is one place. */
async function cutsEvidence(page) {
  const places = await page.evaluate(() => {
    const list = document.createElement("div");
    appendEvidence(list, "devices 2026 (1).csv:3 devices 2026 (1).csv:17 …"); /* global: the page's own script */
    return [...list.querySelectorAll("li")].map((item) => item.textContent);
  });
  return places.join("|") === "devices 2026 (1).csv:3|devices 2026 (1).csv:17|…" ? [] : places;
}

async function liveRegion(page) {
  await page.click("#clear");
  await page.fill("#query", "no such text anywhere");
  const none = await page.locator("#hits").innerText();
  const role = await page.locator("#hits").getAttribute("role");
  await page.click("#clear");
  const all = await page.locator("#hits").innerText();
  return role === "status" && /(^|\D)0(\D|$)/.test(none) && !/(^|\D)0(\D|$)/.test(all) ? [] : [role, none, all];
}

/* Wide and half letters, capitals and small ones are alike; several words all count. */
async function searchFolds(page) {
  const hits = async (query) => {
    await page.fill("#query", query);
    return hitsOf(page);
  };
  const plain = await hits("hw-0002 dif-attribute");
  const wide = await hits("ＨＷ－０００２　ＤＩＦ－ＡＴＴＲＩＢＵＴＥ");
  await page.click("#clear");
  return plain > 0 && plain === wide ? [] : [`${plain} and ${wide} hits`];
}

/* What is seen of a column, from the top: in order, or in the opposite order. Names of ASCII letters have one order only. */
async function isSorted(page, key, isDescending) {
  const texts = await page.$$eval(`#rows .cell.${key}`, (cells) => cells.map((cell) => cell.textContent));
  const sorted = [...texts].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return texts.length > 5 && texts.join() === (isDescending ? sorted.reverse() : sorted).join();
}

async function sortsSubjects(page) {
  const wrong = [];
  await page.fill("#query", "HW-01");
  for (const isDescending of [false, true]) {
    await page.click("[role=columnheader][data-key=subject] button");
    if (!(await isSorted(page, "subject", isDescending))) {
      wrong.push(isDescending ? "not in descending order" : "not in ascending order");
    }
  }
  await page.click("#clear");
  return wrong;
}

async function sortKeepsHits(page) {
  const before = await hitsOf(page);
  const wrong = [];
  for (const key of ["subject", "message", "code", "severity", "department"]) {
    await page.click(`[role=columnheader][data-key=${key}] button`);
    const sort = await page.getAttribute(`[role=columnheader][data-key=${key}]`, "aria-sort");
    if (await hitsOf(page) !== before || !["ascending", "descending"].includes(sort)) {
      wrong.push(`${key}: ${await hitsOf(page)} hits, ${sort}`);
    }
  }
  return wrong;
}

export async function checkBehaviour(browser, file, name, summary) {
  const opened = await openPage(browser, file);
  const { page } = opened;
  await test(`${name}: the figures of the summary`, () => compareSummary(page, summary));
  await test(`${name}: every link leads somewhere`, () => checkTargets(page));
  await test(`${name}: every figure finds what it counts`, () => compareFigures(page));
  await page.click("#clear");
  await test(`${name}: keys`, () => walkByKeys(page));
  await test(`${name}: the number of hits is announced`, () => liveRegion(page));
  await test(`${name}: the search does not mind widths and cases`, () => searchFolds(page));
  await test(`${name}: the order changes, the hits do not`, () => sortKeepsHits(page));
  await test(`${name}: subjects in order`, () => sortsSubjects(page));
  await test(`${name}: another order changes what is open`, () => sortRefillsDetail(page));
  await test(`${name}: evidence in files with blanks in their names`, () => cutsEvidence(page));
  await test(`${name}: a finding with both sides, the rule and its evidence`, () => readDetail(page));
  await test(`${name}: no request, no message, no error`, () => complaintsOf(opened));
  await opened.close();
}
