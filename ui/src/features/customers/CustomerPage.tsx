import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { CustomerChange, CustomerWhole } from '~/api/customer-page';
import { useCustomer } from '~/api/customers';
import type { Customer } from '~/api/records';
import { mayManage, useMe } from '~/api/session';
import { useTasks } from '~/api/tasks';
import { useCommand } from '~/lib/commands';
import { formatNumber } from '~/lib/format';
import { t, withTexts } from '~/lib/i18n';
import { useTitle } from '~/lib/use-title';
import { RELATIONSHIP_TONES, relationshipName, valueStageName } from '~/parts/Facts';
import { Icon } from '~/parts/Icon';
import { Avatar, Pill } from '~/parts/marks';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import { Consents } from './Consents';
import classes from './CustomerPage.module.css';
import { CustomFields } from './CustomFields';
import { DuplicateCard } from './Duplicates';
import { Files } from './Files';
import { IdentityCard } from './IdentityCard';
import { MergePicker } from './MergePicker';
import { Notes } from './Notes';
import { ProfileCard } from './ProfileCard';
import { Purchases } from './Purchases';
import { mayEditCustomers, mayWriteNotes } from './rights';
import { StageCard } from './StageCard';
import { Summary } from './Summary';
import { Tags } from './Tags';
import { Tasks } from './Tasks';
import { Timeline } from './Timeline';
import type { TimelineWish } from './TimelineFilters';
import { useCustomerChange } from './use-customer-change';

const Privacy = lazy(() => withTexts('people', import('./Privacy')));

interface CustomerPageProps {
  customerId: number;
  onNewTicket: (customer: Customer) => void;
}

/** One customer whole: who, where in the cycle, what they are worth, and everything that happened. */
export default function CustomerPage({ customerId, onNewTicket }: CustomerPageProps) {
  const customer = useCustomer(customerId);
  if (customer.isError && !customer.data)
    return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />;
  if (!customer.data) return <RowsSkeleton rows={8} />;
  return <Page customer={customer.data as CustomerWhole} onNewTicket={onNewTicket} />;
}

const TABS = [
  'summary',
  'profile',
  'history',
  'purchases',
  'notes',
  'tasks',
  'files',
  'consents',
  'privacy',
] as const;
type Tab = (typeof TABS)[number];
const DESK = '(min-width: 1024px)';

/** The tab and the filters of the history, as the address has them. */
function useAddress(customerId: number, isDesk: boolean, mayExport: boolean) {
  const query = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const asked = TABS.find((one) => one === query.get('tab')) ?? 'summary';
  const isElsewhere = (isDesk && asked === 'profile') || (!mayExport && asked === 'privacy');
  const tab: Tab = isElsewhere ? 'summary' : asked;
  const wish: TimelineWish = {
    kind: query.get('kind') ?? '',
    channel: query.get('channel') ?? '',
    who: query.get('who') ?? '',
    from: query.get('from') ?? '',
    to: query.get('to') ?? '',
  };
  const setWish = (next: TimelineWish) => {
    const given = Object.entries(next).filter(([, value]) => value !== '');
    navigate(`/customers/${customerId}?${new URLSearchParams([['tab', 'history'], ...given])}`, {
      replace: true,
    });
  };
  return { tab, wish, setWish };
}

function Page({
  customer,
  onNewTicket,
}: {
  customer: CustomerWhole;
  onNewTicket: (customer: Customer) => void;
}) {
  const [, navigate] = useLocation();
  const me = useMe();
  const isDesk = useMediaQuery(DESK, true, { getInitialValueInEffect: false });
  /* Exports, erasure and the access log are for who answers for the data. */
  const mayAnswer = me ? mayManage(me) : false;
  const { tab, wish, setWish } = useAddress(customer.id, isDesk, mayAnswer);
  const mutation = useCustomerChange(customer.id);
  const mayEdit = mayEditCustomers(me);
  const onChange = (change: CustomerChange) => mutation.mutate({ change });
  useTitle(customer.name || customer.email || t('customer.unknown'));
  useCommand('list.back', { run: () => navigate('/customers') });
  const profile = (
    <div className={classes.side}>
      <StageCard customer={customer} mayEdit={mayEdit} />
      <ProfileCard customer={customer} mayEdit={mayEdit} onChange={onChange} />
      <IdentityCard customer={customer} mayEdit={mayEdit} onMain={onChange} />
      <CustomFields
        entity="customer"
        custom={customer.custom ?? {}}
        mayEdit={mayEdit}
        onChange={(custom) => onChange({ custom })}
      />
      <DuplicateCard customerId={customer.id} mayEdit={mayEdit} />
    </div>
  );
  return (
    <section className={classes.screen} aria-label={customer.name ?? t('customer.unknown')}>
      <Head customer={customer} mayEdit={mayEdit} onChange={onChange} onNewTicket={onNewTicket} />
      <div className={classes.grid}>
        {isDesk ? profile : null}
        <div className={classes.main}>
          <Tabs customerId={customer.id} current={tab} isDesk={isDesk} mayAnswer={mayAnswer} />
          {tab === 'profile' ? profile : null}
          {tab === 'summary' ? <Summary customer={customer} /> : null}
          {tab === 'history' ? (
            <section className={classes.card} aria-label={t('timeline.title')}>
              <h2>{t('timeline.title')}</h2>
              <Timeline customerId={customer.id} wish={wish} onWish={setWish} />
            </section>
          ) : null}
          {tab === 'purchases' ? <Purchases customerId={customer.id} /> : null}
          {tab === 'notes' ? <Notes customerId={customer.id} mayWrite={mayWriteNotes(me)} /> : null}
          {tab === 'tasks' ? <Tasks customerId={customer.id} mayWrite={mayWriteNotes(me)} /> : null}
          {tab === 'files' ? <Files customerId={customer.id} mayWrite={mayEdit} /> : null}
          {tab === 'consents' ? <Consents customer={customer} mayWrite={mayEdit} /> : null}
          {tab === 'privacy' ? (
            <Suspense fallback={<RowsSkeleton rows={5} />}>
              <Privacy customer={customer} />
            </Suspense>
          ) : null}
        </div>
      </div>
    </section>
  );
}

