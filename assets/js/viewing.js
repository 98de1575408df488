/* Buttons with data-view="address" show that image or PDF in a dialog on the back office's pages,
   so that nobody leaves a case to look at its papers. The dialog is modal: Escape closes it, and
   the focus returns to the button. Where a browser has no viewer of PDFs for pages (most phones),
   the dialog says so and leads to the file. */
(() => {
  "use strict";

  const element = (name, parent, given = {}) => {
    const made = Object.assign(document.createElement(name), given);
    parent.append(made);
    return made;
  };

  const toFetch = (parent, words) => {
    element("p", parent, { textContent: words }).setAttribute("role", "status");
  };

  const image = (parent, name, address) => {
    const shown = element("img", parent, { alt: name });
    shown.addEventListener("error", () => {
      shown.remove();
      toFetch(parent, "Das Bild lässt sich hier nicht zeigen. Bitte laden Sie es herunter.");
    });
    shown.src = address;
  };

  const pdf = (parent, name, address) => {
    if (navigator.pdfViewerEnabled) {
      element("iframe", parent, { title: name, src: address });
    } else {
      toFetch(parent, "Dieser Browser zeigt PDFs nicht im Fenster. Bitte laden Sie die Datei herunter.");
    }
  };

  const bar = (dialog, address, shown) => {
    const line = element("div", dialog, { className: "bar" });
    const close = element("button", line, { type: "button", className: "kern-btn kern-btn--primary" });
    element("span", close, { className: "kern-label", textContent: "Schließen" });
    close.addEventListener("click", () => dialog.close());
    element("a", line, { href: address, textContent: "Herunterladen", download: "" });
    const alone = { href: shown, textContent: "In neuem Tab öffnen", target: "_blank", rel: "noopener" };
    element("a", line, alone);
    return close;
  };

  const open = (button) => {
    const { view, viewKind, viewName } = button.dataset;
    const address = new URL(view, location.href);
    if (address.origin !== location.origin) return;
    document.querySelector("dialog.viewing")?.remove();
    const dialog = element("dialog", document.body, { className: "viewing" });
    dialog.setAttribute("aria-labelledby", "angesehen");
    element("h2", dialog, { id: "angesehen", textContent: viewName });
    const shown = `${address.pathname}?ansehen`;
    const close = bar(dialog, address.pathname, shown);
    (viewKind === "pdf" ? pdf : image)(dialog, viewName, shown);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (button.isConnected) button.focus();
    });
    dialog.showModal();
    close.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-view]");
    if (button) open(button);
  });
  addEventListener("popstate", () => document.querySelector("dialog.viewing")?.close());
})();
