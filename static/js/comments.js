// Takes the selected words of a unit over into the field "Words meant". Without it they are copied.
"use strict";

const box = document.querySelector("[data-words-of-unit]");
const area = box?.querySelector("textarea");
const button = box?.querySelector("[data-comment-on]");
const meant = document.getElementById("meant");

if (area && button && meant) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const words = area.value.slice(area.selectionStart, area.selectionEnd).trim();
    if (words) {
      meant.value = words;
    }
    // Where nothing is selected, the field itself says what it asks for.
    (words ? document.getElementById("words") : meant)?.focus();
  });
}
