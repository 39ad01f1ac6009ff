type Leave = () => void;

/** What stands between a click and another screen: a form with unsaved changes, and the address it is at. */
let gate: { ask: (leave: Leave) => void; here: string } | null = null;

// Back and forward have moved already when they are told: put the address back before the router looks. That goes only
// for a listener that was there before the router's, so this one is for good.
window.addEventListener('popstate', (event) => {
  const there = window.location.href;
  if (!gate || there === gate.here) return;
  event.stopImmediatePropagation();
  window.history.pushState(null, '', gate.here);
  gate.ask(() => window.history.pushState(null, '', there));
});

/** While it stands, every way to another screen is handed to `ask`, which may take it later or never. */
export function guardLeaving(ask: (leave: Leave) => void): () => void {
  const own = { ask, here: window.location.href };
  gate = own;
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener('beforeunload', onUnload);
  return () => {
    if (gate === own) gate = null;
    window.removeEventListener('beforeunload', onUnload);
  };
}

/** For the router: goes where it was told to, unless a form asks first. */
export function leaveThrough<Options>(
  go: (to: string, options?: Options) => void,
  to: string,
  options?: Options,
): void {
  if (gate) gate.ask(() => go(to, options));
  else go(to, options);
}
