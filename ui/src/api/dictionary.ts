import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';

export type FieldType =
  | 'integer'
  | 'reference'
  | 'text'
  | 'number'
  | 'boolean'
  | 'time'
  | 'day'
  | 'money'
  | 'choice'
  | 'choices'
  | 'json'
  | 'tags';

/** A field of a kind of record, as the server's dictionary has it. */
export interface DictionaryField {
  name: string;
  type: FieldType;
  operators: string[];
  can_sort: boolean;
  can_write: boolean;
  references?: string;
  choices?: string[];
  /** Of a custom field: what people read. */
  label?: string;
}

export interface Dictionary {
  entity: string;
  fields: DictionaryField[];
  lists: string[];
}

export const useDictionary = (entity: string): UseQueryResult<Dictionary> =>
  useQuery({
    queryKey: keys.dictionary(entity),
    queryFn: () => take<Dictionary>(api.GET('/api/v1/dictionary/{entity}', { params: { path: { entity } } })),
    staleTime: 10 * 60_000,
  });
