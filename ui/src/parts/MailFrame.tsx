import { useComputedColorScheme } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { language, t } from '~/lib/i18n';
import { cleanMail } from '~/lib/sanitize';
import styleAddress from './mail.css?url';

const TALLEST = 20_000;

/**
 * A mail's HTML in a frame that may not run anything. It keeps our origin only so that its height can be read; without
 * `allow-scripts` nothing inside can use that.
 */
export default function MailFrame({ html, inline }: { html: string; inline: ReadonlyMap<string, string> }) {
  const scheme = useComputedColorScheme('light');
  const clean = useMemo(() => cleanMail(html, inline), [html, inline]);
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

  return (
    <>
      <iframe
        title={t('message.mail_frame')}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        srcDoc={page}
        referrerPolicy="no-referrer"
        onLoad={(event) => measure(event.currentTarget)}
        style={{ display: 'block', width: '100%', height, border: 0, colorScheme: scheme }}
      />
      {clean.heldBack > 0 ? (
        <p style={{ fontSize: 12, color: 'var(--text-3)', marginTop: 6 }}>
          {t('message.pictures_held', { count: clean.heldBack })}
        </p>
      ) : null}
    </>
  );
}
