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

  const state = async () => {
    if (!isAble()) return needsInstalling() ? "install" : "unable";
    if (Notification.permission === "denied") return "denied";
    return (await subscription()) ? "on" : "off";
  };

  const show = async (forced) => {
    const here = box();
    if (!here) return;
    here.dataset.state = forced || (await state());
  };

  const switchOn = async () => {
    if ((await Notification.requestPermission()) !== "granted") return show();
    const worker = await navigator.serviceWorker.ready;
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

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-push]");
    if (!pressed || !box()) return;
    const act = pressed.dataset.push === "on" ? switchOn : switchOff;
    act().catch(() => show("failed"));
  });

  new MutationObserver(() => {
    const here = box();
    if (here && !here.dataset.state) show();
  }).observe(document.documentElement, { childList: true, subtree: true });
  show();
})();
