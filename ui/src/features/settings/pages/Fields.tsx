import { Link, useLocation } from 'wouter';
import { type FieldRecord, useRecords } from '~/api/settings';
import { t, textOr } from '~/lib/i18n';
import { Pill } from '~/parts/marks';
import kit from '../kit/Kit.module.css';
import { ListFrame } from '../kit/ListFrame';
import { MoveButtons } from '../kit/MoveButtons';
import { RecordLoader } from '../kit/RecordLoader';
import { useOrder } from '../kit/use-order';
import { FieldEditor } from './FieldEditor';
import { type PageProps, recordOf } from './page';

export const entityName = (entity: string): string => textOr(`set.many_${entity}s`, entity);

/** Fields that the business adds to its records, in the order in which they are asked. */
export default function Fields({ id }: PageProps) {
  const fields = useRecords<FieldRecord>('fields');
  const [, navigate] = useLocation();
  const move = useOrder<FieldRecord>('fields');
  const record = recordOf(id);
  if (record !== undefined)
    return (
      <RecordLoader query={fields} id={record}>
        {(field) => <FieldEditor key={field?.id ?? 'new'} field={field} />}
      </RecordLoader>
    );
  return (
    <ListFrame
      title={t('set.fields')}
      lead={t('set.fields_lead')}
      icon="form"
      query={fields}
      textOf={(field) => `${field.label} ${field.key}`}
      sorted={(a, b) => a.entity.localeCompare(b.entity) || a.position - b.position || a.id - b.id}
      add={{ label: t('set.add_field'), run: () => navigate('/settings/fields/new') }}
      empty={{ title: t('set.no_fields'), why: t('set.no_fields_why') }}
    >
      {(field, { shown }) => {
        const siblings = shown.filter((one) => one.entity === field.entity);
        const place = siblings.indexOf(field);
        return (
          <>
            <div className={kit.names}>
              <Link href={`/settings/fields/${field.id}`} className={kit.link}>
                {field.label}
              </Link>
              <span className={kit.sub}>
                {entityName(field.entity)} · <code>{field.key}</code>
              </span>
            </div>
            <div className={kit.facts}>
              {field.is_required ? <Pill tone="warn">{t('set.required')}</Pill> : null}
              {field.is_required_to_solve ? <Pill tone="warn">{t('set.required_to_solve')}</Pill> : null}
              <Pill>{t(`set.type_${field.type}`)}</Pill>
            </div>
            <MoveButtons
              name={field.label}
              isFirst={place === 0}
              isLast={place === siblings.length - 1}
              onMove={(by) => move(siblings, place, by)}
            />
          </>
        );
      }}
    </ListFrame>
  );
}
