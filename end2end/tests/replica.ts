// What a device keeps, opened with the key the browser keeps for it: the tests' own eyes and hands. The one place of the tests that
// knows how it lies in IndexedDB.
import type { Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';

export interface Row {
  kind: string;
  id: string;
  rv: number;
  scopes: string[];
  // eslint-disable-next-line
  body: any;
}

export interface Mutation {
  id: string;
  mid: number;
  about: { kind: string; id: string };
  name: string;
  version: number;
  input: Record<string, unknown>;
  made_at: number;
}

export interface Replica {
  rows: Row[];
  outbox: Mutation[];
  archive: Mutation[];
  tray: Mutation[];
  partial: boolean;
  /** Records that could not be opened. */
  damaged: number;
}

/** Reads everything in one transaction; null where nothing is kept. */
export const replica = (page: Page) =>
  page.evaluate(async (): Promise<Replica | null> => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('yingda-'))?.name;
    if (!name) return null;
    const wait = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        asking.onsuccess = () => done(asking.result);
        asking.onerror = () => failed(asking.error);
      });
    const database = await wait(indexedDB.open(name));
    try {
      if (database.objectStoreNames.length === 0) return null;
      const tx = database.transaction([...database.objectStoreNames]);
      const all = (store: string) => wait(tx.objectStore(store).getAll());
      const [key, meta, pages, outbox, archive, tray] = await Promise.all([
        wait(tx.objectStore('meta').get('key')), wait(tx.objectStore('meta').get('meta')),
        all('row_pages'), all('outbox'), all('archive'), all('tray'),
      ]);
      if (!key) return null;
      let damaged = 0;
      const open = async (place: string, sealed: Uint8Array) => {
        const parameters = { name: 'AES-GCM', iv: sealed.slice(0, 12), additionalData: new TextEncoder().encode(place) };
        try {
          return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(parameters, key, sealed.slice(12))));
        } catch {
          damaged += 1;
          return undefined;
        }
      };
      const opened = async (sealed: [string, Uint8Array][]) => (await Promise.all(sealed.map((one) => open(...one)))).filter((one) => one !== undefined);
      const queued = await Promise.all(outbox.map(async ([mid, sealed]) => ({ ...(await open('outbox', sealed)), mid })));
      return {
        rows: (await opened(pages.map(({ name, sealed }) => [name, sealed]))).flat().map((held) => held.row),
        outbox: queued,
        archive: await opened(archive.map(([, sealed]) => ['outbox', sealed])),
        tray: (await opened(tray.map((sealed) => ['tray', sealed]))).map((item) => item.mutation),
        partial: JSON.parse(meta).partial,
        damaged,
      };
    } finally {
      database.close();
    }
  });

/** How much waits, without opening any of it. */
export const waiting = (page: Page) =>
  page.evaluate(async () => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('yingda-'))!.name!;
    const opening = indexedDB.open(name);
    const database = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
    const counting = database.transaction('outbox').objectStore('outbox').count();
    const count = await new Promise<number>((done) => (counting.onsuccess = () => done(counting.result)));
    database.close();
    return count;
  });

/** A version 7 UUID, as devices make them. */
export function freshId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const mutation = (name: string, about: string, input: Record<string, unknown>, version = 1): Mutation => ({
  id: freshId(), mid: 0, about: { kind: 'cases', id: about }, name, version, input: { id: about, ...input }, made_at: Date.now(),
});

/** Puts commands into the outbox as another build, or a person who is quicker than any, would; the leading tab hears of them. */
export const enqueue = (page: Page, mutations: Mutation[]) =>
  page.evaluate(async (mutations) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('yingda-'))!.name!;
    const wait = <T>(asking: IDBRequest<T>) =>
      new Promise<T>((done, failed) => {
        asking.onsuccess = () => done(asking.result);
        asking.onerror = () => failed(asking.error);
      });
    const database = await wait(indexedDB.open(name));
    const key = await wait(database.transaction('meta').objectStore('meta').get('key'));
    const sealed = await Promise.all(
      mutations.map(async (mutation) => {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const parameters = { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode('outbox') };
        const bytes = new Uint8Array(await crypto.subtle.encrypt(parameters, key, new TextEncoder().encode(JSON.stringify(mutation))));
        const whole = new Uint8Array(12 + bytes.length);
        whole.set(iv);
        whole.set(bytes, 12);
        return whole;
      }),
    );
    const tx = database.transaction(['meta', 'outbox'], 'readwrite');
    const meta = tx.objectStore('meta');
    let next = await wait<number>(meta.get('next_mid'));
    for (const one of sealed) tx.objectStore('outbox').put([next, one, undefined], next++);
    meta.put(next, 'next_mid');
    await new Promise((done, failed) => {
      tx.oncomplete = done;
      tx.onabort = () => failed(tx.error);
    });
    database.close();
    const tabs = new BroadcastChannel(name);
    tabs.postMessage('changed');
    tabs.postMessage('outbox');
    // A closed channel takes nothing along that was just said.
    setTimeout(() => tabs.close(), 1000);
  }, mutations);

/** Spoils one record of the outbox or the tray, as a failing disk would: the one at this place, from 0. */
export const spoilRecord = (page: Page, store: 'outbox' | 'tray', place: number) =>
  page.evaluate(async ({ store, place }) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('yingda-'))!.name!;
    const opening = indexedDB.open(name);
    const database = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
    const tx = database.transaction(store, 'readwrite');
    const walking = tx.objectStore(store).openCursor();
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (!cursor) return;
      if ((place -= 1) >= 0) return cursor.continue();
      const record = cursor.value as Uint8Array | [number, Uint8Array];
      (Array.isArray(record) ? record[1] : record)[20] ^= 0xff;
      cursor.update(record);
    };
    await new Promise((done) => (tx.oncomplete = done));
    database.close();
  }, { store, place });

/** Spoils the sealed pages of a kind, as a failing disk would. */
export const spoil = (page: Page, kind: string) =>
  page.evaluate(async (kind) => {
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('yingda-'))!.name!;
    const opening = indexedDB.open(name);
    const database = await new Promise<IDBDatabase>((done) => (opening.onsuccess = () => done(opening.result)));
    const tx = database.transaction('row_pages', 'readwrite');
    const pages = tx.objectStore('row_pages');
    let spoiled = 0;
    const walking = pages.openCursor(IDBKeyRange.bound(`${kind}/`, `${kind}0`));
    walking.onsuccess = () => {
      const cursor = walking.result;
      if (!cursor) return;
      const page = cursor.value as { name: string; at: number; sealed: Uint8Array };
      page.sealed[20] ^= 0xff;
      cursor.update(page);
      spoiled += 1;
      cursor.continue();
    };
    await new Promise((done) => (tx.oncomplete = done));
    database.close();
    return spoiled;
  }, kind);
