import { Button, Modal, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import type { Consent, NewConsent } from '~/api/customer-page';
import { timeZone } from '~/lib/format';
import { t } from '~/lib/i18n';
import { fieldOf, instantOfField } from '~/lib/zone-time';
import classes from './CustomerPage.module.css';
import { channels, purposes, sources } from './choices';
import { useSending } from './Files';

interface ConsentFormProps {
  customerId: number;
  about: Partial<Consent>;
  onSay: (word: NewConsent) => Promise<boolean>;
  onClose: () => void;
}

/** Writes down what a customer said about being reached, and what proves it. */
export function ConsentForm({ customerId, about, onSay, onClose }: ConsentFormProps) {
  const zone = timeZone();
  const [given, setGiven] = useState(about.is_given ?? true);
  const [channel, setChannel] = useState(about.channel ?? 'mail');
  const [purpose, setPurpose] = useState(about.purpose ?? 'marketing');
  const [source, setSource] = useState('call');
  const [words, setWords] = useState('');
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const [file, setFile] = useState<{ id: number; name: string } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const { sending, one } = useSending(customerId);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!given && reason.trim() === '') {
      setFault(t('consent.reason_needed'));
      return;
    }
    const at = instantOfField(said, zone);
    setBusy(true);
    const isDone = await onSay({
      channel,
      purpose,
      is_given: given,
      source,
      ...(words.trim() ? { words: words.trim() } : {}),
      ...(reason.trim() ? { reason: reason.trim() } : {}),
      ...(at === null ? {} : { said_at: new Date(at).toISOString() }),
      ...(file ? { attachment_id: file.id } : {}),
    });
    setBusy(false);
    if (isDone) onClose();
  };
  const attach = async (chosen: File | undefined) => {
    if (!chosen) return;
    const id = await one(chosen);
    if (id !== null) setFile({ id, name: chosen.name });
  };
  return (
    <Modal opened onClose={onClose} title={t('consent.add')}>
      <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
        <SegmentedControl
          fullWidth
          aria-label={t('consent.word')}
          value={given ? 'yes' : 'no'}
          data={[
            { value: 'yes', label: t('consent.given') },
            { value: 'no', label: t('consent.refused') },
          ]}
          onChange={(value) => setGiven(value === 'yes')}
        />
        <div className={classes.pair}>
          <NativeSelect
            label={t('consent.purpose')}
            data-autofocus
            value={purpose}
            data={purposes(purpose)}
            onChange={(event) => setPurpose(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('consent.channel')}
            value={channel}
            data={channels(channel)}
            onChange={(event) => setChannel(event.currentTarget.value)}
          />
        </div>
        <div className={classes.pair}>
          <NativeSelect
            label={t('consent.source')}
            value={source}
            data={sources()}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={t('consent.when')}
            description={t('consent.when_hint')}
            value={said}
            max={fieldOf(Date.now(), zone)}
            onChange={(event) => setSaid(event.currentTarget.value)}
          />
        </div>
        <Textarea
          label={t('consent.words')}
          description={t('consent.words_hint')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <TextInput
          label={t('consent.reason')}
          required={!given}
          error={fault}
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setFault(null);
            setReason(event.currentTarget.value);
          }}
        />
        <div className={classes.line}>
          <span className={classes.lineWords}>{file ? file.name : t('consent.no_file')}</span>
          <Button
            size="compact-sm"
            variant="default"
            loading={sending.length > 0}
            onClick={() => chooser.current?.click()}
          >
            {t('consent.attach')}
          </Button>
          <input
            ref={chooser}
            type="file"
            hidden
            aria-label={t('consent.attach')}
            onChange={(event) => void attach(event.currentTarget.files?.[0])}
          />
        </div>
        <div className={classes.formActions}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={sending.length > 0}>
            {t('customer.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