/** On a phone the tabs scroll: the one that is open is in sight. */
const show = (tab: HTMLAnchorElement | null): void =>
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

/** Links, so that each part can be opened, shared and gone back to. */
function Tabs(props: { customerId: number; current: Tab; isDesk: boolean; mayAnswer: boolean }) {
  const { customerId, current, isDesk, mayAnswer } = props;
  const tasks = useTasks({ customerId, state: 'open' });
  return (
    <nav className={classes.tabs} aria-label={t('customer.parts')}>
      {TABS.filter((tab) => (tab !== 'profile' || !isDesk) && (tab !== 'privacy' || mayAnswer)).map((tab) => (
        <Link
          key={tab}
          href={tab === 'summary' ? `/customers/${customerId}` : `/customers/${customerId}?tab=${tab}`}
          className={classes.tab}
          aria-current={tab === current ? 'page' : undefined}
          ref={tab === current ? show : undefined}
        >
          {t(`customer.tab_${tab}`)}
          {tab === 'tasks' && tasks.data?.count ? (
            <span className={classes.count}>{formatNumber(tasks.data.count)}</span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

interface HeadProps {
  customer: CustomerWhole;
  mayEdit: boolean;
  onChange: (change: CustomerChange) => void;
  onNewTicket: (customer: Customer) => void;
}

function Head({ customer, mayEdit, onChange, onNewTicket }: HeadProps) {
  const [, navigate] = useLocation();
  const [merging, setMerging] = useState(false);
  const name = customer.name || customer.email || t('customer.unknown');
  return (
    <header className={classes.head}>
      <ActionIcon aria-label={t('customers.back')} onClick={() => navigate('/customers')}>
        <Icon name="left" />
      </ActionIcon>
      <Avatar name={name} size={52} />
      <div className={classes.names}>
        <h1>{name}</h1>
        <p>
          {customer.company ? (
            <Link href={`/companies/${customer.company.id}`}>{customer.company.name}</Link>
          ) : null}
          {customer.company && (customer.email || customer.phone) ? ' · ' : null}
          {/* A number is not broken over two lines. */}
          {[customer.email, customer.phone?.replaceAll(' ', '\u00a0')].filter(Boolean).join(' · ')}
        </p>
        <div className={classes.marks}>
          {customer.relationship ? (
            <Pill tone={RELATIONSHIP_TONES[customer.relationship] ?? 'plain'}>
              {relationshipName(customer.relationship)}
            </Pill>
          ) : null}
          {customer.erased_at ? <Pill>{t('customer.erased')}</Pill> : null}
          {customer.value_stage ? <Pill>{valueStageName(customer.value_stage)}</Pill> : null}
          <Tags tags={customer.tags ?? []} mayEdit={mayEdit} onChange={(tags) => onChange({ tags })} />
        </div>
      </div>
      <div className={classes.formActions}>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => onNewTicket(customer)}>
          {t('ticket.new')}
        </Button>
        {mayEdit ? (
          <Menu position="bottom-end" width={240}>
            <Menu.Target>
              <ActionIcon variant="default" size={32} aria-label={t('customer.more')}>
                <Icon name="more" size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon name="fall" size={16} />} onClick={() => setMerging(true)}>
                {t('merge.somebody')}
              </Menu.Item>
              <Menu.Item
                leftSection={<Icon name="customers" size={16} />}
                onClick={() => navigate('/customers/duplicates')}
              >
                {t('duplicate.see_all')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : null}
      </div>
      {merging ? <MergePicker customerId={customer.id} onClose={() => setMerging(false)} /> : null}
    </header>
  );
}
