import type { Attachment, Message } from '~/api/records';

/** Whether there is anything to say of a message as mail. */
export const hasMailLine = (message: Message): boolean =>
  message.public &&
  message.id > 0 &&
  Boolean(message.delivery?.state || message.mail?.message_id || message.recipients);

/** Whether a message may stand for mail that could not be read: the server attaches the original under this name. */
export const maybeUnread = (message: Message): boolean =>
  message.channel === 'mail' && message.attachments.some((file) => file.name === 'original.eml');

const bare = (contentId: string): string => contentId.trim().replace(/^<|>$/g, '');

/** Where the pictures of a message are, by the Content-ID that its HTML calls them. */
export function inlinePictures(
  attachments: readonly Attachment[],
  addressOf: (id: number) => string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of attachments)
    if (file.content_id && file.type.startsWith('image/'))
      found.set(bare(file.content_id), addressOf(file.id));
  return found;
}

/** The files to list: all but the pictures that are seen within the text. */
export function listedFiles(message: Message, showsHtml: boolean): Attachment[] {
  const html = showsHtml ? (message.html ?? '') : '';
  const written = message.direction === 'out' && !showsHtml ? (message.text ?? '') : '';
  return message.attachments.filter(
    (file) =>
      !written.includes(`](cid:attachment-${file.id})`) &&
      (!file.inline || !file.content_id || !html.includes(bare(file.content_id))),
  );
}
