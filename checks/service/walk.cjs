// Walks through a running service in a real browser: node walk.cjs ADDRESS
//
// The whole journey (say it, take it, hand it over, have it sorted, see it in the study) with the keyboard alone, in English and in Welsh,
// without script; a passkey; and of every page its form (vnu), axe-core (WCAG 2.2 AA), its weight, and nothing sideways at 320 pixels; of the
// most used ones pa11y and 200 % zoom too; and axe-core again as it stands where no script runs. A screen of the service that is judged nowhere is a
// failure: which there are is read from its source. Wants CHROMIUM and java.

const { execFileSync } = require("node:child_process");
const { readdirSync, readFileSync, writeFileSync, mkdtempSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");
const vnu = require("vnu-jar");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const base = process.argv[2].replace(/\/$/, "");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LARGEST_BYTES = 50 * 1024;
const PASSWORD = "three blue herons";
let passed = 0;
const failures = [];

function judge(page, what, found) {
  if (found.length === 0) passed += 1;
  else failures.push(`${page}: ${what}\n      ${found.slice(0, 8).join("\n      ")}`);
}

/** The HTML of pages, to be judged together at the end: each start of the validator takes longer than many pages. */
const folder = mkdtempSync(path.join(os.tmpdir(), "walk-"));
const forms = [];

function form(where, html) {
  const file = path.join(folder, `${forms.length}.html`);
  writeFileSync(file, html);
  forms.push({ where, file, wrong: [] });
}

function allForms() {
  try {
    const files = forms.map((one) => one.file);
    execFileSync("java", ["-jar", vnu, "--format", "json", "--filterpattern", ".*paint-order.*", ...files], { stdio: "pipe", maxBuffer: 1 << 28 });
  } catch (error) {
    for (const one of JSON.parse(error.stderr.toString()).messages) {
      const of = forms.find((form) => one.url?.endsWith(`/${path.basename(form.file)}`));
      if (!of) throw new Error(`vnu says of no page: ${one.message}`);
      of.wrong.push(`line ${one.lastLine}: ${one.message} ${(one.extract ?? "").slice(0, 160)}`);
    }
  }
  for (const { where, wrong } of forms) judge(where, "its form (vnu)", wrong);
}

/** Every screen of the service that is a page, as its path in its source, in each language it is there in; and which of them were judged. */
const SOURCE = path.join(__dirname, "../../crates/throughline-service/src/screens");
const DOWNLOADS = ["/desk/need/{reference}/file/{content}", "/need/{reference}/{secret}/file/{content}", "/need/{reference}/{secret}/record/copy"];
DOWNLOADS.push("/desk/listen/sheet.csv", "/desk/listen/sheet.xlsx", "/desk/plan/{plan}/file");
const screens = readdirSync(SOURCE, { recursive: true })
  .filter((name) => name.endsWith(".rs"))
  .flatMap((name) => [...readFileSync(path.join(SOURCE, name), "utf8").matchAll(/\bpath:\s*"([^"]*)",\s*get:\s*Some/g)])
  .map((found) => found[1])
  .filter((found) => !found.startsWith("/api/") && !DOWNLOADS.includes(found))
  .flatMap((found) => (found.startsWith("/desk") ? [found] : [found, found === "/" ? "/cy" : `/cy${found}`]))
  // Of two that a path could be, the one with fewer parts that vary.
  .sort((one, other) => one.split("{").length - other.split("{").length);
const seen = new Set();
/** The paths that were judged and are there. */
const wheres = [];

function noted(where) {
  const parts = where.split("?")[0].split("/");
  const is = (screen) => {
    const wanted = screen.split("/");
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith("{") || part === parts[at]);
  };
  seen.add(screens.find(is));
  wheres.push(where);
}

/** A browser of one person: its own cookies. */
async function somebody(browser, { script = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.complaints = [];
  page.on("request", (one) => one.url().startsWith(base) || one.url().startsWith("data:") || page.complaints.push(`asks for ${one.url()}`));
  page.on("pageerror", (error) => page.complaints.push(`error: ${error}`));
  await page.setJavaScriptEnabled(script);
  await page.setViewport({ width: 1280, height: 900 });
  return page;
}

/** Presses Tab until what the selector names has the focus. */
async function tabTo(page, selector) {
  for (let pressed = 0; pressed < 150; pressed += 1) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate((selector) => document.activeElement.matches(selector), selector);
    if (here) {
      const shows = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !== "none");
      if (!shows) throw new Error(`${page.url()}: the focus on ${selector} cannot be seen`);
      return;
    }
  }
  throw new Error(`${page.url()}: Tab does not reach ${selector}`);
}

