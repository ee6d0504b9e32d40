// Values that want to be more than text.
import { HOSTILE } from "./hostile.mjs";
import { complaintsOf, openPage } from "./page.mjs";
import { test } from "./tap.mjs";

/* What the page itself is made of; nothing else may be there. */
const strangers = (page) => page.evaluate(() => {
  const own = new Set(["HTML", "HEAD", "META", "TITLE", "STYLE", "BODY", "A", "HEADER", "H1", "H2", "H3", "H4", "P", "STRONG",
    "TIME", "SPAN", "NAV", "UL", "LI", "MAIN", "DIV", "SECTION", "DL", "DT", "DD", "B", "svg", "rect", "text", "line",
    "polyline", "DETAILS", "SUMMARY", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "BR", "CODE", "NOSCRIPT", "LABEL", "INPUT",
    "SELECT", "OPTION", "BUTTON", "FOOTER", "SCRIPT", "SMALL"]);
  const wrong = [...document.querySelectorAll("*")].filter((element) => !own.has(element.tagName))
    .map((element) => element.outerHTML.slice(0, 100));
  for (const element of document.querySelectorAll("*")) {
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith("on") || (attribute.name === "href" && !attribute.value.startsWith("#"))) {
        wrong.push(`${element.tagName} ${attribute.name}=${attribute.value.slice(0, 80)}`);
      }
    }
  }
  if (document.querySelectorAll("script").length !== 4) {
    wrong.push(`${document.querySelectorAll("script").length} script elements`);
  }
  return window.hacked === undefined ? wrong : [`a value ran: ${window.hacked}`, ...wrong];
});

/* As they are shown: what cannot be seen, or turns the text around, is spelled out. */
const visible = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu,
  (c) => (c.charCodeAt(0) > 0xff ? `\\u${c.charCodeAt(0).toString(16)}` : `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`));

async function openEach(page) {
  const wrong = [];
  const shownTexts = new Set();
  await page.click("#clear");
  await page.focus("#grid");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 60; i++) {
    wrong.push(...await strangers(page));
    for (const text of await page.$$eval("#detail .value, #detail dd, #detail .said", (all) => all.map((one) => one.textContent))) {
      shownTexts.add(text);
    }
    await page.click("#detail [data-does=next]");
  }
  const missing = HOSTILE.map(visible).filter((text) => !shownTexts.has(text));
  return [...wrong, ...missing.map((text) => `never shown as it is: ${text}`)];
}

async function inTables(page) {
  const said = await page.evaluate(() => [...document.querySelectorAll(".sheet td, .sheet th")].map((one) => one.textContent).join("\n"));
  return HOSTILE.map(visible).filter((text) => !said.includes(text)).map((text) => `not in any table: ${text}`);
}

const noControls = (page) => page.evaluate(() => {
  const found = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u.exec(document.body.innerText);
  return found ? [`U+${found[0].codePointAt(0).toString(16)} is on the page`] : [];
});

/* Filters and search take values as they are. */
async function filterEach(page) {
  const wrong = [];
  for (const key of ["system", "department", "location"]) {
    const values = await page.$$eval(`select[data-key=${key}] option`, (all) => all.map((one) => one.value).filter(Boolean));
    for (const value of values) {
      await page.click("#clear");
      await page.selectOption(`select[data-key=${key}]`, value);
      if (!(await page.locator("#rows [role=row]").count())) {
        wrong.push(`${key} ${value}: nothing`);
      }
    }
  }
  await page.click("#clear");
  return wrong;
}

export async function checkAttack(browser, file) {
  const opened = await openPage(browser, file);
  const { page } = opened;
  await test("hostile values: nothing but the page's own elements", () => strangers(page));
  await test("hostile values: in every finding they are text", () => openEach(page));
  await test("hostile values: in tables they are text", () => inTables(page));
  await test("hostile values: no control characters", () => noControls(page));
  await test("hostile values: filters take them as they are", () => filterEach(page));
  await page.pdf();
  await test("hostile values: nothing else is there after printing", () => strangers(page));
  await test("hostile values: nothing is wider than the window", () => page.evaluate(() =>
    (document.documentElement.scrollWidth <= window.innerWidth ? [] : [`${document.documentElement.scrollWidth}`])));
  await test("hostile values: no request, no message, no error", () => complaintsOf(opened));
  await opened.close();
}
