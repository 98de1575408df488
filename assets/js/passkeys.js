/* The page of the sign-in host: asks the device for a passkey and hands its answer in. The button
   carries the options and the words; a first try is made at once, where the browser lets us. */
(() => {
  const button = document.querySelector("[data-passkey]");
  if (!button) return;
  const words = JSON.parse(button.dataset.words);
  const told = document.querySelector("[data-told]");
  const tell = (text) => {
    told.className = text ? "kern-alert kern-alert--danger" : "";
    told.textContent = text;
  };

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const options = () => {
    const given = JSON.parse(button.dataset.options);
    const made = { ...given, challenge: bytes(given.challenge) };
    if (given.user) made.user = { ...given.user, id: bytes(given.user.id) };
    if (given.allowCredentials) made.allowCredentials = listed(given.allowCredentials);
    if (given.excludeCredentials) made.excludeCredentials = listed(given.excludeCredentials);
    return { publicKey: made };
  };

  const spoken = (credential) => {
    const response = {};
    for (const name of [
      "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
    ]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  const why = (fault) =>
    fault.name === "InvalidStateError" ? words.known
      : fault.name === "NotAllowedError" || fault.name === "AbortError" ? words.canceled
        : words.trouble;

  const handIn = async (credential) => {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(spoken(credential)),
    });
    const content = await answer.json();
    if (answer.ok) location.replace(content.next);
    else tell(content.message || words.trouble);
  };

  const ask = async () => {
    if (!window.PublicKeyCredential) return tell(words.unable);
    tell("");
    button.disabled = true;
    try {
      await handIn(await navigator.credentials[button.dataset.passkey](options()));
    } catch (fault) {
      tell(why(fault));
    } finally {
      button.disabled = false;
    }
  };

  button.addEventListener("click", ask);
  if (document.hasFocus()) ask();
})();
