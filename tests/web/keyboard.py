"""Somebody without a mouse: what the Tab key reaches, and whether one sees where one is."""

STOP = """async () => {
  await Promise.all(document.getAnimations().map(one => one.finished));
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const words = one.getAttribute("aria-label")
    || [...(one.labels || [])].map(label => label.innerText).join(" ")
    || one.innerText || one.value || "";
  const marked = element => {
    const style = getComputedStyle(element);
    const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return line || style.boxShadow !== "none" && element.matches(":focus-visible");
  };
  // A choice shows the focus around the whole of it, not around its small circle.
  // Inside the field of a date lies a button of the browser, with a ring of the browser's.
  const own = one.matches("[type^=date]:not(:focus-visible)");
  const visible = own || marked(one) || [...document.querySelectorAll(".choice")].some(
    frame => frame.contains(one) && marked(frame));
  const box = one.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const hidden = !top || !(one.contains(top) || top.contains(one)
    || [...(one.labels || [])].some(label => label.contains(top)));
  const index = [...document.querySelectorAll("*")].indexOf(one);
  const said = words.replace(/\\s+/g, " ").replace(" :", ":").trim();
  return { words: said, visible, hidden, index, tag: one.tagName };
}"""


class FocusLostError(AssertionError):
    """The focus is nowhere, cannot be seen, or lies under something."""


def stop(page):
    """Where the focus is: its words, its place among the elements; None on the page itself."""
    found = page.evaluate(STOP)
    if found and (found["hidden"] or not found["visible"]):
        raise FocusLostError(f"{page.url}: {found}")
    return found


def tab(page, *, back=False):
    """Press Tab, or Shift and Tab."""
    page.keyboard.press("Shift+Tab" if back else "Tab")
    return stop(page)


def tab_to(page, words, most=150):
    """Press Tab until the focus is on the thing with these words."""
    for _ in range(most):
        found = tab(page)
        if found and found["words"].startswith(words):
            return found
    raise FocusLostError(f"{page.url}: Tab does not reach {words!r}")


def round_trip(page, *, back=False):
    """Every stop from one end of the page to the other; a field of several parts is one."""
    stops = []
    while found := tab(page, back=back):
        if not stops or found["index"] != stops[-1]["index"]:
            if stops and found["index"] == stops[0]["index"]:
                break  # once around
            stops.append(found)
    return stops
