import { keyCaps } from '~/lib/commands';
import classes from './Palette.module.css';

/** The keys of a command, drawn as the caps that are pressed. */
export function KeyCaps({ keys }: { keys: string }) {
  if (keys === '') return null;
  return (
    <span className={classes.caps}>
      {keyCaps(keys).map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the caps of one command never move
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  );
}
