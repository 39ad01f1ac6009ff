import { CloseButton } from '@mantine/core';
import { t } from '~/lib/i18n';
import classes from './Composer.module.css';

/** A file of a message: on its way, arrived, or refused. */
export interface Upload {
  key: number;
  name: string;
  share: number;
  id: number | null;
  error: string | null;
}

/** The files that will go with the message. */
export function UploadList(props: { uploads: readonly Upload[]; onRemove: (key: number) => void }) {
  if (props.uploads.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('message.files')}>
      {props.uploads.map((one) => (
        <li
          key={one.key}
          className={classes.file}
          data-state={one.error ? 'failed' : 'ok'}
          title={one.error ?? one.name}
        >
          <span className={classes.fileName}>{one.error ? `${one.name}: ${one.error}` : one.name}</span>
          {one.id === null && !one.error ? (
            <progress className={classes.progress} value={one.share} max={1} aria-label={one.name} />
          ) : null}
          <CloseButton
            size="sm"
            aria-label={t('composer.remove_file', { name: one.name })}
            onClick={() => props.onRemove(one.key)}
          />
        </li>
      ))}
    </ul>
  );
}
