import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { api, take } from '~/api/client';
import type { Filter, Page } from '~/api/records';
import { changeRecord, createRecord, type WebhookRecord } from '~/api/settings';
import { settingsKeys } from '~/api/settings-keys';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { FilterChips, FilterDialog } from '~/parts/filter';
import { Ago } from '~/parts/marks';
import { Group } from '../fields';
import { CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { RecordFrame } from '../kit/RecordFrame';
import { type Faults, type RecordForm, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { Deliveries } from './Deliveries';
import { WebhookCare } from './WebhookCare';
import { WebhookState } from './Webhooks';
import { FAMILIES, type Family, type Kinds, readKinds, writeKinds } from './webhook-kinds';

interface Form {
  name: string;
  url: string;
  kinds: string;
  entity: string;
  filter: Filter | null;
  includes_internal: boolean;
  is_active: boolean;
}

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  if (!/^https?:\/\/[^\s/]+/.test(form.url.trim())) faults.url = t('set.url_wrong');
  if (form.kinds.trim() === '') faults.kinds = t('set.kinds_needed');
  if (form.entity !== '' && form.filter === null) faults.filter = t('set.filter_needed');
  return faults;
}

const toForm = (record: WebhookRecord | null): Form => ({
  name: record?.name ?? '',
  url: record?.url ?? '',
  kinds: record?.kinds ?? 'ticket.*',
  entity: record?.entity ?? '',
  filter: record?.filter ?? null,
  includes_internal: record?.includes_internal ?? false,
  is_active: record?.is_active ?? true,
});

interface EditorProps {
  webhook: WebhookRecord | null;
  onSecret: (made: { id: number; secret: string }) => void;
}

export function WebhookEditor({ webhook, onSecret }: EditorProps) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<WebhookRecord, Form>({
    record: webhook,
    collection: 'webhooks',
    check,
    toForm,
    write: async ({ entity, filter, ...own }, form, version) => {
      const picks =
        entity === undefined && filter === undefined
          ? {}
          : { entity: form.entity || null, filter: form.entity ? form.filter : null };
      const body = { ...own, ...picks };
      if (webhook) return changeRecord<WebhookRecord>('webhooks', webhook.id, version, body);
      const { secret, ...made } = await createRecord<WebhookRecord & { secret: string }>('webhooks', body);
      onSecret({ id: made.id, secret });
      return made;
    },
  });
  const submit = async () => {
    if (!(await state.save())) return;
    void client.invalidateQueries({ queryKey: settingsKeys.records('webhooks') });
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
  };
  return (
    <RecordFrame
      state={state}
      title={webhook ? webhook.name : t('set.new_webhook')}
      back={{ to: '/settings/webhooks', label: t('set.webhooks') }}
      entity="webhook"
      id={webhook?.id}
      onSubmit={() => void submit()}
    >
      {webhook ? <Trouble webhook={webhook} /> : null}
      <Group title={t('set.group_webhook')} lead={t('set.webhook_lead')}>
        <TextBox state={state} field="name" required maxLength={120} label={t('set.field_name')} />
        <TextBox
          state={state}
          field="url"
          type="url"
          required
          maxLength={2000}
          label={t('set.field_url')}
          hint={t('set.url_hint')}
          placeholder="https://example.com/lazo"
        />
        <CheckBox
          state={state}
          field="is_active"
          label={t('set.field_is_active')}
          hint={t('set.webhook_active_hint')}
        />
      </Group>
      <KindsGroup state={state} />
      <FilterGroup state={state} />
      {webhook ? (
        <>
          <WebhookCare webhook={webhook} onGone={() => navigate('/settings/webhooks')} />
          <Deliveries webhook={webhook} />
        </>
      ) : null}
    </RecordFrame>
  );
}

/** How it goes: quiet while all is well. */
function Trouble({ webhook }: { webhook: WebhookRecord }) {
  if (webhook.state !== 'failing' && webhook.state !== 'disabled')
    return (
      <div className={kit.facts}>
        <WebhookState webhook={webhook} />
        {webhook.state_at ? <Ago at={webhook.state_at} /> : null}
      </div>
    );
  return (
    <div className={kit.notice} data-tone="danger" role="status">
      <strong>{webhook.state === 'disabled' ? t('set.webhook_was_disabled') : t('set.webhook_fails')}</strong>
      <p lang="en">{webhook.state_detail}</p>
      <p>{webhook.state === 'disabled' ? t('set.webhook_disabled_hint') : t('set.webhook_failing_hint')}</p>
    </div>
  );
}

