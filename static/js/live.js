// Parts of a page that refresh by themselves: they are asked for every few seconds while the page is
// seen, and put in the place of what was there piece by piece, so that the focus, the place on the
// page, what is unfolded and what is being typed stay. Without this file a link reads the page anew.
"use strict";

{
  const EVERY = 3000;
  const SLOWEST = 60000;
  const typed = "input, textarea, select";

  // --- One piece in the place of another ---

  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key || node.id || "" : "");
  const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

  // What the reader or another script has set stays as it is.
  function isOwn(element, name) {
    return (
      (element.matches("details") && name === "open") ||
      (element.matches(".table-frame") && name === "tabindex") ||
      (element.matches(typed) && ["value", "checked"].includes(name)) ||
      (element.matches("option") && name === "selected")
    );
  }

  function morphAttributes(old, made) {
    for (const { name, value } of made.attributes) {
      if (!isOwn(old, name) && old.getAttribute(name) !== value) {
        old.setAttribute(name, value);
      }
    }
    for (const { name } of [...old.attributes]) {
      if (!isOwn(old, name) && !made.hasAttribute(name)) {
        old.removeAttribute(name);
      }
    }
  }

  function morph(old, made) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.nodeValue !== made.nodeValue) {
        old.nodeValue = made.nodeValue;
      }
      return;
    }
    morphAttributes(old, made);
    if (!old.matches(typed)) {
      morphChildren(old, made);
    }
  }

  // Which of the old pieces is this one: the one with its key, else the next that is like it, before
  // any with a key that is wanted still.
  function counterpart(wanted, from, keys) {
    for (let node = from; node; node = node.nextSibling) {
      if (alike(node, wanted)) {
        return node;
      }
      if (!keyOf(wanted) && keys.has(keyOf(node))) {
        return null;
      }
    }
    return null;
  }

  function morphChildren(old, made) {
    let at = old.firstChild;
    const keys = new Set([...made.childNodes].map(keyOf));
    keys.delete("");
    for (const wanted of [...made.childNodes]) {
      const found = at && counterpart(wanted, at, keys);
      if (!found) {
        old.insertBefore(document.importNode(wanted, true), at);
        continue;
      }
      while (at !== found) { // what stood before it is gone
        const gone = at;
        at = at.nextSibling;
        gone.remove();
      }
      at = found.nextSibling;
      morph(found, wanted);
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  // --- Asking, every few seconds ---

  for (const part of document.querySelectorAll("[data-live]")) {
    const said = document.querySelector("[data-live-said]");
    const note = document.querySelector("[data-live-note]");
    const again = document.querySelector("[data-live-again]");
    let tag = part.dataset.liveTag ?? "";
    let words = wordsOf(part);
    let failures = 0;
    let timer;

    function wordsOf(inside) {
      return inside.querySelector("[data-live-words]")?.textContent.trim() ?? "";
    }

    function show(text) {
      const made = new DOMParser().parseFromString(text, "text/html").body;
      const before = document.activeElement;
      const held = part.contains(before);
      const kept = held && before.id;
      morphChildren(part, made);
      if (held && !part.contains(document.activeElement)) {
        // What had the focus is gone, such as a button of a vote that is closed: it stays here.
        const next = (kept && document.getElementById(kept)) || part.querySelector("h1, h2") || part;
        next.tabIndex = -1;
        next.focus({ preventScroll: true });
      }
      const now = wordsOf(part);
      if (now !== words) {
        words = now;
        said.textContent = now;
      }
      count();
    }

    function stop(why) {
      clearTimeout(timer);
      timer = undefined;
      note.textContent = why;
    }

    async function ask() {
      const headers = { "X-Requested-With": "live", ...(tag ? { "If-None-Match": tag } : {}) };
      let answer;
      try {
        answer = await fetch(part.dataset.live, { headers, redirect: "manual" });
      } catch {
        failures += 1;
        note.textContent = "The server does not answer. It is asked again.";
        return true;
      }
      if (answer.status === 304) {
        failures = 0;
        note.textContent = "This page refreshes by itself.";
        return true;
      }
      if (answer.status >= 500 || answer.status === 429) {
        failures += 1;
        note.textContent = "The server does not answer. It is asked again.";
        return true;
      }
      if (!answer.ok) {
        stop("This page does not refresh any more."); // signed out, or no longer open to the reader
        return false;
      }
      failures = 0;
      const text = await answer.text();
      tag = answer.headers.get("ETag") ?? "";
      show(text);
      if (answer.headers.get("X-Live") === "over") {
        stop("Nothing changes here any more.");
        return false;
      }
      note.textContent = "This page refreshes by itself.";
      return true;
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(run, Math.min(EVERY * 2 ** failures, SLOWEST));
    }

    async function run() {
      if (document.hidden) {
        return; // nobody looks: it goes on when somebody does
      }
      if (await ask()) {
        later();
      }
    }

    note.hidden = false;
    again.hidden = true;
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && timer !== undefined) {
        clearTimeout(timer);
        run();
      }
    });
    later();
  }

  // --- How long there is still, on the clock of the machine ---

  function count() {
    for (const one of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.floor((Date.parse(one.dataset.until) - Date.now()) / 1000));
      const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
      const two = (number) => String(number).padStart(2, "0");
      const days = Math.floor(hours / 24);
      if (days > 1) {
        one.textContent = `${days} days, ${hours % 24} h`;
        continue;
      }
      one.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
    }
  }
  if (document.querySelector("[data-until]")) {
    count();
    setInterval(() => { if (!document.hidden) { count(); } }, 1000);
  }
}
