import type { Metadata } from 'next';

import { config } from '../config.ts';
import { currentWorkspace } from '../session/current-workspace.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';

export const metadata: Metadata = { title: { absolute: 'Unite-Hub · Choose a workspace' } };

/** The sign-in stand-in: whoever reaches this server may open each of its workspaces. */
export default async function StartPage() {
  const current = await currentWorkspace();
  return (
    <main id="main" className="grid min-h-dvh place-items-center bg-canvas px-4 py-12">
      <div className="w-full max-w-sm">
        <div className="mb-8 flex flex-col items-center text-center">
          <Logo className="size-12" />
          <h1 className="mt-5 text-2xl font-semibold tracking-tight">Welcome to Unite-Hub</h1>
          <p className="mt-1.5 text-ink-3">Choose a workspace to continue.</p>
        </div>
        <form method="post" action="/api/session" className="card overflow-hidden shadow-card">
          <ul className="divide-y divide-line">
            {config().workspaces.map(({ id, name }) => (
              <li key={id}>
                <button
                  type="submit"
                  name="workspace"
                  value={id}
                  className="group flex min-h-16 w-full items-center gap-3 px-4 text-left outline-offset-[-2px] transition-colors hover:bg-hover"
                >
                  <Avatar name={name} size="md" square />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{name}</span>
                    <span className="block text-xs text-ink-3">
                      {current?.id === id ? 'Signed in' : 'Open workspace'}
                    </span>
                  </span>
                  <Icon
                    name="chevron"
                    className="size-4 -rotate-90 text-ink-3 transition-transform group-hover:translate-x-0.5"
                  />
                </button>
              </li>
            ))}
          </ul>
        </form>
        <p className="mt-6 text-center text-xs text-pretty text-ink-3">
          The workspace’s key stays on this server. Your browser only holds a signed session.
        </p>
      </div>
    </main>
  );
}
