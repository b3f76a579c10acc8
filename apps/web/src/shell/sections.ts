import type { IconName } from '../ui/icon.tsx';

/** A part of the app that the navigation leads to. */
export interface Section {
  /** Also the first path segment below the workspace. */
  readonly slug: 'contacts' | 'campaigns' | 'operations';
  readonly label: string;
  readonly icon: IconName;
  /** The key after `g` that goes there. */
  readonly key: string;
}

/** The parts of the app, in the order of the navigation. */
export const sections: readonly Section[] = [
  { slug: 'contacts', label: 'Contacts', icon: 'contacts', key: 'c' },
  { slug: 'campaigns', label: 'Campaigns', icon: 'campaigns', key: 'm' },
  { slug: 'operations', label: 'Operations', icon: 'operations', key: 'o' },
];

/** The address of a section of a workspace. */
export function sectionPath(workspaceId: string, slug: Section['slug']): string {
  return `/w/${workspaceId}/${slug}`;
}
