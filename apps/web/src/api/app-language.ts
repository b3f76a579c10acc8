/** The header that asks for problems in the language of the app, whatever the browser prefers. */
export const inAppLanguage = { 'accept-language': 'en' } as const;
