import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { useLasting } from '~/lib/use-debounced';
import { Icon, type IconName } from './Icon';
import classes from './states.module.css';

/** Says why there is nothing, and offers the next step. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.state}>
      <span className={classes.badge}>
        <Icon name={icon} size={24} />
      </span>
      <h2>{title}</h2>
      {children ? <p className={classes.words}>{children}</p> : null}
      {action ? <div className={classes.actions}>{action}</div> : null}
    </div>
  );
}

/** What could not be read, why, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  const title =
    problem.status === 404
      ? t('error.missing_title')
      : problem.status === 403
        ? t('error.forbidden_title')
        : t('error.title');
  return (
    <div className={classes.state} role="alert">
      <span className={classes.badge} data-tone="danger">
        <Icon name="alert" size={24} />
      </span>
      <h2>{title}</h2>
      <p className={classes.words}>{problem.message}</p>
      {onRetry && problem.status !== 404 ? (
        <div className={classes.actions}>
          <Button variant="default" leftSection={<Icon name="refresh" size={16} />} onClick={onRetry}>
            {t('action.retry')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** One grey bar where a line of text will be. */
export function Bone({ width = '100%', height = 14 }: { width?: number | string; height?: number }) {
  return <span className={classes.bone} style={{ width, height }} />;
}

/** Lines of a list that is still on its way; nothing at all for the first 150 ms. */
export function RowsSkeleton({ rows = 8, pending = true }: { rows?: number; pending?: boolean }) {
  const shown = useLasting(pending);
  if (!shown) return null;
  return (
    <div className={classes.rows} role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={index} className={classes.row}>
          <Bone width={`${70 - (index % 3) * 14}%`} />
          <Bone width={`${90 - (index % 4) * 9}%`} height={12} />
        </div>
      ))}
    </div>
  );
}
