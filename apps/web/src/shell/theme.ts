/** The cookie that remembers the chosen theme; absent means as the system says. */
export const themeCookieName = 'unite_theme';

/** A theme a person can choose. */
export type Theme = 'system' | 'light' | 'dark';

/** Reads a theme cookie; whatever is not a theme means `system`. */
export function readTheme(value: string | undefined): Theme {
  return value === 'light' || value === 'dark' ? value : 'system';
}

/** Shows `theme` at once and remembers it for a year. Browser only. */
export function applyTheme(theme: Theme, document: Document): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  const maxAge = theme === 'system' ? 0 : 31_536_000;
  document.cookie = `${themeCookieName}=${theme}; Path=/; SameSite=Lax; Max-Age=${maxAge}`;
}
