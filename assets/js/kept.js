/* What was typed into form[data-keeps] is held until it is sent or cancelled (data-forgets), in this
   page's memory alone. When a lost connection or a restarted server took the form away, it comes
   back filled; words that would displace newer ones are shown below instead. */
(() => {
  "use strict";
  const FIELDS = "input[name], textarea[name], select[name]";
  const SENT_MS = 15000;
  const NOTE_MS = 20000;
  const REDRAWN_MS = 800; // until then it may only be drawn anew
  const held = new Map(); // form -> field -> {value, base}
  const shown = new WeakSet();
  let leaving = null; // the form that was sent or cancelled last

  const keyOf = (form) => location.pathname + " " + form.dataset.keeps;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const nameOf = (field) => (isTick(field) ? field.name + "=" + field.value : field.name);
  const baseOf = (field) => (isTick(field) ? field.defaultChecked : field.defaultValue ?? "");
  const valueOf = (field) => (isTick(field) ? field.checked : field.value);
  const isConnected = () => navigator.onLine && !document.querySelector(".connection");

  const hold = (event) => {
    const field = event.target;
    const form = field instanceof Element && field.matches(FIELDS) && field.closest("form[data-keeps]");
    if (!form) return;
    if (leaving && leaving.form === form) leaving = null;
    const key = keyOf(form);
    if (!held.has(key)) held.set(key, new Map());
    held.get(key).set(nameOf(field), { value: valueOf(field), base: baseOf(field) });
  };

  const goes = (form) => {
    if (form && isConnected()) leaving = { form, key: keyOf(form), at: Date.now() };
  };

  const showBeside = (field, value) => {
    const box = document.createElement("details");
    box.className = "kept";
    const summary = document.createElement("summary");
    summary.textContent = "Was Sie zuletzt getippt hatten und was nicht gespeichert wurde";
    const words = document.createElement("p");
    words.textContent = value;
    box.append(summary, words);
    field.after(box);
  };

  const goesOn = (kept, field) =>
    field.tagName === "TEXTAREA" && baseOf(field) !== "" && kept.value.startsWith(baseOf(field));

  const fill = (form) => {
    const typed = held.get(keyOf(form));
    if (!typed) return;
    for (const field of form.querySelectorAll(FIELDS)) {
      const kept = typed.get(nameOf(field));
      if (!kept || kept.value === "" || kept.value === valueOf(field)) continue;
      if (isTick(field)) field.checked = kept.value;
      else if (baseOf(field) === kept.base || goesOn(kept, field)) field.value = kept.value;
      else if (field.tagName === "TEXTAREA") showBeside(field, kept.value);
    }
  };

  /* Where the form went away unsent, as after a restart: how to get at one's words again. */
  let note = null;
  let told = false;
  const tellWhereWordsAre = (isAway) => {
    if (!note && !isAway) return;
    if (!note) {
      note = document.createElement("div");
      note.className = "network";
      note.setAttribute("role", "status");
      document.body.append(note);
    }
    note.hidden = !isAway;
    note.textContent = isAway
      ? "Das Formular ist zu. Was Sie geschrieben haben, ist noch da: Öffnen Sie es einfach noch einmal."
      : "";
    if (isAway) setTimeout(() => tellWhereWordsAre(false), NOTE_MS);
  };
  let open = new Map(); // form -> its key
  const away = new Set();
  let telling;
  const watchForms = () => {
    const now = new Map([...document.querySelectorAll("main form[data-keeps]")].map((form) => [form, keyOf(form)]));
    for (const key of open.values()) if (held.has(key)) away.add(key);
    for (const key of away) {
      const isHere = key.startsWith(location.pathname + " ") && held.has(key);
      if (!isHere || [...now.values()].includes(key)) away.delete(key);
    }
    open = now;
    clearTimeout(telling);
    telling = setTimeout(() => {
      if (Boolean(away.size) !== told) tellWhereWordsAre((told = Boolean(away.size)));
    }, REDRAWN_MS);
  };

  const look = () => {
    if (leaving && !leaving.form.isConnected) {
      if (Date.now() - leaving.at < SENT_MS && isConnected()) held.delete(leaving.key);
      leaving = null;
    }
    for (const form of document.querySelectorAll("main form[data-keeps]")) {
      if (shown.has(form)) continue;
      shown.add(form);
      fill(form);
    }
    watchForms();
  };

  document.addEventListener("input", hold);
  document.addEventListener("change", hold);
  document.addEventListener("submit", ({ target }) => goes(target.closest("form[data-keeps]")), true);
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-forgets]");
    if (button) goes(button.closest("form[data-keeps]"));
  }, true);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
