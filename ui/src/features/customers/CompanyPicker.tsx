import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { addCompany, findCompanies } from '~/api/companies';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { useDebounced } from '~/lib/use-debounced';
import { Picker } from '~/parts/Picker';

interface CompanyPickerProps {
  target: (toggle: () => void, opened: boolean) => ReactElement;
  selectedId: number | null;
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  onPick: (companyId: number | null) => void;
}

const NONE = 'none';

/** A company by a few letters, none, or a new one of that name. */
export function CompanyPicker({ target, selectedId, opened, onOpenedChange, onPick }: CompanyPickerProps) {
  const [words, setWords] = useState('');
  const settled = useDebounced(words.trim(), 200);
  const found = useQuery({
    queryKey: ['companies', 'find', settled],
    queryFn: () => findCompanies(settled),
    enabled: opened,
    placeholderData: (before) => before,
  });
  const create = async (name: string) => {
    try {
      onPick((await addCompany({ name })).id);
    } catch (error) {
      showToast(t('act.refused'), { tone: 'danger', detail: asProblem(error).message });
    }
  };
  return (
    <Picker
      label={t('customer.choose_company')}
      options={[
        ...(selectedId ? [{ value: NONE, label: t('customer.no_company') }] : []),
        ...(found.data ?? []).map((company) => ({
          value: String(company.id),
          label: company.name,
          ...(company.domain ? { hint: company.domain } : {}),
        })),
      ]}
      selected={selectedId ? [String(selectedId)] : []}
      opened={opened}
      onOpenedChange={onOpenedChange}
      onSearch={setWords}
      onPick={(value) => onPick(value === NONE ? null : Number(value))}
      onCreate={(name) => void create(name)}
      width={260}
      position="bottom-end"
      target={target}
    />
  );
}
