import { customerAddress } from '~/api/cases';
import { asProblem } from '~/api/problem';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';

export function copyText(text: string, told: string): void {
  const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  // A browser that does not let us copy: then it stands there to be copied by hand.
  void copied.then(
    () => showToast(told, { tone: 'ok', lifeMs: 4000 }),
    () => showToast(text, { lifeMs: 20_000 }),
  );
}

/** Its window is opened while the click still counts, and closed again when there is nothing to show. */
export async function seeAsCustomer(ticketId: number): Promise<void> {
  const tab = window.open('about:blank', '_blank');
  if (tab) tab.opener = null;
  try {
    const address = await customerAddress(ticketId);
    if (tab) tab.location.replace(`${address}?preview=1`);
    else showToast(t('case.no_customer_page'), { tone: 'danger' });
  } catch (error) {
    tab?.close();
    showToast(t('case.no_customer_page'), { tone: 'danger', detail: asProblem(error).message });
  }
}
