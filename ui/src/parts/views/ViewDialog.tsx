import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTeams } from '~/api/people';
import { asProblem } from '~/api/problem';
import type { View } from '~/api/records';
import { addView, changeView, type ListedEntity, type ViewDraft } from '~/api/views';
import { t } from '~/lib/i18n';
import classes from './ListTools.module.css';

type Reach = 'mine' | 'team' | 'all';

interface ViewDialogProps {
  entity: ListedEntity;
  /** To change; else a new one is made. */
  view: View | undefined;
  mayShare: boolean;
  draft: Pick<ViewDraft, 'filter' | 'sort' | 'layout' | 'columns'>;
  onDone: (view: View) => void;
  onClose: () => void;
}

/** A view's name, and who sees it. */
export default function ViewDialog({ entity, view, mayShare, draft, onDone, onClose }: ViewDialogProps) {
  const teams = useTeams();
  const [name, setName] = useState(view?.name ?? '');
  const [reach, setReach] = useState<Reach>(view?.is_shared ? (view.team_id ? 'team' : 'all') : 'mine');
  const [teamId, setTeamId] = useState<number | null>(view?.team_id ?? null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const team = teamId ?? teams.data?.[0]?.id ?? null;

  const save = () => {
    if (name.trim() === '') {
      setFault(t('list.name_needed'));
      return;
    }
    setBusy(true);
    const who = { is_shared: reach !== 'mine', team_id: reach === 'team' ? team : null };
    (view
      ? changeView(view, { name: name.trim(), ...who })
      : addView({ entity, name: name.trim(), ...draft, ...who })
    ).then(onDone, (error: unknown) => {
      setBusy(false);
      setFault(asProblem(error).message);
    });
  };
  const reaches: { value: Reach; label: string }[] = [
    { value: 'mine', label: t('list.reach.mine') },
    ...(teams.data && teams.data.length > 0 ? [{ value: 'team' as const, label: t('list.reach.team') }] : []),
    { value: 'all', label: t('list.reach.all') },
  ];
  return (
    <Modal opened onClose={onClose} title={t(view ? 'list.edit_view' : 'list.save_as')}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <TextInput
          label={t('list.view_name')}
          data-autofocus
          maxLength={100}
          value={name}
          error={fault}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setFault(null);
          }}
        />
        <fieldset className={classes.choices} disabled={!mayShare}>
          <legend>{t('list.reach')}</legend>
          {reaches.map((one) => (
            <label key={one.value} className={classes.choice}>
              <input
                type="radio"
                name="reach"
                checked={reach === one.value}
                onChange={() => setReach(one.value)}
              />
              {one.label}
            </label>
          ))}
          {reach === 'team' ? (
            <select
              className={classes.select}
              aria-label={t('list.reach.team')}
              value={team ?? ''}
              onChange={(event) => setTeamId(Number(event.currentTarget.value))}
            >
              {teams.data?.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          ) : null}
        </fieldset>
        {mayShare ? null : <p className={classes.hint}>{t('list.reach_hint')}</p>}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('list.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
