import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { changeRecord, createRecord, dropRecord, removeRecord, type TeamRecord } from '~/api/settings';
import type { SiteRecord } from '~/api/sites';
import { LANGUAGE_NAMES, LANGUAGES, t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Group } from '../fields';
import { Confirm } from '../kit/Confirm';
import { AreaBox, CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import { RecordFrame } from '../kit/RecordFrame';
import { SecretLine } from '../kit/SecretLine';
import { type RecordForm, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { ButtonPreview } from './ButtonPreview';
import { checkSite, linesOf, type SiteForm, siteBody, snippetOf, toSiteForm } from './site-form';

interface EditorProps {
  site: SiteRecord | null;
  teams: readonly TeamRecord[];
}

export function SiteEditor({ site, teams }: EditorProps) {
  const [, navigate] = useLocation();
  const state = useRecordForm<SiteRecord, SiteForm>({
    record: site,
    collection: 'sites',
    check: checkSite,
    toForm: toSiteForm,
    write: (changed, _form, version) =>
      site
        ? changeRecord<SiteRecord>('sites', site.id, version, siteBody(changed))
        : createRecord<SiteRecord>('sites', siteBody(changed)),
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!site) navigate(`/settings/sites/${saved.id}`, { replace: true });
  };
  return (
    <RecordFrame
      state={state}
      title={site ? site.name : t('site.new')}
      back={{ to: '/settings/sites', label: t('site.title') }}
      entity="site"
      id={site?.id}
      onSubmit={() => void submit()}
    >
      {site ? (
        <Group title={t('site.group_snippet')} lead={t('site.snippet_lead')}>
          <div className={classes.wide}>
            <SecretLine label={t('site.snippet')} value={snippetOf(window.location.origin, site.site_key)} />
          </div>
        </Group>
      ) : null}
      <Place state={state} teams={teams} />
      <Look state={state} />
      {site ? <Removal site={site} onGone={() => navigate('/settings/sites')} /> : null}
    </RecordFrame>
  );
}

function Place({ state, teams }: { state: RecordForm<SiteForm>; teams: readonly TeamRecord[] }) {
  return (
    <Group title={t('site.group_site')}>
      <TextBox state={state} field="name" required maxLength={100} label={t('set.field_name')} />
      <ChoiceBox
        state={state}
        field="team_id"
        label={t('set.field_team_id')}
        hint={t('site.team_hint')}
        options={[
          { value: '', label: t('site.no_team') },
          ...teams.map((team) => ({ value: String(team.id), label: team.name })),
        ]}
      />
      <AreaBox
        state={state}
        field="origins"
        rows={3}
        maxLength={4000}
        label={t('set.field_origins')}
        hint={t('site.origins_hint')}
      />
      <CheckBox
        state={state}
        field="is_active"
        label={t('set.field_is_active')}
        hint={t('site.active_hint')}
      />
    </Group>
  );
}

function Look({ state }: { state: RecordForm<SiteForm> }) {
  return (
    <Group title={t('site.group_look')} lead={t('site.look_lead')}>
      <ChoiceBox
        state={state}
        field="language"
        label={t('set.field_language')}
        options={[
          { value: '', label: t('site.page_language') },
          ...LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] })),
        ]}
      />
      <TextBox
        state={state}
        field="color"
        maxLength={7}
        placeholder="#0b6e6b"
        label={t('set.field_color')}
        hint={t('site.color_hint')}
      />
      <ButtonPreview color={state.form.color} onPick={(color) => state.set({ color })} />
      <TextBox
        state={state}
        field="greeting"
        maxLength={300}
        label={t('set.field_greeting')}
        hint={t('site.greeting_hint')}
      />
      <TextBox
        state={state}
        field="privacy_url"
        type="url"
        maxLength={500}
        label={t('set.field_privacy_url')}
        hint={t('site.privacy_hint')}
      />
    </Group>
  );
}

/** Its key never comes back, so this asks first and says where it stops. */
function Removal({ site, onGone }: { site: SiteRecord; onGone: () => void }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const count = linesOf(site.origins ?? '').length;
  const remove = async () => {
    await removeRecord('sites', site.id, site.version);
    dropRecord(client, 'sites', site.id);
    showToast(t('set.did_remove', { name: site.name }), { tone: 'ok' });
    onGone();
  };
  return (
    <Group title={t('set.group_remove')}>
      <div>
        <Button variant="default" color="danger" onClick={() => setAsking(true)}>
          {t('site.remove')}
        </Button>
      </div>
      {asking ? (
        <Confirm
          title={t('site.remove_title', { name: site.name })}
          action={t('site.remove')}
          onClose={() => setAsking(false)}
          run={remove}
        >
          <p>{count === 0 ? t('site.remove_any') : t('site.remove_why', { count })}</p>
        </Confirm>
      ) : null}
    </Group>
  );
}
