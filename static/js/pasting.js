// A paste keeps its structure: what Word or a web page puts on the clipboard as HTML goes along in a
// hidden field. Without this file the plain words are read.
"use strict";

const pasting = document.querySelector("[data-pasting]");
if (pasting) {
  const area = pasting.querySelector("textarea");
  const html = pasting.querySelector("[data-pasted-html]");
  const said = pasting.querySelector("[data-pasting-said]");
  const LONGEST = 10000000;

  area.addEventListener("paste", (event) => {
    const copied = event.clipboardData ? event.clipboardData.getData("text/html") : "";
    const whole = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    if (!whole || !copied || copied.length > LONGEST) {
      html.value = ""; // a paste into other words: the plain words are what counts
      said.textContent = "";
      return;
    }
    // After the words are in the area, so that the event of that change does not drop them again.
    setTimeout(() => {
      html.value = copied;
      said.textContent = "The structure of what you copied is kept.";
    });
  });
  area.addEventListener("input", (event) => {
    if (html.value && event.inputType !== "insertFromPaste") {
      html.value = "";
      said.textContent = "You changed the words: they are read as they stand here.";
    }
  });
}
