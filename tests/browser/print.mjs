// What is filtered is what is printed, on A4, with nothing cut off. The text of the PDF is read by pdftotext.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { hitsOf, openPage } from "./page.mjs";
import { note, test } from "./tap.mjs";

const pack = (text) => text.replace(/\s+/gu, "");
const A4 = [595, 842];

/* pdftotext joins neither words nor lines as the page does: blanks play no part. */
function textOf(pdf) {
  return pack(execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 }));
}

function wordsOutside(pdf) {
  const boxes = execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const wrong = [];
  let width = 0;
  let height = 0;
  for (const line of boxes.split("\n")) {
    const page = /<page width="([\d.]+)" height="([\d.]+)"/.exec(line);
    const word = /<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)<\/word>/.exec(line);
    if (page) {
      [width, height] = [Number(page[1]), Number(page[2])];
      if ([width, height].map(Math.round).sort((a, b) => a - b).some((side, i) => Math.abs(side - A4[i]) > 1)) {
        wrong.push(`a page of ${width} × ${height}`);
      }
    } else if (word) {
      const [xMin, yMin, xMax, yMax] = word.slice(1, 5).map(Number);
      if (xMin < 0 || yMin < 0 || xMax > width + 0.5 || yMax > height + 0.5) {
        wrong.push(`${word[5]} at ${xMin} ${yMin} ${xMax} ${yMax} on ${width} × ${height}`);
      }
    }
  }
  return wrong;
}

/* What is wider than its paper makes browsers print everything smaller. The largest figures are 2 rem of 16 CSS pixels,
 * and no lower than that. */
function shrinkage(pdf) {
  const boxes = execFileSync("pdftotext", ["-bbox", "-l", "1", pdf, "-"], { encoding: "utf8" });
  const heights = [...boxes.matchAll(/ yMin="([-\d.]+)" xMax="[-\d.]+" yMax="([-\d.]+)"/g)].map((box) => box[2] - box[1]);
  const highest = Math.max(...heights);
  return highest >= 2 * 16 * 0.75 ? [] : [`the largest figure is ${highest} points high`];
}

/* First, last and longest of what is listed. */
const listed = (page) => page.evaluate(() => {
  /* global findings, shown, textAt, AT */
  const all = [...shown.hits.subarray(0, 2000)].map((number) => findings[number]);
  const longest = all.reduce((a, b) => (textAt(a, AT.message).length >= textAt(b, AT.message).length ? a : b));
  return [all[0], all[all.length - 1], longest].map((one) => [AT.id, AT.message, AT.remedy, AT.subject, AT.documented,
    AT.observed, AT.ledger].map((at) => textAt(one, at)));
});

export async function checkPrint(browser, file, name, work, { query = "", said = [] } = {}) {
  const { page, close } = await openPage(browser, file);
  const pdf = join(work, "printed.pdf");
  if (query) {
    await page.fill("#query", query);
  }
  const rows = await listed(page);
  const hits = await hitsOf(page);
  await page.pdf({ path: pdf, preferCSSPageSize: true, timeout: 120000 });
  const text = textOf(pdf);
  await test(`${name}, printed: first, last and longest of what is listed`, () =>
    [...rows.flat(), ...said].filter((wanted) => !text.includes(pack(wanted))).map((wanted) => `missing: ${wanted}`));
  await test(`${name}, printed: nothing is beyond the paper`, () => wordsOutside(pdf));
  await test(`${name}, printed: pages are numbered`, () => {
    const count = Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }))[1]);
    note(`${hits} findings: ${count} pages`);
    return [1, count].filter((number) => !text.includes(`${number}/${count}`)).map((number) => `no ${number} / ${count}`);
  });
  await test(`${name}, printed: as large as it should be`, () => shrinkage(pdf));
  await close();
}
