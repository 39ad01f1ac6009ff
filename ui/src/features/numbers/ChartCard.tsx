import { type ReactNode, useState } from 'react';
import { t } from '~/lib/i18n';
import { DataTable } from '~/parts/charts/DataTable';
import { EmptyState, ErrorState } from '~/parts/states';
import classes from './Numbers.module.css';

interface ChartCardProps {
  title: string;
  summary: string;
  formula?: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  empty: boolean;
  error: unknown;
  onRetry: () => void;
  children: ReactNode;
}

/** A chart, in words, as a drawing or as a table. */
export function ChartCard(props: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className={classes.chartCard} aria-label={props.title}>
      <div className={classes.chartHead}>
        <h2>{props.title}</h2>
        <button
          type="button"
          className={classes.toggle}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? t('numbers.as_chart') : t('numbers.as_table')}
          <span className="visually-hidden">: {props.title}</span>
        </button>
      </div>
      <p className={classes.summary}>{props.summary}</p>
      <div>
        {props.error ? (
          <ErrorState error={props.error} onRetry={props.onRetry} />
        ) : props.empty ? (
          <EmptyState icon="chart" title={t('numbers.no_data')}>
            {t('numbers.no_data_why')}
          </EmptyState>
        ) : asTable ? (
          <DataTable caption={props.title} columns={props.columns} rows={props.rows} />
        ) : (
          props.children
        )}
      </div>
      {props.formula ? <p className={classes.formula}>{props.formula}</p> : null}
    </section>
  );
}
