/* Stores what is typed into form[data-autosave-url] while one types. The answers travel by fetch,
   not through React: keystrokes are never lost, and it works before the page is hydrated. */
(() => {
  "use strict";
  const IDLE_MS = 600;
  /* "Weiter" stores the same answers: a conflict right after it is none. */
  const SUBMIT_MS = 5000;
  const says = (german, english) => (document.documentElement.lang === "en" ? english : german);
  const RETRY_MS = [2000, 5000, 10000, 30000];
  /* Address of a draft -> what is typed and not stored yet: name -> {value, control}. It outlives
     the form's elements, which React draws anew after a lost connection. */
  const drafts = new Map();
  /* Control -> its value as last stored; a control drawn anew starts without. */
  const storedValues = new WeakMap();

  const keyOf = (form) => form.dataset.autosaveUrl.split("?")[0];

  const draftOf = (form) => {
    const key = keyOf(form);
    if (!drafts.has(key)) {
      drafts.set(key, { unsaved: new Map(), driving: false, timer: 0, sending: false, onItsWay: "", running: Promise.resolve(), tries: 0, submitted: 0, stopped: false });
    }
    const draft = drafts.get(key);
    draft.form = form;
    return draft;
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

  const note = (draft, name) => {
    const controls = controlsOf(draft.form, name);
    draft.unsaved.set(name, { value: valueOf(controls), control: controls[0] });
  };

  const forgetWhatIsNoNews = (draft) => {
    for (const [name, { value, control }] of draft.unsaved) {
      if (JSON.stringify(value) === storedValues.get(control)) draft.unsaved.delete(name);
    }
  };

  const forget = (draft, changes) => {
    for (const [name, value] of Object.entries(changes)) {
      const entry = draft.unsaved.get(name);
      if (entry && entry.value === value) draft.unsaved.delete(name);
    }
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
    if (draft.stopped || (draft.sending && !leaving)) return;
    if (!draft.sending) forgetWhatIsNoNews(draft);
    if (draft.unsaved.size === 0) return;
    const { form, driving } = draft;
    /* Leaving while an answer is on its way: that one will have raised the revision by one. */
    const revision = Number(form.dataset.revision || 0) + (draft.sending ? 1 : 0);
    const changes = Object.fromEntries([...draft.unsaved].map(([name, entry]) => [name, entry.value]));
    if (draft.sending && JSON.stringify(changes) === draft.onItsWay) return;
    draft.onItsWay = JSON.stringify(changes);
    draft.driving = false;
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
      else refused(draft, answer.status, changes, driving);
    } catch {
      later(draft, driving);
    } finally {
      draft.sending = false;
      if (draft.unsaved.size > 0 && draft.tries === 0) plan(draft, IDLE_MS);
    }
  };

  const stored = (draft, answer, changes, driving) => {
    draft.tries = 0;
    draft.form.dataset.revision = answer.revision;
    for (const [name, value] of Object.entries(changes)) {
      const [first] = controlsOf(draft.form, name);
      if (first) storedValues.set(first, JSON.stringify(value));
    }
    forget(draft, changes);
    if (draft.unsaved.size === 0) say(draft, says("✓ Gespeichert um ", "✓ Saved at ") + answer.saved_at);
    if (driving) askForRedraw(draft.form);
  };

  const refused = (draft, status, changes, driving) => {
    if (status === 409 && Date.now() - draft.submitted < SUBMIT_MS) {
      forget(draft, changes);
    } else if (status === 409) {
      draft.stopped = true;
      say(draft, says("Auf einem anderen Gerät geändert. Bitte laden Sie die Seite neu.", "Changed on another device. Please reload the page."));
    } else if (status === 401 || status === 403) {
      draft.stopped = true;
      say(draft, says("Sitzung abgelaufen. Bitte laden Sie die Seite neu.", "Your session has ended. Please reload the page."));
    } else if (status >= 500 || status === 429) {
      later(draft, driving);
    } else {
      forget(draft, changes);
      say(draft, says("Das konnten wir nicht speichern.", "We could not save this."));
    }
  };

  const later = (draft, driving) => {
    draft.driving = draft.driving || driving;
    say(draft, says("Noch nicht gespeichert – wir versuchen es weiter", "Not saved yet – we keep trying"));
    plan(draft, RETRY_MS[Math.min(draft.tries, RETRY_MS.length - 1)]);
    draft.tries += 1;
  };

  const noted = (event) => {
    const control = savedControl(event);
    if (!control) return;
    const draft = draftOf(control.form);
    note(draft, control.name);
    const decides = control.dataset.drives !== undefined;
    if (decides) draft.driving = true;
    const settled = event.type === "change" && decides;
    plan(draft, settled ? 0 : IDLE_MS);
  };

  const formsOnPage = () => document.querySelectorAll("form[data-autosave-url]");

  const flush = () => {
    for (const form of formsOnPage()) {
      if (drafts.has(keyOf(form))) send(draftOf(form), true);
    }
  };

  /* The browser may have filled or kept values before this script ran: those count as typed. */
  const noteWhatWasTypedBefore = () => {
    for (const form of formsOnPage()) {
      for (const control of form.elements) {
        const isText = control.name && ["text", "email", "tel", "textarea"].includes(control.type);
        if (isText && control.value !== control.defaultValue) note(draftOf(form), control.name);
      }
      if (drafts.has(keyOf(form))) plan(draftOf(form), IDLE_MS);
    }
  };

  const put = (control, value) => {
    if (control.type === "checkbox") control.checked = value.includes(control.value);
    else if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  };

  /* Drawn anew from what is stored: what was typed since stands there again, and is sent. */
  const putBack = () => {
    for (const form of drafts.size > 0 ? formsOnPage() : []) {
      const draft = drafts.get(keyOf(form));
      for (const [name, entry] of draft ? draft.unsaved : []) {
        const controls = controlsOf(form, name);
        if (controls.length === 0 || controls[0] === entry.control) continue;
        controls.forEach((control) => put(control, entry.value));
        entry.control = controls[0];
        plan(draftOf(form), 0);
      }
    }
  };

  /* "Zurück", "hinzufügen", "entfernen" draw the fields anew from what is stored: store it first. */
  let letThrough = null;
  const storeFirst = async (event) => {
    const button = event.target.closest && event.target.closest("button[type=button]");
    const form = button && button.form;
    const draft = form && form.dataset.autosaveUrl && draftOf(form);
    if (!draft || button === letThrough || (draft.unsaved.size === 0 && !draft.sending)) return;
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
    const form = event.target;
    if (!form.dataset.autosaveUrl || !drafts.has(keyOf(form))) return;
    const draft = draftOf(form);
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
  new MutationObserver(putBack).observe(document.documentElement, { childList: true, subtree: true });
  noteWhatWasTypedBefore();
})();
