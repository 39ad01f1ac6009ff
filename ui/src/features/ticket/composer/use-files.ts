import { useCallback, useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import { uploadFile } from '~/api/upload';
import { formatBytes } from '~/lib/format';
import { t } from '~/lib/i18n';
import type { Upload } from '../UploadList';
import type { DraftFile, DraftKeeper } from './draft-keeper';

export const FILE_BYTES_MAX = 25 * 1024 * 1024;

/** The files of one draft: those that arrived belong to its words, the others are on their way or were refused. */
export function useFiles(keeper: DraftKeeper, onPicture: (file: DraftFile) => void) {
  const [waiting, setWaiting] = useState<readonly Upload[]>([]);
  const next = useRef(1);
  const stops = useRef(new Map<number, AbortController>());

  const patch = useCallback((key: number, change: Partial<Upload>) => {
    setWaiting((now) => now.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }, []);

  const add = useCallback(
    (files: Iterable<File>, inline: boolean) => {
      for (const file of files) {
        const key = next.current++;
        const one: Upload = { key, name: file.name, share: 0, id: null, error: null };
        if (file.size > FILE_BYTES_MAX) {
          const error = t('composer.too_large', { most: formatBytes(FILE_BYTES_MAX) });
          setWaiting((now) => [...now, { ...one, error }]);
          continue;
        }
        const stop = new AbortController();
        stops.current.set(key, stop);
        setWaiting((now) => [...now, one]);
        uploadFile(file, (share) => patch(key, { share }), stop.signal).then(
          ({ id, name, type, size }) => {
            const arrived = { id, name, type, size };
            keeper.edit({ files: [...keeper.state.get().words.files, arrived] });
            setWaiting((now) => now.filter((other) => other.key !== key));
            if (inline && /^image\/(png|jpeg|gif|webp)$/.test(type)) onPicture(arrived);
          },
          (error: unknown) => {
            if (!stop.signal.aborted) patch(key, { error: asProblem(error).message });
          },
        );
      }
    },
    [keeper, onPicture, patch],
  );

  /** Files that arrived are told by their ids, below zero. */
  const remove = useCallback(
    (key: number) => {
      if (key < 0) {
        const { text, files } = keeper.state.get().words;
        const picture = new RegExp(`!\\[[^\\]]*\\]\\(cid:attachment-${-key}\\)`, 'g');
        keeper.edit(
          { files: files.filter((file) => file.id !== -key), text: text.replace(picture, '') },
          true,
        );
        return;
      }
      stops.current.get(key)?.abort();
      stops.current.delete(key);
      setWaiting((now) => now.filter((one) => one.key !== key));
    },
    [keeper],
  );

  return { waiting, add, remove };
}

export const asUploads = (files: readonly DraftFile[]): Upload[] =>
  files.map((file) => ({ key: -file.id, name: file.name, share: 1, id: file.id, error: null }));
