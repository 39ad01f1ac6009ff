import { language } from '~/lib/i18n';
import { csrfToken, newKey } from './client';
import { asProblem, Problem, problemOf } from './problem';
import type { Attachment } from './records';

/** Sends one file. XMLHttpRequest, because fetch cannot tell how far an upload has come. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/attachments?name=${encodeURIComponent(file.name)}`);
    request.responseType = 'json';
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.setRequestHeader('Accept-Language', language());
    request.setRequestHeader('Idempotency-Key', newKey());
    const token = csrfToken.get();
    if (token) request.setRequestHeader('X-CSRF-Token', token);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Attachment);
      else reject(problemOf(request.status, request.response));
    };
    request.onerror = () => reject(asProblem(null));
    request.onabort = () => reject(new Problem(0, ''));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
