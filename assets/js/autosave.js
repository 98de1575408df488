/* Stores what is typed into form[data-autosave-url] while one types. The answers travel by fetch,
   not through React: keystrokes are never lost, and it works before the page is hydrated. */
(() => {
  "use strict";
  const IDLE_MS = 600;
  /* "Weiter" stores the same answers: a conflict right after it is none. */
  const SUBMIT_MS = 5000;
  const RETRY_MS = [2000, 5000, 10000, 30000];
  const drafts = new WeakMap();
  /* Control -> its value as last stored; a control drawn anew starts without. */
  const storedValues = new WeakMap();

  const draftOf = (form) => {
    if (!drafts.has(form)) {
      drafts.set(form, { form, changed: new Set(), driving: false, timer: 0, sending: false, running: Promise.resolve(), tries: 0, submitted: 0, stopped: false });
    }
    return drafts.get(form);
  };

  const savedControl = (event) => {
    const control = event.target;
    const form = control.form;
    if (!form || !form.dataset || !form.dataset.autosaveUrl || !control.name) return null;
    return ["file", "password", "submit", "button"].includes(control.type) ? null : control;
  };

  const controlsOf = (form, name) => [...form.elements].filter((control) => control.name === name);

  const valueOf = (controls) => {
    if (controls.length === 0) return undefined;
    if (controls[0].type === "checkbox") {
      return controls.filter((control) => control.checked).map((control) => control.value);
    }
    if (controls[0].type === "radio") {
      const chosen = controls.find((control) => control.checked);
      return chosen ? chosen.value : "";
    }
    return controls[0].value;
  };

  const changesOf = (draft, names) => {
    const changes = {};
    for (const name of names) {
      const controls = controlsOf(draft.form, name);
      const value = valueOf(controls);
      const isNews = value !== undefined && JSON.stringify(value) !== storedValues.get(controls[0]);
      if (isNews) changes[name] = value;
    }
    return changes;
  };

  const say = (draft, words) => {
    const line = draft.form.querySelector("[data-autosave-status]");
    if (line && line.textContent !== words) line.textContent = words;
  };

  const askForRedraw = (form) => {
    const signal = form.querySelector("input[data-redraw]");
    if (!signal) return;
    const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    setter.call(signal, form.dataset.revision + "/" + Date.now());
    signal.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const plan = (draft, delay) => {
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => send(draft), delay);
  };

  const send = (draft, leaving = false) => {
    draft.running = Promise.all([draft.running, post(draft, leaving)]).then(() => {});
  };

  const post = async (draft, leaving) => {
    clearTimeout(draft.timer);
    if (draft.stopped || draft.changed.size === 0 || (draft.sending && !leaving)) return;
    const names = [...draft.changed];
    const driving = draft.driving;
    const { form } = draft;
    /* Leaving while an answer is on its way: that one will have raised the revision by one. */
    const revision = Number(form.dataset.revision || 0) + (draft.sending ? 1 : 0);
    const changes = changesOf(draft, names);
    draft.changed.clear();
    draft.driving = false;
    if (Object.keys(changes).length === 0) return;
    draft.sending = true;
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        keepalive: true,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ revision, changes }),
      });
      if (answer.ok) stored(draft, await answer.json(), changes, driving);
      else refused(draft, answer.status, names, driving);
    } catch {
      later(draft, names, driving);
    } finally {
      draft.sending = false;
      if (draft.changed.size > 0 && draft.tries === 0) plan(draft, IDLE_MS);
    }
  };

  const stored = (draft, answer, changes, driving) => {
    draft.tries = 0;
    draft.form.dataset.revision = answer.revision;
    for (const [name, value] of Object.entries(changes)) {
      const [first] = controlsOf(draft.form, name);
      if (first) storedValues.set(first, JSON.stringify(value));
    }
    if (draft.changed.size === 0) say(draft, "✓ Gespeichert um " + answer.saved_at);
    if (driving) askForRedraw(draft.form);
  };

  const refused = (draft, status, names, driving) => {
    if (status === 409 && Date.now() - draft.submitted < SUBMIT_MS) return;
    if (status === 409) {
      draft.stopped = true;
      say(draft, "Auf einem anderen Gerät geändert. Bitte laden Sie die Seite neu.");
    } else if (status === 401 || status === 403) {
      draft.stopped = true;
      say(draft, "Sitzung abgelaufen. Bitte laden Sie die Seite neu.");
    } else if (status >= 500 || status === 429) {
      later(draft, names, driving);
    } else {
      say(draft, "Das konnten wir nicht speichern.");
    }
  };

  const later = (draft, names, driving) => {
    names.forEach((name) => draft.changed.add(name));
    draft.driving = draft.driving || driving;
    say(draft, "Noch nicht gespeichert – wir versuchen es weiter");
    plan(draft, RETRY_MS[Math.min(draft.tries, RETRY_MS.length - 1)]);
    draft.tries += 1;
  };

  const noted = (event) => {
    const control = savedControl(event);
    if (!control) return;
    const draft = draftOf(control.form);
    draft.changed.add(control.name);
    const decides = control.dataset.drives !== undefined;
    if (decides) draft.driving = true;
    const settled = event.type === "change" && decides;
    plan(draft, settled ? 0 : IDLE_MS);
  };

  const formsOnPage = () => document.querySelectorAll("form[data-autosave-url]");

  const flush = () => {
    for (const form of formsOnPage()) {
      const draft = drafts.get(form);
      if (draft) send(draft, true);
    }
  };

  /* The browser may have filled or kept values before this script ran: those count as typed. */
  const noteWhatWasTypedBefore = () => {
    for (const form of formsOnPage()) {
      for (const control of form.elements) {
        const isText = control.name && ["text", "email", "tel", "textarea"].includes(control.type);
        if (isText && control.value !== control.defaultValue) draftOf(form).changed.add(control.name);
      }
      if (drafts.has(form)) plan(draftOf(form), IDLE_MS);
    }
  };

  /* "Zurück", "hinzufügen", "entfernen" draw the fields anew from what is stored: store it first. */
  let letThrough = null;
  const storeFirst = async (event) => {
    const button = event.target.closest && event.target.closest("button[type=button]");
    const draft = button && button.form && drafts.get(button.form);
    if (!draft || button === letThrough || (draft.changed.size === 0 && !draft.sending)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await draft.running;
    send(draft);
    await draft.running;
    letThrough = button;
    button.click();
    letThrough = null;
  };

  document.addEventListener("click", storeFirst, true);
  document.addEventListener("input", noted, true);
  document.addEventListener("change", noted, true);
  document.addEventListener("submit", (event) => {
    const draft = drafts.get(event.target);
    if (!draft) return;
    draft.submitted = Date.now();
    send(draft, true);
  }, true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });
  window.addEventListener("beforeunload", flush);
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", flush);
  document.addEventListener("portal:uploaded", (event) => {
    if (event.target.form) askForRedraw(event.target.form);
  });
  noteWhatWasTypedBefore();
})();
