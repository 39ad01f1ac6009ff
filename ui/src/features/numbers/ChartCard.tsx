import { type ReactNode, useState } from 'react';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { DataTable } from '~/parts/charts/DataTable';
import { Icon } from '~/parts/Icon';
import { Bone, EmptyState, ErrorState } from '~/parts/states';
import type { CutField } from './cut';
import { FEW } from './figures';
import classes from './Numbers.module.css';

export interface Asked {
  isPending: boolean;
  isPlaceholderData: boolean;
  isError: boolean;
  data: unknown;
  error: unknown;
  refetch: () => unknown;
}

interface ChartCardProps {
  title: string;
  summary: string;
  formula?: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  empty: boolean;
  asked: Asked;
  /** Where the same figures are as a file. */
  file?: string;
  /** How many answers or cases it stands on; under thirty it says so. */
  n?: number | null;
  /** Cuts that this number does not follow. */
  ignored?: readonly CutField[];
  /** Opens the list behind the whole of it. */
  onOpen?: () => void;
  wide?: boolean;
  children: ReactNode;
}

/** A chart, in words, as a drawing or as a table. */
export function ChartCard(props: ChartCardProps) {
  const [asTable, setAsTable] = useState(false);
  const { asked } = props;
  const failed = asked.isError && !asked.data;
  return (
    <section className={classes.chartCard} data-wide={props.wide} aria-label={props.title}>
      <div className={classes.chartHead}>
        <h2>{props.title}</h2>
        <div className={classes.chartActions}>
          {props.onOpen && !props.empty ? (
            <button type="button" className={classes.toggle} onClick={props.onOpen}>
              {t('numbers.see_list')}
              <span className="visually-hidden">: {props.title}</span>
            </button>
          ) : null}
          <button
            type="button"
            className={classes.toggle}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? t('numbers.as_chart') : t('numbers.as_table')}
            <span className="visually-hidden">: {props.title}</span>
          </button>
          {props.file ? (
            <a className={classes.fileLink} href={props.file} download aria-label={`CSV: ${props.title}`}>
              <Icon name="download" size={14} />
              CSV
            </a>
          ) : null}
        </div>
      </div>
      <p className={classes.summary}>
        {props.summary}
        <Sample n={props.n} />
      </p>
      <div className={classes.chartBody} data-old={asked.isPlaceholderData || undefined}>
        {failed ? (
          <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
        ) : asked.isPending ? (
          <Bone width="100%" height={200} />
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
      {props.formula || props.ignored?.length ? (
        <p className={classes.formula}>
          {props.formula}
          {props.ignored?.length ? (
            <strong> {t('numbers.without', { names: props.ignored.map(cutName).join(', ') })}</strong>
          ) : null}
        </p>
      ) : null}
    </section>
  );
}

export const cutName = (name: CutField): string => t(`numbers.${name}`).toLowerCase();

/** "n 240", or that it is too few to lean on. */
export function Sample({ n }: { n: number | null | undefined }) {
  if (n === null || n === undefined || n === 0) return null;
  if (n >= FEW) return <span className={classes.sample}> n {formatNumber(n)}</span>;
  return <span className={classes.fewWords}> {t('numbers.few', { count: n })}</span>;
}
