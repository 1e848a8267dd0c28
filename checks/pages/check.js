// Looks at report pages in a real browser: node check.js PAGE…
//
// vnu (the form of the page), axe-core and pa11y (WCAG 2.2 AA), with and without script, light and dark, from 320 to 1920 pixels, by keyboard
// alone, and printed. Wants CHROMIUM, java and pdftotext.

import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import pa11y from "pa11y";
import puppeteer from "puppeteer-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const vnu = require("vnu-jar");
const WIDTHS = [320, 768, 1280, 1920];
const LARGEST_BYTES = 1 << 20;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let passed = 0;
const failures = [];

/** Counts one check; `found` says what is wrong, line by line. */
function judge(page, what, found) {
  if (found.length === 0) passed += 1;
  else failures.push(`${page}: ${what}\n      ${found.slice(0, 12).join("\n      ")}`);
}

/** The HTML itself. */
function form(file) {
  let said;
  try {
    // It does not know this property of SVG 2.
    execFileSync("java", ["-jar", vnu, "--format", "json", "--filterpattern", ".*paint-order.*", file], { stdio: "pipe" });
    return [];
  } catch (error) {
    said = error.stderr?.toString() ?? String(error);
  }
  const messages = JSON.parse(said).messages;
  return messages.map((one) => `line ${one.lastLine}: ${one.message} ${one.extract ?? ""}`);
}

/** Opens a page at a width; answers what it asked for elsewhere, and what it complained of. */
async function open(browser, url, { width, scheme = "light", script = true }) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("request", (one) => one.url() === url || one.url().startsWith("data:") || complaints.push(`asks for ${one.url()}`));
  page.on("console", (one) => complaints.push(`console: ${one.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error}`));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url);
  return { page, complaints };
}

const unfold = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));

/** What axe finds with everything unfolded. */
async function axes(page) {
  await unfold(page);
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
  return found.violations.map((one) => `${one.id}: ${one.help} (${one.nodes.length}, such as ${one.nodes[0].html.slice(0, 160)})`);
}

/** Nothing scrolls sideways but what is made to, and that can be reached and has a name. */
async function sideways(page) {
  await unfold(page);
  return page.evaluate(() => {
    const found = [];
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > room) {
      const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > room + 1);
      const free = wide.filter((one) => !one.closest("[tabindex], .drawn, .unseen, .skip"));
      found.push(`the page is ${document.documentElement.scrollWidth} wide in ${room}: ${free.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))}`);
    }
    for (const one of document.querySelectorAll("body *")) {
      const scrolls = one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
      if (scrolls && !(one.tabIndex >= 0 && one.getAttribute("role") && one.getAttribute("aria-label"))) {
        found.push(`scrolls, and cannot be reached by keyboard: ${one.outerHTML.slice(0, 120)}`);
      }
    }
    return found;
  });
}

/** Tab reaches everything in the order of the page, and it shows; Enter unfolds. */
async function keyboard(page) {
  const found = [];
  const count = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], summary, [tabindex='0']")];
    window.wanted = all.filter((one) => one.checkVisibility());
    return window.wanted.length;
  });
  let next = 0;
  for (let pressed = 0; next < count && pressed < count * 2; pressed += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate((next) => {
      const here = document.activeElement;
      const style = getComputedStyle(here);
      const shows = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      return { is: here === window.wanted[next], known: window.wanted.includes(here), shows, html: here.outerHTML.slice(0, 120) };
    }, next);
    if (at.is) {
      next += 1;
      if (!at.shows) found.push(`its focus cannot be seen: ${at.html}`);
    } else if (at.known) {
      found.push(`reached out of order: ${at.html}`);
      break;
    }
  }
  if (next < count) found.push(`Tab reaches ${next} of ${count}`);
  const opens = await page.evaluate(() => {
    const summary = document.querySelector("details:not([open]) > summary");
    summary?.focus();
    return Boolean(summary);
  });
  if (opens) {
    await page.keyboard.press("Enter");
    if (!(await page.evaluate(() => document.activeElement.parentElement.open))) found.push("Enter does not unfold");
  }
  return found;
}

/** On paper: every heading is there, and none stands alone at the foot of a page. */
async function printed(page, file) {
  const paper = file.replace(/\.html$/, ".pdf");
  await page.pdf({ path: paper, preferCSSPageSize: true });
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const pages = execFileSync("pdftotext", ["-layout", paper, "-"], { maxBuffer: 1 << 28 }).toString().split("\f");
  const whole = plain(pages.join(" "));
  const headings = await page.evaluate(() =>
    [...document.querySelectorAll("h1, h2, h3")].filter((one) => !one.closest("nav")).map((one) => one.textContent),
  );
  const found = headings.map(plain).filter((one) => !whole.includes(one)).map((one) => `not on paper: ${one}`);
  for (const [place, text] of pages.entries()) {
    const last = plain(text.trimEnd().split("\n").pop());
    if (place + 1 < pages.length && headings.some((one) => plain(one) === last)) found.push(`alone at the foot of page ${place + 1}: ${last}`);
  }
  return found;
}

async function check(browser, file) {
  const [name, url] = [path.basename(file), pathToFileURL(file).href];
  judge(name, "its form (vnu)", form(file));
  judge(name, "its size", statSync(file).size < LARGEST_BYTES ? [] : [`${statSync(file).size} bytes`]);
  for (const width of WIDTHS) {
    const { page, complaints } = await open(browser, url, { width });
    judge(name, `nothing from elsewhere at ${width}`, complaints);
    judge(name, `nothing sideways at ${width}`, await sideways(page));
    await page.close();
  }
  for (const [scheme, width] of [["light", 320], ["light", 1280], ["dark", 1280], ["dark", 320]]) {
    const { page } = await open(browser, url, { width, scheme });
    judge(name, `axe, ${scheme}, ${width}`, await axes(page));
    await page.close();
  }
  for (const scheme of ["light", "dark"]) {
    const { page } = await open(browser, url, { width: 1280, scheme });
    const said = await pa11y(url, { browser, page, ignoreUrl: true, standard: "WCAG2AA", timeout: 240_000 });
    judge(name, `pa11y, ${scheme}`, said.issues.map((one) => `${one.code}: ${one.message} ${one.context}`));
    await page.close();
  }
  const { page } = await open(browser, url, { width: 1280 });
  judge(name, "by keyboard", await keyboard(page));
  await page.close();
  const shot = async (script) => {
    const { page } = await open(browser, url, { width: 1280, script });
    const taken = await page.screenshot({ encoding: "base64" });
    await page.close();
    return taken;
  };
  // On a busy machine a picture may be taken before all is painted: what differs is looked at twice more.
  let alike = false;
  for (let times = 0; times < 3 && !alike; times++) alike = (await shot(true)) === (await shot(false));
  judge(name, "the same without script", alike ? [] : ["it looks otherwise"]);
  const { page: plain } = await open(browser, url, { width: 1280, script: false });
  judge(name, "on paper", await printed(plain, file));
  await plain.close();
}

const files = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
try {
  for (const file of files) await check(browser, path.resolve(file));
} finally {
  await browser.close();
}
failures.forEach((one) => console.log(`wrong ${one}`));
console.log(`${passed} passed, ${failures.length} failed, on ${files.length} pages`);
process.exit(failures.length > 0 || files.length === 0 ? 1 : 0);
