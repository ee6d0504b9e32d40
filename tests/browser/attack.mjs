// Values that want to be more than text.
import { HOSTILE } from "./hostile.mjs";
import { complaintsOf, openPage } from "./page.mjs";
import { test } from "./tap.mjs";

/* What the page itself is made of; nothing else may be there. */
const strangers = (page) => page.evaluate(() => {
  const own = new Set(("HTML HEAD META TITLE STYLE BODY A HEADER H1 H2 H3 H4 P STRONG TIME SPAN NAV UL LI MAIN DIV SECTION " +
    "DL DT DD B svg rect text line polyline DETAILS SUMMARY TABLE THEAD TBODY TR TH TD BR CODE NOSCRIPT LABEL INPUT SELECT " +
    "OPTION BUTTON FOOTER SCRIPT SMALL").split(" "));
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
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const visible = (text) => text.replace(INVISIBLE, (character) => {
  const number = character.charCodeAt(0);
  return number > 0xff ? `\\u${number.toString(16)}` : `\\x${number.toString(16).padStart(2, "0")}`;
});

const textsOf = (page, selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent));

async function openEach(page) {
  const wrong = [];
  const shownTexts = new Set();
  await page.click("#clear");
  await page.focus("#grid");
  await page.keyboard.press("Enter");
  for (let i = 0; i < 60; i++) {
    wrong.push(...await strangers(page));
    for (const text of await textsOf(page, "#detail .value, #detail dd, #detail .said")) {
      shownTexts.add(text);
    }
    await page.click("#detail [data-does=next]");
  }
  const missing = HOSTILE.map(visible).filter((text) => !shownTexts.has(text));
  return [...wrong, ...missing.map((text) => `never shown as it is: ${text}`)];
}

async function inTables(page) {
  const said = (await textsOf(page, ".sheet td, .sheet th")).join("\n");
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
    const options = await page.$$eval(`select[data-key=${key}] option`, (all) => all.map((one) => one.value));
    const values = options.filter(Boolean);
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

/* What a value would do if it ever came to be markup: the policy of the page forbids it. */
const tryEverything = (page) => page.evaluate(async () => {
  const done = [];
  const script = document.createElement("script");
  script.textContent = "window.injected = 1";
  document.body.append(script);
  if (window.injected) {
    done.push("a script ran");
  }
  const styled = document.createElement("p");
  styled.setAttribute("style", "position: fixed");
  document.body.append(styled);
  if (getComputedStyle(styled).position === "fixed") {
    done.push("a style attribute counts");
  }
  document.body.insertAdjacentHTML("beforeend", "<b id=clicked onclick='window.injected = 2'>b</b>");
  document.getElementById("clicked").click();
  if (window.injected) {
    done.push("a handler in an attribute ran");
  }
  await fetch("http://127.0.0.1:9/").then(() => done.push("something was fetched"), () => undefined);
  await new Promise((resolve) => { setTimeout(resolve, 0); }); /* what is evaluated at once has leave from the driver */
  try {
    done.push(`text became code: ${new Function("return 1")()}`);
  } catch { /* as it should be */ }
  return done;
});

export async function checkPolicy(browser, file) {
  const opened = await openPage(browser, file);
  await test("the policy allows no script, style, handler, code from text or request", async () => {
    const done = await tryEverything(opened.page);
    const sent = opened.seen.requests.filter((request) => request !== opened.url);
    return [...done, ...sent.map((request) => `asked for ${request}`)];
  });
  await opened.close();
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