function KindsGroup({ state }: { state: RecordForm<Form> }) {
  // What is being typed is not read back before it is finished: a space at the end would be lost.
  const [typed, setTyped] = useState<string | null>(null);
  const kinds = readKinds(state.form.kinds);
  const put = (change: Partial<Kinds>) => state.set({ kinds: writeKinds({ ...kinds, ...change }) });
  const fault = state.faultOf('kinds');
  const toggle = (family: Family, isOn: boolean) =>
    put({
      families: FAMILIES.filter((one) => (one === family ? isOn : kinds.families.includes(one))),
    });
  return (
    <Group title={t('set.field_kinds')} lead={t('set.kinds_lead')}>
      <label className={classes.check}>
        <input
          id="set-kinds"
          type="checkbox"
          checked={kinds.everything}
          onChange={(event) => put({ everything: event.currentTarget.checked })}
        />
        {t('set.kinds_all')}
      </label>
      {kinds.everything ? null : (
        <>
          <fieldset className={kit.picks}>
            <legend className="visually-hidden">{t('set.field_kinds')}</legend>
            {FAMILIES.map((family) => (
              <div key={family} className={kit.pick}>
                <label>
                  <input
                    type="checkbox"
                    checked={kinds.families.includes(family)}
                    onChange={(event) => toggle(family, event.currentTarget.checked)}
                  />
                  {t(`set.family_${family}`)}
                </label>
              </div>
            ))}
          </fieldset>
          <TextInput
            label={t('set.kinds_others')}
            description={t('set.kinds_others_hint')}
            placeholder="order.paid customer.stage_changed"
            value={typed ?? kinds.others}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              put({ others: event.currentTarget.value });
            }}
            onBlur={() => setTyped(null)}
          />
        </>
      )}
      <CheckBox
        state={state}
        field="includes_internal"
        label={t('set.field_includes_internal')}
        hint={t('set.internal_hint')}
      />
      {fault ? <p className={classes.fault}>{fault}</p> : null}
    </Group>
  );
}

const countOf = (entity: string) => async (filter: Filter | null) => {
  const page = await take<Page<unknown>>(
    api.GET(`/api/v1/${entity}s` as '/api/v1/tickets', {
      params: { query: { ...(filter ? { filter: JSON.stringify(filter) } : {}), limit: 1, count: true } },
    }),
  );
  return { count: page.count ?? 0, capped: page.count_capped === true };
};

function FilterGroup({ state }: { state: RecordForm<Form> }) {
  const [building, setBuilding] = useState(false);
  const { entity, filter } = state.form;
  const about: RecordForm<Form> = {
    ...state,
    set: (change) => state.set('entity' in change ? { ...change, filter: null } : change),
  };
  const fault = state.faultOf('filter');
  return (
    <Group title={t('set.field_filter')} lead={t('set.webhook_filter_lead')}>
      <ChoiceBox
        state={about}
        field="entity"
        label={t('set.filter_about')}
        options={[
          { value: '', label: t('set.filter_none') },
          { value: 'ticket', label: t('set.many_tickets') },
          { value: 'customer', label: t('set.many_customers') },
        ]}
      />
      {entity === '' ? null : (
        <div className={`${classes.wide} ${kit.stack}`}>
          <Suspense fallback={null}>
            {filter ? (
              <FilterChips
                entity={`${entity}s`}
                filter={filter}
                onOpen={() => setBuilding(true)}
                onChange={(next) => state.set({ filter: next })}
              />
            ) : null}
            {building ? (
              <FilterDialog
                entity={`${entity}s`}
                title={t('set.field_filter')}
                filter={filter}
                count={countOf(entity)}
                onApply={(next) => {
                  state.set({ filter: next });
                  setBuilding(false);
                }}
                onClose={() => setBuilding(false)}
              />
            ) : null}
          </Suspense>
          <Button id="set-filter" variant="default" onClick={() => setBuilding(true)}>
            {t('set.edit_filter')}
          </Button>
        </div>
      )}
      {fault ? <p className={classes.fault}>{fault}</p> : null}
    </Group>
  );
}
