import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Holiday, Shift } from '~/api/settings';
import { previewDue } from '~/api/settings-more';
import { formatDateTime } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import classes from '../Settings.module.css';
import { weekFault } from './week';

const HOURS = [1, 4, 8, 24, 40] as const;

/** When a promise given now would fall due by what is written here, before it is saved. */
export function DuePreview(props: {
  zone: string | null;
  hours: readonly Shift[];
  holidays: readonly Holiday[];
}) {
  const [promise, setPromise] = useState('8');
  const body = useDebounced(
    JSON.stringify({
      time_zone: props.zone,
      minutes: Number(promise) * 60,
      hours: props.hours,
      holidays: props.holidays,
    }),
    300,
  );
  const isWeek = props.hours.length > 0 && weekFault(props.hours) === null;
  const due = useQuery({
    queryKey: ['settings', 'due', body],
    queryFn: () => previewDue(JSON.parse(body) as Parameters<typeof previewDue>[0]),
    enabled: isWeek,
    placeholderData: (before) => before,
    retry: false,
    staleTime: 0,
  });
  return (
    <>
      <NativeSelect
        label={t('set.due_promise')}
        value={promise}
        onChange={(event) => setPromise(event.currentTarget.value)}
        data={HOURS.map((one) => ({ value: String(one), label: t('set.due_hours', { count: one }) }))}
      />
      <p role="status" className={classes.hint}>
        {!isWeek
          ? t('set.due_no_week')
          : due.isError
            ? asProblem(due.error).message
            : due.data
              ? t('set.due_at', { date: formatDateTime(due.data.due_at) })
              : t('state.loading')}
      </p>
    </>
  );
}
