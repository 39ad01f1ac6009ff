import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { useAgents, useTags, useTeams } from '~/api/people';
import { STAGES } from '~/api/records';
import { useReport } from '~/api/reports';
import { t } from '~/lib/i18n';
import { isDay, PRESETS } from '~/lib/period';
import { Icon } from '~/parts/Icon';
import { channelName, stageName } from '~/parts/marks';
import { CUT_FIELDS, type Cut, type CutChange } from './cut';
import classes from './Numbers.module.css';

interface FilterBarProps {
  cut: Cut;
  change: (next: CutChange) => void;
  /** Whose own work the screen shows: then there is no agent to choose. */
  own: boolean;
  /** Opens the bands; leads and administrators alone. */
  onBands: (() => void) | undefined;
}

/** The window and what narrows it; all of it stands in the address. */
export function FilterBar({ cut, change, own, onBands }: FilterBarProps) {
  const agents = useAgents();
  const teams = useTeams();
  const tags = useTags();
  const channels = useReport('volume', { by: 'channel', from: '2000-01-01' });
  const [isOpen, setIsOpen] = useState(false);
  const narrowed = CUT_FIELDS.some((name) => cut[name] !== null && !(own && name === 'agent'));
  return (
    <search className={classes.bar} aria-label={t('numbers.filters')}>
      <Choice
        label={t('numbers.period')}
        value={cut.preset ?? 'custom'}
        data={[
          ...PRESETS.map((one) => ({ value: one, label: t(`numbers.period_${one}`) })),
          ...(cut.preset ? [] : [{ value: 'custom', label: t('numbers.period_custom') }]),
        ]}
        onChange={(value) => (value && value !== 'custom' ? change({ period: value }) : undefined)}
      />
      <Button
        variant="default"
        className={classes.more}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t('numbers.filters')}
        {narrowed ? ' •' : ''}
      </Button>
      <div className={classes.rest} data-open={isOpen}>
        <Days cut={cut} change={change} />
        <Choice
          label={t('numbers.compare')}
          value={cut.compare}
          data={[
            { value: 'previous', label: t('numbers.compare_previous') },
            { value: 'year', label: t('numbers.compare_year') },
          ]}
          onChange={(value) => change({ compare: value === 'year' ? 'year' : null })}
        />
        <Choice
          label={t('numbers.stage')}
          value={cut.stage}
          clearable
          data={STAGES.map((one) => ({ value: one, label: stageName(one) }))}
          onChange={(value) => change({ stage: value })}
        />
        <Choice
          label={t('numbers.channel')}
          value={cut.channel}
          clearable
          data={(channels.data?.groups ?? [])
            .flatMap((row) => (typeof row.channel === 'string' ? [row.channel] : []))
            .map((one) => ({ value: one, label: channelName(one) }))}
          onChange={(value) => change({ channel: value })}
        />
        <Choice
          label={t('numbers.team')}
          value={cut.team === null ? null : String(cut.team)}
          clearable
          data={(teams.data ?? []).map((team) => ({ value: String(team.id), label: team.name }))}
          onChange={(value) => change({ team: value })}
        />
        {own ? null : (
          <Choice
            label={t('numbers.agent')}
            value={cut.agent === null ? null : String(cut.agent)}
            clearable
            data={(agents.data ?? []).map((agent) => ({ value: String(agent.id), label: agent.name }))}
            onChange={(value) => change({ agent: value })}
          />
        )}
        <Choice
          label={t('numbers.tag')}
          value={cut.tag}
          clearable
          data={(tags.data ?? []).map((tag) => tag.name)}
          onChange={(value) => change({ tag: value })}
        />
        {narrowed ? (
          <Button
            variant="subtle"
            onClick={() => change({ stage: null, channel: null, team: null, agent: null, tag: null })}
          >
            {t('action.clear_filters')}
          </Button>
        ) : null}
      </div>
      {onBands ? (
        <Button
          variant="default"
          className={classes.atEnd}
          leftSection={<Icon name="steps" size={16} />}
          onClick={onBands}
        >
          {t('band.title')}
        </Button>
      ) : null}
      <Button
        variant="default"
        className={onBands ? undefined : classes.atEnd}
        leftSection={<Icon name="file" size={16} />}
        onClick={() => window.print()}
      >
        {t('numbers.print')}
      </Button>
    </search>
  );
}

type Option = string | { value: string; label: string };

function Choice(props: {
  label: string;
  value: string | null;
  data: readonly Option[];
  clearable?: boolean;
  onChange: (value: string | null) => void;
}) {
  return (
    <Select
      className={classes.choice}
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      data={[...props.data]}
      clearable={props.clearable}
      clearButtonProps={{ 'aria-label': t('numbers.clear', { name: props.label }) }}
      allowDeselect={props.clearable ?? false}
      searchable={props.data.length > 8}
      nothingFoundMessage={t('numbers.nothing_found')}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      onChange={props.onChange}
    />
  );
}

function Days({ cut, change }: Pick<FilterBarProps, 'cut' | 'change'>) {
  const { from, to } = cut.period;
  return (
    <span className={classes.dates}>
      <input
        type="date"
        className={classes.date}
        aria-label={t('numbers.from')}
        value={from}
        max={to}
        onChange={(event) => {
          const day = event.currentTarget.value;
          if (isDay(day) && day <= to) change({ from: day, to });
        }}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        className={classes.date}
        aria-label={t('numbers.to')}
        value={to}
        min={from}
        onChange={(event) => {
          const day = event.currentTarget.value;
          if (isDay(day) && day >= from) change({ from, to: day });
        }}
      />
    </span>
  );
}
