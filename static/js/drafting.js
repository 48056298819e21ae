// Several people write one draft at the same time: Yjs over plain requests, bound to text areas.
// Without this file the page is a form that is sent whole and merged by the server.
"use strict";

const form = document.querySelector("form[data-draft]");
if (form && !("refused" in form.dataset)) {
  import(form.dataset.yjs).then((Y) => live(form, Y));
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
const QUICK = 300; // milliseconds after a keystroke
const LISTEN = 1000;
const LISTEN_HIDDEN = 15000;
const HERE = 15000; // how often the server is told that somebody is here
const SIGNED_OUT = "signed out";
const NOT_YOURS = "Your office does not write this text any more. Copy from here what you need.";
const LONGEST_UNIT = 20000;
const LARGEST = 180000; // bytes sent at once
const RECITED = "recital";
const ALONE = ["recital", "schedule", "attachment"];

function chance(count, letters) {
  const drawn = crypto.getRandomValues(new Uint32Array(count));
  return [...drawn].map((one) => letters[one % letters.length]).join("");
}

// The same as alliance/drafting/places.py.
function middle(low, high) {
  if (high !== null) {
    let same = 0;
    while (same < high.length && (low[same] ?? DIGITS[0]) === high[same]) {
      same += 1;
    }
    if (same) {
      return high.slice(0, same) + middle(low.slice(same), high.slice(same));
    }
  }
  const first = low ? DIGITS.indexOf(low[0]) : 0;
  const last = high ? DIGITS.indexOf(high[0]) : DIGITS.length;
  if (last - first > 1) {
    return DIGITS[Math.floor((first + last) / 2)];
  }
  if (high && high.length > 1) {
    return high.slice(0, 1);
  }
  return DIGITS[first] + middle(low.slice(1), null);
}

function between(low, high) {
  const end = high !== null && low >= high ? null : high;
  const place = middle(low, end);
  const own = place + chance(3, DIGITS.slice(1));
  return end === null || own < end ? own : place;
}

function toText(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}

// What came between two states of one text: a cut, and what stands there now. Whole letters only.
function change(before, after) {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start += 1;
  }
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) {
    end += 1;
  }
  const half = (text, at) => at > 0 && at < text.length && /[\uDC00-\uDFFF]/u.test(text.charAt(at));
  while (start && (half(before, start) || half(after, start))) {
    start -= 1;
  }
  while (end && (half(before, before.length - end) || half(after, after.length - end))) {
    end -= 1;
  }
  return { start, cut: before.length - start - end, put: after.slice(start, after.length - end) };
}

