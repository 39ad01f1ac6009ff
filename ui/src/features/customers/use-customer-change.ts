import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CustomerChange, type CustomerWhole, changeCustomer, fetchCustomer } from '~/api/customer-page';
import { keys } from '~/api/keys';
import { asProblem, Problem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { closeToast, showToast } from '~/lib/toasts';

interface Change {
  change: CustomerChange;
  /** An undo is not offered an undo of its own. */
  undoes?: boolean;
}

/** The fields of a customer as they were, for those that a change touches. */
export function reverseOf(customer: CustomerWhole, change: CustomerChange): CustomerChange {
  const back: Record<string, unknown> = {};
  for (const field of Object.keys(change) as (keyof CustomerChange)[]) {
    if (field === 'custom')
      back.custom = Object.fromEntries(
        Object.keys(change.custom ?? {}).map((key) => [key, customer.custom?.[key] ?? null]),
      );
    else back[field] = customer[field] ?? null;
  }
  return back as CustomerChange;
}

/** What the page shows until the answer is here. */
const shownAs = (customer: CustomerWhole, change: CustomerChange): CustomerWhole => ({
  ...customer,
  ...change,
  custom: { ...customer.custom, ...change.custom },
  ...(change.company_id === null ? { company: null } : {}),
});

/**
 * Changes a customer: the screen shows it at once, a refusal puts the old value back and says why, and eight seconds
 * long it can be undone. Of a value that somebody else changed meanwhile the newer one stays.
 */
export function useCustomerChange(customerId: number) {
  const client = useQueryClient();
  const key = keys.customer(customerId);
  const put = (customer: CustomerWhole) =>
    client.setQueryData<CustomerWhole>(key, (before) => ({
      ...customer,
      company:
        customer.company === undefined && before?.company_id === customer.company_id
          ? before?.company
          : customer.company,
    }));
  const mutation = useMutation({
    // One after the other, so that each carries the version that the one before has made.
    scope: { id: `customer-${customerId}` },
    mutationFn: async ({ change }: Change) => {
      const known = client.getQueryData<CustomerWhole>(key) ?? (await fetchCustomer(customerId));
      return changeCustomer(customerId, known.version, change);
    },
    onMutate: async ({ change, undoes }: Change) => {
      await client.cancelQueries({ queryKey: key, exact: true });
      const before = client.getQueryData<CustomerWhole>(key);
      if (before) client.setQueryData(key, shownAs(before, change));
      const back = before && !undoes ? reverseOf(before, change) : null;
      const toast = showToast(undoes ? t('act.undone') : t('customer.did_change'), {
        tone: 'ok',
        ...(back
          ? {
              action: { label: t('action.undo'), run: () => mutation.mutate({ change: back, undoes: true }) },
            }
          : {}),
      });
      return { before, toast };
    },
    onSuccess: put,
    onError: (error, _variables, context) => {
      if (context) {
        closeToast(context.toast);
        if (context.before) client.setQueryData(key, context.before);
      }
      const isStale = error instanceof Problem && error.status === 412;
      showToast(t(isStale ? 'customer.stale' : 'customer.not_saved'), {
        tone: 'danger',
        detail: isStale ? t('customer.stale_detail') : asProblem(error).message,
      });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: keys.customers });
    },
  });
  return mutation;
}
