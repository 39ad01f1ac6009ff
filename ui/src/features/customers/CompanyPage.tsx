import { ActionIcon, Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import {
  type Company,
  changeCompany,
  companyKeys,
  useCompany,
  useCompanyPeople,
  useCompanySummary,
  useCompanyTickets,
  useSuggestedPeople,
} from '~/api/companies';
import { changeCustomer, fetchCustomer } from '~/api/customer-page';
import { keys } from '~/api/keys';
import { useMe } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { formatDate, formatMoney, formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { CustomerSearch } from '~/parts/CustomerSearch';
import { Facts, TicketLine } from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { Avatar, StageMark, stageName } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { CompanyForm } from './CompanyForm';
import classes from './CustomerPage.module.css';
import { CustomFields } from './CustomFields';
import { countryName } from './choices';
import { mayEditCustomers } from './rights';
import { useAct } from './use-act';

/** A company: its numbers, its people, and what they have open. */
export default function CompanyPage({ companyId }: { companyId: number }) {
  const company = useCompany(companyId);
  if (company.isError && !company.data)
    return <ErrorState error={company.error} onRetry={() => void company.refetch()} />;
  if (!company.data) return <RowsSkeleton rows={8} />;
  return <Page company={company.data} />;
}

function Page({ company }: { company: Company }) {
  const [, navigate] = useLocation();
  const [editing, setEditing] = useState(false);
  const mayEdit = mayEditCustomers(useMe());
  const act = useAct([companyKeys.one(company.id), companyKeys.all]);
  const back = () => navigate('/companies');
  useTitle(company.name);
  useCommand('list.back', { run: back });
  return (
    <section className={classes.screen} aria-label={company.name}>
      <header className={classes.head}>
        <ActionIcon aria-label={t('company.back')} onClick={back}>
          <Icon name="left" />
        </ActionIcon>
        <Avatar name={company.name} size={52} />
        <div className={classes.names}>
          <h1>{company.name}</h1>
          <p>
            {[
              company.domain,
              ...company.domains.map((one) => one.domain),
              company.industry,
              company.country ? countryName(company.country) : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        {mayEdit ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {t('company.edit')}
          </Button>
        ) : null}
      </header>
      <div className={classes.grid}>
        <div className={classes.side}>
          <Numbers companyId={company.id} />
          <CustomFields
            entity="company"
            custom={company.custom ?? {}}
            mayEdit={mayEdit}
            onChange={(custom) =>
              void act({ run: () => changeCompany(company, { custom }), done: t('company.did_change') })
            }
          />
        </div>
        <div className={classes.main}>
          <People companyId={company.id} mayEdit={mayEdit} />
          <Tickets companyId={company.id} />
        </div>
      </div>
      {editing ? (
        <Modal opened onClose={() => setEditing(false)} title={t('company.edit')}>
          <CompanyForm
            company={company}
            onClose={() => setEditing(false)}
            onSave={(change) =>
              act({ run: () => changeCompany(company, change), done: t('company.did_change') })
            }
          />
        </Modal>
      ) : null}
    </section>
  );
}

function Numbers({ companyId }: { companyId: number }) {
  const summary = useCompanySummary(companyId);
  if (summary.isError && !summary.data)
    return <ErrorState error={summary.error} onRetry={() => void summary.refetch()} />;
  if (!summary.data) return <RowsSkeleton rows={3} />;
  const { people, orders, revenue, open_tickets, last_order_at, stages } = summary.data;
  return (
    <section className={classes.card} aria-label={t('company.numbers')}>
      <h2>{t('company.numbers')}</h2>
      <Facts
        facts={[
          { name: t('company.people'), value: formatNumber(people) },
          { name: t('company.open_tickets'), value: formatNumber(open_tickets) },
          { name: t('customer.orders'), value: formatNumber(orders) },
          { name: t('customer.revenue'), value: formatMoney(revenue) },
          { name: t('customer.last_order'), value: last_order_at ? formatDate(last_order_at) : null },
          ...Object.entries(stages).map(([stage, count]) => ({
            name: stageName(stage),
            value: formatNumber(count),
          })),
        ]}
      />
    </section>
  );
}

/** Who belongs to it; nobody joins by an address alone, so who might is only suggested. */
function People({ companyId, mayEdit }: { companyId: number; mayEdit: boolean }) {
  const people = useCompanyPeople(companyId);
  const suggested = useSuggestedPeople(companyId);
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [words, setWords] = useState('');
  const act = useAct([companyKeys.one(companyId), keys.customers]);
  const link = (customerId: number, company: number | null, done: string) => {
    const set = async (id: number | null) => {
      const customer = await fetchCustomer(customerId);
      await changeCustomer(customerId, customer.version, { company_id: id });
      void client.invalidateQueries({ queryKey: keys.customer(customerId) });
    };
    void act({ run: () => set(company), done, undo: () => set(company === null ? companyId : null) });
  };
  return (
    <section className={classes.card} aria-label={t('company.people')}>
      <h2>
        {t('company.people')}
        {mayEdit ? (
          <Button size="compact-sm" variant="default" onClick={() => setAdding((now) => !now)}>
            {t('company.link')}
          </Button>
        ) : null}
      </h2>
      {adding ? (
        <CustomerSearch
          text={words}
          onText={setWords}
          onPick={(customer) => {
            setAdding(false);
            setWords('');
            link(customer.id, companyId, t('company.did_link'));
          }}
        />
      ) : null}
      {people.isError && !people.data ? (
        <ErrorState error={people.error} onRetry={() => void people.refetch()} />
      ) : null}
      {people.data?.data.length === 0 ? <p className={classes.faint}>{t('company.nobody')}</p> : null}
      <ul className={classes.lines}>
        {people.data?.data.map((person) => (
          <li key={person.id} className={classes.line}>
            <Avatar name={person.name ?? person.email} size={28} />
            <span className={classes.lineWords}>
              <Link href={`/customers/${person.id}`}>{person.name ?? person.email}</Link>
              <span className={classes.faint}>{person.email}</span>
            </span>
            <StageMark stage={person.stage} />
            {mayEdit ? (
              <ActionIcon
                variant="subtle"
                aria-label={t('company.unlink', { name: person.name ?? person.email ?? '' })}
                onClick={() => link(person.id, null, t('company.did_unlink'))}
              >
                <Icon name="close" size={16} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {suggested.data && suggested.data.length > 0 ? (
        <>
          <h3>{t('company.suggested')}</h3>
          <ul className={classes.lines}>
            {suggested.data.map((person) => (
              <li key={person.id} className={classes.line}>
                <span className={classes.lineWords}>
                  <Link href={`/customers/${person.id}`}>{person.name}</Link>
                  <span className={classes.faint}>{person.email}</span>
                </span>
                {mayEdit ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => link(person.id, companyId, t('company.did_link'))}
                  >
                    {t('company.link_this')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Tickets({ companyId }: { companyId: number }) {
  const tickets = useCompanyTickets(companyId);
  return (
    <section className={classes.card} aria-label={t('company.open_tickets')}>
      <h2>{t('company.open_tickets')}</h2>
      {tickets.isError && !tickets.data ? (
        <ErrorState error={tickets.error} onRetry={() => void tickets.refetch()} />
      ) : null}
      {tickets.data?.data.length === 0 ? <p className={classes.faint}>{t('company.no_tickets')}</p> : null}
      <div>
        {tickets.data?.data.map((ticket) => (
          <TicketLine key={ticket.id} ticket={ticket} href={`/tickets/${ticket.id}`} />
        ))}
      </div>
    </section>
  );
}
