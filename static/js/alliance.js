// Comforts only: every page does its work without this file.
"use strict";

// A form that came back with problems starts reading at their summary.
document.getElementById("error-summary")?.focus();

// Only a frame that really scrolls should be a stop for the keyboard.
const frames = document.querySelectorAll(".table-frame");
function settleFrames() {
  for (const frame of frames) {
    if (frame.scrollWidth > frame.clientWidth && getComputedStyle(frame).overflowX !== "visible") {
      frame.tabIndex = 0;
    } else {
      frame.removeAttribute("tabindex");
    }
  }
}
settleFrames();
addEventListener("resize", settleFrames);

// Says how much room is left while one types; the server decides.
for (const count of document.querySelectorAll("[data-limit]")) {
  const area = document.getElementById(count.id.replace(/-count$/, ""));
  const limit = Number(count.dataset.limit);
  const initial = count.textContent;
  area?.addEventListener("input", () => {
    const left = limit - [...area.value].length;
    count.classList.toggle("form-count--over", left < 0);
    if (left < 0) {
      count.textContent = `${(-left).toLocaleString("en-US")} characters too many`;
    } else {
      count.textContent = left > limit / 2 ? initial : `${left.toLocaleString("en-US")} characters left`;
    }
  });
}

// A click on the map goes where the tile of the same state goes.
for (const map of document.querySelectorAll(".map")) {
  map.addEventListener("click", (event) => {
    const address = event.target.closest("[data-href]")?.dataset.href;
    if (address) {
      location.assign(address);
    }
  });
}

// The menu closes with Escape and gives the focus back.
const menu = document.querySelector(".menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What is folded on the screen belongs on paper.
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold")) {
    fold.open = true;
  }
});

// An impatient second click does not send the form again; a download leaves the page, so it ends by itself.
for (const form of document.querySelectorAll('form[method="post"]')) {
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sentAt < 3000) {
      event.preventDefault();
    } else {
      sentAt = event.timeStamp;
    }
  });
}

// A new password may be looked at while one types it.
for (const field of document.querySelectorAll("input[data-reveal]")) {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Show the password" });
  button.className = "reveal";
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.after(button);
}

// A form that only carries on what another site sent goes by itself.
document.querySelector("form[data-send-at-once]")?.requestSubmit();
