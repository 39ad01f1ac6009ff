import { ActionIcon, Button, Menu, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asProblem } from '~/api/problem';
import {
  changeRecord,
  createRecord,
  dropRecord,
  keepRecord,
  removeRecord,
  type TagRecord,
  useRecords,
} from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { mergeTag, type TagUsage, useTagUsage } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { Confirm } from '../kit/Confirm';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import classes from '../Settings.module.css';

type Open = { what: 'name' | 'merge' | 'remove'; tag: TagRecord } | { what: 'new' } | null;

const usageWords = (usage: TagUsage | undefined): string =>
  [
    t('set.tag_tickets', { count: usage?.tickets ?? 0 }),
    usage?.others ? t('set.tag_others', { count: usage.others }) : '',
  ]
    .filter(Boolean)
    .join(' · ');

/** The words on tickets and customers: how much each is used, and keeping them few. */
export default function Tags() {
  const tags = useRecords<TagRecord>('tags');
  const usage = useTagUsage();
  const [open, setOpen] = useState<Open>(null);
  const [byUse, setByUse] = useState(true);
  const uses = (tag: TagRecord) => {
    const found = usage.data?.get(tag.id);
    return (found?.tickets ?? 0) + (found?.others ?? 0);
  };
  const close = () => setOpen(null);
  return (
    <>
      <ListFrame
        title={t('set.tags')}
        lead={t('set.tags_lead')}
        icon="tag"
        query={tags}
        textOf={(tag) => tag.name}
        sorted={byUse ? (a, b) => uses(b) - uses(a) || a.name.localeCompare(b.name) : undefined}
        add={{ label: t('set.add_tag'), run: () => setOpen({ what: 'new' }) }}
        empty={{ title: t('set.no_tags'), why: t('set.no_tags_why') }}
        tools={
          <NativeSelect
            aria-label={t('set.sort_by')}
            value={byUse ? 'use' : 'name'}
            onChange={(event) => setByUse(event.currentTarget.value === 'use')}
            data={[
              { value: 'use', label: t('set.sort_use') },
              { value: 'name', label: t('set.sort_name') },
            ]}
          />
        }
      >
        {(tag) => (
          <>
            <div className={kit.names}>
              <span className={kit.plain}>{tag.name}</span>
              <span className={kit.sub}>{usage.data ? usageWords(usage.data.get(tag.id)) : ' '}</span>
            </div>
            <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('set.more_of', { name: tag.name })}>
                  <Icon name="more" size={18} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setOpen({ what: 'name', tag })}>{t('set.rename')}</Menu.Item>
                <Menu.Item
                  disabled={(tags.data?.length ?? 0) < 2}
                  onClick={() => setOpen({ what: 'merge', tag })}
                >
                  {t('set.merge')}
                </Menu.Item>
                <Menu.Item color="danger" onClick={() => setOpen({ what: 'remove', tag })}>
                  {t('set.remove')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </ListFrame>
      {open?.what === 'new' ? <NameDialog tag={null} onClose={close} /> : null}
      {open?.what === 'name' ? <NameDialog tag={open.tag} onClose={close} /> : null}
      {open?.what === 'merge' ? (
        <MergeDialog
          tag={open.tag}
          others={(tags.data ?? []).filter((one) => one.id !== open.tag.id)}
          words={usageWords(usage.data?.get(open.tag.id))}
          onClose={close}
        />
      ) : null}
      {open?.what === 'remove' ? (
        <RemoveDialog tag={open.tag} words={usageWords(usage.data?.get(open.tag.id))} onClose={close} />
      ) : null}
    </>
  );
}

function NameDialog({ tag, onClose }: { tag: TagRecord | null; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState(tag?.name ?? '');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const body = { name: name.trim() };
      keepRecord(
        client,
        'tags',
        tag
          ? await changeRecord<TagRecord>('tags', tag.id, tag.version, body)
          : await createRecord<TagRecord>('tags', body),
      );
      onClose();
    } catch (fault) {
      setError(asProblem(fault).message);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={tag ? t('set.rename_tag') : t('set.add_tag')} size={420}>
      <form onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('set.field_name')}
          value={name}
          maxLength={60}
          error={error}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={classes.dialogActions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={name.trim() === ''}>
            {t('set.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface MergeProps {
  tag: TagRecord;
  others: TagRecord[];
  words: string;
  onClose: () => void;
}

function MergeDialog({ tag, others, words, onClose }: MergeProps) {
  const client = useQueryClient();
  const [into, setInto] = useState('');
  const target = others.find((one) => String(one.id) === into);
  return (
    <Confirm
      title={t('set.merge_title', { name: tag.name })}
      action={t('set.merge')}
      disabled={!target}
      onClose={onClose}
      run={async () => {
        if (!target) return;
        await mergeTag(tag.id, target.id);
        dropRecord(client, 'tags', tag.id);
        void client.invalidateQueries({ queryKey: settingsKeys.tagUsage });
        void client.invalidateQueries({ queryKey: ['tickets'] });
        showToast(t('set.did_merge', { from: tag.name, into: target.name }), { tone: 'ok' });
      }}
    >
      <p>{t('set.merge_why', { name: tag.name, count: words })}</p>
      <NativeSelect
        label={t('set.merge_into')}
        value={into}
        onChange={(event) => setInto(event.currentTarget.value)}
        data={[
          { value: '', label: t('set.choose') },
          ...[...others]
            .sort((a, b) => a.name.localeCompare(b.name))
            .map((one) => ({ value: String(one.id), label: one.name })),
        ]}
      />
    </Confirm>
  );
}

function RemoveDialog({ tag, words, onClose }: { tag: TagRecord; words: string; onClose: () => void }) {
  const client = useQueryClient();
  return (
    <Confirm
      title={t('set.remove_title', { name: tag.name })}
      action={t('set.remove')}
      onClose={onClose}
      run={async () => {
        await removeRecord('tags', tag.id, tag.version);
        dropRecord(client, 'tags', tag.id);
        void client.invalidateQueries({ queryKey: ['tickets'] });
        showToast(t('set.did_remove', { name: tag.name }), { tone: 'ok' });
      }}
    >
      <p>{t('set.tag_remove_why', { count: words })}</p>
    </Confirm>
  );
}
