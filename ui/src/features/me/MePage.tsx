import { type ComponentType, type LazyExoticComponent, Suspense } from 'react';
import { Link, Redirect } from 'wouter';
import type { Agent } from '~/api/records';
import { type TextKey, t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Icon, type IconName } from '~/parts/Icon';
import { RowsSkeleton } from '~/parts/states';
import classes from './Me.module.css';

/** A section of one's own account; features give theirs, and app/me.ts puts them together. */
export interface MeSection {
  name: string;
  label: TextKey;
  icon: IconName;
  Body: LazyExoticComponent<ComponentType<{ me: Agent }>>;
}

/** One's own account: who I am, and how I like the workspace. */
export default function MePage(props: {
  me: Agent;
  section: string | undefined;
  sections: readonly MeSection[];
}) {
  const { me, sections } = props;
  const current = sections.find((one) => one.name === props.section);
  useTitle(current ? t(current.label) : t('nav.me'));
  if (!current) return <Redirect to={`/me/${sections[0]?.name}`} replace />;
  return (
    <div className={classes.screen}>
      <nav className={classes.sections} aria-label={t('nav.me')}>
        <h1 className={classes.title}>{t('nav.me')}</h1>
        {sections.map((one) => (
          <Link
            key={one.name}
            href={`/me/${one.name}`}
            className={classes.section}
            aria-current={one === current ? 'page' : undefined}
          >
            <Icon name={one.icon} />
            {t(one.label)}
          </Link>
        ))}
      </nav>
      <div className={classes.pane}>
        <Suspense fallback={<RowsSkeleton rows={5} />}>
          <section className={classes.body} aria-labelledby="me-section">
            <h2 id="me-section">{t(current.label)}</h2>
            <current.Body key={current.name} me={me} />
          </section>
        </Suspense>
      </div>
    </div>
  );
}