async function write(page, selector, words) {
  await tabTo(page, selector);
  await page.keyboard.type(words);
}

async function press(page, selector) {
  await tabTo(page, selector);
  await Promise.all([page.waitForNavigation({ timeout: 60_000 }), page.keyboard.press("Enter")]);
}

const text = (page) => page.$eval("main", (main) => main.textContent.replace(/\s+/g, " "));

async function says(page, words) {
  const said = await text(page);
  if (!said.includes(words)) throw new Error(`${page.url()} does not say “${words}” but: ${said.slice(0, 400)}`);
}

async function signIn(page, name, at = base) {
  await page.goto(`${at}/desk/sign-in`);
  await write(page, "#name", name);
  await write(page, "#password", PASSWORD);
  await press(page, "main button");
}

async function signOut(page) {
  await press(page, "footer button");
}

/** Opens a fold by keyboard, if its field is not to be seen. */
async function unfold(page, field) {
  const summary = `details:has(${field}) > summary`;
  await tabTo(page, summary);
  await page.keyboard.press("Enter");
}

/** The whole journey, with the keyboard alone. Answers the path of the person's own page. */
async function journey(browser, { welsh, script }) {
  const person = await somebody(browser, { script });
  await person.goto(`${base}${welsh ? "/cy" : "/"}`);
  await write(person, "#words", welsh ? "Mae fy ngwres wedi torri ac mae gen i fabi" : "My heating is off and I have a baby");
  await write(person, "#reach", "01632 960111");
  await press(person, "main form button");
  const reference = (await person.$eval(".reference", (one) => one.textContent)).trim();
  const own = new URL(person.url()).pathname;
  if (own.startsWith("/cy/") !== welsh) throw new Error(`${own} is in the wrong language`);
  await says(person, welsh ? "Ydy hyn yn helpu?" : "Does this help?");

  const worker = await somebody(browser, { script });
  await signIn(worker, "asha");
  await worker.goto(`${base}/desk/need/${reference}`);
  await press(worker, `form[action$="/take"] button`);
  await says(worker, "Asha, General line, Council");
  await unfold(worker, "#offer-party");
  await tabTo(worker, "#offer-party");
  await worker.keyboard.type("Planning");
  await write(worker, "#offer-words", "No heating, a baby at home; she is in all day");
  await press(worker, `form[action$="/offer"] button`);
  await says(worker, "Offered to Planning, Repairs contractor");
  await worker.goto(`${base}/desk`);
  await says(worker, "What you did just now");
  const top = await worker.$eval("#just-now ~ ol", (list) => list.firstElementChild.textContent);
  if (!top.includes(reference)) throw new Error(`${reference} was taken just now, and is not on top but: ${top}`);
  await signOut(worker);

  await signIn(worker, "nia");
  await says(worker, welsh ? "Mae fy ngwres" : "My heating is off");
  await worker.goto(`${base}/desk/need/${reference}`);
  await press(worker, `form[action$="/accept"] button`);
  await write(worker, "#answer-words", "We come tomorrow at nine");
  await press(worker, `form[action$="/answer"] button`);
  await signOut(worker);

  await person.goto(base + own);
  await says(person, "We come tomorrow at nine");
  await says(person, "Nia, Planning, Repairs contractor");
  await press(person, `form[action$="/sorted"] button`);
  await says(person, welsh ? "dweud ei fod wedi'i ddatrys" : "said it is sorted");
  await says(person, welsh ? "Os daw yn ôl" : "If it comes back");
  judge(`journey${welsh ? ", Welsh" : ""}${script ? "" : ", without script"}`, "nothing from elsewhere", person.complaints);
  return { own, reference };
}

/** Somebody writes three long messages; answers the path of their page. */
async function long(browser) {
  const person = await somebody(browser);
  await person.goto(base);
  for (const [number, form] of [[1, "main form"], [2, `form[action$="/more"]`], [3, `form[action$="/more"]`]]) {
    const words = `message ${number} ${"and the water came in ".repeat(880)}`;
    await person.$eval(`${form} #words`, (field, words) => (field.value = words), words);
    await press(person, `${form} button`);
  }
  return new URL(person.url()).pathname;
}

