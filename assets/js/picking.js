/* Boxes of the queue: says how many are ticked, ticks a whole page. What was ticked goes with the
   form; without this script the boxes work all the same. */
(() => {
  "use strict";
  const form = () => document.querySelector("form[data-picking]");
  const boxes = (where) => [...where.querySelectorAll('input[name="vorgang"]')];

  const tell = () => {
    const where = form();
    if (!where) return;
    const all = boxes(where);
    const number = all.filter((box) => box.checked).length;
    const page = where.querySelector("[data-pick-page]");
    const everything = where.querySelector("[data-pick-all]");
    if (page) {
      page.checked = number > 0 && number === all.length;
      page.indeterminate = number > 0 && number < all.length;
    }
    const words = everything?.checked
      ? "Alle gefundenen Vorgänge sind ausgewählt."
      : number === 1
        ? "1 Vorgang ist ausgewählt."
        : `${number} Vorgänge sind ausgewählt.`;
    const told = where.querySelector("[data-picked-words]");
    if (told && told.textContent !== words) told.textContent = words;
    const short = where.querySelector("[data-picked]");
    if (short) short.textContent = number && !everything?.checked ? ` (${number} ausgewählt)` : "";
  };

  document.addEventListener("change", (event) => {
    const where = event.target.closest?.("form[data-picking]");
    if (!where) return;
    if (event.target.matches("[data-pick-page]")) {
      for (const box of boxes(where)) box.checked = event.target.checked;
    }
    tell();
  });
})();
