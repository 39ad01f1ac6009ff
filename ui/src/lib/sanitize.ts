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
// What the server calls the picture of the same message, and the address of one that lies elsewhere.
const CID = 'data-cid';
const REMOTE = 'data-remote-src';
const OWN = /^\/api\/v1\/attachments\/\d+\/content$/;

export interface CleanMail {
  html: string;
  /** How many pictures from other places were held back. */
  heldBack: number;
}

/** A Content-ID as an address may spell it. */
function lookUp(inline: ReadonlyMap<string, string>, contentId: string): string | undefined {
  const found = inline.get(contentId);
  if (found) return found;
  try {
    return inline.get(decodeURIComponent(contentId));
  } catch {
    return undefined;
  }
}

/** Where a picture comes from: with us, within the text, elsewhere, or nowhere. */
function sourceOf(
  image: HTMLImageElement,
  inline: ReadonlyMap<string, string>,
): { from: 'own' | 'elsewhere' | 'nowhere'; address: string } {
  const source = image.getAttribute('src') ?? '';
  const cid = image.getAttribute(CID) ?? (/^cid:/i.test(source) ? source.slice(4) : null);
  if (cid !== null) {
    const own = lookUp(inline, cid);
    return own ? { from: 'own', address: own } : { from: 'nowhere', address: '' };
  }
  if (OWN.test(source) || /^data:image\/(?:png|gif|jpe?g|webp);base64,[a-z\d+/=\s]*$/i.test(source))
    return { from: 'own', address: source };
  const remote = image.getAttribute(REMOTE) ?? source;
  return /^https?:\/\//i.test(remote)
    ? { from: 'elsewhere', address: remote }
    : { from: 'nowhere', address: '' };
}

/**
 * `inline` maps the Content-ID of an attachment to its address with us. A picture from elsewhere becomes its
 * description, until a person asks for it (`showRemote`).
 */
export function cleanMail(
  html: string,
  inline: ReadonlyMap<string, string> = new Map(),
  showRemote = false,
): CleanMail {
  // In a document without a window: a picture in one of the page's own would be asked for as soon as it has an address.
  const root = document.implementation.createHTMLDocument('').createElement('div');
  root.innerHTML = html;
  DOMPurify.sanitize(root, {
    IN_PLACE: true,
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ADD_ATTR: [CID, REMOTE],
    ADD_URI_SAFE_ATTR: [CID],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|\/api\/v1\/attachments\/|#)/i,
  });
  let heldBack = 0;
  for (const image of root.querySelectorAll('img')) {
    const { from, address } = sourceOf(image, inline);
    image.removeAttribute(CID);
    image.removeAttribute(REMOTE);
    if (from === 'own' || (from === 'elsewhere' && showRemote)) {
      image.setAttribute('src', address);
      image.setAttribute('referrerpolicy', 'no-referrer');
    } else {
      if (from === 'elsewhere') heldBack += 1;
      image.replaceWith(image.ownerDocument.createTextNode(image.alt ? `[${image.alt}]` : ''));
    }
  }
  for (const link of root.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  return { html: root.innerHTML, heldBack };
}
