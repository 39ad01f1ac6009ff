import DOMPurify from 'dompurify';

// The server has cleaned this HTML already; this is the second wall. Nothing that runs, nothing that fetches, nothing
// that could look like our own controls.
const FORBIDDEN_TAGS = [
  'style',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'svg',
  'math',
  'audio',
  'video',
];
const FORBIDDEN_ATTRIBUTES = ['style', 'srcset', 'background', 'poster', 'ping', 'id', 'name', 'class'];

export interface CleanMail {
  html: string;
  /** How many pictures from other places were held back. */
  heldBack: number;
}

/**
 * `inline` maps the Content-ID of an attachment to its address with us; every other picture becomes its description.
 */
export function cleanMail(html: string, inline: ReadonlyMap<string, string> = new Map()): CleanMail {
  const fragment = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|\/api\/v1\/attachments\/|#)/i,
  });
  let heldBack = 0;
  for (const image of fragment.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const own = /^cid:/i.test(source) ? inline.get(source.slice(4)) : undefined;
    if (own) image.setAttribute('src', own);
    else if (!source.startsWith('/api/v1/attachments/')) {
      heldBack += 1;
      image.replaceWith(image.ownerDocument.createTextNode(image.alt ? `[${image.alt}]` : ''));
    }
  }
  for (const link of fragment.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  const holder = document.createElement('div');
  holder.append(fragment);
  return { html: holder.innerHTML, heldBack };
}
