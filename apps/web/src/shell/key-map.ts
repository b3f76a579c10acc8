/** A group of keys that work in one place. */
export interface KeyGroup {
  readonly title: string;
  readonly note?: string;
  readonly keys: readonly { readonly press: readonly string[]; readonly does: string }[];
}

/** Every keyboard shortcut of the app. Single letters work only while a list has the focus (WCAG 2.1.4). */
export const keyMap: readonly KeyGroup[] = [
  {
    title: 'Everywhere',
    keys: [
      { press: ['Ctrl', 'K'], does: 'Search and commands' },
      { press: ['Esc'], does: 'Close the topmost layer' },
    ],
  },
  {
    title: 'Move in a list',
    keys: [
      { press: ['J', '↓'], does: 'Next row' },
      { press: ['K', '↑'], does: 'Previous row' },
      { press: ['PgDn'], does: 'A page down' },
      { press: ['PgUp'], does: 'A page up' },
      { press: ['Home'], does: 'First row' },
      { press: ['End'], does: 'Last row' },
    ],
  },
  {
    title: 'In the contacts list',
    note: 'Letters work while the list has the focus.',
    keys: [
      { press: ['Enter'], does: 'Open the contact' },
      { press: ['E'], does: 'Edit the contact' },
      { press: ['C'], does: 'New contact' },
      { press: ['X'], does: 'Select the row' },
      { press: ['Del'], does: 'Delete, with undo' },
      { press: ['/'], does: 'Search the list' },
      { press: ['?'], does: 'This sheet' },
    ],
  },
  {
    title: 'Go to',
    keys: [
      { press: ['G', 'C'], does: 'Contacts' },
      { press: ['G', 'M'], does: 'Campaigns' },
      { press: ['G', 'O'], does: 'Operations' },
    ],
  },
];
