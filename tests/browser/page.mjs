// What the checks of report.html have in common: a browser, and a page that is watched. Nothing may be asked of anybody
// but the file itself, and nothing may be written to the console.
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";

export function launch() {
  const isRoot = process.getuid() === 0; /* for whom the sandbox does not work */
  return chromium.launch({ executablePath: "/usr/bin/chromium", args: isRoot ? ["--no-sandbox"] : [] });
}

export async function openPage(browser, file, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const seen = { requests: [], console: [], errors: [] };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => seen.console.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.errors.push(error.message));
  await page.goto(url);
  if (options.javaScriptEnabled !== false) {
    await page.waitForSelector("html[data-ready]", { timeout: 120000 });
  }
  return { page, url, seen, close: () => context.close() };
}

/* What is wrong with how the page behaved; empty when nothing is. */
export function complaintsOf({ seen, url }) {
  const others = seen.requests.filter((request) => request.split("#")[0] !== url);
  return [...others.map((request) => `asked for ${request}`), ...seen.console, ...seen.errors];
}

export const hitsOf = (page) => page.evaluate(() => Number(document.getElementById("grid").getAttribute("aria-rowcount")) - 1);
