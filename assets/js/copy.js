/* Buttons with data-copy="id" copy the text of that field or element, an IBAN without its gaps, an
   amount without its currency; where the browser refuses (a page without HTTPS), the text is
   selected and the keys are named. Without this script the buttons beside elements are hidden. */
(() => {
  const says = (german, english) => (document.documentElement.lang === "en" ? english : german);
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  };
  const textOf = (field) => ("value" in field ? field.value : field.textContent.replace(/[\s€]/g, ""));
  const select = (field) => {
    if ("select" in field) {
      field.focus();
      field.select();
    } else {
      getSelection().selectAllChildren(field);
    }
  };
  document.documentElement.dataset.copies = "";
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-copy]");
    const field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    const done = await copied(textOf(field));
    if (!done) select(field);
    const note = button.parentElement.querySelector("[role=status]");
    if (note) {
      note.textContent = done
        ? says("Kopiert.", "Copied.")
        : says("Markiert. Kopieren Sie mit Strg und C.", "Selected. Copy with Ctrl and C.");
    }
  });
})();
