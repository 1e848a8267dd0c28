// Walks through a running service in a real browser: node walk.cjs ADDRESS
//
// The whole journey (say it, take it, hand it over, have it sorted, see it in the study) with the keyboard alone, in English and in Welsh,
// without script; a passkey; and of every page its form (vnu), axe-core and pa11y (WCAG 2.2 AA), its weight, and nothing sideways at 320 pixels and
// at 200 % zoom. Wants CHROMIUM and java.

const { execFileSync } = require("node:child_process");
const { readFileSync, writeFileSync, mkdtempSync } = require("node:fs");
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

/** The HTML itself. */
function form(html) {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "walk-")), "page.html");
  writeFileSync(file, html);
  try {
    execFileSync("java", ["-jar", vnu, "--format", "json", "--filterpattern", ".*paint-order.*", file], { stdio: "pipe" });
    return [];
  } catch (error) {
    const said = JSON.parse(error.stderr.toString()).messages;
    return said.map((one) => `line ${one.lastLine}: ${one.message} ${(one.extract ?? "").slice(0, 160)}`);
  }
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
  for (const words of ["£", "What would another arrangement cost", "Nobody has asked yet"]) await says(page, words);
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
  judge("making a passkey", "its form (vnu)", form(await worker.content()));
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

/** Everything that is judged of one page. */
async function judged(page, where, largest = LARGEST_BYTES, at = base) {
  const answer = await page.goto(at + where);
  const html = await answer.text();
  if (answer.status() !== 200) failures.push(`${where}: answers ${answer.status()}`);
  judge(where, "its form (vnu)", form(html));
  judge(where, "its weight", Buffer.byteLength(html) <= largest ? [] : [`${Buffer.byteLength(html)} bytes`]);
  for (const [width, scheme, zoom] of [[1280, "light", 1], [320, "dark", 1], [640, "light", 2]]) {
    await page.setViewport({ width: width / zoom, height: 900, deviceScaleFactor: zoom });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(at + where);
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    judge(where, `nothing sideways at ${width}, ${zoom * 100} %`, wide > 0 ? [`${wide} too wide`] : []);
    await page.evaluate(axe);
    const found = await page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), RULES);
    judge(where, `axe at ${width}, ${scheme}`, found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`));
  }
  await page.setViewport({ width: 1280, height: 900 });
  const { default: pa11y } = await import(require.resolve("pa11y"));
  const said = await pa11y(at + where, { browser: page.browser(), page, ignoreUrl: true, standard: "WCAG2AA", timeout: 120_000 });
  judge(where, "pa11y", said.issues.map((one) => `${one.code}: ${one.message} ${one.context}`));
}

const PUBLIC = ["/", "/back", "/questions", "/how-we-are-doing", "/cookies", "/accessibility", "/desk/sign-in"];
const DESK = ["/desk", "/desk/call", "/desk/listen", "/desk/answers", "/desk/changes", "/desk/looking-after"];

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
    const heavy = await long(browser);
    for (const page of ["", "/words/1", "/record", "/talk"]) await judged(anybody, heavy + page);
    const manager = await somebody(browser);
    await signIn(manager, "efe");
    for (const where of [...DESK, `/desk/need/${walks[0].reference}`]) await judged(manager, where, 3 * LARGEST_BYTES);
    for (const who of ["manager", "commissioner", "contractor", "councillor"]) {
      await told(manager, who);
      await judged(manager, `/desk/study/for/${who}`, 10 * LARGEST_BYTES);
    }
    await judged(manager, "/desk/study", 20 * LARGEST_BYTES);
    await judged(manager, "/desk?list=waiting&from=50", 3 * LARGEST_BYTES);
    judge("desk", "nothing from elsewhere", manager.complaints);
    await plan(browser, { script: false });
    const own = await plan(browser, { script: true });
    passed += 2;
    const pages = ["", "/number?path=step.mend.time.mean", "/way", "/way?kind=outsourcing", "/way?name=local", "/text", "/history", "/compare?one=1&other=1"];
    for (const page of ["/desk/plans", ...pages.map((page) => own + page)]) await judged(manager, page, 5 * LARGEST_BYTES);
    await judged(manager, `${own}/answer/1`, 20 * LARGEST_BYTES);
  } catch (error) {
    failures.push(String(error.stack ?? error));
  } finally {
    await browser.close();
  }
  failures.forEach((one) => console.log(`wrong ${one}`));
  console.log(`${passed} passed, ${failures.length} failed, on a running service`);
  process.exit(failures.length > 0 ? 1 : 0);
})();
