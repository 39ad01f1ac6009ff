import { Modal } from '@mantine/core';
import { useId, useMemo, useState } from 'react';
import type { SearchHit } from '~/api/records';
import { useSearch } from '~/api/search';
import {
  COMMAND_NAMES,
  commandLabel,
  groupOf,
  keysOf,
  type LiveCommand,
  useLiveCommands,
} from '~/lib/commands';
import { t } from '~/lib/i18n';
import { matchScore, snippetPieces } from '~/lib/text';
import { useDebounced } from '~/lib/use-debounced';
import { Icon, type IconName } from '~/parts/Icon';
import { COMMAND_ICONS } from './icons';
import { KeyCaps } from './KeyCaps';
import classes from './Palette.module.css';

/** A place to go that is no command: a view, a section of the settings, what was open before. */
export interface Destination {
  id: string;
  group: string;
  label: string;
  icon: IconName;
  href: string;
  /** One of many: shown once some letters of it were typed. */
  isOnlyAsked?: boolean;
}

interface PaletteProps {
  destinations: readonly Destination[];
  onOpen: (address: string) => void;
  onClose: () => void;
}

interface Entry {
  id: string;
  group: string;
  icon: IconName;
  title: string;
  detail: React.ReactNode;
  keys?: string;
  run: () => void;
}

const HIT_ICONS: Record<string, IconName> = { ticket: 'inbox', customer: 'user' };

/** Of the screen first, of everywhere last. */
const rank = (command: LiveCommand): number => COMMAND_NAMES.indexOf(command.name);

/** The way to anything from the keyboard: commands by a few letters, cases and customers by their words. */
export default function Palette({ destinations, onOpen, onClose }: PaletteProps) {
  const commands = useLiveCommands();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const settled = useDebounced(query.trim(), 180);
  const search = useSearch(settled);

  const entries = useMemo(() => {
    const found = commands
      .filter((command) => command.name !== 'app.palette')
      .sort((a, b) => rank(a) - rank(b))
      .map(commandEntry);
    const places = destinations
      .filter((place) => !place.isOnlyAsked || query.trim() !== '')
      .map((place): Entry => ({ ...place, title: place.label, detail: null, run: () => onOpen(place.href) }));
    const hits = query.trim().length >= 2 ? (search.data ?? []) : [];
    return [
      ...matching(query, found),
      ...matching(query, places),
      ...hits.map((hit) => hitEntry(hit, onOpen)),
    ];
  }, [commands, destinations, query, search.data, onOpen]);

  const current = Math.min(at, Math.max(0, entries.length - 1));
  const use = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const groups = [...new Set(entries.map((entry) => entry.group))];

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      size={600}
      yOffset="10vh"
      centered={false}
      padding={0}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
    >
      <div className={classes.search}>
        <Icon name="search" />
        <input
          data-autofocus
          className={classes.input}
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries[current] ? `${listId}-${current}` : undefined}
          aria-autocomplete="list"
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
              event.preventDefault();
              const step = event.key === 'ArrowDown' ? 1 : -1;
              setAt((current + step + entries.length) % Math.max(1, entries.length));
            }
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault();
              use(entries[current]);
            }
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <div className={classes.list} role="listbox" id={listId} aria-label={t('palette.title')}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
          <div key={group} role="group" aria-label={group}>
            <div className={classes.heading} aria-hidden="true">
              {group}
            </div>
            {entries.map((entry, index) =>
              entry.group === group ? (
                <OptionLine
                  key={entry.id}
                  id={`${listId}-${index}`}
                  entry={entry}
                  selected={index === current}
                  onPoint={() => setAt(index)}
                  onUse={() => use(entry)}
                />
              ) : null,
            )}
          </div>
        ))}
        {entries.length === 0 ? (
          <p className={classes.empty}>{search.isFetching ? t('state.loading') : t('state.nothing_found')}</p>
        ) : null}
      </div>
    </Modal>
  );
}

const commandEntry = (command: LiveCommand): Entry => ({
  id: command.name,
  group: t(`command.group_${groupOf(command.name)}`),
  icon: COMMAND_ICONS[command.name],
  title: t(commandLabel(command.name)),
  detail: null,
  keys: keysOf(command.name),
  run: command.run,
});

/** The best first; what is equally good keeps its order, and a group stands where its best entry is. */
function matching(query: string, entries: readonly Entry[]): Entry[] {
  const scored = entries
    .map((entry) => ({ entry, score: matchScore(query, entry.title) }))
    .filter((one): one is { entry: Entry; score: number } => one.score !== null)
    .sort((a, b) => a.score - b.score);
  const groups = [...new Set(scored.map((one) => one.entry.group))];
  return groups.flatMap((group) => scored.filter((one) => one.entry.group === group).map((one) => one.entry));
}

function hitEntry(hit: SearchHit, onOpen: (address: string) => void): Entry {
  const isCustomer = hit.type === 'customer';
  const address = isCustomer ? `/customers/${hit.id}` : `/tickets/${hit.id}`;
  return {
    id: `${hit.type}-${hit.id}`,
    group: isCustomer ? t('nav.customers') : t('palette.tickets'),
    icon: HIT_ICONS[hit.type] ?? 'search',
    title: hit.title || t('ticket.no_subject'),
    detail: hit.snippet ? <Snippet text={hit.snippet} /> : null,
    run: () => onOpen(address),
  };
}

function Snippet({ text }: { text: string }) {
  return snippetPieces(text).map((piece, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one snippet never move
    piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text,
  );
}

function OptionLine(props: {
  id: string;
  entry: Entry;
  selected: boolean;
  onPoint: () => void;
  onUse: () => void;
}) {
  const { entry } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard acts on the input that owns the list
    <div
      id={props.id}
      role="option"
      tabIndex={-1}
      aria-selected={props.selected}
      className={classes.option}
      ref={(element) => {
        if (props.selected) element?.scrollIntoView({ block: 'nearest' });
      }}
      onPointerMove={props.onPoint}
      onClick={props.onUse}
    >
      <Icon name={entry.icon} />
      <span className={classes.words}>
        <span className={classes.title}>{entry.title}</span>
        {entry.detail ? <span className={classes.detail}>{entry.detail}</span> : null}
      </span>
      <KeyCaps keys={entry.keys ?? ''} />
    </div>
  );
}
