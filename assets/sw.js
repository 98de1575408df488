/* The portal without network: an offline page that helps, and files whose names change with their
   content. Nothing personal is ever stored: pages are not cached at all, only /offline/ is. */
"use strict";

const VERSION = "schalter-1";
const OFFLINE = "/offline/";
const SHELL = [
  OFFLINE,
  "/kommune.css",
  "/kommune/wappen.svg",
  "/kern/kern.min.css",
  "/portal.css",
  "/fonts/fira-sans-400-latin.woff2",
  "/fonts/fira-sans-600-latin.woff2",
  "/icons/icon-192.png",
];
/* Never answered from here, whatever the request: the browser asks the server itself. */
const UNTOUCHED = [
  "/_event", "/_upload", "/api/", "/antrag", "/vorgaenge", "/konto", "/warenkorb", "/kasse",
  "/verwaltung", "/demo", "/dateien", "/anmelden", "/abmelden", "/registrieren", "/termine", "/healthz",
  "/readyz", "/metrics",
];

const startsWithAny = (path, starts) => starts.some((start) => path.startsWith(start));

/* One missing file must not keep the others from being stored. */
const storeShell = async () => {
  const cache = await caches.open(VERSION);
  await cache.add(OFFLINE);
  await Promise.allSettled(SHELL.slice(1).map((path) => cache.add(path)));
};

const dropOldCaches = async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
};

const pageOrOfflinePage = async (request) => {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) || Response.error();
  }
};

/* Hashed by the build: what is stored under a name never changes. */
const storedFirst = async (request) => {
  const stored = await caches.match(request);
  if (stored) return stored;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") {
    const cache = await caches.open(VERSION);
    await cache.put(request, answer.clone());
    await dropOldest(cache);
  }
  return answer;
};

/* Files of earlier builds would pile up. */
const KEPT_FILES = 150;
const dropOldest = async (cache) => {
  const files = (await cache.keys()).filter((key) => new URL(key.url).pathname.startsWith("/assets/"));
  await Promise.all(files.slice(0, -KEPT_FILES).map((key) => cache.delete(key)));
};

/* Part of the offline page, but may change: the server first. */
const serverFirst = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(VERSION)).put(request, answer.clone());
    return answer;
  } catch {
    return (await caches.match(request)) || Response.error();
  }
};

self.addEventListener("install", (event) => {
  /* What was typed last is sent while the page is being left: it must not wait for this script. */
  if (event.addRoutes) {
    event.waitUntil(event.addRoutes([{ condition: { requestMethod: "POST" }, source: "network" }]));
  }
  event.waitUntil(storeShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  /* A personal page is never stored, but without network it too leads to the offline page. */
  if (request.mode === "navigate") {
    if (!startsWithAny(url.pathname, ["/_event", "/api/", "/demo"])) {
      event.respondWith(pageOrOfflinePage(request));
    }
    return;
  }
  if (startsWithAny(url.pathname.replace(/^\/en\//, "/"), UNTOUCHED)) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(storedFirst(request));
  else if (SHELL.includes(url.pathname) && url.search === "") event.respondWith(serverFirst(request));
});

/* A notification: what the town hall sent (portal/workflow/pushes.py). A browser that hears of one
   has to show something, even where it cannot read it. */
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data ? event.data.json() : {};
  } catch {
    told = {};
  }
  const title = typeof told.title === "string" ? told.title : "Bürgerportal";
  event.waitUntil(
    self.registration.showNotification(title, {
      body: typeof told.body === "string" ? told.body : "",
      tag: typeof told.tag === "string" ? told.tag : "",
      lang: told.lang === "en" ? "en" : "de",
      icon: "/icons/icon-192.png",
      data: { path: typeof told.path === "string" ? told.path : "/vorgaenge/" },
    }),
  );
});

/* Only into the portal itself, whatever the message said. */
const pageOf = (path) => {
  const url = URL.canParse(path, self.location.origin)
    ? new URL(path, self.location.origin)
    : self.location;
  return url !== self.location && url.origin === self.location.origin ? url.href : `${self.location.origin}/vorgaenge/`;
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const page = pageOf(event.notification.data?.path ?? "/vorgaenge/");
  const open = async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const same = windows.find((one) => one.url === page);
    return same ? same.focus() : self.clients.openWindow(page);
  };
  event.waitUntil(open());
});

/* The push service gave this browser another address. */
self.addEventListener("pushsubscriptionchange", (event) => {
  const again = async () => {
    const old = event.oldSubscription;
    if (!old) return;
    const made =
      event.newSubscription || (await self.registration.pushManager.subscribe(old.options));
    await fetch("/konto/benachrichtigungen/geraete/neu", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ old: old.toJSON(), new: made.toJSON() }),
    });
  };
  event.waitUntil(again());
});
