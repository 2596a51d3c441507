// The service worker: keeps the files of one build and an empty document, so that the app starts without a
// network. It keeps nothing of anybody: pages of the server's, answers and files pass through.
const BUILD = __BUILD__;
const FILES = __FILES__;
const SHELL = '/__shell';
const PREFIX = 'shell-';
const CACHE = PREFIX + __VERSION__;
// Milliseconds a page is waited for, and for which a failed exchange is believed to go on.
const PATIENCE = 1500;
const RECENTLY = 60_000;
// Addresses that are no pages.
const OUTSIDE = /^\/(api|files|qr|live|pkg|__shell|preferences|healthz|readyz|metrics)(\/|$)/;
// Milliseconds for which a page that goes leaves the key of a locked device to the next one.
const BETWEEN = 10_000;
let failed = 0;
let handed;

addEventListener('install', (event) => {
  // Names with a hash may come from the browser's own cache, the others may have changed.
  const wanted = FILES.map((file) => new Request(file, { cache: file.startsWith('/pkg/') ? 'default' : 'reload' }));
  // All or nothing: without one of them the worker before this one stays.
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(wanted)));
});

addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
      await registration.navigationPreload?.enable();
      await clients.claim();
    })(),
  );
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (!OUTSIDE.test(pathname) && !FILES.includes(pathname)) event.respondWith(page(event));
  } else if (pathname !== SHELL && (FILES.includes(pathname) || pathname.startsWith('/pkg/'))) {
    event.respondWith(kept(pathname).then((file) => file ?? fetch(request)));
  }
});

// Opening would bring an empty cache back for a worker whose own has just been taken away.
const kept = (pathname) => caches.match(pathname, { cacheName: CACHE, ignoreVary: true });

/** The server's page; the shell where it does not come, comes late or says that nothing works. */
async function page(event) {
  const answer = Promise.resolve(event.preloadResponse).then((early) => early ?? fetch(event.request));
  const late = new Promise((pass) => setTimeout(pass, Date.now() - failed < RECENTLY ? 0 : PATIENCE));
  const soon = await Promise.race([answer, late]).catch(() => undefined);
  if (soon && !(soon.status >= 502 && soon.status <= 504)) return soon;
  answer.catch(() => {});
  return (await kept(SHELL)) ?? answer;
}

addEventListener('message', (event) => {
  const { failing, build, skip, hands, key, wants } = event.data ?? {};
  // In memory only, and for seconds: loading a page anew asks for no PIN, a closed browser has forgotten it.
  if (hands) {
    handed = { name: hands, key };
    const mine = handed;
    event.waitUntil(new Promise((over) => setTimeout(over, BETWEEN)).then(() => mine === handed && (handed = undefined)));
  }
  if (wants && handed?.name === wants) event.source?.postMessage({ handed: handed.key });
  if (failing !== undefined) failed = failing ? Date.now() : 0;
  // A page of this very build has nothing to lose by the change.
  if (skip || build === BUILD) skipWaiting();
  else if (build) event.source?.postMessage({ waiting: BUILD });
});

// The network is back: a window has what is to be sent, and the right to send it.
addEventListener('sync', (event) => {
  event.waitUntil(clients.matchAll({ type: 'window' }).then((windows) => windows[0]?.postMessage({ push: true })));
});

// What happened, in a word; whoever wants to know more opens the page. The same news again takes its own place.
addEventListener('push', (event) => {
  const { id, title, number, path } = event.data?.json() ?? {};
  const look = { body: number, tag: id, data: { path }, icon: '/icon-192.png', badge: '/icon-mono.svg' };
  event.waitUntil(registration.showNotification(title ?? '', look));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? '/'));
});

/** A window that is there leads to the page itself: it knows whether something would be lost. */
async function open(path) {
  const [window] = await clients.matchAll({ type: 'window' });
  if (!window) return clients.openWindow(path);
  window.postMessage({ open: path });
  return window.focus();
}
