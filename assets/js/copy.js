/* Buttons with data-copy="id" copy the text of that field; where the browser refuses (a page
   without HTTPS), the text is selected and the keys are named. */
(() => {
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-copy]");
    const field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    const done = await copied(field.value);
    if (!done) {
      field.focus();
      field.select();
    }
    const note = button.parentElement.querySelector("[role=status]");
    if (note) note.textContent = done ? "Kopiert." : "Markiert. Kopieren Sie mit Strg und C.";
  });
})();
