'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

import { Icon } from '../ui/icon.tsx';
import { sectionPath, sections } from './sections.ts';

/** The links to the sections of a workspace: a column beside the page, or the bar at the foot of a phone. */
export function NavLinks({ workspaceId, place }: { workspaceId: string; place: 'side' | 'foot' }) {
  const pathname = usePathname();
  return (
    <ul className={place === 'side' ? 'grid gap-0.5' : 'contents'}>
      {sections.map(({ slug, label, icon }) => {
        const href = sectionPath(workspaceId, slug);
        const isHere = pathname === href || pathname.startsWith(`${href}/`);
        return (
          <li key={slug} className={place === 'foot' ? 'flex-1' : undefined}>
            <Link
              href={href}
              prefetch={false}
              aria-current={isHere ? 'page' : undefined}
              className={place === 'side' ? 'nav-side' : 'nav-foot'}
            >
              <Icon name={icon} className={place === 'side' ? 'size-4' : 'size-5'} />
              {label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
