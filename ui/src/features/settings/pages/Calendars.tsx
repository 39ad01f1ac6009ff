import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import {
  type CalendarRecord,
  changeRecord,
  createRecord,
  dropRecord,
  type Holiday,
  removeRecord,
  type Shift,
  useRecords,
} from '~/api/settings';
import { t } from '~/lib/i18n';
import { zoneChoices } from '~/lib/places';
import { showToast } from '~/lib/toasts';
import { Pill } from '~/parts/marks';
import { Group } from '../fields';
import { orNull } from '../kit/forms';
import { CheckBox, ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { removeSoon } from '../kit/remove-soon';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { DuePreview } from './DuePreview';
import { HolidayList } from './HolidayList';
import { type PageProps, recordOf } from './page';
import { WeekGrid, weekdayName } from './WeekGrid';
import { sortedWeek, weekFault } from './week';

export default function Calendars({ id }: PageProps) {
  const calendars = useRecords<CalendarRecord>('calendars');
  const [, navigate] = useLocation();
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={calendars} id={record}>
        {(calendar) => <CalendarEditor key={calendar?.id ?? 'new'} calendar={calendar} />}
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.calendars')}
      lead={t('set.calendars_lead')}
      icon="clock"
      query={calendars}
      textOf={(calendar) => calendar.name}
      goingName={(calendar) => `calendar:${calendar.id}`}
      add={{ label: t('set.add_calendar'), run: () => navigate('/settings/calendars/new') }}
      empty={{ title: t('set.no_calendars'), why: t('set.no_calendars_why') }}
    >
      {(calendar) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/calendars/${calendar.id}`} className={kit.link}>
              {calendar.name}
            </Link>
            <span className={kit.sub}>
              {[
                calendar.time_zone?.replaceAll('_', ' ') ?? t('set.zone_of_workspace'),
                t('set.holidays_count', { count: calendar.holidays.length }),
              ].join(' · ')}
            </span>
          </div>
          {calendar.is_default ? <Pill tone="brand">{t('set.default')}</Pill> : null}
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  name: string;
  time_zone: string;
  is_default: boolean;
  hours: Shift[];
  holidays: Holiday[];
}

function check(form: Form): Faults<Form> {
  const faults: Faults<Form> = {};
  const wrong = weekFault(form.hours);
  if (form.name.trim() === '') faults.name = t('set.name_needed');
  if (wrong) faults.hours = t(`set.week_${wrong.what}`, { day: weekdayName(wrong.weekday) });
  return faults;
}

const toForm = (record: CalendarRecord | null): Form => ({
  name: record?.name ?? '',
  time_zone: record?.time_zone ?? '',
  is_default: record?.is_default ?? false,
  hours: sortedWeek(
    (record?.hours ?? []).map(({ weekday, opens_minute, closes_minute }) => ({
      weekday,
      opens_minute,
      closes_minute,
    })),
  ),
  holidays: (record?.holidays ?? []).map(({ day, name }) => ({ day, name })),
});

function CalendarEditor({ calendar }: { calendar: CalendarRecord | null }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<CalendarRecord, Form>({
    record: calendar,
    collection: 'calendars',
    check,
    toForm,
    write: ({ time_zone, ...own }, _form, version) => {
      const body = { ...own, ...(time_zone === undefined ? {} : { time_zone: orNull(time_zone) }) };
      return calendar
        ? changeRecord<CalendarRecord>('calendars', calendar.id, version, body)
        : createRecord<CalendarRecord>('calendars', body);
    },
  });
  const { form } = state;
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!calendar) navigate(`/settings/calendars/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!calendar) return;
    navigate('/settings/calendars');
    removeSoon(`calendar:${calendar.id}`, t('set.did_remove', { name: calendar.name }), async () => {
      await removeRecord('calendars', calendar.id, calendar.version);
      dropRecord(client, 'calendars', calendar.id);
    });
  };
  return (
    <RecordFrame
      state={state}
      title={calendar ? calendar.name : t('set.new_calendar')}
      back={{ to: '/settings/calendars', label: t('set.calendars') }}
      entity="calendar"
      id={calendar?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_calendar')}>
        <TextBox state={state} field="name" required maxLength={120} label={t('set.field_name')} />
        <ChoiceBox
          state={state}
          field="time_zone"
          label={t('set.field_time_zone')}
          options={[{ value: '', label: t('set.zone_of_workspace') }, ...zoneChoices(form.time_zone)]}
        />
        <CheckBox
          state={state}
          field="is_default"
          label={t('set.field_is_default')}
          hint={t('set.default_calendar_hint')}
        />
      </Group>
      <Group title={t('set.field_hours')} lead={t('set.hours_lead')}>
        <WeekGrid
          hours={form.hours}
          fault={state.faultOf('hours')}
          onChange={(hours) => state.set({ hours })}
        />
      </Group>
      <Group title={t('set.field_holidays')} lead={t('set.holidays_lead')}>
        <HolidayList holidays={form.holidays} onChange={(holidays) => state.set({ holidays })} />
      </Group>
      <Group title={t('set.due_preview')} lead={t('set.due_lead')}>
        <DuePreview zone={orNull(form.time_zone)} hours={form.hours} holidays={form.holidays} />
      </Group>
      {calendar && !calendar.is_default ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
            <p className={classes.hint}>{t('set.calendar_remove_hint')}</p>
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
