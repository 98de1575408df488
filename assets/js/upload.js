/* Sends the files of input[type=file][data-upload-url] as they are chosen, one after the other,
   with a real progress bar. The list of files comes from the server; this script draws none. */
(() => {
  "use strict";
  const says = (german, english) => (document.documentElement.lang === "en" ? english : german);
  const noConnection = () => says(
    "Die Datei kam nicht an. Bitte prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
    "The file did not arrive. Please check your connection and try again.",
  );

  const around = (input) => input.closest(".field") || input.parentElement;
  const place = (input, mark) => around(input).querySelector(`[data-upload-${mark}]`);

  const say = (input, words) => {
    const line = place(input, "error");
    if (line) line.textContent = words;
    if (words) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };

  const megabytes = (bytes) => (bytes / 1e6).toLocaleString(says("de-DE", "en-GB"), { maximumFractionDigits: 1 });

  const tooLarge = (input, file) => {
    const limit = Number(input.dataset.maxBytes || 0);
    if (!limit || file.size <= limit) return "";
    return says(
      `„${file.name}“ ist mit ${megabytes(file.size)} MB zu groß. Möglich sind höchstens ${megabytes(limit)} MB.`,
      `“${file.name}” is too large with ${megabytes(file.size)} MB. At most ${megabytes(limit)} MB are possible.`,
    );
  };

  const showProgress = (input, file) => {
    const bar = document.createElement("progress");
    bar.className = "uploading";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", says(`„${file.name}“ wird hochgeladen`, `Uploading “${file.name}”`));
    const room = place(input, "progress");
    if (room) room.append(bar);
    return bar;
  };

  const messageOf = (request) => {
    try {
      return JSON.parse(request.responseText).message || noConnection();
    } catch {
      return request.status === 413 ? says("Die Datei ist zu groß.", "The file is too large.") : noConnection();
    }
  };

  const post = (input, file) => new Promise((resolve) => {
    const bar = showProgress(input, file);
    const request = new XMLHttpRequest();
    const end = (problem) => {
      bar.remove();
      resolve(problem);
    };
    request.open("POST", input.dataset.uploadUrl);
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    };
    request.onload = () => end(request.status < 300 ? "" : messageOf(request));
    request.onerror = () => end(noConnection());
    request.send(file);
  });

  const upload = async (input) => {
    const files = [...input.files];
    const problems = [];
    say(input, "");
    input.setAttribute("aria-busy", "true");
    for (const file of files) {
      const problem = tooLarge(input, file) || (await post(input, file));
      if (problem) problems.push(problem);
    }
    input.removeAttribute("aria-busy");
    input.value = "";
    say(input, problems.join(" "));
    if (problems.length < files.length) {
      input.dispatchEvent(new CustomEvent("portal:uploaded", { bubbles: true }));
    }
  };

  const uploadWhatIsChosen = (input) => {
    if (input.type === "file" && input.dataset.uploadUrl && input.files.length > 0) upload(input);
  };

  document.addEventListener("change", (event) => uploadWhatIsChosen(event.target), true);
  /* Chosen before this script had arrived. */
  document.querySelectorAll("input[type=file]").forEach(uploadWhatIsChosen);
})();
