import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { Redirect, Route, Router, Switch, useLocation, useSearchParams } from 'wouter';
import { queryClient } from '~/api/query-client';
import type { Agent } from '~/api/records';
import { useMe } from '~/api/session';
import { setTimeZone } from '~/lib/format';
import { languageOf, setLanguage, storedLanguage, useLanguage, withTexts } from '~/lib/i18n';
import { leaveThrough } from '~/lib/leave';
import { styleNonce } from '~/lib/nonce';
import { usePreferences } from '~/lib/preferences';
import { Toasts } from '~/parts/Toasts';
import { cssVariablesResolver, makeTheme } from '~/parts/theme';
import { schemeManager } from './scheme';
import { Workspace } from './Workspace';

const LoginPage = lazy(() => withTexts('door', import('~/features/session/LoginPage')));
const SetupPage = lazy(() => withTexts('door', import('~/features/session/SetupPage')));
const PasswordPage = lazy(() => withTexts('door', import('~/features/session/PasswordPage')));
const StartPage = lazy(() => withTexts('start', import('~/features/start/StartPage')));

/** Mounted anew for each language and region, so that every text and number is written again. */
export function App() {
  const { region } = usePreferences();
  return <Kit key={`${useLanguage()} ${region}`} />;
}

function Kit() {
  const { theme } = usePreferences();
  const kit = useMemo(() => makeTheme(), []);
  return (
    <MantineProvider
      theme={kit}
      cssVariablesResolver={cssVariablesResolver}
      getStyleNonce={styleNonce}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
      forceColorScheme={theme === 'system' ? undefined : theme}
    >
      <QueryClientProvider client={queryClient}>
        <Router base="/app" aroundNav={leaveThrough}>
          <Suspense fallback={null}>
            <Doors />
          </Suspense>
        </Router>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Doors() {
  const me = useMe();
  useEffect(() => {
    setTimeZone(me?.time_zone);
    // The account's language, unless this browser has been told another one.
    const own = languageOf(me?.language);
    if (own && storedLanguage() === null) void setLanguage(own);
  }, [me]);
  return (
    <Switch>
      <Route path="/setup">
        <Setup />
      </Route>
      <Route path="/login">
        <Login me={me ?? null} />
      </Route>
      <Route path="/password">
        <Password />
      </Route>
      <Route path="/start">{me ? <Start me={me} /> : <ToLogin />}</Route>
      <Route>{me ? <Workspace me={me} /> : <ToLogin />}</Route>
    </Switch>
  );
}

function Setup() {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  return <SetupPage token={search.get('token') ?? ''} onDone={() => navigate('/start', { replace: true })} />;
}

/** The token stands behind "#": no server, log or referrer ever sees it. */
function Password() {
  const [, navigate] = useLocation();
  const [token] = useState(() => window.location.hash.slice(1));
  return <PasswordPage token={token} onDone={() => navigate('/inbox', { replace: true })} />;
}

/** The first set-up, for who runs the workspace. */
function Start({ me }: { me: Agent }) {
  const [, navigate] = useLocation();
  const leave = useCallback((to: string) => navigate(to), [navigate]);
  return me.role === 'admin' ? <StartPage me={me} onLeave={leave} /> : <Redirect to="/inbox" replace />;
}

/** Only addresses of our own may be returned to. */
export const safeReturn = (wish: string | null): string =>
  wish && /^\/(?!\/|\\)[\w\-./?=&%+,:#~]*$/.test(wish) ? wish : '/inbox';

function Login({ me }: { me: Agent | null }) {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const wish = safeReturn(search.get('to'));
  if (me) return <Redirect to={wish} replace />;
  return <LoginPage onSignedIn={() => navigate(wish, { replace: true })} />;
}

function ToLogin() {
  const [location] = useLocation();
  const here = location + window.location.search;
  const query = location === '/' || location === '/inbox' ? '' : `?to=${encodeURIComponent(here)}`;
  return <Redirect to={`/login${query}`} replace />;
}
