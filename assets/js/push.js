/* "Benachrichtigungen": this browser is asked whether it shows notifications, and where it receives
   them; the server learns it. Which words are shown, the page decides: data-state on the box. */
(() => {
  "use strict";
  const PLACE = "/konto/benachrichtigungen/geraete";
  const box = () => document.querySelector("[data-push-key]");

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };

  const isAble = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

  /* On an iPhone only an app on the home screen may show notifications. */
  const needsInstalling = () =>
    /iPhone|iPad/.test(navigator.userAgent) && !matchMedia("(display-mode: standalone)").matches;

  const subscription = async () => {
    const worker = await navigator.serviceWorker.getRegistration("/");
    return worker ? worker.pushManager.getSubscription() : null;
  };

  const send = (path, content) =>
    fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(content),
    });

  const isOurKey = (made) => {
    const key = made.options && made.options.applicationServerKey;
    const wanted = bytes(box().dataset.pushKey);
    return !key || new Uint8Array(key).every((sign, place) => sign === wanted[place]);
  };

  /* What the browser has may be somebody else's, or taken away on another device. */
  const isKnown = async (made) => {
    if (!made || !isOurKey(made)) return false;
    const answer = await send(`${PLACE}/stand`, { endpoint: made.endpoint });
    return answer.ok && (await answer.json()).known;
  };

  const state = async () => {
    if (!isAble()) return needsInstalling() ? "install" : "unable";
    if (Notification.permission === "denied") return "denied";
    return (await isKnown(await subscription())) ? "on" : "off";
  };

  let devices;
  const show = async (forced) => {
    const here = box();
    if (!here) return;
    devices = here.dataset.devices;
    if (!here.dataset.state) here.dataset.state = "asking";
    here.dataset.state = forced || (await state().catch(() => "failed"));
  };

  /* Where the browser took no worker, it would be waited for without end. */
  const afterWaiting = () =>
    new Promise((_, giveUp) => setTimeout(() => giveUp(new Error("no worker")), 10000));

  const switchOn = async () => {
    if ((await Notification.requestPermission()) !== "granted") return show();
    const worker = await Promise.race([navigator.serviceWorker.ready, afterWaiting()]);
    const older = await worker.pushManager.getSubscription();
    if (older && !isOurKey(older)) await older.unsubscribe();
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(box().dataset.pushKey),
    });
    const answer = await send(PLACE, made.toJSON());
    if (answer.ok) return show();
    await made.unsubscribe();
    return show("failed");
  };

  const switchOff = async () => {
    const made = await subscription();
    if (made) {
      await send(`${PLACE}/weg`, { endpoint: made.endpoint });
      await made.unsubscribe();
    }
    return show();
  };

  /* The button that was pressed is hidden now; who uses the keyboard goes on at the other. */
  const keepFocus = (pressed) => {
    if (pressed.offsetParent || ![document.body, pressed].includes(document.activeElement)) return;
    const shown = [...box().querySelectorAll("[data-push]")].find((one) => one.offsetParent);
    if (shown) shown.focus();
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-push]");
    if (!pressed || !box()) return;
    const act = pressed.dataset.push === "on" ? switchOn : switchOff;
    act().catch(() => show("failed")).then(() => keepFocus(pressed));
  });

  new MutationObserver(() => {
    const here = box();
    if (here && (!here.dataset.state || here.dataset.devices !== devices)) show();
  }).observe(document.documentElement, { childList: true, subtree: true });
  show();
})();
