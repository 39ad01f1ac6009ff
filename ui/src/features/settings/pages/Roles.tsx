import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { type RoleMatrix, useRoles } from '~/api/settings-more';
import { t, textOr } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import kit from '../kit/Kit.module.css';
import { ROLES, roleWord } from '../kit/words';
import classes from '../Settings.module.css';

const RIGHTS = ['read', 'write', 'remove', 'note', 'export'] as const;

/** What each role may do, as the server itself decides it. */
export default function Roles() {
  const roles = useRoles();
  const [shown, setShown] = useState('resources');
  if (roles.isError && !roles.data)
    return <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />;
  if (!roles.data) return <RowsSkeleton rows={10} />;
  return (
    <section className={classes.body} aria-labelledby="roles-title">
      <header className={classes.head}>
        <div>
          <h2 id="roles-title">{t('set.roles')}</h2>
          <p className={classes.faint}>{t('set.roles_lead')}</p>
        </div>
      </header>
      <dl className={kit.roles}>
        {ROLES.map((role) => (
          <div key={role}>
            <dt>{roleWord(role)}</dt>
            <dd>{t(`set.role_why_${role}`)}</dd>
          </div>
        ))}
      </dl>
      <SegmentedControl
        aria-label={t('set.roles_show')}
        value={shown}
        onChange={setShown}
        data={[
          { value: 'resources', label: t('set.roles_records') },
          { value: 'actions', label: t('set.roles_actions') },
        ]}
      />
      {shown === 'resources' ? <Records matrix={roles.data} /> : <Actions matrix={roles.data} />}
    </section>
  );
}

function Head({ first }: { first: string }) {
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {ROLES.map((role) => (
          <th key={role} scope="col">
            {roleWord(role)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

const resourceWord = (name: string): string => textOr(`set.many_${name}`, name.replaceAll('_', ' '));
const rightsWords = (rights: readonly string[]): string =>
  rights.length === 0
    ? t('set.right_none')
    : rights.length === RIGHTS.length
      ? t('set.right_all')
      : RIGHTS.filter((one) => rights.includes(one))
          .map((one) => t(`set.right_${one}`))
          .join(', ');

function Records({ matrix }: { matrix: RoleMatrix }) {
  const rows = [...matrix.resources].sort((a, b) =>
    resourceWord(a.resource).localeCompare(resourceWord(b.resource)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={kit.scroll} tabIndex={0} aria-label={t('set.roles_records')}>
      <table className={kit.table}>
        <Head first={t('set.roles_record')} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.resource}>
              <th scope="row">{resourceWord(row.resource)}</th>
              {ROLES.map((role) => (
                <td key={role} data-none={row.rights[role].length === 0}>
                  {rightsWords(row.rights[role])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Actions({ matrix }: { matrix: RoleMatrix }) {
  return (
    <>
      <p className={classes.hint}>{t('set.roles_actions_lead')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={kit.scroll} tabIndex={0} aria-label={t('set.roles_actions')}>
        <table className={kit.table}>
          <Head first={t('set.roles_action')} />
          <tbody>
            {matrix.actions.map((row) => (
              <tr key={`${row.method} ${row.path}`}>
                <th scope="row">
                  <span lang="en">{row.about}</span>
                  <br />
                  <code className={kit.sub}>
                    {row.method} {row.path}
                  </code>
                </th>
                {ROLES.map((role) => (
                  <td key={role}>
                    {row.roles.includes(role) ? (
                      <>
                        <Icon name="check" size={16} />
                        <span className="visually-hidden">{t('set.yes')}</span>
                      </>
                    ) : (
                      <span className={classes.faint}>
                        <span aria-hidden="true">–</span>
                        <span className="visually-hidden">{t('set.no')}</span>
                      </span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
