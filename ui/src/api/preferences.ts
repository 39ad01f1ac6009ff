import { readLocal, writeLocal } from '~/lib/local';
import {
  keepPreferences,
  type Preferences,
  preferences,
  soundPreferences,
  takePreferences,
} from '~/lib/preferences';
import { api, csrfToken, ifMatch, take } from './client';
import { Problem } from './problem';
import type { components } from './schema';

export type AccountPreferences = components['schemas']['Preferences'];
type Change = Partial<Preferences>;

// What could not be kept in the account yet: another visit tries again.
const WAITING = 'lazo.preferences.waiting';
const SETTLE_MS = 400;

let version = 0;
let waiting: Change = {};
let timer: ReturnType<typeof setTimeout> | undefined;

const fromAccount = (account: AccountPreferences): Preferences =>
  soundPreferences({
    theme: account.theme,
    density: account.density,
    afterSolve: account.after_solve,
    singleKeys: account.single_keys,
    keys: account.keys,
    region: account.region,
    firstSteps: account.first_steps,
  });

const toAccount = (change: Change) => ({
  ...('theme' in change ? { theme: change.theme } : {}),
  ...('density' in change ? { density: change.density } : {}),
  ...('afterSolve' in change ? { after_solve: change.afterSolve } : {}),
  ...('singleKeys' in change ? { single_keys: change.singleKeys } : {}),
  ...('keys' in change ? { keys: change.keys } : {}),
  ...('region' in change ? { region: change.region } : {}),
  ...('firstSteps' in change ? { first_steps: change.firstSteps } : {}),
});

const remember = () => writeLocal(WAITING, Object.keys(waiting).length > 0 ? JSON.stringify(waiting) : null);

const patch = (change: Change): Promise<AccountPreferences> =>
  take<AccountPreferences>(
    api.PATCH('/api/v1/me/preferences', { params: { header: ifMatch(version) }, body: toAccount(change) }),
  );

const read = (): Promise<AccountPreferences> => take<AccountPreferences>(api.GET('/api/v1/me/preferences'));

function accept(account: AccountPreferences): void {
  version = account.version;
  takePreferences({ ...fromAccount(account), ...waiting });
}

/** One's own wish wins over what another device said before it. */
async function store(): Promise<void> {
  const change = waiting;
  waiting = {};
  try {
    accept(await patch(change));
  } catch (error) {
    if (error instanceof Problem && error.status === 412) {
      version = (await read()).version;
      accept(await patch(change));
    } else if (error instanceof Problem && error.status === 422) {
      accept(await read());
    } else {
      waiting = { ...change, ...waiting };
    }
  }
  remember();
}

function keepSoon(change: Change): void {
  waiting = { ...waiting, ...change };
  remember();
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (csrfToken.get() !== null) store().catch(() => undefined);
  }, SETTLE_MS);
}

/** At each sign-in: the account's, with what this browser could not tell it last time. */
export function beginPreferences(account: AccountPreferences | null): void {
  keepPreferences(keepSoon);
  if (!account) return;
  try {
    const left: unknown = JSON.parse(readLocal(WAITING) ?? '{}');
    if (left && typeof left === 'object') waiting = { ...(left as Change), ...waiting };
  } catch {
    waiting = {};
  }
  accept(account);
  if (Object.keys(waiting).length > 0) keepSoon({});
}

/** Another device changed them. */
export async function refreshPreferences(): Promise<void> {
  const account = await read();
  if (account.version > version) accept(account);
}

/** Nobody is signed in: what was not kept is nobody's. */
export function endPreferences(): void {
  waiting = {};
  remember();
  takePreferences({ ...preferences(), keys: {}, firstSteps: false });
}
