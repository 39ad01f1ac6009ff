import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, take } from '~/api/client';
import { asProblem } from '~/api/problem';
import type { Page, Ticket } from '~/api/records';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import { Markdown } from '~/parts/Markdown';
import kit from '../kit/Kit.module.css';
import { fieldWord, valueWord } from '../kit/words';
import classes from '../Settings.module.css';

interface Preview {
  reply: string | null;
  note: string | null;
  changes: { field: string; before: unknown; after: unknown }[];
  tags: string[];
}

/** The case of that number; the one that moved last where none is named. */
async function ticketOf(number: string): Promise<Ticket | null> {
  const wanted = /^#?(\d{1,12})$/.exec(number.trim());
  const filter = wanted ? { field: 'number', op: 'is', value: Number(wanted[1]) } : { all: [] };
  const page = await take<Page<Ticket>>(
    api.GET('/api/v1/tickets', {
      params: { query: { filter: JSON.stringify(filter), sort: '-updated_at', limit: 1 } },
    }),
  );
  return page.data[0] ?? null;
}

const previewOf = (ticketId: number, macroId: number): Promise<Preview> =>
  take<Preview>(
    api.GET('/api/v1/tickets/{id}/macros/{macro_id}', {
      params: { path: { id: ticketId, macro_id: macroId } },
    }),
  );

/** What the macro, as it is saved, would do to a real case; nothing is changed. */
export function MacroPreview({ macroId, version }: { macroId: number; version: number }) {
  const [number, setNumber] = useState('');
  const settled = useDebounced(number, 300);
  const found = useQuery({
    queryKey: ['settings', 'macro_preview', macroId, version, settled],
    queryFn: async () => {
      const ticket = await ticketOf(settled);
      return ticket ? { ticket, preview: await previewOf(ticket.id, macroId) } : null;
    },
    placeholderData: (before) => before,
    retry: false,
  });
  return (
    <div className={classes.wide}>
      <TextInput
        className={kit.search}
        label={t('set.preview_on')}
        placeholder={t('set.preview_last')}
        inputMode="numeric"
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        // The form around it is the macro's: Enter here only looks.
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault();
        }}
      />
      <div className={kit.notice} role="status">
        {found.isError ? (
          <p>{asProblem(found.error).message}</p>
        ) : found.data === null ? (
          <p>{t('set.preview_none')}</p>
        ) : found.data ? (
          <PreviewView {...found.data} />
        ) : (
          <p>{t('state.loading')}</p>
        )}
      </div>
    </div>
  );
}

function PreviewView({ ticket, preview }: { ticket: Ticket; preview: Preview }) {
  return (
    <>
      <strong className={classes.breaks}>
        #{ticket.number ?? ticket.id} · {ticket.subject}
      </strong>
      <dl className={kit.changes}>
        {preview.changes.map((one) => (
          <div key={one.field}>
            <dt>{fieldWord(one.field)}</dt>
            <dd>
              <del>{valueWord(one.before)}</del> <ins>{valueWord(one.after)}</ins>
            </dd>
          </div>
        ))}
        {preview.tags.length > 0 ? (
          <div>
            <dt>{t('set.step_add_tag')}</dt>
            <dd>
              <ins>{preview.tags.join(', ')}</ins>
            </dd>
          </div>
        ) : null}
      </dl>
      {preview.reply === null ? null : (
        <div>
          <p className={classes.hint}>{t('set.step_reply')}</p>
          <Markdown source={preview.reply} />
        </div>
      )}
      {preview.note === null ? null : (
        <div>
          <p className={classes.hint}>{t('set.step_note')}</p>
          <Markdown source={preview.note} />
        </div>
      )}
    </>
  );
}
