import { ActionIcon, Button, Menu } from '@mantine/core';
import type { DraftKind } from '~/api/drafts';
import type { Status } from '~/api/records';
import { withKeys } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from '../Composer.module.css';

interface SendButtonsProps {
  kind: DraftKind;
  ready: boolean;
  busy: boolean;
  mayChange: boolean;
  onSend: (after?: Status) => void;
  onSchedule: () => void;
}

/** Sending, and what becomes of the case as it leaves. */
export function SendButtons({ kind, ready, busy, mayChange, onSend, onSchedule }: SendButtonsProps) {
  const note = kind === 'note';
  return (
    <div className={classes.push}>
      <Button
        variant={mayChange ? 'default' : 'filled'}
        disabled={!ready}
        loading={busy}
        title={withKeys(note ? t('composer.save_note') : t('composer.send'), 'composer.send')}
        onClick={() => onSend()}
      >
        {note ? t('composer.save_note') : t('composer.send')}
      </Button>
      {mayChange ? (
        <>
          <Button
            disabled={!ready || busy}
            title={withKeys(
              note ? t('composer.note_solve') : t('composer.send_solve'),
              'composer.send_resolve',
            )}
            rightSection={<Icon name="send" size={16} />}
            onClick={() => onSend('solved')}
          >
            {note ? t('composer.note_solve') : t('composer.send_solve')}
          </Button>
          <Menu position="top-end" withinPortal>
            <Menu.Target>
              <ActionIcon
                disabled={!ready || busy}
                aria-label={t('composer.more_ways')}
                title={t('composer.more_ways')}
              >
                <Icon name="up" size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onSend('pending')}>
                {note ? t('composer.note_wait') : t('composer.send_wait')}
              </Menu.Item>
              <Menu.Item onClick={() => onSend('on_hold')}>
                {note ? t('composer.note_hold') : t('composer.send_hold')}
              </Menu.Item>
              {note ? null : (
                <Menu.Item leftSection={<Icon name="clock" size={16} />} onClick={onSchedule}>
                  {t('composer.schedule')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </>
      ) : null}
    </div>
  );
}
