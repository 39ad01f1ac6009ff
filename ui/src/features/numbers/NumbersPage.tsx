import { lazy, Suspense, useState } from 'react';
import { Link, Redirect, useSearch } from 'wouter';
import { useThresholds } from '~/api/journey';
import type { Agent } from '~/api/records';
import { type Metric, useReport, useWorkspaceSettings } from '~/api/reports';
import { mayManage } from '~/api/session';
import { t } from '~/lib/i18n';
import { type Grain, grainOf, todayIn } from '~/lib/period';
import { useTitle } from '~/lib/use-title';
import { bandOf, type Where } from './along';
import { RetentionChart, StageChangesChart, StageCountChart } from './charts-customers';
import { AgentsChart, HeatChart, ReasonsChart, VolumeChart } from './charts-desk';
import { ChurnChart, DurationChart, SatisfactionChart, TrendChart } from './charts-trend';
import { NpsStrip, StageNpsChart } from './charts-voice';
import { type Cut, ignoredBy, questionOf, subjectOf, useCut } from './cut';
import { FilterBar } from './FilterBar';
import { alongBuckets, bucketsOf, FIGURES, numberOf } from './figures';
import { NumberCard } from './NumberCard';
import classes from './Numbers.module.css';

const DrillDrawer = lazy(() => import('~/parts/drill/DrillDrawer'));
const BandsDialog = lazy(() => import('~/parts/bands/BandsDialog'));

const PAGES = ['manager', 'lead', 'agent'] as const;
type Page = (typeof PAGES)[number];

const CARDS: Record<Page, readonly Metric[]> = {
  manager: ['nps', 'csat', 'ces', 'churn', 'frt', 'ttr', 'volume', 'fcr'],
  lead: ['backlog', 'volume', 'frt', 'ttr', 'csat', 'fcr', 'reopen', 'effort'],
  agent: ['backlog', 'volume', 'frt', 'ttr', 'csat', 'fcr', 'reopen', 'effort'],
};

/** Which page a person sees first. */
const pageOf = (me: Agent): Page => (me.role === 'agent' ? 'agent' : me.role === 'lead' ? 'lead' : 'manager');

/** How the business is doing, in the numbers that METRICS defines: a page for who runs it, one for who leads, one's own. */
export default function NumbersPage({ me, id }: { me: Agent; id: string | undefined }) {
  const settings = useWorkspaceSettings();
  const search = useSearch();
  const page = PAGES.find((one) => one === id);
  const [cut, change] = useCut(todayIn(settings.data?.time_zone));
  const bands = useThresholds();
  const [bandsOpen, setBandsOpen] = useState(false);
  useTitle(page ? `${t(`numbers.page_${page}`)} · ${t('numbers.title')}` : t('numbers.title'));
  if (!page) return <Redirect to={`/dashboard/${pageOf(me)}${search ? `?${search}` : ''}`} replace />;
  const own: Cut = page === 'agent' ? { ...cut, agent: me.id } : cut;
  const where: Where = { cut: own, grain: grainOf(cut.period), bands: bands.data ?? [] };
  return (
    <section className={classes.screen} aria-label={t('numbers.title')}>
      <div className={classes.inner}>
        <header className={classes.head}>
          <h1>{t('numbers.title')}</h1>
          <nav className={classes.pages} aria-label={t('numbers.pages')}>
            {PAGES.map((one) => (
              <Link
                key={one}
                href={`/dashboard/${one}${search ? `?${search}` : ''}`}
                className={classes.page}
                aria-current={one === page ? 'page' : undefined}
              >
                {t(`numbers.page_${one}`)}
              </Link>
            ))}
          </nav>
        </header>
        <FilterBar
          cut={cut}
          change={change}
          own={page === 'agent'}
          onBands={mayManage(me) ? () => setBandsOpen(true) : undefined}
        />
        <div className={classes.cards}>
          {CARDS[page].map((metric) => (
            <MetricCard key={metric} metric={metric} where={where} own={page === 'agent'} />
          ))}
        </div>
        <div className={classes.charts}>
          <Charts page={page} where={where} />
        </div>
        {settings.data ? (
          <p className={classes.zone}>
            {t('numbers.zone', { zone: settings.data.time_zone.replaceAll('_', ' ') })}
          </p>
        ) : null}
      </div>
      <Suspense fallback={null}>
        <DrillDrawer />
        {bandsOpen ? <BandsDialog metric="nps" ladder="stage" onClose={() => setBandsOpen(false)} /> : null}
      </Suspense>
    </section>
  );
}

function Charts({ page, where }: { page: Page; where: Where }) {
  if (page === 'manager')
    return (
      <>
        <StageNpsChart where={where} />
        <NpsStrip where={where} />
        <TrendChart metric="nps" where={where} />
        <SatisfactionChart where={where} />
        <ChurnChart where={where} />
        <VolumeChart where={where} />
        <DurationChart metric="frt" where={where} />
        <DurationChart metric="ttr" where={where} />
        <ReasonsChart where={where} />
        <StageCountChart where={where} />
        <StageChangesChart where={where} />
        <RetentionChart where={where} />
      </>
    );
  return (
    <>
      <TrendChart metric="backlog" where={where} />
      <VolumeChart where={where} />
      <DurationChart metric="frt" where={where} />
      <DurationChart metric="ttr" where={where} />
      <SatisfactionChart where={where} />
      <ReasonsChart where={where} />
      {page === 'lead' ? (
        <>
          <AgentsChart metric="volume" where={where} />
          <AgentsChart metric="ttr" where={where} />
          <HeatChart metric="volume" where={where} />
          <HeatChart metric="frt" where={where} />
        </>
      ) : null}
      <TrendChart metric="reopen" where={where} />
      <TrendChart metric="effort" where={where} />
    </>
  );
}

function MetricCard({ metric, where, own }: { metric: Metric; where: Where; own: boolean }) {
  // Churn needs a month at least: by days it would be noise.
  const grain: Grain = metric === 'churn' ? 'month' : where.grain;
  const { cut } = where;
  const report = useReport(metric, { ...questionOf(metric, cut, grain), compare: cut.compare });
  const line = alongBuckets(report.data, grain, bucketsOf(cut.period, grain)).map((row) =>
    numberOf(row, 'value'),
  );
  const ignored = ignoredBy(subjectOf(metric), cut).filter((name) => !(own && name === 'agent'));
  return (
    <NumberCard
      figure={FIGURES[metric]}
      report={report.data}
      isOld={report.isPlaceholderData}
      line={line}
      failed={report.isError}
      ignored={ignored}
      band={bandOf(where.bands, metric)}
      compare={cut.compare}
    />
  );
}
