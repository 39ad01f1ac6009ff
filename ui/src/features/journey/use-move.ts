import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  journeyKey,
  type Member,
  type MemberSort,
  membersKey,
  moveCustomer,
  type StageMove,
} from '~/api/journey';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Page, Stage } from '~/api/records';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { rungName, takeOut } from './board';

export interface Move {
  member: Member;
  to: string;
  reason: string;
  until: string | null;
}

type Pages = InfiniteData<Page<Member>>;
const SORTS: readonly MemberSort[] = ['value', 'since'];
const nameOf = (member: Member): string => member.name || member.email || t('customer.unknown');

/** What puts a customer back: the move by hand that was there before, or the rules. */
const backFrom = (member: Member): StageMove =>
  member.override_stage
    ? {
        stage: member.override_stage,
        reason: member.override_reason ?? null,
        until: member.override_until ?? null,
      }
    : { stage: null };

/** Moves a customer by hand: at once on the screen, back with a reason when it is refused, and back again by undo. */
export function useMove(): (move: Move) => void {
  const client = useQueryClient();
  const settle = (member: Member) => {
    void client.invalidateQueries({ queryKey: journeyKey });
    void client.invalidateQueries({ queryKey: keys.customer(member.id) });
    void client.invalidateQueries({ queryKey: keys.timeline(member.id) });
  };
  const show = (member: Member, from: string, to: string) => {
    for (const sort of SORTS) {
      client.setQueryData<Pages>(membersKey('stage', from, sort), (old) =>
        old
          ? { ...old, pages: old.pages.map((page) => ({ ...page, data: takeOut(page.data, member.id) })) }
          : old,
      );
      client.setQueryData<Pages>(membersKey('stage', to, sort), (old) => {
        const [first, ...rest] = old?.pages ?? [];
        return old && first
          ? { ...old, pages: [{ ...first, data: [member, ...takeOut(first.data, member.id)] }, ...rest] }
          : old;
      });
    }
  };
  const undo = async (moved: Member, before: Member) => {
    try {
      await moveCustomer(moved, backFrom(before));
      showToast(t('journey.undone', { name: nameOf(before) }), { tone: 'ok' });
    } catch (error) {
      showToast(t('journey.not_undone', { name: nameOf(before) }), {
        tone: 'danger',
        detail: asProblem(error).message,
      });
    }
    settle(before);
  };
  const { mutate } = useMutation({
    mutationFn: ({ member, to, reason, until }: Move) => moveCustomer(member, { stage: to, reason, until }),
    onMutate: async ({ member, to }) => {
      await client.cancelQueries({ queryKey: [...journeyKey, 'members'] });
      const before = client.getQueriesData<Pages>({ queryKey: [...journeyKey, 'members'] });
      show(
        { ...member, stage: to as Stage, stage_since: new Date().toISOString(), override_stage: to },
        member.stage ?? '',
        to,
      );
      return before;
    },
    onError: (error, { member, to }, before) => {
      for (const [key, data] of before ?? []) client.setQueryData(key, data);
      showToast(t('journey.refused', { name: nameOf(member), stage: rungName('stage', to) }), {
        tone: 'danger',
        detail: asProblem(error).message,
      });
    },
    onSuccess: (moved, { member, to }) => {
      showToast(t('journey.moved', { name: nameOf(member), stage: rungName('stage', to) }), {
        tone: 'ok',
        action: { label: t('action.undo'), run: () => void undo(moved, member) },
      });
    },
    onSettled: (_data, _error, { member }) => settle(member),
  });
  return mutate;
}
