import type { Metadata, Viewport } from 'next';
import { earlyScript } from '@unite/apm/tunnel';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';

import './globals.css';
import { currentWorkspace } from '../session/current-workspace.ts';
import { readTheme, themeCookieName } from '../shell/theme.ts';
import { EarlyScript } from '../telemetry/early-script.tsx';
import { pageSettingsName } from '../telemetry/page-settings.ts';
import { readServedDocument } from '../telemetry/served-document.ts';
import { serverTelemetry } from '../telemetry/server-telemetry.ts';
import { traceparentName } from '../telemetry/page-trace.ts';
import { activeTraceparent } from '../telemetry/active-trace.ts';
import { tunnelPath } from '../telemetry/tunnel-path.ts';
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
      <head>
        <PageTelemetry />
      </head>
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

/** What a document needs to tell of itself: its first script, and the vendors that its later ones report to. */
async function PageTelemetry() {
  const served = readServedDocument(await headers());
  // A part of a page that Next asks for later is of the document's trace, or of none that the page knows.
  const traceparent = served ? activeTraceparent() : undefined;
  const settings = serverTelemetry().pageSettings((await currentWorkspace())?.id);
  return (
    <>
      {served ? (
        <EarlyScript
          nonce={served.nonce}
          text={earlyScript({ pageView: served.pageView, tunnel: tunnelPath })}
        />
      ) : null}
      {traceparent ? <meta name={traceparentName} content={traceparent} /> : null}
      {settings ? <meta name={pageSettingsName} content={JSON.stringify(settings)} /> : null}
    </>
  );
}
