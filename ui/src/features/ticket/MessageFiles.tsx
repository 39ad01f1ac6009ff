import type { Attachment } from '~/api/records';
import { attachmentAddress } from '~/api/tickets';
import { formatBytes } from '~/lib/format';
import { t } from '~/lib/i18n';
import { Icon, type IconName } from '~/parts/Icon';
import classes from './MessageFiles.module.css';
import { type FileKind, fileKind } from './mail-words';

const ICONS: Record<FileKind, IconName> = {
  message: 'mail',
  signature: 'lock',
  encrypted: 'lock',
  calendar: 'clock',
};

/** What came or goes with a message; each one is a download. */
export default function MessageFiles({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('message.files')}>
      {files.map((file) => (
        <li key={file.id} style={{ maxWidth: '100%' }}>
          <File file={file} />
        </li>
      ))}
    </ul>
  );
}

function File({ file }: { file: Attachment }) {
  const kind = fileKind(file);
  return (
    <a className={classes.file} href={attachmentAddress(file.id)} download={file.name}>
      <Icon name={kind ? ICONS[kind] : 'file'} size={16} />
      <span className={classes.fileName}>{file.name || t('mail.unnamed_file')}</span>
      {kind ? <span className={classes.faint}>{t(`mail.file_${kind}`)}</span> : null}
      <span className={classes.faint}>{formatBytes(file.size)}</span>
      <Icon name="download" size={15} />
    </a>
  );
}
