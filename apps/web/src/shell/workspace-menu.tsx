'use client';

import { useState } from 'react';

import { Avatar } from '../ui/avatar.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Menu, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';
import { applyTheme, type Theme } from './theme.ts';

const themes: readonly { value: Theme; label: string; icon: IconName }[] = [
  { value: 'system', label: 'As the system', icon: 'system' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
];

/** The menu behind the workspace's name: the theme, another workspace, sign out. */
export function WorkspaceMenu({ name, theme: initial }: { name: string; theme: Theme }) {
  const [theme, setTheme] = useState(initial);
  return (
    <Menu
      label="Workspace and theme"
      triggerProps={{
        className:
          'flex min-h-9 w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left transition-colors hover:bg-hover',
      }}
      trigger={
        <>
          <Avatar name={name} square />
          <span className="min-w-0 flex-1 truncate text-sm font-semibold">{name}</span>
          <Icon name="selector" className="size-4 shrink-0 text-ink-3" />
        </>
      }
    >
      <MenuLabel>Theme</MenuLabel>
      {themes.map(({ value, label, icon }) => (
        <MenuItem
          key={value}
          icon={icon}
          checked={theme === value}
          onSelect={() => {
            setTheme(value);
            applyTheme(value, document);
          }}
        >
          {label}
        </MenuItem>
      ))}
      <MenuLine />
      <form method="get" action="/">
        <MenuItem icon="refresh">Switch workspace</MenuItem>
      </form>
      <form method="post" action="/api/session">
        <MenuItem icon="signOut">Sign out</MenuItem>
      </form>
    </Menu>
  );
}
