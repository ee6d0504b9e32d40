// report_test.mjs PAGES WORK: checks report.html in a browser. PAGES has the directories en, ja, big and hostile, each with
// a report.html, and results, of which en and ja were made; see report_test.sh. GENKYO_SCREENSHOTS=DIR: pictures of the page
// go there. Prints TAP.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkAccess, checkWithoutScript } from "./access.mjs";
import { checkAttack, checkPolicy } from "./attack.mjs";
import { checkBehaviour } from "./behaviour.mjs";
import { launch, openPage } from "./page.mjs";
import { checkPrint } from "./print.mjs";
import { checkSpeed } from "./speed.mjs";
import { end } from "./tap.mjs";

const [pages, work] = process.argv.slice(2);
const fileOf = (name) => join(pages, name, "report.html");

async function takePicture(browser, name, directory) {
  const { page, close } = await openPage(browser, fileOf(name), { viewport: { width: 1280, height: 1080 } });
  await page.screenshot({ path: join(directory, `report-${name}.png`) });
  await close();
}

const browser = await launch();
const summary = JSON.parse(readFileSync(join(pages, "results", "summary.json"), "utf8"));
await checkBehaviour(browser, fileOf("en"), "English", summary);
await checkBehaviour(browser, fileOf("ja"), "Japanese", summary);
await checkAccess(browser, fileOf("en"), "English");
await checkAccess(browser, fileOf("ja"), "Japanese");
await checkWithoutScript(browser, fileOf("en"), "English", ["86.3", "JavaScript", "SUP-ENDED", "2027-03-31"]);
await checkWithoutScript(browser, fileOf("ja"), "Japanese", ["86.3", "JavaScript", "サポート切れ", "令和9年3月31日"]);
await checkPrint(browser, fileOf("en"), "English", work, { said: ["Printed are all"] });
await checkPrint(browser, fileOf("ja"), "Japanese", work, { said: ["すべて印刷"] });
await checkPrint(browser, fileOf("hostile"), "hostile values", work);
await checkAttack(browser, fileOf("hostile"));
await checkPolicy(browser, fileOf("hostile"));
await checkPrint(browser, fileOf("big"), "100,000 findings", work, { query: "office 17", said: ["Office 17"] });
await checkSpeed(browser, fileOf("big"), "100,000");
if (process.env.GENKYO_SCREENSHOTS) {
  await takePicture(browser, "en", process.env.GENKYO_SCREENSHOTS);
  await takePicture(browser, "ja", process.env.GENKYO_SCREENSHOTS);
}
await browser.close();
end();
