/* Suggestions below a search box: a listbox after the combobox of the ARIA Authoring Practices.
   The focus stays in the box; arrows choose, Enter opens, Escape closes. What is typed goes to the
   portal's own server only, is not kept there, and here no longer than the page. */
(() => {
  "use strict";
  const WAIT_MS = 150;
  const SHORTEST = 2;
  const known = new Map();
  let waiting;
  let request;
  /* The box whose list is open, and the option chosen in it. */
  let open = null;
  let chosen = -1;

  const isBox = (element) => element && element.matches && element.matches("[data-suggestions]");
  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const options = (box) => [...listOf(box).children];
  const say = (box, words) => {
    const status = box.form.querySelector("[role=status]");
    if (status) status.textContent = words;
  };

  const close = () => {
    if (!open) return;
    listOf(open).hidden = true;
    open.removeAttribute("aria-activedescendant");
    say(open, "");
    open = null;
    chosen = -1;
  };

  const optionFor = (hit, number) => {
    const option = document.createElement("li");
    option.id = `vorschlag-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.href = hit.href;
    const name = document.createElement("b");
    name.textContent = hit.name;
    option.append(name);
    if (hit.who) {
      const who = document.createElement("span");
      who.textContent = ` ${hit.who}`;
      option.append(who);
    }
    return option;
  };

  const show = (box, answer) => {
    if (document.activeElement !== box) return;
    const list = listOf(box);
    list.replaceChildren(...answer.found.map(optionFor));
    list.hidden = !answer.found.length;
    box.removeAttribute("aria-activedescendant");
    open = list.hidden ? null : box;
    chosen = -1;
    say(box, answer.status);
  };

  const ask = async (box, typed) => {
    if (known.has(typed)) return show(box, known.get(typed));
    request = new AbortController();
    const { signal } = request;
    try {
      const address = `${box.dataset.suggestions}?q=${encodeURIComponent(typed)}`;
      const response = await fetch(address, { signal });
      if (!response.ok) return close();
      known.set(typed, await response.json());
      if (!signal.aborted) show(box, known.get(typed));
    } catch {
      /* Too late, or no network: the search itself still works. */
    }
  };

  const choose = (box, number) => {
    const all = options(box);
    chosen = (number + all.length + 1) % (all.length + 1);
    if (chosen === all.length) chosen = -1;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };

  const typedInto = (box) => {
    clearTimeout(waiting);
    if (request) request.abort();
    const typed = box.value.trim();
    if (typed.length < SHORTEST) return close();
    waiting = setTimeout(() => ask(box, typed), WAIT_MS);
  };

  const keys = {
    ArrowDown: (box) => choose(box, chosen + 1),
    ArrowUp: (box) => choose(box, chosen < 0 ? options(box).length - 1 : chosen - 1),
    Escape: close,
    Enter: (box) => location.assign(options(box)[chosen].dataset.href),
  };

  document.addEventListener("input", (event) => { if (isBox(event.target)) typedInto(event.target); });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!isBox(box) || event.isComposing || !keys[event.key]) return;
    if (open !== box && event.key === "ArrowDown") typedInto(box);
    if (open !== box || (event.key === "Enter" && chosen < 0)) return;
    event.preventDefault();
    keys[event.key](box);
  });
  document.addEventListener("focusout", (event) => {
    if (!isBox(event.target)) return;
    clearTimeout(waiting);
    close();
  });
  document.addEventListener("submit", () => { clearTimeout(waiting); close(); }, true);
  /* A press on an option must not take the focus from the box before the click counts. */
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest(".suggestions")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".suggestions [role=option]");
    if (option) location.assign(option.dataset.href);
  });

  if (isBox(document.activeElement) && document.activeElement.value !== document.activeElement.defaultValue) {
    typedInto(document.activeElement);
  }
})();
