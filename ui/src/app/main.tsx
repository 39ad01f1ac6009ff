import '@mantine/core/styles/default-css-variables.css';
import '~/parts/mantine.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { asProblem } from '~/api/problem';
import { resumeSession } from '~/api/session';
import { languageOf, preferredLanguage, setLanguage, storedLanguage, t } from '~/lib/i18n';
import { styleNonce } from '~/lib/nonce';
import { App } from './App';

/** The texts and the session are asked for together; the first thing drawn is already the right screen. */
async function start(): Promise<void> {
  // Dialogs lock the page's scrolling with a <style> of their own, which needs our nonce too.
  setNonce(styleNonce());
  const container = document.getElementById('root');
  if (!container) throw new Error('the page has no #root');
  const texts = setLanguage(preferredLanguage());
  const session = resumeSession();
  await texts;
  try {
    const me = await session;
    const own = languageOf(me?.language);
    if (own && storedLanguage() === null) await setLanguage(own);
  } catch (error) {
    showFailure(container, asProblem(error).message);
    return;
  }
  createRoot(container).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

/** The server could not be reached at all: say so in plain elements, and try again on request. */
function showFailure(container: HTMLElement, message: string): void {
  const box = document.createElement('main');
  box.className = 'failure';
  const title = document.createElement('h1');
  title.textContent = t('error.title');
  const words = document.createElement('p');
  words.textContent = message;
  const retry = document.createElement('button');
  retry.type = 'button';
  retry.textContent = t('action.retry');
  retry.addEventListener('click', () => window.location.reload());
  box.append(title, words, retry);
  container.replaceChildren(box);
}

void start();
