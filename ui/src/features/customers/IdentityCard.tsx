import { ActionIcon, Button, Menu, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addIdentity, removeIdentity, verifyIdentity, type WholeIdentity } from '~/api/customer-page';
import { keys } from '~/api/keys';
import { asProblem } from '~/api/problem';
import type { Customer, Identity } from '~/api/records';
import { formatDate } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Address } from '~/parts/Facts';
import { Icon, type IconName } from '~/parts/Icon';
import { Pill } from '~/parts/marks';
import classes from './CustomerPage.module.css';
import { useAct } from './use-act';

const ICONS: Record<Identity['kind'], IconName> = { email: 'mail', phone: 'phone', external: 'tag' };
const KINDS = ['email', 'phone', 'external'] as const;

interface IdentityCardProps {
  customer: Customer;
  mayEdit: boolean;
  onMain: (change: { email: string } | { phone: string } | { external_id: string }) => void;
}

/** Every address, number and outside id by which the customer is recognised. */
export function IdentityCard({ customer, mayEdit, onMain }: IdentityCardProps) {
  const [adding, setAdding] = useState(false);
  const identities = (customer.identities ?? []) as WholeIdentity[];
  return (
    <section className={classes.card} aria-label={t('identity.title')}>
      <h2>
        {t('identity.title')}
        {mayEdit && !adding ? (
          <ActionIcon variant="subtle" aria-label={t('identity.add')} onClick={() => setAdding(true)}>
            <Icon name="plus" size={16} />
          </ActionIcon>
        ) : null}
      </h2>
      {identities.length === 0 && !adding ? <p className={classes.faint}>{t('identity.none')}</p> : null}
      <ul className={classes.lines}>
        {identities.map((identity) => (
          <IdentityLine
            key={identity.id}
            identity={identity}
            customer={customer}
            mayEdit={mayEdit}
            onMain={onMain}
          />
        ))}
      </ul>
      {adding ? <IdentityForm customerId={customer.id} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

const isMain = (customer: Customer, { kind, value }: Identity): boolean =>
  value === (kind === 'email' ? customer.email : kind === 'phone' ? customer.phone : customer.external_id);

function IdentityLine(props: IdentityCardProps & { identity: WholeIdentity }) {
  const { identity, customer, mayEdit, onMain } = props;
  const act = useAct([keys.customer(customer.id)]);
  const main = isMain(customer, identity);
  const { id, kind, value } = identity;
  const mainChange = () =>
    kind === 'email' ? { email: value } : kind === 'phone' ? { phone: value } : { external_id: value };
  return (
    <li className={classes.line}>
      <Icon name={ICONS[kind]} size={16} />
      <span className={classes.lineWords}>
        <Address text={value} />
        {identity.failing_since ? (
          <span className={classes.failing}>
            {t('customer.address_failing', { day: formatDate(identity.failing_since) })}
          </span>
        ) : null}
      </span>
      {main ? <Pill tone="brand">{t('identity.main')}</Pill> : null}
      {identity.is_verified ? (
        <Pill tone="ok" icon="check">
          {t('identity.verified')}
        </Pill>
      ) : null}
      {mayEdit ? (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="subtle" aria-label={t('identity.actions', { value })}>
              <Icon name="more" size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {main ? null : (
              <Menu.Item leftSection={<Icon name="star" size={16} />} onClick={() => onMain(mainChange())}>
                {t('identity.make_main')}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<Icon name="check" size={16} />}
              onClick={() =>
                void act({
                  run: () => verifyIdentity(customer.id, id, !identity.is_verified),
                  done: t(identity.is_verified ? 'identity.did_doubt' : 'identity.did_verify'),
                  undo: () => verifyIdentity(customer.id, id, identity.is_verified),
                })
              }
            >
              {t(identity.is_verified ? 'identity.doubt' : 'identity.verify')}
            </Menu.Item>
            {main ? null : (
              <Menu.Item
                leftSection={<Icon name="close" size={16} />}
                onClick={() =>
                  void act({
                    run: () => removeIdentity(customer.id, id),
                    done: t('identity.did_remove', { value }),
                    undo: async () => {
                      const back = await addIdentity(customer.id, kind, value);
                      if (identity.is_verified) await verifyIdentity(customer.id, back.id, true);
                    },
                  })
                }
              >
                {t('identity.remove')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </li>
  );
}

function IdentityForm({ customerId, onClose }: { customerId: number; onClose: () => void }) {
  const [kind, setKind] = useState<Identity['kind']>('email');
  const [value, setValue] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const act = useAct([keys.customer(customerId)]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() === '') {
      setFault(t('form.required'));
      return;
    }
    setSending(true);
    setFault(null);
    const isDone = await act({
      run: () =>
        addIdentity(customerId, kind, value.trim()).catch((error: unknown) => {
          const problem = asProblem(error);
          setFault(problem.status === 409 ? t('identity.taken') : problem.message);
          throw error;
        }),
      done: t('identity.did_add', { value: value.trim() }),
    });
    setSending(false);
    if (isDone) onClose();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <NativeSelect
        label={t('identity.kind')}
        value={kind}
        data={KINDS.map((one) => ({ value: one, label: t(`identity.kind_${one}`) }))}
        onChange={(event) => setKind(event.currentTarget.value as Identity['kind'])}
      />
      <TextInput
        label={t(`identity.kind_${kind}`)}
        value={value}
        error={fault}
        required
        data-autofocus
        autoFocus
        autoComplete="off"
        spellCheck={false}
        maxLength={254}
        onChange={(event) => setValue(event.currentTarget.value)}
      />
      <div className={classes.formActions}>
        <Button variant="default" onClick={onClose}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={sending}>
          {t('identity.add')}
        </Button>
      </div>
    </form>
  );
}
