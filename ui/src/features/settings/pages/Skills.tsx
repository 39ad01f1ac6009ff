import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import {
  type AgentRecord,
  changeRecord,
  createRecord,
  dropRecord,
  removeRecord,
  type SkillKind,
  type SkillRecord,
  useRecords,
} from '~/api/settings';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Pill } from '~/parts/marks';
import { RowsSkeleton } from '~/parts/states';
import { Group } from '../fields';
import { ChoiceBox, TextBox } from '../kit/inputs';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { LevelPicks } from '../kit/Picks';
import { RecordFrame } from '../kit/RecordFrame';
import { RecordLoader } from '../kit/RecordLoader';
import { removeSoon } from '../kit/remove-soon';
import { type Faults, useRecordForm } from '../kit/use-record-form';
import classes from '../Settings.module.css';
import { type PageProps, recordOf } from './page';

const KINDS: readonly SkillKind[] = ['language', 'product', 'stage', 'other'];
const kindWord = (kind: SkillKind): string => t(`set.skill_of_${kind}_kind`);

export default function Skills({ id }: PageProps) {
  const skills = useRecords<SkillRecord>('skills');
  const agents = useRecords<AgentRecord>('agents');
  const [, navigate] = useLocation();
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={skills} id={record}>
        {(skill) =>
          agents.data ? (
            <SkillEditor key={skill?.id ?? 'new'} skill={skill} agents={agents.data} />
          ) : (
            <RowsSkeleton rows={6} />
          )
        }
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.skills')}
      lead={t('set.skills_lead')}
      icon="star"
      query={skills}
      textOf={(skill) => `${skill.name} ${kindWord(skill.kind)}`}
      sorted={(a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name)}
      goingName={(skill) => `skill:${skill.id}`}
      add={{ label: t('set.add_skill'), run: () => navigate('/settings/skills/new') }}
      empty={{ title: t('set.no_skills'), why: t('set.no_skills_why') }}
    >
      {(skill) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/skills/${skill.id}`} className={kit.link}>
              {skill.name}
            </Link>
            <span className={kit.sub}>{t('set.skill_agents', { count: skill.agents.length })}</span>
          </div>
          <Pill>{kindWord(skill.kind)}</Pill>
        </>
      )}
    </ListFrame>
  );
}

interface Form {
  kind: string;
  name: string;
  agents: Record<string, number>;
}

const check = (form: Form): Faults<Form> => (form.name.trim() === '' ? { name: t('set.name_needed') } : {});

function SkillEditor({ skill, agents }: { skill: SkillRecord | null; agents: AgentRecord[] }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const state = useRecordForm<SkillRecord, Form>({
    record: skill,
    collection: 'skills',
    check,
    toForm: (record) => ({
      kind: record?.kind ?? 'language',
      name: record?.name ?? '',
      agents: Object.fromEntries((record?.agents ?? []).map((one) => [one.agent_id, one.level])),
    }),
    write: ({ agents: levels, ...own }, _form, version) => {
      const list = levels
        ? {
            agents: Object.entries(levels).map(([agent, level]) => ({ agent_id: Number(agent), level })),
          }
        : {};
      return skill
        ? changeRecord<SkillRecord>('skills', skill.id, version, { ...own, ...list })
        : createRecord<SkillRecord>('skills', { ...own, ...list });
    },
  });
  const submit = async () => {
    const saved = await state.save();
    if (!saved) return;
    showToast(t('set.did_save'), { tone: 'ok', lifeMs: 4000 });
    if (!skill) navigate(`/settings/skills/${saved.id}`, { replace: true });
  };
  const remove = () => {
    if (!skill) return;
    navigate('/settings/skills');
    removeSoon(`skill:${skill.id}`, t('set.did_remove', { name: skill.name }), async () => {
      await removeRecord('skills', skill.id, skill.version);
      dropRecord(client, 'skills', skill.id);
    });
  };
  const people = agents.filter((one) => one.is_active || one.id in state.before.agents);
  return (
    <RecordFrame
      state={state}
      title={skill ? skill.name : t('set.new_skill')}
      back={{ to: '/settings/skills', label: t('set.skills') }}
      entity="skill"
      id={skill?.id}
      onSubmit={() => void submit()}
    >
      <Group title={t('set.group_skill')}>
        <TextBox
          state={state}
          field="name"
          required
          maxLength={100}
          label={t('set.field_name')}
          hint={t('set.skill_name_hint')}
        />
        <ChoiceBox
          state={state}
          field="kind"
          label={t('set.field_kind')}
          options={KINDS.map((kind) => ({ value: kind, label: kindWord(kind) }))}
        />
      </Group>
      <Group title={t('set.skill_people')} lead={t('set.skill_people_lead')}>
        <LevelPicks
          legend={t('set.skill_people')}
          options={people}
          levels={state.form.agents}
          onChange={(levels) => state.set({ agents: levels })}
          none={t('set.no_agents')}
        />
      </Group>
      {skill ? (
        <Group title={t('set.group_remove')}>
          <div>
            <Button variant="default" color="danger" onClick={remove}>
              {t('set.remove')}
            </Button>
            {skill.agents.length > 0 ? (
              <p className={classes.hint}>{t('set.skill_remove_hint', { count: skill.agents.length })}</p>
            ) : null}
          </div>
        </Group>
      ) : null}
    </RecordFrame>
  );
}
