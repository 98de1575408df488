/* Single keys for who works through many cases, on the back office's pages only. They only move the
   focus or follow a link: nothing is decided by one key. They can be switched off (WCAG 2.1.4). */
(() => {
  "use strict";
  const OFF = "schalter-tastenkuerzel-aus";
  const KEYS = [
    ["?", "Diese Übersicht"],
    ["/", "In das Suchfeld"],
    ["j", "Nächster Vorgang in der Liste"],
    ["k", "Voriger Vorgang in der Liste"],
    ["Enter", "Den Vorgang öffnen"],
    ["g", "Zum Arbeitsvorrat"],
    ["u", "Eine Ebene zurück"],
    ["a", "Zu den nächsten Schritten des Vorgangs"],
    ["m", "In das Nachrichtenfeld"],
  ];

  const isOff = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };

  const switchTo = (off) => {
    try {
      if (off) localStorage.setItem(OFF, "1");
      else localStorage.removeItem(OFF);
    } catch {
      /* a browser that keeps nothing keeps them on */
    }
  };

  const main = (selector) => document.querySelector(`main ${selector}`);

  const focus = (element) => {
    if (!element) return false;
    element.focus();
    element.scrollIntoView({ block: "nearest" });
    return true;
  };

  const follow = (link) => {
    if (!link) return false;
    link.click();
    return true;
  };

  const move = (by) => {
    const rows = [...document.querySelectorAll("main table tbody tr")];
    const links = rows.map((row) => row.querySelector("a")).filter(Boolean);
    if (links.length === 0) return false;
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
    return focus(links[Math.min(Math.max(next, 0), links.length - 1)]);
  };

  const ACTIONS = {
    "?": () => show(),
    "/": () => focus(main("input[type=search]")),
    j: () => move(1),
    k: () => move(-1),
    g: () => follow(document.querySelector('header a[href="/verwaltung/"]')),
    u: () => follow(document.querySelector(".crumb a")),
    a: () => focus(main(".actions button")),
    m: () => focus(main("textarea[name=nachricht]")),
  };

  const element = (name, text, parent) => {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  };

  const button = (text, kind, parent, onClick) => {
    const made = element("button", "", parent);
    made.type = "button";
    made.className = `kern-btn kern-btn--${kind}`;
    element("span", text, made).className = "kern-label";
    made.addEventListener("click", onClick);
    return made;
  };

  const show = () => {
    document.querySelector("dialog.shortcuts")?.remove();
    const dialog = document.createElement("dialog");
    dialog.className = "shortcuts";
    dialog.setAttribute("aria-labelledby", "tastenkuerzel");
    element("h2", "Tastenkürzel", dialog).id = "tastenkuerzel";
    const list = document.createElement("dl");
    for (const [key, words] of KEYS) {
      const line = element("div", "", list);
      element("kbd", key, element("dt", "", line));
      element("dd", words, line);
    }
    dialog.append(list);
    const bar = element("div", "", dialog);
    bar.className = "bar";
    button("Schließen", "primary", bar, () => dialog.close());
    const words = isOff() ? "Tastenkürzel einschalten" : "Tastenkürzel ausschalten";
    button(words, "secondary", bar, () => {
      switchTo(!isOff());
      dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return true;
  };

  const isTyping = (target) =>
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

  document.addEventListener("keydown", (event) => {
    if (!location.pathname.startsWith("/verwaltung/") || isOff()) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
    if (action && action()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-shortcuts]")) show();
  });
})();
