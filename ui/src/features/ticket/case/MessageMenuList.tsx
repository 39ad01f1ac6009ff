import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useRef, useState } from 'react';
import { redactMessage } from '~/api/cases';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Message, Ticket } from '~/api/records';
import { mayManage, useMe } from '~/api/session';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { quoteWanted, splitChoice } from './dialogs';
import { RedactDialog } from './RedactDialog';
import { copyText } from './share';

interface MessageMenuListProps {
  ticket: Ticket;
  message: Message;
  name: string;
  button: ReactElement;
  onClosed: () => void;
}

export default function MessageMenuList({ ticket, message, name, button, onClosed }: MessageMenuListProps) {
  const client = useQueryClient();
  const me = useMe();
  const [opened, setOpened] = useState(true);
  const [asking, setAsking] = useState(false);
  // The menu closes as its item is pressed, before the question is there.
  const asks = useRef(false);
  const isKept = ticket.deleted_at === null;
  const text = (message.reply ?? message.text ?? '').trim();
  const close = () => {
    setOpened(false);
    if (!asks.current) onClosed();
  };
  const redact = async () => {
    try {
      await redactMessage(message.id);
      showToast(t('case.did_redact'), { tone: 'ok' });
    } catch (error) {
      showToast(t('case.not_redacted'), { tone: 'danger', detail: asProblem(error).message });
    }
    void client.invalidateQueries({ queryKey: keys.messages(ticket.id) });
    onClosed();
  };
  return (
    <>
      <Menu opened={opened} onChange={(next) => !next && close()} position="bottom-end" width={240}>
        <Menu.Target>{button}</Menu.Target>
        <Menu.Dropdown aria-label={t('case.message_menu', { name })}>
          {text && isKept && ticket.status !== 'closed' ? (
            <Menu.Item
              leftSection={<Icon name="undo" size={16} />}
              onClick={() => quoteWanted.set({ ticketId: ticket.id, text })}
            >
              {t('case.quote')}
            </Menu.Item>
          ) : null}
          <Menu.Item
            leftSection={<Icon name="copy" size={16} />}
            onClick={() =>
              copyText(
                `${window.location.origin}/app/tickets/${ticket.id}#m${message.id}`,
                t('case.did_copy_link'),
              )
            }
          >
            {t('case.copy_link')}
          </Menu.Item>
          {isKept ? (
            <Menu.Item
              leftSection={<Icon name="steps" size={16} />}
              onClick={() => splitChoice.set(new Set([message.id]))}
            >
              {t('case.split_this')}
            </Menu.Item>
          ) : null}
          {me && mayManage(me) && isKept && !message.redacted_at ? (
            <>
              <Menu.Divider />
              <Menu.Item
                color="danger"
                leftSection={<Icon name="lock" size={16} />}
                onClick={() => {
                  asks.current = true;
                  setAsking(true);
                }}
              >
                {t('case.redact')}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      {asking ? <RedactDialog onCancel={onClosed} onConfirm={() => void redact()} /> : null}
    </>
  );
}
