'use client';

import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { keyMap } from './key-map.ts';

/** Every key that does something, by where it does it. */
export default function CheatSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" size="lg" onClose={onClose}>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {keyMap.map(({ title, note, keys }) => (
          <section key={title}>
            <h3 className="text-xs font-semibold text-ink-3">{title}</h3>
            <dl className="mt-2 grid gap-1">
              {keys.map(({ press, does }) => (
                <div key={does} className="flex min-h-7 items-center justify-between gap-4">
                  <dt className="text-sm text-ink-2">{does}</dt>
                  <dd className="flex shrink-0 items-center text-xs text-ink-3">
                    <span className="sr-only">{press.join(' ')}</span>
                    {press.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
            {note ? <p className="mt-2 text-xs text-ink-3">{note}</p> : null}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
