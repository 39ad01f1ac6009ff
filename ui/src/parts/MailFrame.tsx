import { useComputedColorScheme } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { language, t } from '~/lib/i18n';
import { cleanMail } from '~/lib/sanitize';
import { Icon } from './Icon';
import styleAddress from './mail.css?url';

const TALLEST = 20_000;
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
/** An empty page whose policy lets pictures come from anywhere; the one of the application does not. */
const PICTURES_PAGE = '/app/mail-pictures.html';

interface MailFrameProps {
  html: string;
  /** The address with us of each picture of the same message, by its Content-ID. */
  inline: ReadonlyMap<string, string>;
}

/**
 * A mail's HTML in a frame that may not run anything. It keeps our origin only so that its height can be read; without
 * `allow-scripts` nothing inside can use that. Pictures from elsewhere tell their sender that, when and from where the
 * mail was opened, so they wait until somebody asks for them.
 */
export default function MailFrame({ html, inline }: MailFrameProps) {
  const scheme = useComputedColorScheme('light');
  const [remote, setRemote] = useState(false);
  const clean = useMemo(() => cleanMail(html, inline, remote), [html, inline, remote]);
  const [height, setHeight] = useState(80);
  const watcher = useRef<ResizeObserver | null>(null);
  const page = `<!doctype html><html lang="${language()}" data-theme="${scheme}"><head><meta charset="utf-8"><title>${t('message.mail_frame')}</title><link rel="stylesheet" href="${styleAddress}"></head><body>${clean.html}</body></html>`;

  const measure = (frame: HTMLIFrameElement) => {
    const body = frame.contentDocument?.body;
    if (!body) return;
    const adjust = () => setHeight(Math.min(TALLEST, Math.max(20, body.scrollHeight + 2)));
    watcher.current?.disconnect();
    watcher.current = new ResizeObserver(adjust);
    watcher.current.observe(body);
    adjust();
  };
  const fill = (frame: HTMLIFrameElement) => {
    const inside = frame.contentDocument;
    if (!inside) return;
    inside.documentElement.lang = language();
    inside.documentElement.dataset.theme = scheme;
    const sheet = inside.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = styleAddress;
    inside.head.append(sheet);
    inside.body.innerHTML = clean.html;
    measure(frame);
  };
  const look = { display: 'block', width: '100%', height, border: 0, colorScheme: scheme };
  const title = t('message.mail_frame');

  return (
    <>
      {clean.heldBack > 0 ? (
        <p
          style={{
            display: 'flex',
            flexWrap: 'wrap',
            alignItems: 'center',
            gap: '4px 8px',
            marginBottom: 8,
            fontSize: 12,
            color: 'var(--text-2)',
          }}
        >
          <Icon name="lock" size={14} />
          {t('message.pictures_held', { count: clean.heldBack })}
          <button
            type="button"
            onClick={() => setRemote(true)}
            style={{
              minHeight: 24,
              padding: '0 8px',
              border: '1px solid var(--border-strong)',
              borderRadius: 12,
              background: 'var(--surface)',
              color: 'var(--text)',
              fontWeight: 600,
            }}
          >
            {t('mail.show_pictures')}
          </button>
        </p>
      ) : null}
      {remote ? (
        <iframe
          key={`pictures ${scheme}`}
          title={title}
          sandbox={SANDBOX}
          src={PICTURES_PAGE}
          referrerPolicy="no-referrer"
          onLoad={(event) => fill(event.currentTarget)}
          style={look}
        />
      ) : (
        <iframe
          key="plain"
          title={title}
          sandbox={SANDBOX}
          srcDoc={page}
          referrerPolicy="no-referrer"
          onLoad={(event) => measure(event.currentTarget)}
          style={look}
        />
      )}
    </>
  );
}
