import { type ProblemEntry, type ProblemSet, catalogue } from '../catalogue.ts';
import { htmlPage } from '../http/html-document.ts';
import { escapeMarkup } from '../http/markup.ts';
import { statusPhrase } from '../http/status-phrase.ts';

/** The forms of a documentation page. */
export type PageFormat = 'html' | 'markdown' | 'json';

/** A page as blocks, which each form writes in its own way. Text may hold `code` in backticks. */
type Block =
  | { readonly kind: 'heading' | 'paragraph' | 'note'; readonly text: string }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly [string, string])[] };

/** The documentation of one type; `undefined` if the catalogue has no such slug. */
export function problemPage(
  problems: ProblemSet,
  slug: string,
  format: PageFormat,
): string | undefined {
  const { entries, locale } = problems[catalogue];
  const entry = entries.get(slug);
  if (entry === undefined) return undefined;
  if (format === 'json') return json(jsonPage(entry));
  return written(format, locale, entry.title, typeBlocks(entry));
}

/** The list of all types. */
export function problemIndex(problems: ProblemSet, format: PageFormat): string {
  const { entries, locale } = problems[catalogue];
  if (format === 'json') return json([...entries.values()].map(jsonPage));

  const rows = [...entries.values()].map(
    ({ type, status, title }) => [type, `${status} ${title}`] as const,
  );
  return written(format, locale, 'Problems', [{ kind: 'rows', rows }]);
}

function jsonPage(entry: ProblemEntry): object {
  const { type, code, status, title, detail, when, fix, extensions, ...others } = entry;
  const { retryAfterMs, translations, deprecatedSince } = others;
  return {
    ...{ type, code, status, title, detail, when, fix },
    ...{ extensions: Object.fromEntries(extensions), retryAfterMs, translations, deprecatedSince },
  };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function typeBlocks(entry: ProblemEntry): Block[] {
  const { when, fix, deprecatedSince } = entry;
  const translations = Object.entries(entry.translations);
  return [
    ...note(deprecatedSince && `Deprecated since ${deprecatedSince}; it is still answered.`),
    ...paragraph(when),
    ...section('What to do', fix),
    { kind: 'heading', text: 'Members' },
    {
      kind: 'rows',
      rows: [
        ['type', `\`${entry.type}\``],
        ['status', `${entry.status} ${statusPhrase(entry.status)}`],
        ['code', `\`${entry.code}\``],
        ...(entry.detail === undefined ? [] : [['detail', entry.detail] as const]),
        ...entry.extensions.map(([name, type]) => [name, `\`${type}\``] as const),
        ...(entry.retryAfterMs === undefined
          ? []
          : [['retry_after_ms', String(entry.retryAfterMs)] as const]),
      ],
    },
    ...(translations.length === 0
      ? []
      : [
          { kind: 'heading', text: 'Translations' } as const,
          {
            kind: 'rows',
            rows: translations.map(
              ([locale, { title, detail }]) =>
                [locale, detail === undefined ? title : `${title}. ${detail}`] as const,
            ),
          } as const,
        ]),
  ];
}

function note(text: string | undefined): Block[] {
  return text === undefined ? [] : [{ kind: 'note', text }];
}

function paragraph(text: string | undefined): Block[] {
  return text === undefined ? [] : [{ kind: 'paragraph', text }];
}

function section(heading: string, text: string | undefined): Block[] {
  return text === undefined
    ? []
    : [
        { kind: 'heading', text: heading },
        { kind: 'paragraph', text },
      ];
}

function written(
  format: 'html' | 'markdown',
  locale: string,
  title: string,
  blocks: readonly Block[],
): string {
  return format === 'markdown'
    ? [`# ${title}`, ...blocks.map(markdownBlock), ''].join('\n\n').trimEnd() + '\n'
    : htmlPage(
        locale,
        title,
        [`<h1>${escapeMarkup(title)}</h1>`, ...blocks.map(htmlBlock)].join('\n'),
      );
}

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${block.text}`;
    case 'note':
      return `> ${block.text}`;
    case 'paragraph':
      return block.text;
    case 'rows':
      return [
        '| | |',
        '|---|---|',
        ...block.rows.map(
          (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
        ),
      ].join('\n');
  }
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${escapeMarkup(block.text)}</h2>`;
    case 'note':
      return `<p role="note"><strong>${inline(block.text)}</strong></p>`;
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'rows':
      return `<dl>${block.rows.map(([term, text]) => `<dt>${inline(term)}</dt><dd>${inline(text)}</dd>`).join('')}</dl>`;
  }
}

function inline(text: string): string {
  return escapeMarkup(text)
    .replace(/`([^`]*)`/g, '<code>$1</code>')
    .replace(/^https?:\S+$/, '<a href="$&">$&</a>');
}
