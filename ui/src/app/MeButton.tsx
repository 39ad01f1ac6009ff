import type { ComponentProps } from 'react';
import type { Agent } from '~/api/records';
import { t, textOr } from '~/lib/i18n';
import { Avatar } from '~/parts/marks';
import classes from './Shell.module.css';

/** Who is signed in; the menu behind it arrives a moment later. */
export function MeButton({ me, className = '', ...rest }: ComponentProps<'button'> & { me: Agent }) {
  return (
    <button type="button" {...rest} className={`${classes.me} ${className}`}>
      <Avatar name={me.name} size={32} />
      <span className={classes.meName}>
        <span style={{ fontWeight: 600 }}>
          <span className="visually-hidden">{t('nav.me')}: </span>
          {me.name}
        </span>
        <span className={classes.meRole}>{textOr(`role.${me.role}`, me.role)}</span>
      </span>
    </button>
  );
}