/** What each of those who answer for the service is told; nobody there has a command line. */
async function told(page, who) {
  await page.goto(`${base}/desk/study/for/${who}`);
  const said = await text(page);
  judge(`the study for ${who}`, "no option of a command", said.match(/.{0,60}[ (`]--[a-z][a-z-]+/g) ?? []);
  if (who !== "commissioner") return;
  for (const words of ["£", "What would another arrangement cost", "no plan that you may read"]) await says(page, words);
}

/** A passkey is made and used with the keyboard alone, on a device that the browser pretends to have. Browsers have none under a number. */
async function passkey(browser) {
  const named = base.replace("127.0.0.1", "localhost");
  const worker = await somebody(browser);
  const there = (words) => worker.waitForFunction((words) => document.body?.textContent.includes(words), { timeout: 30_000 }, words);
  const page = await worker.createCDPSession();
  await page.send("WebAuthn.enable");
  const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: false };
  const { authenticatorId } = await page.send("WebAuthn.addVirtualAuthenticator", { options: { ...device, automaticPresenceSimulation: true } });

  await signIn(worker, "efe", named);
  await worker.goto(`${named}/desk/passkeys`);
  await write(worker, "#called", "my telephone");
  await write(worker, "#password", PASSWORD);
  await press(worker, "main form button");
  // Another finger: nothing is made, and the page says what to do.
  await there("There was no passkey");
  form("making a passkey", await worker.content());
  await worker.evaluate(axe);
  const found = await worker.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
  judge("making a passkey", "axe", found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`));
  await page.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
  await press(worker, "main form button");
  await there("not used yet");
  await signOut(worker);

  await press(worker, `form[action$="/passkey"] button`);
  await there("Log a call or visit");
  await worker.goto(`${named}/desk/passkeys`);
  await says(worker, "used last on");
  await judged(worker, "/desk/passkeys", 3 * LARGEST_BYTES, named);
  await press(worker, `form[action$="/remove"] button`);
  await says(worker, "You have none yet");
  await signOut(worker);
  await press(worker, `form[action$="/passkey"] button`);
  await there("is not known here");
  judge("passkey", "no error", worker.complaints.filter((one) => !one.startsWith(`asks for ${named}/`)));
}

/** A plan is made, changed by a form and run with the keyboard alone; answers its path. With script its page looks again by itself. */
async function plan(browser, { script }) {
  const manager = await somebody(browser, { script });
  await signIn(manager, "efe");
  await manager.goto(`${base}/desk/plans`);
  await tabTo(manager, "input[name=from]");
  await manager.keyboard.press("ArrowDown");
  if (!script) await manager.$eval("input[value=example]", (one) => (one.checked = true));
  await press(manager, "main form button");
  await says(manager, "it has not been run");
  const own = new URL(manager.url()).pathname;
  await manager.goto(`${base}${own}/number?path=pool.contact.staff`);
  await write(manager, "#source", "the rota of June");
  await press(manager, "main form button");
  await says(manager, "the rota of June");
  await press(manager, "button[value=run]");
  const over = () => manager.$eval("main", (main) => main.textContent.includes("The whole answer"));
  if (script) {
    await manager.waitForFunction(() => document.querySelectorAll(".seen tr").length > 5, { timeout: 300_000 });
    await says(manager, "Less than as it is");
    await manager.waitForFunction(() => document.body?.textContent.includes("The whole answer"), { timeout: 300_000 });
  } else {
    while (!(await over()) && !(await text(manager)).includes("Less than as it is")) await press(manager, `form[method=get] button`);
    if (!(await over())) await press(manager, "button[value=stop]");
    while (!(await over())) await press(manager, `form[method=get] button`);
  }
  judge(`a plan${script ? "" : ", without script"}`, "nothing from elsewhere", manager.complaints);
  return own;
}

/** What is judged of every page: where it is, or what came of a form that was sent. */
async function looked(page, where, { status = 200, largest = LARGEST_BYTES, at = base, answer = null } = {}) {
  const here = answer ?? (await page.goto(at + where));
  const html = await here.text();
  if (here.status() !== status) failures.push(`${where}: answers ${here.status()}`);
  if (status === 200 && !answer) noted(where);
  form(where, html);
  judge(where, "its weight", Buffer.byteLength(html) <= largest ? [] : [`${Buffer.byteLength(html)} bytes`]);
  await seenAt(page, where, 1280, "light", 1);
  await seenAt(page, where, 320, "dark", 1);
  await page.setViewport({ width: 1280, height: 900 });
}

async function seenAt(page, where, width, scheme, zoom) {
  await page.setViewport({ width: width / zoom, height: 900, deviceScaleFactor: zoom });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  judge(where, `nothing sideways at ${width}, ${zoom * 100} %`, wide > 0 ? [`${wide} too wide`] : []);
  await axed(page, where, `axe at ${width}, ${scheme}`);
}

async function axed(page, where, what) {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
  judge(where, what, found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`));
}

/** Everything that is judged of one page. */
async function judged(page, where, largest = LARGEST_BYTES, at = base) {
  await looked(page, where, { largest, at });
  await page.goto(at + where);
  await seenAt(page, where, 640, "light", 2);
  await page.setViewport({ width: 1280, height: 900 });
  const { default: pa11y } = await import(require.resolve("pa11y"));
  const said = await pa11y(at + where, { browser: page.browser(), page, ignoreUrl: true, standard: "WCAG2AA", timeout: 120_000 });
  judge(where, "pa11y", said.issues.map((one) => `${one.code}: ${one.message} ${one.context}`));
}

/** The page again where no script runs: what a script would have made is not there, and what it would have taken away is. */
async function withoutScript(page, where, at = base) {
  await page.setJavaScriptEnabled(false);
  await page.goto(at + where);
  // Nothing of the page runs any more; axe-core itself needs timers.
  await page.setJavaScriptEnabled(true);
  await axed(page, where, "axe without script");
}

/** Sends a form of a page that the service does not take; answers what came of it. */
async function refused(page, where, action) {
  await page.goto(base + where);
  const sent = page.waitForNavigation({ timeout: 60_000 });
  await page.$eval(`form[action="${action}"]`, (form) => form.submit());
  return sent;
}

const PUBLIC = ["/", "/back", "/questions", "/how-we-are-doing", "/cookies", "/accessibility", "/desk/sign-in"];
const DESK = ["/desk", "/desk/call", "/desk/listen", "/desk/answers", "/desk/changes", "/desk/looking-after"];
const inWelsh = (where) => (where === "/" ? "/cy" : `/cy${where}`);

/** What is looked at less often, of the public and of a person. */
async function others(anybody, walks) {
  const pages = ["/questions/ask", "/questions?q=heating", "/answers/heating", "/erased"];
  const own = ["/file", "/reach", "/record", "/record/erase", "/talk"];
  for (const where of pages) for (const one of [where, inWelsh(where)]) await looked(anybody, one);
  for (const { own: where } of walks) for (const page of own) await looked(anybody, where + page);
  // What is not there, what is not open, and forms in which something is wrong.
  for (const where of ["/nothing", "/cy/dim", "/need/ABCD-EFGH/0123456789abcdef0123456789abcdef"]) await looked(anybody, where, { status: 404 });
  for (const where of ["/", "/questions/ask"]) {
    for (const one of [where, inWelsh(where)]) await looked(anybody, `${one}: nothing written`, { answer: await refused(anybody, one, one) });
  }
  for (const { own: where } of walks.slice(0, 2)) {
    for (const page of ["/file", "/talk"]) {
      await looked(anybody, `${where}${page}: nothing sent`, { answer: await refused(anybody, where + page, where + page) });
    }
  }
  await looked(anybody, "/desk/sign-in: nothing written", { answer: await refused(anybody, "/desk/sign-in", "/desk/sign-in") });
}

/** What is looked at less often at the desk. */
async function desk(manager, { reference }) {
  const listed = await manager.goto(`${base}/desk/answers`).then(() => manager.$eval('main a[href^="/desk/answers/"]', (one) => one.pathname));
  const pages = [`/desk/person/${reference}`, `/desk/call/${reference}`, "/desk/listen/sheet", "/desk/listen/plan", "/desk/answers/new", listed];
  const after = ["keep", "keep?days=0", `erase/${reference}`, `seen/${reference}`, "seen", "questions", "accounts"];
  pages.push(...after.map((page) => `/desk/looking-after/${page}`), "/desk/password");
  for (const where of pages) await looked(manager, where, { largest: 3 * LARGEST_BYTES });
  for (const where of ["/desk/call", "/desk/password", "/desk/looking-after/accounts"]) {
    const answer = await refused(manager, where, where);
    await looked(manager, `${where}: nothing written`, { answer, largest: 3 * LARGEST_BYTES });
  }
  await looked(manager, "/desk/nothing", { status: 404 });
}

(async () => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  try {
    const walks = [];
    for (const one of [{ welsh: false, script: true }, { welsh: true, script: true }, { welsh: false, script: false }]) {
      walks.push(await journey(browser, one));
      passed += 1;
    }
    await passkey(browser);
    passed += 1;
    const anybody = await somebody(browser);
    for (const where of PUBLIC) {
      await judged(anybody, where);
      if (!where.startsWith("/desk")) await judged(anybody, where === "/" ? "/cy" : `/cy${where}`);
    }
    await judged(anybody, walks[0].own);
    await judged(anybody, walks[1].own);
    for (const page of ["/record", "/talk"]) await judged(anybody, walks[0].own + page);
    await others(anybody, walks.slice(0, 2));
    judge("public", "nothing from elsewhere", anybody.complaints);
    const heavy = await long(browser);
    for (const page of ["", "/words/1", "/record", "/talk"]) await judged(anybody, heavy + page);
    await judged(anybody, `/cy${heavy}/words/1`);
    const manager = await somebody(browser);
    await signIn(manager, "efe");
    for (const where of [...DESK, `/desk/need/${walks[0].reference}`]) await judged(manager, where, 3 * LARGEST_BYTES);
    const heavyAtDesk = `/desk/need/${heavy.split("/")[2]}`;
    for (const page of ["", "/words/1"]) await judged(manager, heavyAtDesk + page, 3 * LARGEST_BYTES);
    for (const who of ["manager", "commissioner", "contractor", "councillor"]) {
      await told(manager, who);
      await judged(manager, `/desk/study/for/${who}`, 10 * LARGEST_BYTES);
    }
    await judged(manager, "/desk/study", 20 * LARGEST_BYTES);
    await desk(manager, walks[0]);
    const worker = await somebody(browser);
    await signIn(worker, "asha");
    await looked(worker, "/desk/looking-after", { status: 403 });
    await judged(manager, "/desk?list=waiting&from=50", 3 * LARGEST_BYTES);
    judge("desk", "nothing from elsewhere", manager.complaints);
    await plan(browser, { script: false });
    const own = await plan(browser, { script: true });
    passed += 2;
    const pages = ["", "/number?path=step.mend.time.mean", "/way", "/way?kind=outsourcing", "/way?name=local", "/text", "/history", "/compare?one=1&other=1"];
    pages.push("/length?path=step.mend.time", "/length?path=step.mend.time&family=seen", "/together", "/course", "/course?of=demands", "/course?name=cold_winters");
    for (const page of ["/desk/plans", ...pages.map((page) => own + page)]) await judged(manager, page, 5 * LARGEST_BYTES);
    for (const page of ["/answer/1", "/answer/1/study?way=local"]) await judged(manager, own + page, 20 * LARGEST_BYTES);
    // All of it again as it stands without script.
    const pagesSeen = [...new Set(wheres)];
    const [plain, plainDesk] = [await somebody(browser, { script: false }), await somebody(browser, { script: false })];
    await signIn(plainDesk, "efe");
    for (const where of pagesSeen) await withoutScript(where.startsWith("/desk") && where !== "/desk/sign-in" ? plainDesk : plain, where);
    judge("without script", "nothing from elsewhere", [...plain.complaints, ...plainDesk.complaints]);
    allForms();
    const never = screens.filter((screen) => !seen.has(screen));
    if (screens.length < 50) never.push(`only ${screens.length} screens were found in ${SOURCE}`);
    judge("every screen of the service", "is judged somewhere in this file", never);
  } catch (error) {
    failures.push(String(error.stack ?? error));
  } finally {
    await browser.close();
  }
  failures.forEach((one) => console.log(`wrong ${one}`));
  console.log(`${passed} passed, ${failures.length} failed, on a running service`);
  process.exit(failures.length > 0 ? 1 : 0);
})();
