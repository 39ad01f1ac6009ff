import { useCallback, useRef, useState } from 'react';
import { asProblem } from '~/api/problem';
import { uploadFile } from '~/api/upload';

export interface Upload {
  key: number;
  name: string;
  share: number;
  id: number | null;
  error: string | null;
}

/** The files of one message: on their way, arrived, or refused. */
export function useUploads() {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const next = useRef(1);
  const stops = useRef(new Map<number, AbortController>());

  const patch = useCallback((key: number, change: Partial<Upload>) => {
    setUploads((now) => now.map((one) => (one.key === key ? { ...one, ...change } : one)));
  }, []);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = next.current++;
        const stop = new AbortController();
        stops.current.set(key, stop);
        setUploads((now) => [...now, { key, name: file.name, share: 0, id: null, error: null }]);
        uploadFile(file, (share) => patch(key, { share }), stop.signal).then(
          (attachment) => patch(key, { id: attachment.id, share: 1 }),
          (error: unknown) => patch(key, { error: asProblem(error).message }),
        );
      }
    },
    [patch],
  );

  const remove = useCallback((key: number) => {
    stops.current.get(key)?.abort();
    stops.current.delete(key);
    setUploads((now) => now.filter((one) => one.key !== key));
  }, []);

  const clear = useCallback(() => {
    stops.current.clear();
    setUploads([]);
  }, []);

  return { uploads, add, remove, clear };
}
