/** One path per icon, drawn on a 16 by 16 grid with a 1.5 stroke. */
const paths = {
  contacts:
    'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.5 13c.4-2.2 2.2-3.5 4.5-3.5s4.1 1.3 4.5 3.5M10.5 3.2a2.5 2.5 0 0 1 0 4.6M12 9.9c1.4.5 2.3 1.6 2.5 3.1',
  campaigns: 'M2 6.5v3l7.5 3V3.5L2 6.5ZM9.5 6H11a2 2 0 0 1 0 4H9.5M4 10.3V13h2v-2',
  operations: 'M1.5 8.5h2.8L6.5 3l3 10 2-4.5h3',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  plus: 'M8 3v10M3 8h10',
  import: 'M8 2v7.5M4.8 6.5 8 9.7l3.2-3.2M2.5 11v1.5a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V11',
  export: 'M8 10V2.5M4.8 5.5 8 2.3l3.2 3.2M2.5 11v1.5a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1V11',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.5 3.2 3L13 4.5',
  up: 'M8 13V3.5M4 7l4-4 4 4',
  down: 'M8 3v9.5M4 9l4 4 4-4',
  chevron: 'm4 6 4 4 4-4',
  selector: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  trash:
    'M2.5 4.5h11M6 4.5V3a.8.8 0 0 1 .8-.8h2.4A.8.8 0 0 1 10 3v1.5M4 4.5l.6 8.6a.8.8 0 0 0 .8.7h5.2a.8.8 0 0 0 .8-.7l.6-8.6',
  edit: 'm10.5 3 2.5 2.5L5.5 13H3v-2.5L10.5 3Z',
  copy: 'M6 5.5h7v8H6zM3.5 10.5H3v-8h7V3',
  expand: 'M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M3.2 12.8l.9-.9M11.9 4.1l.9-.9',
  moon: 'M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  keyboard: 'M1.5 4h13v8h-13zM4 6.5h.01M6.5 6.5h.01M9 6.5h.01M11.5 6.5h.01M5 9.5h6',
  signOut: 'M6 2.5H3.5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1H6M10.5 5l3 3-3 3M13.5 8h-7',
  mail: 'M2 3.5h12v9H2zM2.5 4.5 8 8.8l5.5-4.3',
  phone:
    'M3 2.5h2.7l1.2 3-1.7 1.2a8 8 0 0 0 4.1 4.1l1.2-1.7 3 1.2V13a1 1 0 0 1-1.1 1C6.6 13.6 2.4 9.4 2 3.6a1 1 0 0 1 1-1.1Z',
  company: 'M3 13.5v-11h6.5v11M9.5 6H13v7.5M1.5 13.5h13M5.5 5.5H7M5.5 8H7M5.5 10.5H7',
  job: 'M2 5h12v8H2zM5.5 5V3.3a.8.8 0 0 1 .8-.8h3.4a.8.8 0 0 1 .8.8V5M2 8.5h12',
  notes: 'M3 3.5h10M3 6.5h10M3 9.5h10M3 12.5h6',
  stage: 'M2 4h12M4 8h8M6.5 12h3',
  person:
    'M8 7.5a2.8 2.8 0 1 0 0-5.5 2.8 2.8 0 0 0 0 5.5ZM2.8 14c.4-2.7 2.5-4.3 5.2-4.3s4.8 1.6 5.2 4.3',
  warning: 'M8 2 1.5 13.5h13L8 2ZM8 6.5v3.2M8 11.7h.01',
  sparkle: 'M8 1.5 9.6 6.4 14.5 8 9.6 9.6 8 14.5 6.4 9.6 1.5 8l4.9-1.6L8 1.5Z',
  database:
    'M8 6c3 0 5.5-.9 5.5-2S11 2 8 2s-5.5.9-5.5 2S5 6 8 6ZM2.5 4v8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2V4M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2',
  server: 'M2 2.5h12v4.5H2zM2 9h12v4.5H2zM4.5 4.8h.01M4.5 11.3h.01',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3',
  back: 'M13 8H3.5M7 4 3 8l4 4',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  filter: 'M2 4h12M4.5 8h7M7 12h2',
  pause: 'M5.5 3v10M10.5 3v10',
  play: 'M4.5 2.8 13 8l-8.5 5.2V2.800Z',
  stop: 'M4 4h8v8H4z',
  file: 'M4 2h5l3.5 3.5V14H4V2ZM9 2v3.5h3.5',
} as const;

/** The name of a drawn icon. */
export type IconName = keyof typeof paths;

/**
 * All icons, once per document, for {@link Icon} to refer to. Rendered by the server only: as a
 * module of the browser the paths would weigh on every page's script.
 */
export function IconSprite() {
  return (
    <svg className="hidden" aria-hidden="true">
      {Object.entries(paths).map(([name, path]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
          <path d={path} />
        </symbol>
      ))}
    </svg>
  );
}
