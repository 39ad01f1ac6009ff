import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import {
  NOTIFICATION_KINDS,
  type NotificationChoices,
  type NotificationKind,
  notificationChoices,
  saveNotificationChoices,
  WAYS,
  type Way,
} from '~/api/attention';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import { timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Attention.module.css';
import { minuteOf, timeOf, withWay } from './choices';
import { mayShow, playTone, showOnDesktop } from './ring';

function Matrix({
  choices,
  onWay,
}: {
  choices: NotificationChoices;
  onWay: (kind: NotificationKind, way: Way, isOn: boolean) => void;
}) {
  return (
    <table className={classes.matrix}>
      <thead>
        <tr>
          <th scope="col">{t('attention.event')}</th>
          {WAYS.map((way) => (
            <th key={way} scope="col">
              {t(`attention.way.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {NOTIFICATION_KINDS.map((kind) => (
          <tr key={kind}>
            <th scope="row">{t(`attention.about.${kind}`)}</th>
            {WAYS.map((way) => (
              <td key={way}>
                <label className={classes.check}>
                  <input
                    type="checkbox"
                    checked={choices.ways[kind].includes(way)}
                    onChange={(event) => onWay(kind, way, event.target.checked)}
                    aria-label={t('attention.way_for', {
                      way: t(`attention.way.${way}`),
                      event: t(`attention.about.${kind}`),
                    })}
                  />
                  <span className={classes.wayName}>{t(`attention.way.${way}`)}</span>
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const permission = (): NotificationPermission | 'absent' =>
  'Notification' in window ? Notification.permission : 'absent';

/** The browser is asked on a click alone, and says no for good: so it is said before what it will ask. */
function DesktopCard() {
  const [state, setState] = useState(permission);
  const words = {
    default: t('attention.desktop_ask'),
    granted: t('attention.desktop_granted'),
    denied: t('attention.desktop_denied'),
    absent: t('attention.desktop_absent'),
  }[state];
  const tryIt = () => {
    void playTone().catch(() => undefined);
    if (mayShow()) showOnDesktop('Lazo', t('attention.try_title'), 'lazo-try', () => undefined);
    else showToast(t('attention.try_title'));
  };
  return (
    <section className={classes.card} aria-labelledby="attention-desktop">
      <div className={classes.cardHead}>
        <h3 id="attention-desktop">{t('attention.desktop')}</h3>
        <div className={classes.line}>
          {state === 'default' ? (
            <Button onClick={() => void Notification.requestPermission().then(setState)}>
              {t('attention.desktop_allow')}
            </Button>
          ) : null}
          <Button variant="default" onClick={tryIt}>
            {t('attention.try')}
          </Button>
        </div>
      </div>
      <p className={classes.hint}>{words}</p>
    </section>
  );
}

function QuietCard({
  choices,
  onChange,
}: {
  choices: NotificationChoices;
  onChange: (change: Partial<NotificationChoices>) => void;
}) {
  const { quiet_from: from, quiet_to: to } = choices;
  const isOn = from !== null && to !== null;
  const zone = timeZone() ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <section className={classes.card} aria-labelledby="attention-quiet">
      <h3 id="attention-quiet">{t('attention.quiet')}</h3>
      <p className={classes.hint}>{t('attention.quiet_hint', { zone: zone.replaceAll('_', ' ') })}</p>
      <div className={classes.line}>
        <label>
          <input
            type="checkbox"
            checked={isOn}
            onChange={(event) =>
              onChange(
                event.target.checked
                  ? { quiet_from: 20 * 60, quiet_to: 8 * 60 }
                  : { quiet_from: null, quiet_to: null },
              )
            }
          />
          {t('attention.quiet_on')}
        </label>
        {isOn
          ? [['quiet_from', from] as const, ['quiet_to', to] as const].map(([field, minute]) => (
              <label key={field}>
                {t(`attention.${field}`)}
                <input
                  type="time"
                  className={classes.timeField}
                  value={timeOf(minute)}
                  onChange={(event) => {
                    const next = minuteOf(event.target.value);
                    if (next !== null) onChange({ quiet_from: from, quiet_to: to, [field]: next });
                  }}
                />
              </label>
            ))
          : null}
      </div>
      <div className={classes.line}>
        <label>
          <input
            type="checkbox"
            checked={choices.quiet_weekend}
            onChange={(event) => onChange({ quiet_weekend: event.target.checked })}
          />
          {t('attention.quiet_weekend')}
        </label>
      </div>
    </section>
  );
}

/** What tells me of what, and when nothing does. Each change is kept at once. */
export default function NotificationSettings() {
  const client = useQueryClient();
  const choices = useQuery(notificationChoices());
  // Shown at once, and told to the server one after the other: what is chosen quickly stays in its order.
  const [wished, setWished] = useState<Partial<NotificationChoices>>({});
  const line = useRef<{ end: Promise<unknown>; waiting: number }>({ end: Promise.resolve(), waiting: 0 });
  const save = (change: Partial<NotificationChoices>) => {
    setWished((now) => ({ ...now, ...change }));
    line.current.waiting += 1;
    line.current.end = line.current.end
      .then(() => saveNotificationChoices(change))
      .then((kept) => client.setQueryData(keys.notificationChoices, kept))
      .catch((error: unknown) =>
        showToast(t('attention.not_saved'), { tone: 'danger', detail: asProblem(error).message }),
      )
      .finally(() => {
        line.current.waiting -= 1;
        if (line.current.waiting === 0) setWished({});
      });
  };
  if (choices.isError && !choices.data)
    return <ErrorState error={choices.error} onRetry={() => void choices.refetch()} />;
  if (!choices.data) return <RowsSkeleton rows={8} />;
  const shown = { ...choices.data, ...wished };
  return (
    <>
      <section className={classes.card} aria-labelledby="attention-what">
        <h3 id="attention-what">{t('attention.what')}</h3>
        <p className={classes.hint}>{t('attention.what_hint')}</p>
        <Matrix
          choices={shown}
          onWay={(kind, way, isOn) =>
            save({ ways: { ...shown.ways, [kind]: withWay(shown.ways[kind], way, isOn) } })
          }
        />
      </section>
      <DesktopCard />
      <QuietCard choices={shown} onChange={save} />
    </>
  );
}
