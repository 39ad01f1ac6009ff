import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '~/api/problem';
import { currentRecord, keepRecord, type Stored } from '~/api/settings';
import type { Collection } from '~/api/settings-keys';
import { guardLeaving } from '~/lib/leave';
import { differing, mergedForms } from './forms';

export type Faults<F> = Partial<Record<keyof F & string, string>>;

interface Options<T extends Stored, F extends object> {
  /** Null: a new one. */
  record: T | null;
  /** Whose list is to know what was saved; null: the caller sees to it. */
  collection: Collection | null;
  toForm: (record: T | null) => F;
  /** Writes what was changed, on top of that version. */
  write: (changed: Partial<F>, form: F, version: number) => Promise<T>;
  check?: (form: F) => Faults<F>;
}

/** What the fields and the frame of a form are given. */
export interface RecordForm<F extends object> {
  form: F;
  before: F;
  set: (change: Partial<F>) => void;
  faultOf: (field: keyof F & string) => string | undefined;
  problem: Problem | null;
  /** What somebody else has saved meanwhile, as a form. */
  theirs: F | null;
  isNew: boolean;
  dirty: boolean;
  saving: boolean;
  /** How often saving was refused: each time somebody has to be told. */
  refusals: number;
  leave: (() => void) | null;
  discard: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
  stay: () => void;
  leaveNow: () => void;
}

/** The state of a form over one record: what was, what is typed, what the server said, who asks before it is left. */
export function useRecordForm<T extends Stored, F extends object>({
  record,
  collection,
  toForm,
  write,
  check,
}: Options<T, F>): RecordForm<F> & { save: () => Promise<T | null> } {
  const client = useQueryClient();
  const [base, setBase] = useState(() => ({ form: toForm(record), version: record?.version ?? 0 }));
  const [form, setForm] = useState(base.form);
  const [faults, setFaults] = useState<Faults<F>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [conflict, setConflict] = useState<T | null>(null);
  const [saving, setSaving] = useState(false);
  const [refusals, setRefusals] = useState(0);
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const release = useRef<() => void>(() => undefined);
  const changed = differing(base.form, form);
  const dirty = Object.keys(changed).length > 0;
  const reader = useRef(toForm);
  reader.current = toForm;

  const restart = useCallback((from: T | null) => {
    const next = { form: reader.current(from), version: from?.version ?? 0 };
    setBase(next);
    setForm(next.form);
    setFaults({});
    setProblem(null);
    setConflict(null);
  }, []);

  // Somebody else saved while nothing was typed here: show theirs.
  useEffect(() => {
    if (record && record.version > base.version && !dirty && !saving) restart(record);
  }, [record, base.version, dirty, saving, restart]);

  useEffect(() => {
    if (!dirty) return undefined;
    release.current = guardLeaving((go) => setLeave(() => go));
    return () => release.current();
  }, [dirty]);

  const refuse = () => setRefusals((now) => now + 1);

  /** The saved record, or null when something stood in the way, which is then shown. */
  const save = async (): Promise<T | null> => {
    const found = check?.(form) ?? {};
    setFaults(found);
    setProblem(null);
    setConflict(null);
    if (Object.keys(found).length > 0) {
      refuse();
      return null;
    }
    setSaving(true);
    try {
      const saved = await write(record ? changed : form, form, base.version);
      if (collection) keepRecord(client, collection, saved);
      restart(saved);
      release.current();
      return saved;
    } catch (error) {
      const current = currentRecord<T>(error);
      if (current) setConflict(current);
      else {
        setProblem(asProblem(error));
        refuse();
      }
      return null;
    } finally {
      setSaving(false);
    }
  };

  return {
    form,
    before: base.form,
    faultOf: (field) => faults[field] ?? problem?.faultOf(field),
    problem,
    theirs: conflict ? toForm(conflict) : null,
    isNew: record === null,
    dirty,
    saving,
    refusals,
    leave,
    set: useCallback((change: Partial<F>) => {
      setForm((now) => ({ ...now, ...change }));
      setFaults((now) => {
        const rest = { ...now };
        for (const field of Object.keys(change)) delete rest[field as keyof F & string];
        return rest;
      });
    }, []),
    save,
    discard: () => restart(record),
    takeTheirs: () => restart(conflict),
    keepMine: () => {
      if (!conflict) return;
      const theirs = toForm(conflict);
      setForm(mergedForms(base.form, form, theirs));
      setBase({ form: theirs, version: conflict.version });
      setConflict(null);
    },
    stay: () => setLeave(null),
    leaveNow: () => {
      release.current();
      leave?.();
    },
  };
}
