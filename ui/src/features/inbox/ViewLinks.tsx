import { type ReactNode, useMemo, useState } from 'react';
import { type PlacedView, useViewCounts, type ViewCount } from '~/api/views';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { countText } from './TicketList';
import { slugOf, viewName } from './view';

interface ViewLinksProps {
  views: readonly PlacedView[];
  current: string | undefined;
  className?: string;
  countClassName?: string;
  moreClassName?: string;
  renderLink: (props: { href: string; active: boolean; children: ReactNode }) => ReactNode;
}

/** The views in the side bar, each with how many cases it holds now; those that are not pinned stand behind "more". */
export function ViewLinks({ views, current, renderLink, ...names }: ViewLinksProps) {
  const [all, setAll] = useState(false);
  const shown = views.filter((view) => all || view.is_pinned || slugOf(view) === current);
  const ids = useMemo(() => shown.map((view) => view.id), [shown]);
  const counts = useViewCounts(ids);
  const hasMore = all || shown.length < views.length;
  return (
    <ul className={names.className} aria-label={t('inbox.views')}>
      {shown.map((view) => (
        <li key={view.id}>
          {renderLink({
            href: `/inbox/${slugOf(view)}`,
            active: slugOf(view) === current,
            children: (
              <>
                <span style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis' }}>
                  {viewName(view)}
                </span>
                <CountMark count={counts.get(view.id)} className={names.countClassName} />
              </>
            ),
          })}
        </li>
      ))}
      {hasMore ? (
        <li>
          <button
            type="button"
            className={names.moreClassName}
            aria-expanded={all}
            onClick={() => setAll((now) => !now)}
          >
            {t('inbox.more_views')}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function CountMark({ count, className }: { count: ViewCount | undefined; className?: string }) {
  if (!count) return null;
  return (
    <span className={className}>
      <span aria-hidden="true">{count.capped ? `${formatNumber(10_000)}+` : formatNumber(count.count)}</span>
      <span className="visually-hidden">{countText(count.count, count.capped)}</span>
    </span>
  );
}
