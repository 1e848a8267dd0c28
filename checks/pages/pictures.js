// Takes pictures of a report for the eye: node pictures.js PAGE FOLDER
//
// The first screen (wide, dark, on a telephone, on paper in grey) and one of each kind of picture, as PNG. Wants CHROMIUM.
// docs/pictures is made again from the root of the repository by:
//
//   cargo run -- study demo --html report.html
//   (cd checks/pages && npm ci --ignore-scripts)
//   CHROMIUM=$(command -v chromium) node checks/pages/pictures.js report.html docs/pictures

import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const [page, folder] = process.argv.slice(2);
const KINDS = {
  "a-chart-with-limits": "capability-end-to-end-weekly",
  "before-and-after": "before-after",
  "a-distribution-with-a-limit": "distortion",
  "kinds-most-frequent-first": "demand-kinds",
  "the-map": "flow-map",
  "who-pays-for-whose-failure": "cost-failure-balance",
  "how-long-until-the-end": "end-to-end",
  "the-hours-of-a-week": "flow-contact-hours",
  "small-multiples": "flow-ended-how",
  "what-is-open": "flow-open-work",
};
const WIDE = { width: 1040, height: 1500 };

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
const tab = await browser.newPage();

/** The page as somebody sees it, from its top. */
async function seen(name, viewport, colours, media) {
  await tab.setViewport(viewport);
  await tab.emulateMediaType(media);
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colours }]);
  await tab.goto(pathToFileURL(path.resolve(page)).href);
  await tab.screenshot({ path: path.join(folder, `${name}.png`) });
}

await seen("first-screen-dark", WIDE, "dark", "screen");
await seen("first-screen-on-a-telephone", { width: 360, height: 1500 }, "light", "screen");
await tab.emulateVisionDeficiency("achromatopsia");
await seen("first-screen-on-paper-in-grey", { width: 700, height: 990 }, "light", "print");
await tab.emulateVisionDeficiency("none");
await seen("first-screen", WIDE, "light", "screen");
await tab.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
for (const [name, id] of Object.entries(KINDS)) {
  const picture = await tab.$(`#${id} figure.drawn`);
  if (picture === null) throw new Error(`${page} has no picture of ${id}`);
  await picture.screenshot({ path: path.join(folder, `${name}.png`) });
}
await browser.close();
