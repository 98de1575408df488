/* What a page load gives for free and a client-side change of page does not: focus on the new
   heading, the new title read out. Also: the error summary, links within the page, the network. */
(() => {
  "use strict";

  /* --- The language: a page's path says it, also after a client-side change of page --- */
  const PREFIXES = { "/en": "en" };
  const prefixOf = (path) => Object.keys(PREFIXES).find((one) => path === one || path.startsWith(one + "/")) || "";
  const speak = () => {
    const language = PREFIXES[prefixOf(location.pathname)] || "de";
    if (document.documentElement.lang !== language) document.documentElement.lang = language;
  };
  const says = (german, english) => (document.documentElement.lang === "en" ? english : german);
  speak();

  /* To this very page in the other language, with its query: the link knows the page alone. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-language]");
    if (!link) return;
    const german = location.pathname.slice(prefixOf(location.pathname).length) || "/";
    const prefix = Object.keys(PREFIXES).find((one) => PREFIXES[one] === link.dataset.language) || "";
    const query = new URLSearchParams(location.search);
    const step = document.querySelector("main h1[data-step]");
    if (step && step.dataset.step) query.set("schritt", step.dataset.step);
    const asked = query.toString();
    link.href = prefix + german + (asked ? "?" + asked : "") + location.hash;
  }, true);

  /* --- Words read out and shown, outside of what React draws --- */
  const element = (className, role) => {
    const node = document.createElement("div");
    node.className = className;
    node.setAttribute("role", role);
    document.body.append(node);
    return node;
  };

  let announcer;
  const announce = (words) => {
    announcer = announcer || element("kern-sr-only", "status");
    announcer.textContent = "";
    setTimeout(() => { announcer.textContent = words; }, 100);
  };

  const focusOn = (target) => {
    if (!target.matches("a[href], button, input, select, textarea, [tabindex]")) {
      target.setAttribute("tabindex", "-1");
    }
    target.focus({ preventScroll: false });
  };

  /* --- Another page, without a page load --- */
  const WAIT_MS = 3000;
  const SLOW_MS = 20000;
  const here = () => location.pathname.replace(/\/$/, "");
  let shownPath = here();
  let pending;

  const arrive = (before) => {
    clearInterval(pending);
    const start = Date.now();
    let settled = null;
    pending = setInterval(() => {
      const heading = document.querySelector("main h1");
      const isNew = heading && (heading !== before.heading || heading.textContent !== before.words);
      const waited = Date.now() - start;
      if (!isNew && waited < WAIT_MS) return;
      if (isNew || waited > SLOW_MS) clearInterval(pending);
      if (!heading || heading === settled || document.querySelector("[data-error-summary]")) return;
      /* On a slow line the old heading was taken for the new one: its focus moves on, nobody else's. */
      const focused = document.activeElement;
      if (settled && focused && focused !== document.body && focused !== settled) return;
      settled = heading;
      focusOn(heading);
      announce(document.title);
    }, 50);
  };

  const moved = () => {
    if (here() === shownPath) return;
    shownPath = here();
    speak();
    const heading = document.querySelector("main h1");
    arrive({ heading, words: heading ? heading.textContent : "" });
  };

  for (const name of ["pushState", "replaceState"]) {
    const original = history[name].bind(history);
    history[name] = (...args) => {
      original(...args);
      moved();
    };
  }
  window.addEventListener("popstate", moved);

  /* --- What was pressed is gone, such as "Entfernen" with its line: the focus stays nearby --- */
  const PRESS_MS = 5000;
  let pressed = null;
  let pressedAt = 0;
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("main button");
    if (!button) return;
    pressedAt = Date.now();
    const around = [button.closest("section"), document.querySelector("main")];
    const headings = around.map((one) => one && one.querySelector("h2, h1"));
    pressed = { button, headings, path: here(), at: Date.now() };
  }, true);
  const stayNearby = () => {
    if (!pressed || pressed.button.isConnected) return;
    const { headings, path, at } = pressed;
    pressed = null;
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (!isLost || path !== here() || Date.now() - at > PRESS_MS) return;
    const near = headings.find((one) => one && one.isConnected);
    if (near) focusOn(near);
  };

  /* --- A part that was asked for, such as a preview: the focus goes to its heading --- */
  let asksShown = [];
  const leadToAsked = () => {
    const found = [...document.querySelectorAll("main [data-asks]")];
    const fresh = found.find((one) => !asksShown.includes(one));
    asksShown = found;
    if (fresh && Date.now() - pressedAt < PRESS_MS) focusOn(fresh);
  };

  /* --- The next step of a form: same path, another heading --- */
  let headingWords = "";
  let summaryShown = null;
  const look = () => {
    const summary = document.querySelector("[data-error-summary]");
    if (summary && summary !== summaryShown) {
      focusOn(summary);
      summary.scrollIntoView({ block: "start" });
    }
    summaryShown = summary;
    if (!summary) leadToFault();
    leadToAsked();
    stayNearby();
    showAnswer();
    showCurrent();
    const heading = document.querySelector("main [data-step]");
    const words = heading ? heading.textContent : "";
    if (headingWords && words && words !== headingWords && !summary) {
      focusOn(heading);
      scrollTo(0, 0);
    }
    headingWords = words;
    leave();
  };

  /* --- A form without an error summary: the focus goes to the first field that was refused --- */
  let sent = null;
  const SAME_AGAIN_MS = 1500;
  const refusedIn = (form) => [...form.querySelectorAll('[aria-invalid="true"]')];
  const wordsOf = (field) => {
    const ids = (field.getAttribute("aria-describedby") || "").split(" ");
    return field.name + ids.map((id) => (document.getElementById(id) || {}).textContent).join();
  };
  const faultsOf = (form) => refusedIn(form).map(wordsOf).join();
  const leadToFault = (again = false) => {
    if (!sent || !sent.form.isConnected || document.querySelector("[data-error-summary]")) return;
    const faults = faultsOf(sent.form);
    if (!faults || (faults === sent.before && !again)) return;
    clearTimeout(sent.timer);
    const [field] = refusedIn(sent.form);
    sent = null;
    field.focus({ preventScroll: true });
    (field.closest(".field") || field).scrollIntoView({ block: "center" });
  };
  /* What became of it, should that stand outside of what one sees, as on a phone. */
  const answersNow = () => [...document.querySelectorAll(".kern-alert[role], [role=alert] > .kern-alert")];
  let asked = null;
  const showAnswer = () => {
    if (!asked || Date.now() > asked.until) return;
    const fresh = answersNow().find((box) => !asked.known.has(box.textContent));
    if (!fresh) return;
    asked = null;
    const { top, bottom } = fresh.getBoundingClientRect();
    const isField = document.activeElement && document.activeElement.matches('[aria-invalid="true"]');
    if ((top < 0 || bottom > innerHeight) && !isField) fresh.scrollIntoView({ block: "center" });
  };
  document.addEventListener("submit", ({ target: form }) => {
    asked = { until: Date.now() + 10000, known: new Set(answersNow().map((box) => box.textContent)) };
    if (sent) clearTimeout(sent.timer);
    sent = { form, before: faultsOf(form), timer: setTimeout(() => leadToFault(true), SAME_AGAIN_MS) };
  }, true);

  /* --- Where one is in a row of links that is wider than the screen --- */
  const CURRENT = ".staff-menu [aria-current=page], .filters [aria-current=page]";
  let current = [];
  const showCurrent = () => {
    const found = [...document.querySelectorAll(CURRENT)];
    const fresh = found.filter((link) => !current.includes(link));
    current = found;
    for (const link of fresh) {
      const row = link.closest("nav, ul");
      const box = [row, row.querySelector("ul"), link.closest("ul")]
        .find((one) => one && one.scrollWidth > one.clientWidth);
      if (box) box.scrollLeft = link.offsetLeft - (box.clientWidth - link.offsetWidth) / 2;
    }
  };

  /* --- Leaving the app by the server's word: to the payment page, with a page load --- */
  let left = "";
  /* Only where this very form was sent, and to no address that stood there before: it is that of
     an earlier payment, and a slow page may still show it. */
  const before = new WeakMap();
  const addressIn = (form) => (form.querySelector("a[data-leave]") || { href: "" }).href;
  document.addEventListener("submit", ({ target }) => before.set(target, addressIn(target)), true);
  const leave = () => {
    const link = document.querySelector("a[data-leave]");
    const form = link && link.closest("form");
    const to = form && before.has(form) && link.href !== before.get(form) ? link.href : "";
    if (to && to !== left) location.assign(to);
    left = to;
  };
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });

  /* --- Links within the page: skip link, error summary --- */
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const field = target.closest(".field");
    (field || target).scrollIntoView({ block: field ? "center" : "start" });
    target.focus({ preventScroll: true });
    if (document.activeElement !== target) focusOn(target);
  }, true);

  /* --- A script that is only needed by who uses a field comes with its first focus --- */
  const loaded = new Set();
  const bring = (field) => {
    const address = field && field.dataset && field.dataset.script;
    if (!address || loaded.has(address)) return;
    loaded.add(address);
    const script = document.createElement("script");
    script.src = address;
    document.head.append(script);
  };
  document.addEventListener("focusin", (event) => bring(event.target));
  bring(document.activeElement);

  /* --- Network --- */
  let notice;
  const showNetwork = () => {
    notice = notice || element("network", "status");
    notice.hidden = navigator.onLine;
    notice.textContent = navigator.onLine
      ? ""
      : says(
        "Sie sind offline. Was Sie eingeben, speichern wir, sobald die Verbindung wieder da ist.",
        "You are offline. We will save what you enter as soon as you are connected again.",
      );
  };
  window.addEventListener("offline", showNetwork);
  window.addEventListener("online", showNetwork);
  if (!navigator.onLine) showNetwork();

  /* --- Installable, and helpful without network --- */
  if ("serviceWorker" in navigator && isSecureContext) {
    window.addEventListener("load", () => {
      navigator.serviceWorker.register("/sw.js").catch(() => {});
    });
  }
})();
