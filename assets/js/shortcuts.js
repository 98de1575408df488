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
    ["n", "Im Vorgang: der nächste der Liste"],
    ["p", "Im Vorgang: der vorige der Liste"],
    ["u", "Eine Ebene zurück"],
    ["a", "Zu den nächsten Schritten des Vorgangs"],
    ["b", "Zu „Bewilligen“"],
    ["m", "In das Nachrichtenfeld"],
    ["v", "In das Feld für interne Vermerke"],
    ["Strg + Enter", "Beim Schreiben: das Formular abschicken"],
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

  const rowLinks = () => {
    const rows = [...document.querySelectorAll("main table tbody tr")];
    return rows.map((row) => row.querySelector("a")).filter(Boolean);
  };

  const move = (by) => {
    const links = rowLinks();
    if (links.length === 0) return false;
    const here = links.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by;
    return focus(links[Math.min(Math.max(next, 0), links.length - 1)]);
  };

  /* The cases of the list that was seen last, in its order: this tab alone keeps it. */
  const LIST = "schalter-liste";
  const CASE = /^\/verwaltung\/vorgaenge\/[^/]+\/$/;

  const keepList = () => {
    const paths = rowLinks().map((link) => new URL(link.href).pathname);
    const cases = paths.filter((path) => CASE.test(path));
    if (cases.length) sessionStorage.setItem(LIST, JSON.stringify(cases));
  };

  const goTo = (path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
    return true;
  };

  const turn = (by) => {
    if (!CASE.test(location.pathname)) return false;
    const cases = JSON.parse(sessionStorage.getItem(LIST) ?? "[]");
    const here = cases.indexOf(location.pathname);
    const next = here < 0 ? undefined : cases[here + by];
    return next ? goTo(next) : goTo("/verwaltung/");
  };

  const ACTIONS = {
    "?": () => show(),
    "/": () => focus(main("input[type=search]")),
    j: () => move(1),
    k: () => move(-1),
    g: () => follow(document.querySelector('header a[href="/verwaltung/"]')),
    n: () => turn(1),
    p: () => turn(-1),
    u: () => follow(document.querySelector(".crumb a")),
    a: () => focus(main(".actions button")),
    b: () => focus(main('.actions button[data-act="grant"]')),
    m: () => focus(main("textarea[name=nachricht]")),
    v: () => focus(main("textarea[name=vermerk]")),
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

  /* As pressing the button of the form would, from the field of several lines. */
  const sends = (event) =>
    event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat &&
    event.target instanceof HTMLTextAreaElement && event.target.form;

  document.addEventListener("keydown", (event) => {
    if (location.pathname.startsWith("/verwaltung/") && !isOff() && sends(event)) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (!location.pathname.startsWith("/verwaltung/") || isOff()) return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : null;
    if (action && action()) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("main tbody a")) keepList();
    if (event.target instanceof Element && event.target.closest("[data-shortcuts]")) show();
  });
})();
