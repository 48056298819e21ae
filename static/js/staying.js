// Warns before a session runs out, lets one stay, and keeps what was typed until it is sent.
// Without it, the foot of the page says when the session ends.
"use strict";

const KEPT = "alliance-typed:";
const LONGEST = 12 * 3600 * 1000; // what was typed longer ago than a session lasts is dropped
const dialog = document.getElementById("staying");

function entries() {
  return Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT));
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetAll() {
  entries().forEach((key) => sessionStorage.removeItem(key));
}

// When it ends: the clock of the machine only counts on from when the page came.
if (dialog) {
  const words = document.getElementById("staying-words");
  const title = document.getElementById("staying-title");
  const form = dialog.querySelector("form");
  const close = dialog.querySelector(".staying__close");
  const again = dialog.querySelector(".staying__again");
  const warning = Number(dialog.dataset.warning) * 1000;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("alliance-session") : null;
  let idleAt;
  let wholeAt;
  let before;

  function minutes(left) {
    const count = Math.max(1, Math.ceil(left / 60000));
    return `${count} minute${count === 1 ? "" : "s"}`;
  }

  function count(idle, whole) {
    idleAt = Date.now() + idle * 1000;
    wholeAt = Date.now() + whole * 1000;
    delete dialog.dataset.read;
    if (dialog.open) {
      dialog.close();
    }
  }

  function say(text) {
    if (text !== before) {
      words.textContent = text;
      before = text;
    }
  }

  function open() {
    if (!dialog.open) {
      dialog.showModal();
      title.focus();
    }
  }

  function look() {
    const left = Math.min(idleAt, wholeAt) - Date.now();
    if (left > warning) {
      return;
    }
    const last = wholeAt - Date.now() <= warning; // nothing lasts longer than the whole
    if (left <= 0) {
      title.textContent = "You have been signed out";
      say("What you typed in a draft is kept in this tab until you have signed in again.");
      again.href = `${again.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
      again.hidden = false;
      form.hidden = true;
    } else if (last) {
      title.textContent = "Your session ends soon";
      say(`It has lasted as long as a session may and ends in ${minutes(left)}. What you typed in a draft is kept; sign in again after it.`);
      form.hidden = true;
    } else {
      title.textContent = "You will be signed out soon";
      say(`No page was opened for a while. You will be signed out in ${minutes(left)}.`);
      form.hidden = false;
    }
    close.hidden = !form.hidden;
    const told = left <= 0 ? "over" : "soon";
    if (dialog.dataset.read !== told) {
      dialog.dataset.read = told; // once closed, it does not come again for the same
      open();
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      const left = await answer.json();
      count(left.idle, left.whole);
      channel?.postMessage(left);
    } catch {
      say("That did not reach us. Try again, or save your work now.");
    }
  });
  close.addEventListener("click", () => dialog.close());
  channel?.addEventListener("message", (event) => count(event.data.idle, event.data.whole));

  count(Number(dialog.dataset.idle), Number(dialog.dataset.whole));
  channel?.postMessage({ idle: Number(dialog.dataset.idle), whole: Number(dialog.dataset.whole) });
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look); // a machine that slept counts no seconds

  // Who signs out leaves nothing behind; nor is anything shown to somebody else.
  for (const one of document.querySelectorAll('form[action$="/sign-out"], form[action$="/end-all"]')) {
    one.addEventListener("submit", forgetAll);
  }
  for (const key of entries()) {
    const kept = read(key);
    if (!kept || kept.reader !== dialog.dataset.reader || Date.now() - kept.at > LONGEST) {
      sessionStorage.removeItem(key);
    } else if (kept.sent && kept.path !== location.pathname) {
      sessionStorage.removeItem(key); // it was taken: the form led on to another page
    }
  }
}

// What is typed in a form that says so (data-keep), by the address of its page.
function fieldsOf(form) {
  return [...form.elements].filter((one) => one.name && one.matches("textarea, input[type=text]"));
}

function valuesOf(form) {
  return Object.fromEntries(fieldsOf(form).map((one) => [one.name, one.value]));
}

for (const form of dialog ? document.querySelectorAll("form[data-keep]") : []) {
  const key = KEPT + location.pathname;
  const start = valuesOf(form);
  const refused = Boolean(document.getElementById("error-summary"));
  const kept = refused ? null : read(key);

  function keep(sent) {
    const entry = { reader: dialog.dataset.reader, path: location.pathname, at: Date.now(), start, sent, values: valuesOf(form) };
    try {
      sessionStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // No room: the form works without it.
    }
  }

  function putBack() {
    for (const one of fieldsOf(form)) {
      if (one.name in kept.values) {
        one.value = kept.values[one.name];
      }
    }
  }

  const differs = kept && fieldsOf(form).some((one) => one.name in kept.values && kept.values[one.name] !== one.value);
  if (differs) {
    const note = document.createElement("p");
    note.className = "note";
    note.setAttribute("role", "status");
    form.prepend(note);
    if (JSON.stringify(kept.start) === JSON.stringify(start)) {
      putBack();
      note.textContent = "What you had typed and not sent was put back.";
    } else {
      // Somebody saved another text meanwhile: it is for the writer to say which counts.
      const button = document.createElement("button");
      button.type = "button";
      button.className = "usa-button usa-button--outline";
      button.textContent = "Put back what I typed";
      button.addEventListener("click", putBack);
      note.append("The text was changed since you typed here. ", button);
    }
  }
  form.addEventListener("input", () => keep(false));
  form.addEventListener("submit", () => keep(true));
}
