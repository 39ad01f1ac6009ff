import { Button, Modal, Select } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  addThreshold,
  type Band,
  changeThreshold,
  journeyKey,
  type Ladder,
  removeThreshold,
  type Threshold,
  thresholdsKey,
  useThresholds,
} from '~/api/journey';
import { useAgents } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { Metric } from '~/api/reports';
import { t, textOr } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { RowsSkeleton } from '../states';
import classes from './Bands.module.css';
import {
  BAND_METRICS,
  type BandRow,
  bandFault,
  emptyRow,
  isEmptyRow,
  LIMITS,
  rowOf,
  rungsOf,
  toBand,
} from './bands';

interface BandsDialogProps {
  metric: Metric;
  ladder: Ladder;
  onClose: () => void;
}

/** What each number should be, stage by stage, and who answers for it. */
export default function BandsDialog({ metric: first, ladder, onClose }: BandsDialogProps) {
  const [metric, setMetric] = useState<Metric>(BAND_METRICS.find((one) => one === first) ?? 'nps');
  const thresholds = useThresholds();
  return (
    <Modal opened onClose={onClose} size="xl" title={t('band.title')}>
      <p className={classes.about}>{t('band.about')}</p>
      <Select
        className={classes.metric}
        label={t('band.metric')}
        value={metric}
        allowDeselect={false}
        data={BAND_METRICS.map((one) => ({
          value: one,
          label: `${t(`metric.${one}`)} (${t(`band.unit_${one}`)})`,
        }))}
        onChange={(value) => setMetric(BAND_METRICS.find((one) => one === value) ?? metric)}
      />
      {thresholds.data ? (
        <BandForm
          key={`${metric} ${ladder} ${thresholds.dataUpdatedAt}`}
          metric={metric}
          ladder={ladder}
          stored={thresholds.data.filter((one) => one.metric === metric && one.ladder === ladder)}
          onClose={onClose}
        />
      ) : (
        <RowsSkeleton rows={6} />
      )}
    </Modal>
  );
}

function BandForm({
  metric,
  ladder,
  stored,
  onClose,
}: {
  metric: Metric;
  ladder: Ladder;
  stored: readonly Threshold[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const agents = useAgents();
  const rungs = rungsOf(ladder);
  const storedOf = (rung: string | null) => stored.find((one) => one.stage === rung) ?? null;
  const [rows, setRows] = useState<BandRow[]>(() => rungs.map((rung) => rowOf(rung, storedOf(rung))));
  const [saving, setSaving] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const set = (at: number, change: Partial<BandRow>) =>
    setRows((now) => now.map((row, index) => (index === at ? { ...row, ...change } : row)));
  const nameOf = (rung: string | null) => (rung === null ? t('band.all') : textOr(`${ladder}.${rung}`, rung));

  const saveRow = async (row: BandRow) => {
    const before = storedOf(row.rung);
    if (JSON.stringify(row) === JSON.stringify(rowOf(row.rung, before))) return;
    const band: Band & { owner_id: number | null } = { ...toBand(row), owner_id: row.owner };
    if (before && isEmptyRow(row)) await removeThreshold(before);
    else if (before) await changeThreshold(before, band);
    else if (!isEmptyRow(row)) await addThreshold({ metric, ladder, stage: row.rung }, band);
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = rows.find((row) => bandFault(row));
    setFault(wrong ? t('band.out_of_order', { name: nameOf(wrong.rung) }) : null);
    if (wrong) return;
    setSaving(true);
    try {
      for (const row of rows) await saveRow(row);
      showToast(t('band.saved'), { tone: 'ok' });
      onClose();
    } catch (error) {
      setFault(asProblem(error).message);
    }
    setSaving(false);
    await client.invalidateQueries({ queryKey: thresholdsKey });
    void client.invalidateQueries({ queryKey: journeyKey });
  };

  return (
    <form onSubmit={(event) => void save(event)} noValidate>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('band.title')}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('numbers.stage')}</th>
              {LIMITS.map((limit) => (
                <th key={limit} scope="col">
                  {t(`band.${limit}`)}
                </th>
              ))}
              <th scope="col">{t('band.owner')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={row.rung ?? 'all'}>
                <th scope="row">{nameOf(row.rung)}</th>
                {LIMITS.map((limit) => (
                  <td key={limit}>
                    <input
                      className={classes.number}
                      inputMode="decimal"
                      aria-label={`${nameOf(row.rung)}: ${t(`band.${limit}`)}`}
                      value={row[limit]}
                      onChange={(event) => set(at, { [limit]: event.currentTarget.value })}
                    />
                  </td>
                ))}
                <td>
                  <Select
                    className={classes.owner}
                    aria-label={`${nameOf(row.rung)}: ${t('band.owner')}`}
                    placeholder="—"
                    clearable
                    clearButtonProps={{ 'aria-label': t('numbers.clear', { name: t('band.owner') }) }}
                    value={row.owner === null ? null : String(row.owner)}
                    data={(agents.data ?? []).map((agent) => ({
                      value: String(agent.id),
                      label: agent.name,
                    }))}
                    onChange={(value) => set(at, { owner: value ? Number(value) : null })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.fault} role="alert">
        {fault}
      </p>
      <div className={classes.end}>
        <Button variant="subtle" onClick={() => setRows(rungs.map(emptyRow))}>
          {t('band.empty_all')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={saving}>
          {t('band.save')}
        </Button>
      </div>
    </form>
  );
}
