import type { ReactNode } from 'react';

import { Icon } from '../ui/icon.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Toaster } from '../ui/toaster.tsx';
import { NavLinks } from './nav-links.tsx';
import { OverlayButton } from './overlay-button.tsx';
import { Overlays } from './overlays.tsx';
import type { Theme } from './theme.ts';
import { WorkspaceMenu } from './workspace-menu.tsx';

/**
 * The frame of a workspace. Wide: a side column and the page as a raised sheet. Narrow: a bar with the
 * workspace above, the sections as a bar at the foot. The sheet scrolls, the frame stays.
 */
export function Shell(props: {
  workspace: { id: string; name: string };
  theme: Theme;
  children: ReactNode;
}) {
  const { workspace, theme, children } = props;
  return (
    <div className="shell">
      <header className="shell-side">
        <div className="flex min-w-0 items-center gap-1 md:block">
          <WorkspaceMenu name={workspace.name} theme={theme} />
        </div>
        <OverlayButton overlay="palette" className="shell-search">
          <Icon name="search" className="size-4" />
          <span className="flex-1 text-left max-md:sr-only">
            Search<span className="sr-only"> and commands</span>
          </span>
          <span className="flex max-md:hidden">
            <Kbd>Ctrl</Kbd>
            <Kbd>K</Kbd>
          </span>
        </OverlayButton>
        <nav aria-label="Sections" className="mt-4 max-md:hidden">
          <NavLinks workspaceId={workspace.id} place="side" />
        </nav>
        <div className="mt-auto max-md:hidden">
          <OverlayButton overlay="cheat-sheet" className="nav-side w-full">
            <Icon name="keyboard" className="size-4" />
            <span className="flex-1 text-left">Keyboard shortcuts</span>
            <Kbd>?</Kbd>
          </OverlayButton>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="shell-page">
        {children}
      </main>
      <nav aria-label="Sections" className="shell-foot md:hidden">
        <NavLinks workspaceId={workspace.id} place="foot" />
      </nav>
      <Overlays workspaceId={workspace.id} />
      <Toaster />
    </div>
  );
}
