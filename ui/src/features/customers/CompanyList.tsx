import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { addCompany, companyKeys, useCompanyList } from '~/api/companies';
import { useMe } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import { useTitle } from '~/lib/use-title';
import { Icon } from '~/parts/Icon';
import { Avatar } from '~/parts/marks';
import { EmptyState, ErrorState, RowsSkeleton } from '~/parts/states';
import { CompanyForm } from './CompanyForm';
import card from './CustomerPage.module.css';
import { countryName } from './choices';
import { mayEditCustomers } from './rights';
import classes from './Tasks.module.css';
import { useAct } from './use-act';

/** All companies by name. */
export default function CompanyList() {
  const [, navigate] = useLocation();
  const [words, setWords] = useState(new URLSearchParams(useSearch()).get('q') ?? '');
  const [adding, setAdding] = useState(false);
  const settled = useDebounced(words.trim(), 250);
  const list = useCompanyList(settled);
  const mayEdit = mayEditCustomers(useMe());
  const act = useAct([companyKeys.all]);
  useTitle(t('company.list_title'));
  useCommand('list.back', { run: () => navigate('/customers') });
  const companies = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <section className={classes.screen} aria-label={t('company.list_title')}>
      <div className={classes.page}>
        <header className={card.headLine}>
          <ActionIcon aria-label={t('customers.back')} onClick={() => navigate('/customers')}>
            <Icon name="left" />
          </ActionIcon>
          <h1>{t('company.list_title')}</h1>
          <span className={card.faint}>{formatNumber(list.data?.pages[0]?.count)}</span>
          <span className={card.spread} />
          {mayEdit ? (
            <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
              {t('company.new')}
            </Button>
          ) : null}
        </header>
        <TextInput
          type="search"
          aria-label={t('company.search')}
          placeholder={t('company.search')}
          value={words}
          leftSection={<Icon name="search" size={16} />}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {list.isError && !list.data ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : null}
        {!list.data && !list.isError ? <RowsSkeleton rows={8} /> : null}
        {list.data && companies.length === 0 ? (
          <EmptyState
            icon="building"
            title={t(settled ? 'company.none_found' : 'company.none')}
            action={
              settled ? (
                <Button variant="default" onClick={() => setWords('')}>
                  {t('action.clear_filters')}
                </Button>
              ) : null
            }
          />
        ) : null}
        {companies.length > 0 ? (
          <ul className={card.card} aria-label={t('company.list_title')}>
            {companies.map((company) => (
              <li key={company.id} className={card.line}>
                <Avatar name={company.name} size={32} />
                <span className={card.lineWords}>
                  <Link href={`/companies/${company.id}`}>{company.name}</Link>
                  <span className={card.faint}>
                    {[company.domain, company.industry, company.country ? countryName(company.country) : null]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        {list.hasNextPage ? (
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('action.load_more')}
          </Button>
        ) : null}
      </div>
      {adding ? (
        <Modal opened onClose={() => setAdding(false)} title={t('company.new')}>
          <CompanyForm
            onClose={() => setAdding(false)}
            onSave={(company) =>
              act({
                run: async () => {
                  const made = await addCompany(company);
                  navigate(`/companies/${made.id}`);
                },
                done: t('company.did_add'),
              })
            }
          />
        </Modal>
      ) : null}
    </section>
  );
}
