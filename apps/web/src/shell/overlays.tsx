'use client';

import { lazy, Suspense, useEffect, useState } from 'react';

import { onOverlay, type Overlay } from './overlay-requests.ts';

const CommandPalette = lazy(() => import('./command-palette.tsx'));
const CheatSheet = lazy(() => import('./cheat-sheet.tsx'));

/** Loads and shows the command palette and the keyboard cheat sheet when something asks for them. */
export function Overlays({ workspaceId }: { workspaceId: string }) {
  const [open, setOpen] = useState<Overlay>();
  const close = () => setOpen(undefined);

  useEffect(() => onOverlay(setOpen), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('palette');
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <CommandPalette workspaceId={workspaceId} onClose={close} /> : null}
      {open === 'cheat-sheet' ? <CheatSheet onClose={close} /> : null}
    </Suspense>
  );
}
