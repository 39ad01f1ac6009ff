import { Link, useLocation } from 'wouter';
import { type TeamRecord, useRecords } from '~/api/settings';
import type { SiteRecord } from '~/api/sites';
import { t } from '~/lib/i18n';
import { Pill } from '~/parts/marks';
import { RowsSkeleton } from '~/parts/states';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { type PageProps, recordOf } from './page';
import { SiteEditor } from './SiteEditor';
import { linesOf } from './site-form';

/** The web sites that carry the widget. */
export default function Sites({ id }: PageProps) {
  const sites = useRecords<SiteRecord>('sites');
  const teams = useRecords<TeamRecord>('teams');
  const [, navigate] = useLocation();
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={sites} id={record}>
        {(site) =>
          teams.data ? (
            <SiteEditor key={site?.id ?? 'new'} site={site} teams={teams.data} />
          ) : (
            <RowsSkeleton rows={6} />
          )
        }
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('site.title')}
      lead={t('site.lead')}
      icon="globe"
      query={sites}
      textOf={(site) => `${site.name} ${site.origins ?? ''}`}
      add={{ label: t('site.add'), run: () => navigate('/settings/sites/new') }}
      empty={{ title: t('site.none'), why: t('site.none_why') }}
    >
      {(site) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/sites/${site.id}`} className={kit.link}>
              {site.name}
            </Link>
            <span className={kit.sub}>{whereWords(site)}</span>
          </div>
          {site.is_active ? null : <Pill>{t('site.off')}</Pill>}
        </>
      )}
    </ListFrame>
  );
}

function whereWords(site: SiteRecord): string {
  const count = linesOf(site.origins ?? '').length;
  return count === 0 ? t('site.any_origin') : t('site.origins_count', { count });
}
