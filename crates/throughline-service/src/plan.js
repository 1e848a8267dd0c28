// Looks again at a plan that is run, while its page is open. Without it the same page works: "Look again".
"use strict";
const look = async () => {
  const old = document.querySelector("[data-watched]");
  if (!old) return;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-watched]");
    if (!fresh) return location.reload();
    // Only what changed, so that whoever is on a button stays there.
    for (const part of ["p", "progress", ".seen"]) {
      const [was, is] = [old.querySelector(part), fresh.querySelector(part)];
      if (was && is && was.outerHTML !== is.outerHTML) was.replaceWith(is);
    }
  } catch {
    // The line is gone for now; the next look may find it again.
  }
  setTimeout(look, 2000);
};
setTimeout(look, 1000);
