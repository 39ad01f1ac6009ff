import { ActionIcon, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { type CustomerFile, customerKey, giveFile, takeFile, useFiles } from '~/api/customer-page';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import { attachmentAddress } from '~/api/tickets';
import { uploadFile } from '~/api/upload';
import { formatBytes, formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './CustomerPage.module.css';
import { useAct } from './use-act';

/** Pictures that are shown small; everything else is a download. */
const SHOWN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Files of a customer: contracts, papers, photographs. Dropped, chosen, downloaded, taken away. */
export function Files({ customerId, mayWrite }: { customerId: number; mayWrite: boolean }) {
  const files = useFiles(customerId);
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const { sending, send } = useSending(customerId);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (mayWrite) send(event.dataTransfer.files);
  };
  return (
    <section
      className={classes.card}
      aria-label={t('file.title')}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(mayWrite);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2>
        {t('file.title')}
        {mayWrite ? (
          <Button size="compact-sm" variant="default" onClick={() => chooser.current?.click()}>
            {t('file.add')}
          </Button>
        ) : null}
      </h2>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={t('file.add')}
        onChange={(event) => {
          if (event.currentTarget.files) send(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      {sending.map((one) => (
        <div key={one.key} className={classes.line}>
          <span className={classes.lineWords}>{one.name}</span>
          <progress value={one.share} max={1} aria-label={one.name} />
        </div>
      ))}
      {files.isError && !files.data ? (
        <ErrorState error={files.error} onRetry={() => void files.refetch()} />
      ) : null}
      {!files.data && !files.isError ? <RowsSkeleton rows={3} /> : null}
      {files.data?.length === 0 && sending.length === 0 ? (
        <EmptyState icon="clip" title={t('file.none')}>
          {mayWrite ? t('file.none_why') : null}
        </EmptyState>
      ) : null}
      <ul className={classes.lines}>
        {files.data?.map((file) => (
          <FileLine key={file.id} file={file} customerId={customerId} mayWrite={mayWrite} />
        ))}
      </ul>
    </section>
  );
}

interface Sending {
  key: number;
  name: string;
  share: number;
}

let nextKey = 1;

export function useSending(customerId: number) {
  const client = useQueryClient();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const one = async (file: File): Promise<number | null> => {
    const key = nextKey++;
    setSending((now) => [...now, { key, name: file.name, share: 0 }]);
    try {
      const attachment = await uploadFile(
        file,
        (share) => setSending((now) => now.map((each) => (each.key === key ? { ...each, share } : each))),
        new AbortController().signal,
      );
      await giveFile(customerId, attachment.id);
      return attachment.id;
    } catch (error) {
      showToast(t('file.not_added', { name: file.name }), {
        tone: 'danger',
        detail: asProblem(error).message,
      });
      return null;
    } finally {
      setSending((now) => now.filter((each) => each.key !== key));
      void client.invalidateQueries({ queryKey: customerKey(customerId, 'files') });
      void client.invalidateQueries({ queryKey: keys.timeline(customerId) });
    }
  };
  const send = (files: Iterable<File>) => {
    for (const file of files) void one(file);
  };
  return { sending, send, one };
}

function FileLine(props: { file: CustomerFile; customerId: number; mayWrite: boolean }) {
  const { file, customerId, mayWrite } = props;
  const act = useAct([customerKey(customerId, 'files'), keys.timeline(customerId)]);
  const isPicture = SHOWN.includes(file.type) && file.size < 5_000_000;
  return (
    <li className={classes.line}>
      {isPicture ? (
        <img
          className={classes.thumb}
          src={attachmentAddress(file.id)}
          alt=""
          width={40}
          height={40}
          loading="lazy"
        />
      ) : (
        <Icon name="file" size={18} />
      )}
      <a className={classes.lineWords} href={attachmentAddress(file.id)} download={file.name}>
        {file.name}
      </a>
      <span className={classes.faint}>
        {formatBytes(file.size)} · {formatDate(file.created_at)}
      </span>
      {mayWrite ? (
        <ActionIcon
          variant="subtle"
          aria-label={t('file.remove', { name: file.name })}
          onClick={() =>
            void act({
              run: () => takeFile(customerId, file.id),
              done: t('file.did_remove', { name: file.name }),
              undo: () => giveFile(customerId, file.id),
            })
          }
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      ) : null}
    </li>
  );
}
