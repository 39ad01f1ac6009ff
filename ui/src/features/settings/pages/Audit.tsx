import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useLocation, useSearch } from 'wouter';
import type { LogEvent } from '~/api/records';
import { type AgentRecord, useRecords } from '~/api/settings';
import { type AuditFilter, auditFile, useAudit } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { instantOfField } from '~/lib/zone-time';
import { Icon } from '~/parts/Icon';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { ChangeEntry } from '../kit/Changes';
import kit from '../kit/Kit.module.css';
import { entityWord } from '../kit/words';
import classes from '../Settings.module.css';

const ENTITIES = [
  'agent',
  'team',
  'skill',
  'view',
  'macro',
  'quick_reply',
  'tag',
  'field',
  'calendar',
  'channel',
  'api_key',
  'webhook',
  'stage_rule',
  'setting',
] as const;

const dayStart = (day: string, plus: number): string | undefined => {
  const at = instantOfField(`${day}T00:00`);
  return at === null ? undefined : new Date(at + plus * 86_400_000).toISOString();
};

/** What somebody did to nobody but themselves: signing in needs no object. */
const isOwn = (event: LogEvent): boolean => event.kind.startsWith('agent.signed_');

/** The filter stands in the address, so that what was found can be shown to others. */
function readFilter(query: URLSearchParams): AuditFilter {
  const [from, to] = [query.get('from'), query.get('to')];
  return {
    scope: query.get('scope') === 'all' ? 'all' : 'settings',
    entity: query.get('entity') ?? undefined,
    agent_id: Number(query.get('agent')) || undefined,
    from: from ? dayStart(from, 0) : undefined,
    to: to ? dayStart(to, 1) : undefined,
  };
}

/** Who changed what and when, before and after. */
export default function Audit() {
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const filter = readFilter(query);
  const log = useAudit(filter);
  const agents = useRecords<AgentRecord>('agents');
  const put = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    navigate(`/settings/audit${next.size > 0 ? `?${next}` : ''}`, { replace: true });
  };
  const events = log.data?.pages.flatMap((page) => page.data) ?? [];
  const isFiltered = query.size > 0;
  const nameOf = (entity: string | null, id: number | null): string => {
    const agent = entity === 'agent' ? agents.data?.find((one) => one.id === id)?.name : undefined;
    return `${entityWord(entity ?? '')} ${agent ?? (id === null || entity === 'setting' ? '' : `#${id}`)}`;
  };
  return (
    <section className={classes.body} aria-labelledby="audit-title">
      <header className={classes.head}>
        <div>
          <h2 id="audit-title">{t('set.audit')}</h2>
          <p className={classes.faint}>{t('set.audit_lead')}</p>
        </div>
        <Button
          component="a"
          href={auditFile(filter)}
          download
          variant="default"
          leftSection={<Icon name="download" size={16} />}
        >
          {t('set.export_csv')}
        </Button>
      </header>
      <div className={kit.tools}>
        <NativeSelect
          label={t('set.audit_scope')}
          value={filter.scope}
          onChange={(event) => put('scope', event.currentTarget.value === 'all' ? 'all' : '')}
          data={[
            { value: 'settings', label: t('set.audit_settings') },
            { value: 'all', label: t('set.audit_all') },
          ]}
        />
        <NativeSelect
          label={t('set.audit_who')}
          value={query.get('agent') ?? ''}
          onChange={(event) => put('agent', event.currentTarget.value)}
          data={[
            { value: '', label: t('set.anybody') },
            ...(agents.data ?? []).map((one) => ({ value: String(one.id), label: one.name })),
          ]}
        />
        <NativeSelect
          label={t('set.audit_what')}
          value={filter.entity ?? ''}
          onChange={(event) => put('entity', event.currentTarget.value)}
          data={[
            { value: '', label: t('set.anything') },
            ...ENTITIES.map((one) => ({ value: one, label: entityWord(one) })),
          ]}
        />
        <TextInput
          type="date"
          label={t('set.from')}
          value={query.get('from') ?? ''}
          onChange={(event) => put('from', event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('set.to')}
          value={query.get('to') ?? ''}
          onChange={(event) => put('to', event.currentTarget.value)}
        />
      </div>
      {log.isError && !log.data ? <ErrorState error={log.error} onRetry={() => void log.refetch()} /> : null}
      {log.data ? null : <RowsSkeleton rows={8} pending={log.isPending} />}
      {log.data && events.length === 0 && !log.hasNextPage ? (
        <EmptyState
          icon="search"
          title={isFiltered ? t('set.none_found') : t('set.no_audit')}
          action={
            isFiltered ? (
              <Button variant="default" onClick={() => navigate('/settings/audit', { replace: true })}>
                {t('set.clear_filters')}
              </Button>
            ) : undefined
          }
        >
          {isFiltered ? undefined : t('set.no_audit_why')}
        </EmptyState>
      ) : null}
      <ol className={kit.entries}>
        {events.map((event) => (
          <li key={event.id} className={classes.card}>
            <ChangeEntry
              event={event}
              subject={isOwn(event) ? undefined : nameOf(event.entity, event.entity_id)}
            />
          </li>
        ))}
      </ol>
      {log.hasNextPage ? (
        <div>
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t('set.more')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
