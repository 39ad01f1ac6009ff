import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Agent } from '~/api/records';
import { saveLanguage, saveMe } from '~/api/session';
import { formatDateTime, formatMoney, formatNumber } from '~/lib/format';
import {
  LANGUAGE_NAMES,
  LANGUAGES,
  language,
  languageOf,
  rememberLanguage,
  setLanguage,
  t,
} from '~/lib/i18n';
import { browserZone, REGIONS, regionName, zoneChoices } from '~/lib/places';
import { setPreference, usePreferences } from '~/lib/preferences';
import { showToast } from '~/lib/toasts';
import classes from './Me.module.css';

/** Language and region are apart: Spanish texts with the numbers of Colombia. */
export default function LanguageSection({ me }: { me: Agent }) {
  const { region } = usePreferences();
  const [problem, setProblem] = useState<string | null>(null);
  const zones = useMemo(() => zoneChoices(me.time_zone), [me.time_zone]);
  const keep = (saving: Promise<void>) => {
    setProblem(null);
    saving.catch((fault) => setProblem(asProblem(fault).message));
  };
  return (
    <div className={classes.card}>
      {problem ? (
        <div className={classes.error} role="alert">
          {problem}
        </div>
      ) : null}
      <fieldset className={classes.choice}>
        <legend>{t('preferences.language')}</legend>
        <SegmentedControl
          aria-label={t('preferences.language')}
          value={language()}
          data={LANGUAGES.map((one) => ({ value: one, label: LANGUAGE_NAMES[one] }))}
          onChange={(value) => {
            const next = languageOf(value);
            if (!next) return;
            rememberLanguage(next);
            void setLanguage(next);
            keep(saveLanguage(next));
          }}
        />
      </fieldset>
      <div className={classes.fields}>
        <NativeSelect
          label={t('me.region')}
          description={t('me.region_hint')}
          value={region ?? ''}
          data={[
            { value: '', label: t('me.region_auto') },
            ...REGIONS.map((tag) => ({ value: tag, label: regionName(tag) })),
          ]}
          onChange={(event) => setPreference('region', event.currentTarget.value || null)}
        />
        <NativeSelect
          label={t('me.zone')}
          value={me.time_zone ?? ''}
          data={[{ value: '', label: t('me.zone_auto', { zone: browserZone() }) }, ...zones]}
          onChange={(event) => {
            const wish = event.currentTarget.value || null;
            keep(saveMe({ time_zone: wish }).then(() => void showToast(t('me.saved'), { tone: 'ok' })));
          }}
        />
      </div>
      <dl className={classes.samples}>
        <dt>{t('me.sample_number')}</dt>
        <dd>{formatNumber(1234567.89, 2)}</dd>
        <dt>{t('me.sample_money')}</dt>
        <dd>{formatMoney({ amount: 12999000, currency: 'COP' })}</dd>
        <dt>{t('me.sample_date')}</dt>
        <dd>{formatDateTime(Date.now())}</dd>
      </dl>
    </div>
  );
}
