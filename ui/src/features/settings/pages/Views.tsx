import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { api, take } from '~/api/client';
import type { Filter, Page } from '~/api/records';
import {
  type AgentRecord,
  changeRecord,
  createRecord,
  dropRecord,
  removeRecord,
  useRecords,
  type ViewRecord,
} from '~/api/settings';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { FilterChips, FilterDialog, isEverything } from '~/parts/filter';
import { Pill } from '~/parts/marks';
import { Group } from '../fields';
import { CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { MoveButtons } from '../kit/MoveButtons';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { removeSoon } from '../kit/remove-soon';
import { useOrder } from '../kit/use-order';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { type PageProps, recordOf } from './page';

const EVERYTHING: Filter = { all: [] };
const viewName = (view: ViewRecord): string =>
  view.builtin_key ? textOr(`view.${view.builtin_key}`, view.name) : view.name;

export default function Views({ id }: PageProps) {
  const views = useRecords<ViewRecord>('views');
  const agents = useRecords<AgentRecord>('agents');
  const [, navigate] = useLocation();
  const move = useOrder<ViewRecord>('views');
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={views} id={record}>
        {(view) => <ViewEditor key={view?.id ?? 'new'} view={view} />}
      </RecordLoader>
    );
  const owner = (view: ViewRecord) => agents.data?.find((one) => one.id === view.agent_id)?.name;
  return (
    <ListFrame
      title={t('set.views')}
      lead={t('set.views_lead')}
      icon="table"
      query={views}
      textOf={viewName}
      sorted={(a, b) => a.position - b.position || a.id - b.id}
      goingName={(view) => `view:${view.id}`}
      add={{ label: t('set.add_view'), run: () => navigate('/settings/views/new') }}
      empty={{ title: t('set.no_views'), why: t('set.no_views_why') }}
    >
      {(view, { index, shown }) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/views/${view.id}`} className={kit.link}>
              {viewName(view)}
            </Link>
            <span className={kit.sub}>
              {[textOr(`set.many_${view.entity}`, view.entity), owner(view)].filter(Boolean).join(' · ')}
            </span>
          </div>
          <div className={kit.facts}>
            {view.builtin_key ? <Pill>{t('set.builtin')}</Pill> : null}
            <Pill icon={view.is_shared ? 'customers' : 'lock'}>
              {view.is_shared ? t('set.shared') : t('set.private')}
            </Pill>
          </div>
          <MoveButtons
            name={viewName(view)}
            isFirst={index === 0}
            isLast={index === shown.length - 1}
            onMove={(by) => move(shown, index, by)}
          />
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  name: string;
  is_shared: boolean;
  sort: string;
  filter: Filter;
}

const SORTS = ['-updated_at', 'updated_at', '-created_at', 'created_at'] as const;
const check = (form: Form): Faults<Form> => (form.name.trim() === '' ? { name: t('set.name_needed') } : {});

const counter =
  (entity: string) =>
  async (filter: Filter | null): Promise<{ count: number; capped: boolean }> => {
    const page = await take<Page<unknown>>(
      api.GET(`/api/v1/${entity}` as '/api/v1/tickets', {
        params: { query: { ...(filter ? { filter: JSON.stringify(filter) } : {}), limit: 1, count: true } },
      }),
    );
    return { count: page.count ?? 0, capped: page.count_capped === true };
  };

function ViewEditor({ view }: { view: ViewRecord | null }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [building, setBuilding] = useState(false);
  const entity = view?.entity ?? 'tickets';
  const state = useRecordForm<ViewRecord, Form>({
    record: view,
    collection: 'views',
    check,
    toForm: (record) => ({
      name: record ? viewName(record) : '',
      is_shared: record?.is_shared ?? true,
      sort: record?.sort ?? '-updated_at',
      filter: record?.filter ?? EVERYTHING,
    }),
    write: (changed, _form, version) =>
      view
        ? changeRecord<ViewRecord>('views', view.id, version, changed)
        : createRecord<ViewRecord>('views', { ...changed, entity }),
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!view) navigate(`/settings/views/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!view) return;
    navigate('/settings/views');
    removeSoon(`view:${view.id}`, t('set.did_remove', { name: viewName(view) }), async () => {
      await removeRecord('views', view.id, view.version);
      dropRecord(client, 'views', view.id);
    });
  };
  const { filter, sort } = state.form;
  const sorts = [...SORTS, ...(SORTS.some((one) => one === sort) ? [] : [sort])];
  return (
    <RecordFrame
      state={state}
      title={view ? viewName(view) : t('set.new_view')}
      back={{ to: '/settings/views', label: t('set.views') }}
      entity="view"
      id={view?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_view')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={120}
          label={t('set.field_name')}
          hint={view?.builtin_key ? t('set.builtin_hint') : undefined}
          disabled={Boolean(view?.builtin_key)}
        />
        <ChoiceBox
          state={state}
          field="sort"
          label={t('set.field_sort')}
          options={sorts.map((one) => ({
            value: one,
            label: textOr(`set.sort_${one.replace('-', 'desc_')}`, one),
          }))}
        />
        <CheckBox
          state={state}
          field="is_shared"
          label={t('set.field_is_shared')}
          hint={t('set.shared_hint')}
        />
      </Group>
      <Group title={t('set.field_filter')} lead={t('set.filter_lead')}>
        <div className={`${classes.wide} ${kit.stack}`}>
          {isEverything(filter) ? <p className={classes.hint}>{t('set.filter_everything')}</p> : null}
          <Suspense fallback={null}>
            {isEverything(filter) ? null : (
              <FilterChips
                entity={entity}
                filter={filter}
                onOpen={() => setBuilding(true)}
                onChange={(next) => state.set({ filter: next ?? EVERYTHING })}
              />
            )}
            {building ? (
              <FilterDialog
                entity={entity}
                title={t('set.field_filter')}
                filter={filter}
                count={counter(entity)}
                onApply={(next) => {
                  state.set({ filter: next ?? EVERYTHING });
                  setBuilding(false);
                }}
                onClose={() => setBuilding(false)}
              />
            ) : null}
          </Suspense>
          <div className={kit.actions}>
            <Button variant="default" onClick={() => setBuilding(true)}>
              {t('set.edit_filter')}
            </Button>
            {view ? <Link href={`/inbox/${view.builtin_key ?? view.id}`}>{t('set.open_view')}</Link> : null}
          </div>
        </div>
      </Group>
      {view && !view.builtin_key ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
            <p className={classes.hint}>{t('set.view_remove_hint')}</p>
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
