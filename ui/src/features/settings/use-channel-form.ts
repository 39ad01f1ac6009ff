import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import {
  changeChannel,
  createChannel,
  currentChannel,
  type SecretName,
  type Secrets,
  setSecrets,
} from '~/api/channels';
import { keys } from '~/api/keys';
import { asProblem, type Problem } from '~/api/problem';
import type { Channel } from '~/api/records';
import { guardLeaving } from '~/lib/leave';
import {
  type ChannelForm,
  changedFields,
  type FormField,
  formFaults,
  merged,
  toFields,
  toForm,
  typedSecrets,
} from './channel-form';

interface Base {
  form: ChannelForm;
  version: number;
}

const baseOf = (channel: Channel | null): Base => ({ form: toForm(channel), version: channel?.version ?? 0 });

/** The state of a mailbox's form: what was, what is typed, what the server said, and who asks before it is left. */
export function useChannelForm(channel: Channel | null) {
  const client = useQueryClient();
  const [base, setBase] = useState(() => baseOf(channel));
  const [form, setForm] = useState(base.form);
  const [secrets, setTyped] = useState<Secrets>({});
  const [faults, setFaults] = useState<Partial<Record<FormField, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<Channel | null>(null);
  const [saving, setSaving] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const release = useRef<() => void>(() => undefined);

  const changed = changedFields(base.form, form);
  const typed = typedSecrets(form.login, secrets);
  const dirty = Object.keys(changed).length > 0 || Object.keys(typed).length > 0;

  const restart = useCallback((from: Channel | null) => {
    const next = baseOf(from);
    setBase(next);
    setForm(next.form);
    setTyped({});
    setFaults({});
    setProblem(null);
    setConflict(null);
  }, []);

  // Somebody else saved while nothing was typed here: show theirs.
  useEffect(() => {
    if (channel && channel.version > base.version && !dirty && !saving) restart(channel);
  }, [channel, base.version, dirty, saving, restart]);

  useEffect(() => {
    if (!dirty) return undefined;
    release.current = guardLeaving((go) => setLeave(() => go));
    return () => release.current();
  }, [dirty]);

  /** Puts what the server keeps into the list that every screen reads. */
  const keep = useCallback(
    (saved: Channel) => {
      client.setQueryData<Channel[]>(keys.channels, (now) =>
        now
          ? [...now.filter((one) => one.id !== saved.id), saved].sort((a, b) => a.name.localeCompare(b.name))
          : now,
      );
      void client.invalidateQueries({ queryKey: keys.channels });
    },
    [client],
  );

  const write = async (): Promise<Channel> => {
    if (!channel) return createChannel(toFields(form), typed);
    const saved =
      Object.keys(changed).length > 0 ? await changeChannel(channel.id, base.version, changed) : channel;
    // The settings are in even when the secrets are refused: a second try must go by the version they made.
    setBase(baseOf(saved));
    keep(saved);
    if (Object.keys(typed).length > 0)
      client.setQueryData(keys.channelSecrets(channel.id), await setSecrets(channel.id, typed));
    return saved;
  };

  /** The saved channel, or null when something stood in the way, which is then shown. */
  const save = async (): Promise<Channel | null> => {
    const found = formFaults(form);
    setFaults(found);
    setProblem(null);
    setConflict(null);
    if (Object.keys(found).length > 0) {
      setRefusals((now) => now + 1);
      return null;
    }
    setSaving(true);
    try {
      const saved = await write();
      keep(saved);
      restart(saved);
      release.current();
      return saved;
    } catch (error) {
      const current = currentChannel(error);
      if (current) setConflict(current);
      else {
        setProblem(asProblem(error));
        setRefusals((now) => now + 1);
      }
      return null;
    } finally {
      setSaving(false);
    }
  };

  return {
    form,
    base,
    secrets,
    faults,
    problem,
    conflict,
    /** How often saving was refused: each time somebody has to be told. */
    refusals,
    saving,
    dirty,
    leave,
    set: useCallback((change: Partial<ChannelForm>) => {
      setForm((now) => ({ ...now, ...change }) as ChannelForm);
      setFaults((now) => {
        const rest = { ...now };
        for (const field of Object.keys(change) as FormField[]) delete rest[field];
        return rest;
      });
    }, []),
    setForm,
    setSecret: useCallback(
      (name: SecretName, value: string | undefined) => setTyped((now) => ({ ...now, [name]: value })),
      [],
    ),
    save,
    keep,
    discard: () => restart(channel),
    takeTheirs: () => restart(conflict),
    /** Goes on with what was changed here, over what somebody else saved; the rest is theirs. */
    keepMine: () => {
      if (!conflict) return;
      const theirs = baseOf(conflict);
      setForm(merged(base.form, form, theirs.form));
      setBase(theirs);
      setConflict(null);
    },
    stay: () => setLeave(null),
    leaveNow: () => {
      release.current();
      leave?.();
    },
  };
}