function live(root, Y) {
  const doc = new Y.Doc();
  const head = doc.getMap("head");
  const units = doc.getMap("units");
  const state = root.querySelector("[data-draft-state]");
  const token = root.querySelector("[name=csrf_token]").value;
  const template = document.querySelector("[data-unit-template]");
  const here = document.querySelector("[data-draft-here]");
  const unready = document.querySelector("[data-draft-unready]");
  const aside = root.querySelector("[data-aside]");
  const kept = `alliance-draft:${location.pathname}`;
  let draft = "";
  let n = 0;
  let pending = []; // what was typed and is not with the server yet
  let going = []; // what is on its way: it is not there until the server has said so
  let sending = false;
  let soon = null;
  let failures = 0;
  let frozen = false;
  let gone = false; // it is not this office's to read any more
  let told = 0;
  let addresses = {};
  let at = "";

  function say(words, kind) {
    if (state.textContent !== words) {
      state.textContent = words;
    }
    root.dataset.state = kind;
  }

  // --- What the server and the page hold in common ---

  function apply(answer) {
    draft = answer.draft ?? draft;
    if (answer.update) {
      Y.applyUpdate(doc, toBytes(answer.update), "server");
    }
    n = Math.max(n, answer.n);
    if (answer.numbers) {
      addresses = answer.numbers;
      number();
    }
    if (answer.here) {
      showHere(answer.here);
    }
    if (answer.unready) {
      showUnready(answer.unready);
    }
    if (answer.open === false) {
      freeze("This text is frozen. Nothing more is taken in.");
    }
  }

  async function post(url, body) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      redirect: "manual",
    });
    const json = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 400 && !json)) {
      throw new Error(SIGNED_OUT);
    }
    if ([403, 404].includes(answer.status)) {
      return { frozen: NOT_YOURS };
    }
    if (answer.status === 413) {
      return { refused: "That is more than is taken in at once." };
    }
    if (!answer.ok && ![400, 409, 422].includes(answer.status)) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  }

  function hold() {
    try {
      if (pending.length + going.length) {
        const all = toText(Y.mergeUpdates([...going, ...pending]));
        sessionStorage.setItem(kept, JSON.stringify({ draft, client: doc.clientID, update: all }));
      } else {
        sessionStorage.removeItem(kept);
      }
    } catch {
      // No room: what is typed stays on this page.
    }
  }

  async function send() {
    if (sending || frozen) {
      return;
    }
    sending = true;
    clearTimeout(soon);
    const mine = pending;
    going = mine;
    pending = [];
    const update = mine.length ? Y.mergeUpdates(mine) : new Uint8Array();
    try {
      if (update.length > LARGEST) {
        refuse("That is more than is taken in at once. Paste it in parts, or take the text in from a file.");
        return;
      }
      const answer = await post(root.dataset.save, {
        draft, after: n, client: doc.clientID, update: toText(update), unit: at,
      });
      told = Date.now();
      failures = 0;
      if (answer.frozen) {
        pending = [...mine, ...pending];
        freeze(answer.frozen);
      } else if (answer.gap) {
        pending = [ownUpdate()];
        soon = setTimeout(send, QUICK);
      } else if (answer.refused) {
        refuse(answer.refused);
      } else {
        if (draft && answer.draft !== draft) {
          location.reload(); // the draft went on from another version
          return;
        }
        apply(answer);
        if (mine.length || root.dataset.state !== "saved") {
          say(`Saved at ${answer.saved}`, "saved");
        }
      }
    } catch (problem) {
      pending = [...mine, ...pending];
      failures += 1;
      say(problem.message === SIGNED_OUT
        ? "You are signed out. What you typed stays on this page; sign in again in another tab, then load this page anew."
        : "No connection. What you type stays here and is sent when it is back.", "offline");
      soon = setTimeout(send, Math.min(500 * 2 ** failures, 15000));
    } finally {
      sending = false;
      going = [];
      hold();
    }
    if (pending.length && !failures && !frozen) {
      soon = setTimeout(send, QUICK);
    }
  }

  // Who goes on to another page, such as the one that saves a version, finds there what was typed
  // last: it is sent before, within three seconds; what does not get through is held.
  const unsent = () => pending.length + going.length > 0 && !frozen;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || link.target || link.getAttribute("href").startsWith("#") || !unsent()) {
      return;
    }
    event.preventDefault();
    const until = Date.now() + 3000;
    while (unsent() && Date.now() < until) {
      await send();
      await new Promise((done) => { setTimeout(done, 50); });
    }
    location.assign(link.href);
  });

  // All that this browser wrote, for a server that has not all of it.
  function ownUpdate() {
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(shared));
  }
  const shared = new Y.Doc(); // what the server is known to hold
  doc.on("update", (update, origin) => {
    if (origin === "server") {
      Y.applyUpdate(shared, update);
      return;
    }
    pending.push(update);
    hold();
    if (root.dataset.state !== "offline") {
      say("Saving …", "saving");
    }
    clearTimeout(soon);
    soon = setTimeout(send, failures ? 500 * 2 ** failures : QUICK);
  });

  async function listen() {
    const wait = document.hidden ? LISTEN_HIDDEN : LISTEN;
    try {
      if (!sending && !failures) {
        if (Date.now() - told > HERE && !document.hidden && !frozen) {
          await send();
        } else {
          const answer = await fetch(`${root.dataset.news}?after=${n}`, {
            headers: { Accept: "application/json" }, redirect: "error",
          });
          if (answer.ok) {
            apply(await answer.json());
          } else if ([403, 404].includes(answer.status)) {
            freeze(NOT_YOURS);
          }
        }
      }
    } catch {
      // The next one may come through; what is typed says so when it cannot be sent.
    }
    if (!gone) {
      setTimeout(listen, wait);
    }
  }

  function freeze(words) {
    frozen = true;
    gone = words === NOT_YOURS;
    say(words, "frozen");
    for (const one of root.querySelectorAll("textarea, input, select, button")) {
      one.readOnly = true;
      one.disabled = one.matches("button, select");
    }
  }

  // What was not taken in is taken out again, and stays to be read and copied.
  function refuse(words) {
    const lost = document.createElement("details");
    lost.className = "fold draft__lost";
    lost.open = true;
    const summary = document.createElement("summary");
    summary.textContent = `Not taken in: ${words}`;
    lost.append(summary);
    for (const area of root.querySelectorAll("[data-unit] textarea, #title")) {
      const now = area.value;
      const known = textOf(area, shared);
      if (known === null || known !== now) {
        const box = document.createElement("textarea");
        box.className = "usa-textarea";
        box.readOnly = true;
        box.value = now.slice(0, 200000);
        box.setAttribute("aria-label", "What you wrote");
        lost.append(box);
      }
    }
    const again = document.createElement("button");
    again.type = "button";
    again.className = "usa-button usa-button--outline";
    again.textContent = "Go on with what is saved";
    again.addEventListener("click", () => location.reload());
    lost.append(again);
    root.prepend(lost);
    sessionStorage.removeItem(kept);
    pending = [];
    frozen = true;
    say(words, "refused");
    summary.tabIndex = -1;
    summary.focus();
  }

  function textOf(area, from) {
    const unit = area.closest("[data-unit]");
    if (!unit) {
      return from.getMap("head").get(area.id)?.toString() ?? null;
    }
    return from.getMap("units").get(unit.dataset.unit)?.get(area.dataset.part)?.toString() ?? null;
  }

  // --- Fields and what is shared ---

  function bind(field, text) {
    if (field.bound === text) {
      return;
    }
    field.bound = text;
    if (field.value !== text.toString()) {
      field.value = text.toString();
    }
    fit(field);
    text.observe((event) => {
      if (event.transaction.origin !== field) {
        follow(field, text, event.delta);
      }
    });
  }

  // The page shows what others wrote; the cursor stays between the same letters.
  function follow(field, text, delta) {
    let [start, end] = [field.selectionStart, field.selectionEnd];
    let place = 0;
    for (const step of delta) {
      if (step.retain) {
        place += step.retain;
      } else if (step.insert) {
        const size = step.insert.length;
        start += place < start ? size : 0;
        end += place < end ? size : 0;
        place += size;
      } else {
        start -= Math.max(0, Math.min(step.delete, start - place));
        end -= Math.max(0, Math.min(step.delete, end - place));
      }
    }
    field.value = text.toString();
    if (document.activeElement === field) {
      field.setSelectionRange(start, end);
    }
    fit(field);
  }

  function fit(field) {
    if (field.matches("textarea") && !CSS.supports("field-sizing", "content")) {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 4}px`;
    }
  }

  function typed(field) {
    const text = field.bound;
    if (!text || frozen) {
      return;
    }
    const one = change(text.toString(), field.value.replace(/\r\n?/gu, "\n"));
    doc.transact(() => {
      if (one.cut) {
        text.delete(one.start, one.cut);
      }
      if (one.put) {
        text.insert(one.start, one.put);
      }
    }, field);
    fit(field);
  }

  function placed() {
    return [...units.entries()]
      .filter(([, one]) => !one.get("gone"))
      .map(([key, one]) => ({ key, place: one.get("place"), kind: one.get("kind"), level: one.get("level") }))
      .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.key < b.key ? -1 : 1));
  }

  function element(key) {
    const found = document.getElementById(`u-${key}`);
    if (found) {
      return found;
    }
    const made = template.content.firstElementChild.cloneNode(true);
    for (const one of [made, ...made.querySelectorAll("*")]) {
      for (const { name, value } of [...one.attributes]) {
        if (value.includes("aaaaaaaa")) {
          one.setAttribute(name, value.replaceAll("aaaaaaaa", key));
        }
      }
    }
    made.querySelector("[data-key]").textContent = key;
    return made;
  }

  // Draws the units in their order; what stands stays, so that nobody loses the place they are at.
  function draw() {
    const order = placed();
    const focus = document.activeElement;
    const enacting = document.getElementById("enacting").closest(".usa-form-group");
    const recitals = order.filter((one) => one.kind === RECITED);
    const others = order.filter((one) => one.kind !== RECITED);
    const seen = new Set(order.map((one) => one.key));
    for (const one of root.querySelectorAll("[data-unit]")) {
      if (!seen.has(one.dataset.unit)) {
        one.remove();
      }
    }
    let before = document.getElementById("title").closest(".usa-form-group");
    for (const one of [...recitals, null, ...others]) {
      const next = one ? element(one.key) : enacting;
      if (before.nextElementSibling !== next) {
        before.after(next);
      }
      before = next;
      if (one) {
        fill(next, units.get(one.key));
      }
    }
    if (focus && focus !== document.activeElement && root.contains(focus)) {
      focus.focus();
    }
    drawAside();
    number();
  }

  // What was removed is kept, and can be brought back.
  function drawAside() {
    const gone = [...units.entries()].filter(([, one]) => one.get("gone"));
    aside.hidden = !gone.length;
    aside.querySelector("summary").textContent = `Removed, and kept here (${gone.length})`;
    aside.querySelector("[data-aside-list]").replaceChildren(...gone.map(([key, one]) => {
      const line = document.createElement("div");
      const words = document.createElement("p");
      const back = document.createElement("button");
      line.className = "draft__aside";
      words.textContent = `${one.get("heading")} ${one.get("text")}`;
      Object.assign(back, { type: "submit", name: "do", value: `restore:${key}`, className: "link-button" });
      back.textContent = "Bring back";
      line.append(words, back);
      return line;
    }));
  }

  function fill(shown, one) {
    for (const field of shown.querySelectorAll("[data-part]")) {
      const value = one.get(field.dataset.part);
      if (field.matches("select")) {
        field.value = value;
      } else if (value) {
        bind(field, value);
      }
    }
    shown.className = `draft-unit draft-unit--${one.get("level")}`;
  }

  function number() {
    for (const shown of root.querySelectorAll("[data-unit]")) {
      const address = addresses[shown.dataset.unit]?.[1] ?? "new";
      for (const one of shown.querySelectorAll("[data-address]")) {
        if (one.textContent !== address) {
          one.textContent = address;
        }
      }
    }
  }

  // --- What buttons do ---

  function deed(verb, key) {
    const order = placed();
    const nth = order.findIndex((one) => one.key === key);
    const low = (at) => order[at]?.place ?? "";
    const high = (at) => order[at]?.place ?? null;
    if (verb === "add") {
      const after = nth < 0 ? order.length - 1 : nth;
      const like = order[after] ?? { kind: "clause", level: 0 };
      const made = chance(8, LETTERS);
      doc.transact(() => {
        const map = new Y.Map();
        for (const [name, value] of Object.entries({
          kind: like.kind, level: ALONE.includes(like.kind) ? 0 : like.level,
          place: between(low(after), high(after + 1)), gone: false, origin: "", file: "",
        })) {
          map.set(name, value);
        }
        for (const part of ["label", "heading", "text"]) {
          map.set(part, new Y.Text());
        }
        units.set(made, map);
      });
      document.getElementById(`text-${made}`)?.focus();
      return;
    }
    const one = units.get(key);
    if (!one) {
      return;
    }
    if (verb === "remove") {
      one.set("gone", true);
      document.getElementById(`text-${order[nth + 1]?.key ?? order[nth - 1]?.key}`)?.focus();
    } else if (verb === "restore") {
      one.set("gone", false);
    } else if (verb === "up" && nth > 0) {
      one.set("place", between(low(nth - 2), high(nth - 1)));
    } else if (verb === "down" && nth < order.length - 1) {
      one.set("place", between(low(nth + 1), high(nth + 2)));
    } else if (verb === "deeper" || verb === "higher") {
      one.set("level", Math.max(0, Math.min(7, one.get("level") + (verb === "deeper" ? 1 : -1))));
    }
  }

  root.addEventListener("input", (event) => {
    if (event.target.bound) {
      typed(event.target);
    }
  });
  root.addEventListener("change", (event) => {
    const unit = event.target.closest("[data-unit]");
    if (unit && event.target.matches("select[data-part]") && units.has(unit.dataset.unit)) {
      units.get(unit.dataset.unit).set("kind", event.target.value);
    }
  });
  root.addEventListener("paste", (event) => {
    const more = event.clipboardData?.getData("text/plain").length ?? 0;
    if (event.target.matches("textarea") && event.target.value.length + more > LONGEST_UNIT) {
      event.preventDefault();
      say(`Not pasted: that is ${more.toLocaleString("en-US")} characters, and a unit takes ${LONGEST_UNIT.toLocaleString("en-US")}. Paste it in parts, or take the text in from a file.`, "refused-paste");
    }
  });
  root.addEventListener("focusin", (event) => {
    const unit = event.target.closest("[data-unit]")?.dataset.unit ?? "";
    if (unit !== at) {
      at = unit;
      clearTimeout(soon);
      soon = setTimeout(send, QUICK);
    }
  });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    const [verb, key] = (button?.name === "do" ? button.value : "").split(":");
    if (verb) {
      deed(verb, key);
      if (button.isConnected && verb !== "add") {
        button.focus();
      }
    } else {
      send();
    }
  }, true);

  // --- Who is here, and what stands against showing it ---

  function showHere(others) {
    const lines = others.map((one) => {
      const where = addresses[one.unit]?.[1];
      return `${one.name}, ${one.office}${where ? `: at ${where}` : ""}`;
    });
    list(here, lines.length ? lines : ["Nobody else"]);
    for (const shown of root.querySelectorAll("[data-unit]")) {
      const names = others.filter((one) => one.unit === shown.dataset.unit).map((one) => `${one.name}, ${one.office}`);
      const line = shown.querySelector("[data-there]");
      line.hidden = !names.length;
      line.textContent = names.length ? `Here now: ${names.join("; ")}` : "";
    }
  }

  function showUnready(found) {
    const items = found.map((one) => {
      if (!one.unit) {
        return one.says;
      }
      const link = document.createElement("a");
      link.className = "usa-link";
      link.href = `#u-${one.unit}`;
      link.textContent = one.says;
      return link;
    });
    list(unready, items.length ? items : ["Nothing stands against it"]);
  }

  function list(place, items) {
    const lines = items.map((one) => {
      const line = document.createElement("li");
      line.append(one);
      return line;
    });
    if (place.textContent.trim() !== lines.map((one) => one.textContent).join("")) {
      place.replaceChildren(...lines);
    }
  }

  // --- Beginning ---

  function own() {
    try {
      return JSON.parse(sessionStorage.getItem(kept));
    } catch {
      return null;
    }
  }

  async function begin() {
    say("Opening the draft …", "opening");
    const answer = await post(root.dataset.begin, {});
    if (answer.frozen) {
      freeze(answer.frozen);
      return;
    }
    apply(answer);
    const before = own();
    if (before && before.draft === draft) {
      // Typed before this page was loaded anew, and never taken in: it goes under its own number.
      Y.applyUpdate(doc, toBytes(before.update), "server");
      const late = await post(root.dataset.save, {
        draft, after: n, client: before.client, update: before.update, unit: "",
      });
      sessionStorage.removeItem(kept);
      if (late.refused) {
        refuse(late.refused);
      } else if (!late.frozen && !late.gap) {
        apply(late);
      }
    }
    bind(document.getElementById("title"), head.get("title"));
    bind(document.getElementById("enacting"), head.get("enacting"));
    draw();
    units.observeDeep((events) => {
      if (events.some((one) => one.path.length < 2)) {
        draw();
      }
    });
    root.querySelector("[data-draft-send]").hidden = true;
    told = Date.now();
    say(`Saved at ${answer.saved}`, "saved");
    setTimeout(listen, LISTEN);
  }

  addEventListener("online", () => { failures = 0; send(); });
  addEventListener("pagehide", hold);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { failures = 0; send(); } });

  let tries = 0;
  const start = () => begin().catch(() => {
    tries += 1;
    say("The draft could not be opened. It is tried again.", "offline");
    setTimeout(start, Math.min(1000 * 2 ** tries, 15000));
  });
  start();
}
