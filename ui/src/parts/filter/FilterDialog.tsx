import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import type { Filter } from '~/api/records';
import { formatNumber } from '~/lib/format';
import { t } from '~/lib/i18n';
import { useDebounced } from '~/lib/use-debounced';
import classes from './Filter.module.css';
import { FilterEditor } from './FilterEditor';
import { editable, finished, type Group, isEverything, lacking, newGroup } from './model';
import { useFilterFields } from './use-fields';

interface FilterDialogProps {
  entity: string;
  title: string;
  filter: Filter | null;
  /** How many records a filter finds, told while it is built. */
  count: (filter: Filter | null) => Promise<{ count: number; capped: boolean }>;
  onApply: (filter: Filter | null) => void;
  onClose: () => void;
}

/** The filter of a list over the list: what it would find is told while it is built. */
export default function FilterDialog({ entity, title, filter, count, onApply, onClose }: FilterDialogProps) {
  const fields = useFilterFields(entity);
  const [group, setGroup] = useState<Group | null>(null);
  const [showLacks, setShowLacks] = useState(false);
  const begun = useRef(false);
  const editor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The fields say how values are shown: the filter is laid out once they are known.
    if (begun.current || fields.isPending) return;
    begun.current = true;
    setGroup(editable(filter, fields.all));
    // The dialog gave the focus away before there was anything to begin with.
    requestAnimationFrame(() =>
      (
        editor.current?.querySelector<HTMLElement>('[data-autofocus]') ??
        editor.current?.querySelector<HTMLElement>('select')
      )?.focus(),
    );
  }, [fields, filter]);
  const wanted = group ? finished(group, fields.all) : filter;
  const settled = useDebounced(JSON.stringify(wanted), 350);
  const found = useQuery({
    queryKey: ['rows', 'preview', entity, settled],
    queryFn: () => count(JSON.parse(settled) as Filter | null),
    placeholderData: (before) => before,
    retry: false,
  });
  const apply = () => {
    if (group && lacking(group, fields.all) > 0) {
      setShowLacks(true);
      return;
    }
    onApply(isEverything(wanted) ? null : wanted);
  };
  return (
    <Modal opened onClose={onClose} title={title} size="xl" classNames={{ body: classes.dialog }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <div ref={editor} className={classes.editor}>
          <FilterEditor
            entity={entity}
            value={group ?? newGroup('all')}
            onChange={setGroup}
            showLacks={showLacks}
          />
        </div>
        <div className={classes.foot}>
          <span role="status" className={classes.hint}>
            {found.isError
              ? asProblem(found.error).message
              : found.data
                ? found.data.capped
                  ? t('filter.found_capped', { number: formatNumber(10_000) })
                  : t('filter.found', { count: found.data.count, number: formatNumber(found.data.count) })
                : null}
          </span>
          <Button
            variant="subtle"
            onClick={() => onApply(null)}
            disabled={group !== null && group.parts.length === 0}
          >
            {t('action.clear_filters')}
          </Button>
          <Button type="submit">{t('filter.apply')}</Button>
        </div>
      </form>
    </Modal>
  );
}
