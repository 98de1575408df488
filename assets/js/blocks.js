/* A button with data-inserts="field" puts the value chosen in the list before it (data-blocks) into
   that field: where the caret was last, as a paragraph of its own, or at the end. Without this
   script the list is hidden and one types. */
(() => {
  document.documentElement.dataset.blocks = "";
  const carets = new WeakMap();
  document.addEventListener("focusout", ({ target }) => {
    if (target.matches && target.matches("textarea")) carets.set(target, target.selectionEnd);
  });
  const apart = (text, before, after) =>
    (before && !before.endsWith("\n\n") ? (before.endsWith("\n") ? "\n" : "\n\n") : "") +
    text +
    (after && !after.startsWith("\n\n") ? (after.startsWith("\n") ? "\n" : "\n\n") : "");
  document.addEventListener("click", ({ target }) => {
    const button = target.closest && target.closest("[data-inserts]");
    const field = button && document.getElementById(button.dataset.inserts);
    const list = button && button.closest(".blocks").querySelector("select");
    if (!field || !list || !list.value) return;
    const at = carets.has(field) ? carets.get(field) : field.value.length;
    const words = apart(list.value, field.value.slice(0, at), field.value.slice(at));
    field.focus();
    field.setRangeText(words, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const note = button.closest(".blocks").querySelector("[role=status]");
    if (note) note.textContent = "Eingefügt.";
  });
})();
