import { useId, useState } from 'react';
import { fetchQuickReply, type QuickReply, useQuickReplies } from '~/api/drafts';
import { useAgents, useTeams } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { Agent, Team } from '~/api/records';
import { t } from '~/lib/i18n';
import { matchScore } from '~/lib/text';
import { showToast } from '~/lib/toasts';
import type { Mention } from './draft-keeper';
import { type FieldHandle, type Token, tokenAt } from './field';
import type { Suggestion } from './SuggestMenu';

const MOST = 8;

function best<T>(query: string, all: readonly T[], textsOf: (one: T) => string[]): T[] {
  return all
    .map((one) => ({
      one,
      score: Math.min(...textsOf(one).map((text) => matchScore(query, text) ?? Number.POSITIVE_INFINITY)),
    }))
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** Everybody of a team, or one agent. */
const called = (agents: readonly Agent[], teams: readonly Team[]): (Mention & { team: boolean })[] => [
  ...agents
    .filter((agent) => agent.is_active !== false)
    .map((agent) => ({ name: agent.name, ids: [agent.id], team: false })),
  ...teams
    .map((team) => ({
      name: team.name,
      ids: (team.members ?? []).map((member) => member.agent_id),
      team: true,
    }))
    .filter((team) => team.ids.length > 0),
];

interface SuggestOptions {
  ticketId: number;
  isNote: boolean;
  field: () => FieldHandle | null;
  onMention: (mention: Mention) => void;
}

/** The list that opens at "/" and, in notes, at "@". */
export function useSuggest({ ticketId, isNote, field, onMention }: SuggestOptions) {
  const id = useId();
  const [token, setToken] = useState<Token | null>(null);
  const [at, setAt] = useState(0);
  /** What stood before the mark whose list was closed by Escape. */
  const [dismissed, setDismissed] = useState<string | null>(null);
  const [line, setLine] = useState('');
  const quick = useQuickReplies(token?.kind === 'quick').data ?? [];
  const agents = useAgents().data ?? [];
  const teams = useTeams().data ?? [];

  const close = () => setToken(null);
  const follow = (before: string) => {
    const found = tokenAt(before, isNote);
    setLine(before);
    if (found && before.slice(0, -found.length) === dismissed) return;
    setDismissed(null);
    if (found?.query !== token?.query || found?.kind !== token?.kind) setAt(0);
    setToken(found);
  };
  const putQuick = (reply: QuickReply, length: number) => {
    close();
    fetchQuickReply(ticketId, reply.id).then(
      (text) => field()?.put(text, length),
      (error: unknown) =>
        showToast(t('composer.no_quick'), { tone: 'danger', detail: asProblem(error).message }),
    );
  };
  const items: Suggestion[] =
    token === null
      ? []
      : token.kind === 'quick'
        ? best(token.query, quick, (one) => [one.shortcut, one.name]).map((one) => ({
            key: String(one.id),
            label: `/${one.shortcut}`,
            hint: `${one.name} · ${one.text}`,
            run: () => putQuick(one, token.length),
          }))
        : best(token.query, called(agents, teams), (one) => [one.name]).map((one) => ({
            key: `${one.team}${one.name}`,
            label: `@${one.name}`,
            hint: one.team ? t('composer.team_of', { count: one.ids.length }) : '',
            run: () => {
              close();
              onMention({ name: one.name, ids: one.ids });
              field()?.put(`@${one.name} `, token.length);
            },
          }));
  // A name that is finished, or is nobody's, is only words.
  const opened = token !== null && (token.kind === 'quick' || items.length > 0);
  const onKey = (event: KeyboardEvent): boolean => {
    if (!opened || event.isComposing) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && items.length > 0) {
      setAt((at + step + items.length) % items.length);
      return true;
    }
    if (event.key === 'Escape') {
      setDismissed(line.slice(0, -(token?.length ?? 0)));
      close();
      event.stopPropagation();
      return true;
    }
    const picks = (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab';
    if (!picks || !items[at]) return false;
    items[at].run();
    return true;
  };
  return {
    id,
    opened,
    kind: token?.kind ?? 'quick',
    items,
    at,
    active: opened && items[at] ? `${id}-${at}` : undefined,
    point: setAt,
    follow,
    close,
    onKey,
  };
}
