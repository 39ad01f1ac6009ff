type Leave = () => void;

/** What stands between a click and another screen: a form with unsaved changes. */
let gate: ((leave: Leave) => void) | null = null;

/** While it stands, every way to another screen is handed to `ask`, which may take it later or never. */
export function guardLeaving(ask: (leave: Leave) => void): () => void {
  gate = ask;
  const here = window.location.href;
  // Back and forward have moved already when they are told: put the address back before the router looks.
  const onPop = (event: PopStateEvent) => {
    const there = window.location.href;
    if (there === here) return;
    event.stopImmediatePropagation();
    window.history.pushState(null, '', here);
    ask(() => {
      window.history.pushState(null, '', there);
    });
  };
  const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
  window.addEventListener('popstate', onPop, true);
  window.addEventListener('beforeunload', onUnload);
  return () => {
    gate = null;
    window.removeEventListener('popstate', onPop, true);
    window.removeEventListener('beforeunload', onUnload);
  };
}

/** For the router: goes where it was told to, unless a form asks first. */
export function leaveThrough<Options>(
  go: (to: string, options?: Options) => void,
  to: string,
  options?: Options,
): void {
  if (gate) gate(() => go(to, options));
  else go(to, options);
}
