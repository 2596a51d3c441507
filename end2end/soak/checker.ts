// Whether a desk and its devices came through: pure, from what was done and what everybody holds afterwards.
import type { Replica, Row } from '../tests/replica';

/** Something somebody did, known by a text of its own. */
export interface Done {
  who: string;
  text: string;
  /** The id of its mutation, where it went through an outbox by our hand. */
  id?: string;
  what: 'comment' | 'note' | 'edit' | 'poison';
  /** The person was told that it is kept, or done. */
  told: boolean;
}

export interface Device {
  who: string;
  kept: Replica;
  /** The rows a new device of the same person is given by the server. */
  server: Row[];
}

export interface Evidence {
  done: Done[];
  /** Texts of comments and new values of edits, in the order of the server's rows. */
  said: string[];
  devices: Device[];
  /** What was seen to be missing from its own device while things went wrong. */
  vanished: string[];
}

/** Kinds of which a device may still hold what a case named before. */
const LINGERING: Record<string, string[]> = {
  staff: ['companies', 'departments', 'contacts', 'assets', 'notices'],
  other: ['notices'],
};
const isStaff = (who: string) => !['customer', 'partner'].includes(who);

/** One line for each thing that is wrong. */
export function check({ done, said, devices, vanished }: Evidence): string[] {
  const wrong = vanished.map((text) => `I3 ${text} vanished from its own device`);
  const times = new Map<string, number>();
  for (const text of said) times.set(text, (times.get(text) ?? 0) + 1);
  for (const [text, n] of times) if (n > 1) wrong.push(`I2 ${text} took effect ${n} times`);
  const kept = new Map(devices.map((device) => [device.who, device.kept]));
  for (const one of done) wrong.push(...ended(one, times.get(one.text) ?? 0, kept.get(one.who)));
  for (const device of devices) {
    for (const waiting of device.kept.outbox) wrong.push(`I6 ${device.who}: ${waiting.name} ${waiting.id} still waits`);
    wrong.push(...converged(device));
  }
  return wrong;
}

/** Everything ended in its effect or in the tray, never in both and never nowhere. */
function ended(one: Done, effects: number, kept?: Replica): string[] {
  if (!one.told) return [];
  const inTray = kept?.tray.some((item) => (one.id ? item.id === one.id : item.input.text === one.text)) ?? false;
  if (one.what === 'poison') return inTray && effects === 0 ? [] : [`I2 ${one.text}: what cannot be done is not in the tray`];
  const ends = Math.min(effects, 1) + Number(inTray);
  if (ends === 0) return [`I2 ${one.text} of ${one.who} is nowhere`];
  if (ends === 2) return [`I2 ${one.text} of ${one.who} was done and refused`];
  const archived = kept?.archive.some((item) => item.id === one.id) ?? false;
  if (one.id && effects === 1 && !archived) return [`I2 ${one.text} of ${one.who} was done, and its device does not know`];
  return [];
}

/** The device holds what a new one would be given. */
function converged({ who, kept, server }: Device): string[] {
  const wrong: string[] = [];
  const name = (row: Row) => `${row.kind}/${row.id}`;
  const here = new Map(kept.rows.map((row) => [name(row), row]));
  const there = new Map(server.map((row) => [name(row), row]));
  if (kept.damaged > 0) wrong.push(`I1 ${who}: ${kept.damaged} records cannot be opened`);
  if (here.size !== kept.rows.length) wrong.push(`I1 ${who}: a row is held twice`);
  for (const [key, row] of there) {
    const held = here.get(key);
    if (!held) wrong.push(`I1 ${who}: ${key} is missing`);
    else if (held.rv !== row.rv || ordered(held.body) !== ordered(row.body)) wrong.push(`I1 ${who}: ${key} is another than the server's`);
  }
  const lingering = LINGERING[isStaff(who) ? 'staff' : 'other'];
  for (const [key, row] of here) if (!there.has(key) && !lingering.includes(row.kind)) wrong.push(`I4 ${who}: ${key} is foreign`);
  if (!isStaff(who) && JSON.stringify(kept.rows).includes('note-')) wrong.push(`I4 ${who}: holds a note among staff`);
  return wrong;
}

/** JSON whose fields stand in order. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Evidence with one thing wrong with it: what a checker that works must notice. */
export const TAMPERED: Record<string, (evidence: Evidence) => void> = {
  lost: (evidence) => {
    const text = evidence.done.find((one) => one.told && one.what === 'comment' && evidence.said.includes(one.text))!.text;
    evidence.said = evidence.said.filter((said) => said !== text);
  },
  doubled: (evidence) => void evidence.said.push(evidence.said.at(-1)!),
  wedged: ({ devices }) => void devices[0].kept.outbox.push(devices[0].kept.archive[0]),
  stale: ({ devices }) => void (devices[0].kept.rows.find((row) => row.kind === 'cases')!.rv -= 1),
  missing: ({ devices }) => void devices[0].kept.rows.splice(devices[0].kept.rows.findIndex((row) => row.kind === 'cases'), 1),
  foreign: ({ devices }) => {
    const [one, other] = [devices.find((device) => isStaff(device.who))!, devices.find((device) => !isStaff(device.who))!];
    other.kept.rows.push(one.kept.rows.find((row) => row.kind === 'cases' && !other.server.some((theirs) => theirs.id === row.id))!);
  },
  unpoisoned: (evidence) => {
    const poison = evidence.done.find((one) => one.what === 'poison')!;
    const tray = evidence.devices.find((device) => device.who === poison.who)!.kept.tray;
    tray.splice(tray.findIndex((item) => item.id === poison.id), 1);
  },
  vanished: (evidence) => void evidence.vanished.push('t-0'),
};
