// Can everybody read it? axe-core in both colour schemes, with the detail view open; and without a script.
import { createRequire } from "node:module";
import { openPage } from "./page.mjs";
import { test } from "./tap.mjs";

const axe = createRequire(import.meta.url)("axe-core");

async function findViolations(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map((violation) => `${violation.id}: ${violation.help}: ${violation.nodes.length}, as ` +
    `${violation.nodes[0].html.slice(0, 200)}; ${violation.nodes[0].failureSummary}`);
}

export async function checkAccess(browser, file, name) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, close } = await openPage(browser, file, { colorScheme });
    await test(`${name}, ${colorScheme}: axe-core finds nothing`, () => findViolations(page));
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
    await page.focus("#grid");
    await page.keyboard.press("Enter");
    await test(`${name}, ${colorScheme}, with a finding open: axe-core finds nothing`, () => findViolations(page));
    await close();
  }
}

export async function checkWithoutScript(browser, file, name, wanted) {
  const { page, close } = await openPage(browser, file, { javaScriptEnabled: false });
  await test(`${name}: the summary and the first findings without a script`, async () => {
    const said = await page.locator("body").innerText();
    const rows = await page.locator("noscript table tbody tr").count();
    const isHidden = await page.locator("#browser").isHidden();
    const missing = wanted.filter((text) => !said.includes(text)).map((text) => `missing: ${text}`);
    return [...missing, ...(rows === 50 && isHidden ? [] : [`${rows} rows, the grid is hidden: ${isHidden}`])];
  });
  await close();
}
