import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';

import './globals.css';
import { readTheme, themeCookieName } from '../shell/theme.ts';
import { IconSprite } from '../ui/icon-sprite.tsx';

export const metadata: Metadata = {
  title: { default: 'Unite-Hub', template: '%s · Unite-Hub' },
  description: 'Contacts and campaigns in one calm workspace.',
};

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f4f7' },
    { media: '(prefers-color-scheme: dark)', color: '#08090b' },
  ],
};

/** The document around every page. The theme comes out of a cookie, so the first paint has it. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookieName)?.value);
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <a
          href="#main"
          className="button sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:px-3 focus:py-1.5"
          data-variant="primary"
        >
          Skip to content
        </a>
        <IconSprite />
        {children}
      </body>
    </html>
  );
}
