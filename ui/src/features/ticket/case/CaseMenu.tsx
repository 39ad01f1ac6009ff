import { ActionIcon, Menu } from '@mantine/core';
import { lazy, Suspense, useEffect } from 'react';
import { customerAddress, useFollowers } from '~/api/cases';
import { asProblem } from '~/api/problem';
import type { Ticket, TicketChange } from '~/api/records';
import { useMe } from '~/api/session';
import { type CommandName, keyCaps, keysOf, useCommand } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { useStore } from '~/lib/store';
import { showToast } from '~/lib/toasts';
import { Icon, type IconName } from '~/parts/Icon';
import classes from './case.module.css';
import { caseDialog, splitChoice } from './dialogs';
import { copyText, seeAsCustomer } from './share';
import { useCaseActions } from './use-case-actions';

const CaseDialogs = lazy(() => import('./CaseDialogs'));

interface CaseMenuProps {
  ticket: Ticket;
  onChange: (change: TicketChange) => void;
  /** The case left the lists. */
  onGone: () => void;
}

/** Everything that can be done with a case: as commands with their keys, and in one menu. */
export default function CaseMenu({ ticket, onChange, onGone }: CaseMenuProps) {
  const me = useMe() ?? null;
  const followers = useFollowers(ticket.id);
  const actions = useCaseActions(ticket, me?.id ?? null);
  const dialog = useStore(caseDialog);
  const follows = me !== null && (followers.data ?? []).includes(me.id);
  const isKept = ticket.deleted_at === null;
  const isOpen = isKept && ticket.status !== 'solved' && ticket.status !== 'closed';
  const mayWrite = isKept && me?.role !== 'collaborator' && me?.role !== 'analyst';
  const mayMerge = mayWrite && ticket.merged_into === null;

  // Another case: what was open over the one before is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the id is the reason
  useEffect(
    () => () => {
      caseDialog.set(null);
      splitChoice.set(null);
    },
    [ticket.id],
  );

  const open = (name: NonNullable<typeof dialog>) => () => caseDialog.set(name);
  const spam = () => {
    onChange({ is_spam: !ticket.is_spam });
    if (!ticket.is_spam) onGone();
  };
  const remove = () => void actions.remove().then((gone) => gone && onGone());
  const split = () => splitChoice.set(new Set());
  const see = () => void seeAsCustomer(ticket.id);
  const customerLink = () =>
    void customerAddress(ticket.id)
      .then((address) => copyText(address, t('case.did_customer_link')))
      .catch((fault) => showToast(asProblem(fault).message, { tone: 'danger' }));
  const follow = () => void actions.follow(!follows);
  useCommand('ticket.snooze', { run: open('snooze'), enabled: mayWrite && isOpen });
  useCommand('ticket.follow', { run: follow, enabled: isKept });
  useCommand('ticket.merge', { run: open('merge'), enabled: mayMerge });
  useCommand('ticket.split', { run: split, enabled: mayWrite });
  useCommand('ticket.link', { run: open('link'), enabled: mayWrite });
  useCommand('ticket.log_time', { run: open('time'), enabled: mayWrite });
  useCommand('ticket.spam', { run: spam, enabled: mayWrite });
  useCommand('ticket.customer_link', { run: customerLink, enabled: isKept });
  useCommand('ticket.see_as_customer', { run: see, enabled: isKept });
  useCommand('ticket.print', { run: open('print') });
  useCommand('ticket.delete', { run: remove, enabled: mayWrite });

  const item = (name: CommandName, icon: IconName, words: string, run: () => void, shown = true) =>
    shown ? (
      <Menu.Item
        key={name}
        leftSection={<Icon name={icon} size={16} />}
        rightSection={
          keysOf(name) ? <kbd className={classes.key}>{keyCaps(keysOf(name)).join(' ')}</kbd> : null
        }
        color={name === 'ticket.delete' ? 'danger' : undefined}
        onClick={run}
      >
        {words}
      </Menu.Item>
    ) : null;
  return (
    <>
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <ActionIcon aria-label={t('case.more')} title={t('case.more')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown aria-label={t('case.more')}>
          {item('ticket.snooze', 'clock', t('case.snooze'), open('snooze'), mayWrite && isOpen)}
          {item('ticket.follow', 'star', follows ? t('case.unfollow') : t('case.follow'), follow, isKept)}
          {item('ticket.log_time', 'clock', t('case.log_time'), open('time'), mayWrite)}
          {mayWrite ? <Menu.Divider /> : null}
          {item('ticket.merge', 'steps', t('case.merge'), open('merge'), mayMerge)}
          {item('ticket.split', 'steps', t('case.split'), split, mayWrite)}
          {item('ticket.link', 'copy', t('case.link'), open('link'), mayWrite)}
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon name="copy" size={16} />}
            onClick={() =>
              copyText(`${window.location.origin}/app/tickets/${ticket.id}`, t('case.did_copy_link'))
            }
          >
            {t('case.copy_link')}
          </Menu.Item>
          {item('ticket.customer_link', 'copy', t('case.customer_link'), customerLink, isKept)}
          {item('ticket.see_as_customer', 'eye', t('case.see_as_customer'), see, isKept)}
          {item('ticket.print', 'file', t('case.print'), open('print'))}
          {mayWrite ? <Menu.Divider /> : null}
          {item('ticket.spam', 'alert', ticket.is_spam ? t('case.not_spam') : t('case.spam'), spam, mayWrite)}
          {item('ticket.delete', 'close', t('case.delete'), remove, mayWrite)}
        </Menu.Dropdown>
      </Menu>
      {dialog ? (
        <Suspense fallback={null}>
          <CaseDialogs
            name={dialog}
            ticket={ticket}
            actions={actions}
            onChange={onChange}
            onGone={onGone}
            onClose={() => caseDialog.set(null)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
