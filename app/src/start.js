// Starts the module on the document. An instance that failed is dead but not gone: its tasks and its
// listeners must never run beside the next one.
const root = document.documentElement;
const kept = (name, known) => known.find((word) => document.cookie.includes(`yd_${name}=${word}`));
if (root.dataset.render === 'csr') root.dataset.theme = kept('theme', ['light', 'dark']) ?? 'system';

// The browser offers to install early, and only once.
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  globalThis.yingdaInstall = event;
  dispatchEvent(new Event('yingda-install'));
});

function careful(run) {
  const { queueMicrotask } = globalThis;
  const { addEventListener } = EventTarget.prototype;
  const tasks = [];
  const heard = [];
  globalThis.queueMicrotask = (task) => tasks.push(task);
  EventTarget.prototype.addEventListener = function (...how) {
    heard.push([this, how]);
    return addEventListener.apply(this, how);
  };
  try {
    run();
  } catch (fault) {
    tasks.length = 0;
    for (const [target, how] of heard) target.removeEventListener(...how);
    throw fault;
  } finally {
    globalThis.queueMicrotask = queueMicrotask;
    EventTarget.prototype.addEventListener = addEventListener;
    tasks.forEach((task) => queueMicrotask(task));
  }
}

function giveUp() {
  if (root.dataset.render !== 'csr') root.lang ||= navigator.language;
  else root.lang = kept('lang', ['zh', 'en']) ?? navigator.language;
  const words = WORDS[root.lang.startsWith('zh') ? 'zh' : 'en'];
  const main = document.createElement('main');
  main.className = 'start-failed';
  main.innerHTML = '<h1></h1><p></p><button type="button" class="btn btn-primary"></button>';
  const [title, text, button] = main.children;
  [title.textContent, text.textContent, button.textContent] = words;
  button.addEventListener('click', () => location.reload());
  document.body.replaceChildren(main);
}

async function load(again) {
  // The same address again would be the same dead instance.
  const module = await import(again ? `${JS}?again` : JS);
  await module.default({ module_or_path: WASM });
  return () => careful(again ? module.mount : module.hydrate);
}

let run;
try {
  run = await load(false);
} catch (fault) {
  console.error(fault);
  // A page of the server's works without the module; an empty document does not.
  if (!document.body.children.length) giveUp();
}
try {
  run?.();
} catch {
  await load(true).then((run) => run()).catch(giveUp);
}
