import { cookies } from 'next/headers';
import type { ReactNode } from 'react';

import { requireWorkspace } from '../../../session/require-workspace.ts';
import { Shell } from '../../../shell/shell.tsx';
import { readTheme, themeCookieName } from '../../../shell/theme.ts';

/** The shell around the pages of a workspace. */
export default async function WorkspaceLayout(props: {
  children: ReactNode;
  params: Promise<{ workspace: string }>;
}) {
  const { workspace } = await requireWorkspace((await props.params).workspace);
  const theme = readTheme((await cookies()).get(themeCookieName)?.value);
  return (
    <Shell workspace={{ id: workspace.id, name: workspace.name }} theme={theme}>
      {props.children}
    </Shell>
  );
}
