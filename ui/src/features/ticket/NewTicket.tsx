import { Button, InputWrapper, Modal, SegmentedControl, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { newKey } from '~/api/client';
import { keys } from '~/api/keys';
import { asProblem, type Problem } from '~/api/problem';
import type { Customer, Priority, Ticket } from '~/api/records';
import { PRIORITIES } from '~/api/records';
import { createTicket } from '~/api/tickets';
import { commandKey } from '~/lib/commands';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { CustomerSearch } from '~/parts/CustomerSearch';
import { priorityName } from '~/parts/marks';
import composer from './Composer.module.css';
import { MessageField } from './composer/MessageField';

const AS = ['customer', 'agent', 'note'] as const;
/** Whose words the first message holds. */
type MessageAs = (typeof AS)[number];

interface NewTicketProps {
  customer?: Customer | null;
  onClose: () => void;
  onCreated: (ticket: Ticket) => void;
}

/** A case that came by another road: somebody called, or stands at the counter. */
export default function NewTicket({ customer: given, onClose, onCreated }: NewTicketProps) {
  const client = useQueryClient();
  const [customer, setCustomer] = useState<Customer | null>(given ?? null);
  const [who, setWho] = useState(given ? (given.name ?? given.email ?? '') : '');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [as, setAs] = useState<MessageAs>('customer');
  const [priority, setPriority] = useState<Priority>('normal');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [saving, setSaving] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 479px)', false, { getInitialValueInEffect: false });
  const key = useRef(newKey());
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const missing: Record<string, string> = {};
    const isAddress = /^\S+@\S+\.\S+$/.test(who.trim());
    if (!customer && !isAddress) missing.customer = t('ticket.customer_needed');
    if (subject.trim() === '') missing.subject = t('form.required');
    if (text.trim() === '') missing.text = t('form.required');
    setFaults(missing);
    setProblem(null);
    if (Object.keys(missing).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    setSaving(true);
    try {
      const ticket = await createTicket(
        {
          subject: subject.trim(),
          ...(customer ? { customer_id: customer.id } : { customer: { email: who.trim() } }),
          message: { text: text.trim(), public: as !== 'note', direction: as === 'customer' ? 'in' : 'out' },
          priority,
        },
        key.current,
      );
      void client.invalidateQueries({ queryKey: keys.tickets });
      showToast(t('ticket.did_create', { number: `#${ticket.number ?? ticket.id}` }), { tone: 'ok' });
      onCreated(ticket);
    } catch (error) {
      setProblem(asProblem(error));
      key.current = newKey();
    } finally {
      setSaving(false);
    }
  };

  return (
    <Modal opened onClose={onClose} title={t('ticket.new')} size={560}>
      <form
        ref={form}
        onSubmit={submit}
        style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 16 }}
        noValidate
      >
        {problem ? (
          <div className={composer.error} role="alert">
            {problem.message}
          </div>
        ) : null}
        <CustomerSearch
          text={who}
          error={faults.customer}
          onText={(value) => {
            setWho(value);
            setCustomer(null);
          }}
          onPick={(picked) => {
            setCustomer(picked);
            setWho(picked.name ?? picked.email ?? '');
          }}
        />
        <TextInput
          label={t('ticket.subject')}
          required
          value={subject}
          error={faults.subject ?? problem?.faultOf('subject')}
          maxLength={300}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <InputWrapper
          label={t('ticket.message')}
          required
          error={faults.text}
          labelElement="div"
          data-mode={as === 'note' ? 'note' : 'reply'}
          className={composer.bare}
        >
          <MessageField
            label={t('ticket.message')}
            value={text}
            onChange={setText}
            invalid={faults.text !== undefined}
            onSubmit={() => void submit()}
          />
        </InputWrapper>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 16 }}>
          <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
            <legend style={{ fontWeight: 600, marginBottom: 4, padding: 0 }}>{t('ticket.message_as')}</legend>
            <SegmentedControl
              aria-label={t('ticket.message_as')}
              orientation={isNarrow ? 'vertical' : 'horizontal'}
              value={as}
              onChange={(value) => setAs(AS.find((one) => one === value) ?? 'customer')}
              data={[
                { value: 'customer', label: t('ticket.as_customer') },
                { value: 'agent', label: t('ticket.as_agent') },
                { value: 'note', label: t('composer.note') },
              ]}
            />
          </fieldset>
          <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
            <legend style={{ fontWeight: 600, marginBottom: 4, padding: 0 }}>{t('ticket.priority')}</legend>
            <SegmentedControl
              aria-label={t('ticket.priority')}
              value={priority}
              onChange={(value) => setPriority(PRIORITIES.find((one) => one === value) ?? 'normal')}
              data={[...PRIORITIES].reverse().map((one) => ({ value: one, label: priorityName(one) }))}
            />
          </fieldset>
        </div>
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8 }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={saving} title={`${commandKey()} Enter`}>
            {t('ticket.create')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
