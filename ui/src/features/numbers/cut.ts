import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type Filter, STAGES, type Stage } from '~/api/records';
import type { Metric, ReportQuestion } from '~/api/reports';
import { isDay, type Period, PRESETS, type Preset, presetPeriod } from '~/lib/period';

/** What the screen looks at: a window, what it is held against, and which part of the whole. */
export interface Cut {
  period: Period;
  preset: Preset | null;
  compare: 'previous' | 'year';
  stage: Stage | null;
  channel: string | null;
  team: number | null;
  agent: number | null;
  tag: string | null;
}

export const CUT_FIELDS = ['stage', 'channel', 'team', 'agent', 'tag'] as const;
export type CutField = (typeof CUT_FIELDS)[number];

const idOf = (text: string | null): number | null => (text && /^\d{1,15}$/.test(text) ? Number(text) : null);

/** Reads the address; anything it does not know is as if it were not there. */
export function readCut(search: URLSearchParams, today: string): Cut {
  const [from, to] = [search.get('from'), search.get('to')];
  const custom = isDay(from) && isDay(to) && from <= to;
  const preset = custom ? null : (PRESETS.find((one) => one === search.get('period')) ?? '12m');
  return {
    period: custom ? { from, to } : presetPeriod(preset ?? '12m', new Date(`${today}T12:00:00Z`)),
    preset,
    compare: search.get('compare') === 'year' ? 'year' : 'previous',
    stage: STAGES.find((one) => one === search.get('stage')) ?? null,
    channel: search.get('channel') || null,
    team: idOf(search.get('team')),
    agent: idOf(search.get('agent')),
    tag: search.get('tag') || null,
  };
}

export type CutChange = Partial<Record<CutField | 'period' | 'from' | 'to' | 'compare', string | null>>;

/** What an address becomes when something of the cut changes: a preset puts days out, and the other way round. */
export function writeCut(search: URLSearchParams, change: CutChange): URLSearchParams {
  const next = new URLSearchParams(search);
  if (change.period) for (const name of ['from', 'to']) next.delete(name);
  if (change.from || change.to) next.delete('period');
  for (const [name, value] of Object.entries(change)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

export function useCut(today: string): [Cut, (change: CutChange) => void] {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const cut = useMemo(() => readCut(new URLSearchParams(text), today), [text, today]);
  const change = useCallback(
    (next: CutChange) => setSearch((now) => writeCut(new URLSearchParams(now), next)),
    [setSearch],
  );
  return [cut, change];
}

export type Subject = 'tickets' | 'responses' | 'customers' | 'orders';

const SUBJECTS: Record<Metric, Subject> = {
  nps: 'responses',
  csat: 'responses',
  ces: 'responses',
  churn: 'customers',
  retention: 'customers',
  stage: 'customers',
  sales_growth: 'orders',
  frt: 'tickets',
  ttr: 'tickets',
  fcr: 'tickets',
  effort: 'tickets',
  volume: 'tickets',
  backlog: 'tickets',
  reopen: 'tickets',
};
export const subjectOf = (metric: Metric): Subject => SUBJECTS[metric];

/** Where each subject keeps what it can be narrowed by; what is missing does not narrow it. */
const PATHS: Record<Subject, Partial<Record<CutField, string>>> = {
  tickets: { stage: 'stage', channel: 'channel', team: 'team_id', agent: 'agent_id', tag: 'tags' },
  responses: {
    stage: 'stage',
    channel: 'channel',
    team: 'ticket.team_id',
    agent: 'ticket.agent_id',
    tag: 'ticket.tags',
  },
  orders: { channel: 'channel' },
  customers: {},
};

export function filterOf(subject: Subject, cut: Cut): Filter | null {
  const parts: Filter[] = CUT_FIELDS.flatMap((name) => {
    const path = PATHS[subject][name];
    return path && cut[name] !== null ? [{ field: path, op: 'is', value: cut[name] }] : [];
  });
  return parts.length === 0 ? null : { all: parts };
}

/** Which of the chosen cuts a metric cannot follow: its card says so. */
export const ignoredBy = (subject: Subject, cut: Cut): CutField[] =>
  CUT_FIELDS.filter((name) => cut[name] !== null && PATHS[subject][name] === undefined);

export const questionOf = (metric: Metric, cut: Cut, by?: string): ReportQuestion => ({
  ...(by ? { by } : {}),
  from: cut.period.from,
  to: cut.period.to,
  filter: filterOf(subjectOf(metric), cut),
  drill: true,
});
