import type { ReactNode } from 'react';
import { LANGUAGE_NAMES, LANGUAGES, language, rememberLanguage, setLanguage, t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { Logo } from '~/parts/Icon';
import classes from './Entrance.module.css';

/** What stands around the forms that come before the workspace. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useTitle(title);
  return (
    <div className={classes.screen}>
      <header className={classes.top}>
        <span className={classes.brand}>
          <Logo />
          Lazo
        </span>
        <fieldset
          className={classes.languages}
          aria-label={t('preferences.language')}
          style={{ border: 0, margin: 0, padding: 0 }}
        >
          {LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              lang={one}
              className={classes.language}
              aria-pressed={one === language()}
              onClick={() => {
                rememberLanguage(one);
                void setLanguage(one);
              }}
            >
              {LANGUAGE_NAMES[one]}
            </button>
          ))}
        </fieldset>
      </header>
      <main className={classes.middle}>
        <div className={classes.card}>
          <header>
            <h1>{title}</h1>
            <p className={classes.lead}>{lead}</p>
          </header>
          {children}
        </div>
      </main>
      <footer className={classes.foot}>{t('session.motto')}</footer>
    </div>
  );
}
