/* Sends the files of input[type=file][data-upload-url] as they are chosen, one after the other:
   progress, cancel, another try. The list of files that arrived comes from the server. */
(() => {
  "use strict";
  const GERMAN = {
    sending: "„%s“ wird hochgeladen",
    checking: "wird geprüft …",
    shrinking: "Großes Foto, wird für das Hochladen verkleinert …",
    cancel: "Abbrechen",
    cancelled: "„%s“ wurde nicht hochgeladen.",
    again: "Noch einmal versuchen",
    discard: "Verwerfen",
    arrived: "„%s“ ist hochgeladen.",
    lost: "Die Datei kam nicht an. Bitte prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    offline: "Sie sind gerade offline. Sobald die Verbindung wieder da ist, geht es von selbst weiter.",
    tooLarge: "„%s“ ist mit %s MB zu groß. Möglich sind höchstens %s MB.",
    unread: "Diese Datei lässt sich nicht lesen. Bitte wählen Sie sie noch einmal aus.",
    wait: "Ihre Datei wird noch hochgeladen. Danach geht es von selbst weiter.",
  };
  const ENGLISH = {
    sending: "Uploading “%s”",
    checking: "being checked …",
    shrinking: "Large photo, made smaller for the upload …",
    cancel: "Cancel",
    cancelled: "“%s” was not uploaded.",
    again: "Try again",
    discard: "Discard",
    arrived: "“%s” has been uploaded.",
    lost: "The file did not arrive. Please check your connection and try again.",
    offline: "You are offline right now. As soon as the connection is back, the upload goes on by itself.",
    tooLarge: "“%s” is too large with %s MB. At most %s MB are possible.",
    unread: "This file cannot be read. Please choose it once more.",
    wait: "Your file is still being uploaded. After that it goes on by itself.",
  };
  /* No byte for so long: the connection is lost, even if nobody says so. */
  const STALLED_MS = 45000;
  /* Everything is sent and the server checks it. */
  const CHECK_MS = 200000;
  const AGAIN_MS = 2000;
  /* A long edge on which print stays legible: A4 at 350 dots per inch. */
  const LONG_EDGE = 4096;
  /* form -> the button that waits for its uploads */
  const waiting = new Map();
  const running = new Set();

  const around = (input) => input.closest("[data-upload]") || input.parentElement;
  const place = (input, mark) => around(input).querySelector(`[data-upload-${mark}]`);

  const isEnglish = () => document.documentElement.lang === "en";
  const words = (key, ...values) => {
    const text = (isEnglish() ? ENGLISH : GERMAN)[key];
    return values.reduce((said, value) => said.replace("%s", () => value), text);
  };

  const put = (line, text) => {
    if (line && line.textContent !== text) line.textContent = text;
  };

  const say = (input, text) => {
    put(place(input, "error"), text);
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(isEnglish() ? "en-GB" : "de-DE", { maximumFractionDigits: 1 });

  const element = (kind, className, text = "") => {
    const made = document.createElement(kind);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };

  const button = (text, act) => {
    const made = element("button", "quiet-link", text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  /* What one sees of a file on its way. */
  const lineOf = (input, name) => {
    const line = element("div", "file");
    const bar = element("progress", "uploading");
    const percent = element("span", "");
    const actions = element("span", "file-actions");
    bar.max = 100;
    bar.setAttribute("aria-label", words("sending", name));
    line.append(element("b", "", name), percent, actions, bar);
    place(input, "progress").append(line);
    return {
      moves: (share) => {
        bar.value = 100 * share;
        percent.textContent = `${Math.floor(100 * share)} %`;
      },
      tells: (text) => {
        bar.removeAttribute("value");
        percent.textContent = text;
      },
      fails: (text) => {
        bar.hidden = true;
        percent.textContent = text;
        line.classList.add("failed");
      },
      starts: () => {
        bar.hidden = false;
        line.classList.remove("failed");
      },
      offers: (...buttons) => actions.replaceChildren(...buttons),
      ends: () => line.remove(),
    };
  };

  const answerOf = (input, request) => {
    let message = "";
    try {
      message = JSON.parse(request.responseText).message || "";
    } catch {
      /* no answer of ours */
    }
    const lost = request.status === 0 || request.status >= 500 || request.status === 429;
    return { lost, message: message || words(lost ? "lost" : "unread") };
  };

  /* Resolves with null when stored, else {lost, message, cancelled}. */
  const post = (input, file, line) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const lost = { lost: true, message: words("lost") };
    let timer = 0;
    const giveUpAfter = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(lost), delay);
    };
    const end = (problem) => {
      clearTimeout(timer);
      request.onload = request.onerror = null;
      request.abort();
      resolve(problem);
    };
    request.open("POST", input.dataset.uploadUrl);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      giveUpAfter(STALLED_MS);
      if (event.lengthComputable) line.moves(event.loaded / event.total);
    };
    request.upload.onload = () => {
      giveUpAfter(CHECK_MS);
      line.tells(words("checking"));
    };
    request.onload = () => end(request.status > 0 && request.status < 300 ? null : answerOf(input, request));
    request.onerror = () => end(lost);
    line.starts();
    line.moves(0);
    line.offers(button(words("cancel"), () => end({ cancelled: true })));
    giveUpAfter(STALLED_MS);
    request.send(file);
  });

  const whenOnline = () => new Promise((resolve) => window.addEventListener("online", resolve, { once: true }));
  const pause = (delay) => new Promise((resolve) => setTimeout(resolve, delay));

  /* Waits for the connection or for a decision: true to try again. */
  const another = (input, line, problem) => new Promise((resolve) => {
    const offline = !navigator.onLine;
    const text = offline ? words("offline") : problem.message;
    line.fails(text);
    put(place(input, "status"), text);
    line.offers(
      button(words("again"), () => resolve(true)),
      button(words("discard"), () => resolve(false)),
    );
    if (offline) whenOnline().then(() => pause(500)).then(() => resolve(true));
  });

  const send = async (input, file, line) => {
    let problem = await post(input, file, line);
    if (problem && problem.lost && !problem.cancelled && navigator.onLine) {
      await pause(AGAIN_MS);
      problem = await post(input, file, line);
    }
    while (problem && problem.lost) {
      /* Offline nothing can be sent anyway: what waits for this file goes on waiting. */
      if (navigator.onLine) {
        running.delete(input);
        goOn(input, false);
      }
      if (!(await another(input, line, problem))) return { cancelled: true };
      running.add(input);
      problem = await post(input, file, line);
    }
    return problem;
  };

  /* A photo beyond the limit is made smaller, if this browser can read it. */
  const fitting = async (input, file, line) => {
    const limit = Number(input.dataset.maxBytes || 0);
    const mayShrink = /^image\/|^$/.test(file.type) && input.accept.includes("image/jpeg");
    if (!limit || file.size <= limit || !mayShrink) return file;
    line.tells(words("shrinking"));
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONG_EDGE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const smaller = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
      const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
      return smaller ? new File([smaller], name, { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  };

  const tooLarge = (input, file) => {
    const limit = Number(input.dataset.maxBytes || 0);
    if (!limit || file.size <= limit) return null;
    return { message: words("tooLarge", file.name, megabytes(file.size), megabytes(limit)), named: true };
  };

  /* Ends with null when stored, else with the words of the refusal; "" when given up. */
  const bring = async (input, chosen, several) => {
    const line = lineOf(input, chosen.name);
    const file = await fitting(input, chosen, line);
    const problem = tooLarge(input, file) || (await send(input, file, line));
    line.ends();
    if (problem && problem.cancelled) put(place(input, "status"), words("cancelled", chosen.name));
    if (problem) return problem.cancelled ? "" : (several && !problem.named ? `„${chosen.name}“: ` : "") + problem.message;
    put(place(input, "status"), words("arrived", chosen.name));
    input.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
    return null;
  };

  const upload = async (input, files) => {
    const problems = [];
    say(input, "");
    running.add(input);
    input.setAttribute("aria-busy", "true");
    for (const file of files) {
      const problem = await bring(input, file, files.length > 1);
      if (problem !== null) problems.push(problem);
    }
    running.delete(input);
    input.removeAttribute("aria-busy");
    say(input, problems.filter(Boolean).join(" "));
    goOn(input, problems.length === 0);
  };

  /* One more choice waits until the one before has arrived. */
  const queues = new WeakMap();
  const uploadWhatIsChosen = (input) => {
    if (input.type !== "file" || !input.dataset.uploadUrl || input.files.length === 0) return;
    const files = [...input.files];
    input.value = "";
    queues.set(input, (queues.get(input) || Promise.resolve()).then(() => upload(input, files)));
  };

  const goOn = (input, good) => {
    const form = input.form;
    if (!form || !waiting.has(form) || [...running].some((other) => other.form === form)) return;
    const submitter = waiting.get(form);
    waiting.delete(form);
    put(place(input, "wait"), "");
    if (good) form.requestSubmit(submitter);
  };

  /* "Weiter" while a file is on its way: it waits, and then goes on by itself. */
  const holdBack = (event) => {
    const busy = [...running].filter((input) => input.form === event.target);
    if (busy.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(event.target, event.submitter);
    busy.forEach((input) => put(place(input, "wait"), words("wait")));
  };

  document.addEventListener("change", (event) => uploadWhatIsChosen(event.target), true);
  document.addEventListener("submit", holdBack, true);
  window.addEventListener("beforeunload", (event) => {
    if (running.size > 0) event.preventDefault();
  });
  /* Chosen before this script had arrived. */
  document.querySelectorAll("input[type=file]").forEach(uploadWhatIsChosen);
})();
