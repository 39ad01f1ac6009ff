import { Link, useLocation } from 'wouter';
import { type AgentRecord, type MacroRecord, useRecords } from '~/api/settings';
import { t } from '~/lib/i18n';
import { Pill } from '~/parts/marks';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { MoveButtons } from '../kit/MoveButtons';
import { RecordLoader } from '../kit/RecordLoader';
import { useOrder } from '../kit/use-order';
import { MacroEditor } from './MacroEditor';
import { toStep } from './macro-form';
import { type PageProps, recordOf } from './page';

export default function Macros({ id }: PageProps) {
  const macros = useRecords<MacroRecord>('macros');
  const agents = useRecords<AgentRecord>('agents');
  const [, navigate] = useLocation();
  const move = useOrder<MacroRecord>('macros');
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={macros} id={record}>
        {(macro) => <MacroEditor key={macro?.id ?? 'new'} macro={macro} />}
      </RecordLoader>
    );
  const owner = (macro: MacroRecord) => agents.data?.find((one) => one.id === macro.agent_id)?.name;
  return (
    <ListFrame
      title={t('set.macros')}
      lead={t('set.macros_lead')}
      icon="bolt"
      query={macros}
      textOf={(macro) => macro.name}
      sorted={(a, b) => a.position - b.position || a.id - b.id}
      goingName={(macro) => `macro:${macro.id}`}
      add={{ label: t('set.add_macro'), run: () => navigate('/settings/macros/new') }}
      empty={{ title: t('set.no_macros'), why: t('set.no_macros_why') }}
    >
      {(macro, { index, shown }) => (
        <>
          <div className={kit.names}>
            <Link href={`/settings/macros/${macro.id}`} className={kit.link}>
              {macro.name}
            </Link>
            <span className={kit.sub}>
              {macro.actions.map((action) => t(`set.step_${toStep(action).kind}`)).join(' · ')}
            </span>
          </div>
          <div className={kit.facts}>
            {macro.is_shared ? null : <span>{owner(macro)}</span>}
            <Pill icon={macro.is_shared ? 'customers' : 'lock'}>
              {macro.is_shared ? t('set.shared') : t('set.private')}
            </Pill>
          </div>
          <MoveButtons
            name={macro.name}
            isFirst={index === 0}
            isLast={index === shown.length - 1}
            onMove={(by) => move(shown, index, by)}
          />
        </>
      )}
    </ListFrame>
  );
}
