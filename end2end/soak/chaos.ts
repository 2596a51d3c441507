// Four browsers and a program at one desk while requests meet every fault there is and the server is killed now and then. After each
// round everything is let come to rest, and what everybody holds is checked.
import { type Browser, type TestInfo, expect } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { type CaseRef, Desk } from '../tests/desk';
import { anything, dice } from '../tests/fault_proxy';
import type { Row } from '../tests/replica';
import { type Evidence, check } from './checker';
import { Person, Program, pause } from './people';

const WHO = ['support', 'engineer', 'customer', 'partner'];
/** Of a round, in trouble. */
const TROUBLE = 25_000;
/** For all to come to rest after it. */
const REST = 60_000;

export interface Report {
  evidence: Evidence;
  wrong: string[];
  rounds: number;
  faults: number;
}

export async function chaos(browser: Browser, info: TestInfo, seconds: number, seed: number): Promise<Report> {
  const random = dice(seed);
  const desk = await Desk.open(browser, info);
  try {
    const people: Person[] = [];
    for (const who of WHO) people.push(await Person.at(desk, who, random));
    const program = new Program(desk, random);
    const firm = (await desk.get('partner', '/session')).firm_id as string;
    const other = ((await desk.get('manager', '/firms')).rows as { id: string }[]).find((one) => one.id !== firm)!.id;
    const engineer = (await desk.get('engineer', '/session')).user_id as string;
    const all: CaseRef[] = [];
    const began = Date.now();
    for (let round = 1; ; round += 1) {
      const cases: CaseRef[] = [];
      for (const n of [1, 2, 3]) cases.push(await desk.reported(`第 ${round} 轮第 ${n} 件`));
      await desk.post('manager', `/cases/${cases[1].id}/forward`, { firm_id: firm });
      await desk.post('manager', `/cases/${cases[2].id}/assign`, { assignee_id: engineer });
      all.push(...cases);
      for (const person of people) await person.holds(cases);
      const until = Date.now() + TROUBLE;
      desk.net.rule = anything(random, 0.35);
      const killing = (async () => {
        while (Date.now() < until - 6_000) {
          await pause(4_000 + random() * 4_000);
          await desk.server.stop();
          await pause(random() * 1_500);
          await desk.server.resume();
        }
      })();
      await Promise.all([killing, program.work(cases, [firm, other], until), ...people.map((person) => person.work(cases, until))]);
      desk.net.rule = () => 'pass';
      await Promise.all(people.map((person) => person.settle()));
      let evidence = await gather(desk, people, program, all);
      let wrong = check(evidence);
      for (const end = Date.now() + REST; wrong.length > 0 && Date.now() < end; ) {
        await Promise.all(people.map((person) => person.poke()));
        await pause(1_000);
        evidence = await gather(desk, people, program, all);
        wrong = check(evidence);
      }
      const faults = desk.net.asked.filter((asked) => asked.fault !== 'pass').length;
      if (wrong.length > 0 || Date.now() - began > seconds * 1_000) return { evidence, wrong, rounds: round, faults };
    }
  } finally {
    await desk.end();
  }
}

async function gather(desk: Desk, people: Person[], program: Program, cases: CaseRef[]): Promise<Evidence> {
  const said: string[] = [];
  for (const made of cases)
    for (const entry of await desk.entries(made)) {
      if (entry.event === 'commented') said.push(entry.text!);
      if (entry.event === 'edited') said.push(...entry.changes.filter((change: { field: string }) => change.field === 'subject').map((change: { new: string }) => change.new));
    }
  const devices = [];
  for (const person of people) {
    const kept = await person.kept();
    expect(kept, `${person.who} has no device`).not.toBeNull();
    devices.push({ who: person.who, kept: kept!, server: await snapshot(desk, person.who) });
  }
  return { done: [...people.flatMap((person) => person.done), ...program.done], said, devices, vanished: people.flatMap((person) => person.vanished) };
}

/** The rows the server gives a new device of this person. */
export async function snapshot(desk: Desk, who: string): Promise<Row[]> {
  const [client, { user_id: user }] = [randomUUID(), await desk.get(who, '/session')];
  const rows: Row[] = [];
  for (let cursor: string | undefined; ; ) {
    const reply = await desk.post(who, '/sync', { client, user, cursor, push: [], build: 'checker' });
    for (const { change, row } of reply.changes) if (change === 'put') rows.push(row);
    if (!reply.more) return [...new Map(rows.map((row) => [`${row.kind}/${row.id}`, row])).values()];
    cursor = reply.cursor;
  }
}
