// What must never leave the process, and what looks like it and must stay: the same for every output.

/** A secret in the words around it, as it is found in messages, headers and bodies. */
export interface PlantedSecret {
  readonly name: string;
  /** A text that holds the secret. */
  readonly text: string;
  /** The part of `text` that must be gone. */
  readonly secret: string;
}

const jwt =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const keyBody = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';

function planted(name: string, secret: string, ...texts: readonly string[]): PlantedSecret[] {
  return texts.map((text, index) => ({
    name: texts.length === 1 ? name : `${name} ${index + 1}`,
    text: text.replaceAll('%s', secret),
    secret,
  }));
}

/** Secrets and personal data that every output must hide. */
export const plantedSecrets: readonly PlantedSecret[] = [
  ...planted(
    'bearer token',
    'b5f1c0de77aa4c0f9d2e',
    'Authorization: Bearer %s',
    'sent bearer %s twice',
    '{"authorization":"Bearer %s"}',
    'curl -H "Authorization: Bearer %s" http://a.example/',
  ),
  ...planted(
    'basic credentials',
    'dXNlcjpodW50ZXIy',
    'Authorization: Basic %s',
    'proxy-authorization: basic %s',
    'Basic %s==',
  ),
  ...planted(
    'opaque authorization',
    'opaque-no-scheme-x',
    'authorization: %s',
    '"authorization":"%s"',
  ),
  ...planted(
    'unite API key',
    'uk_live_9fK2mQ71xZ',
    'key %s was revoked',
    '%s',
    'x-api-key: %s',
    '/v1/contacts?api_key=%s&page=2',
  ),
  ...planted('unite API key without its kind', 'uk_9fK2mQ71xZ', 'key %s was revoked', '("%s")'),
  ...planted('Stripe key', 'sk_live_51H8xQ2eZvKYlo2C', 'using %s', '[%s]'),
  ...planted('OpenAI key', 'sk-proj-9fK2mQ71xZabcDEF0123', 'Incorrect API key provided: %s.'),
  ...planted('GitHub token', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'fatal: %s', 'GH=%s;'),
  ...planted(
    'Slack token',
    'xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzzqgy',
    'slack said %s',
  ),
  ...planted('AWS access key', 'AKIAIOSFODNN7EXAMPLE', 'user %s denied', '"accessKeyId":"%s"'),
  ...planted(
    'AWS secret key',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'aws_secret_access_key = %s',
    'AWS_SECRET_ACCESS_KEY=%s',
    '{"secretAccessKey":"%s"}',
  ),
  ...planted('JWT', jwt, 'jwt malformed: %s', '%s', 'id=%s&x=1', '{"idToken":"%s"}'),
  ...planted('JWT that was cut off', jwt.slice(0, 60), 'got %s', '"%s'),
  ...planted(
    'private key',
    keyBody,
    '-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----',
    '-----BEGIN RSA PRIVATE KEY-----\\n%s\\n-----END RSA PRIVATE KEY-----\\n',
    'cannot read -----BEGIN OPENSSH PRIVATE KEY-----\n%s',
    '-----BEGIN PGP PRIVATE KEY BLOCK-----\n%s\n-----END PGP PRIVATE KEY BLOCK-----',
  ),
  ...planted(
    'password in a URL',
    'hunter2pass',
    'connect postgres://app:%s@db.internal:5432/unite failed',
    'redis://:%s@10.0.0.5:6379/0',
    'mongodb+srv://root:%s@cluster0.mongodb.net/?retryWrites=true',
    'amqp://guest:%s@localhost',
  ),
  ...planted('password with marks in a URL', 'p@ss/w0rd?x', 'postgres://app:%s@db.internal/unite'),
  ...planted(
    'key of a DSN',
    '0123456789abcdef0123456789abcdef',
    'https://%s@o1.ingest.sentry.io/42',
  ),
  ...planted(
    'password',
    'hunter2!x',
    'password=%s',
    'user=ada password=%s host=db',
    'Server=db;User Id=ada;Password=%s;Encrypt=true',
    'password: %s',
    '{"user":"ada","password":"%s"}',
    '{\\"user\\":\\"ada\\",\\"password\\":\\"%s\\"}',
    "{ password: '%s' }",
    '/login?user=ada&password=%s&next=%2F',
    'user%5Bpassword%5D=x&db_password%3D%s%26next',
    ':password=>"%s"',
    'DB_PASSWORD="%s"',
    'userPassword: `%s`',
  ),
  ...planted(
    'password of two words',
    'correct horse',
    '{"password":"%s"}',
    "passwd='%s'",
    'a\\"password\\":\\"%s\\"}',
  ),
  ...planted('password with a quote', 'hun"ter2', '{"password":"hun\\"ter2"}').map((entry) => ({
    ...entry,
    secret: 'ter2',
  })),
  ...planted(
    'cookie',
    's%3AabcDEF.123',
    'Cookie: theme=dark; connect.sid=%s',
    'set-cookie: sid=%s; Path=/; HttpOnly',
    '"cookie":"a=b; sid=%s"',
  ),
  ...planted('session id', 'S3ss10nV4lue', 'sessionId=%s', 'PHPSESSID=%s; path=/'),
  ...planted(
    'client secret',
    'c1i3nt-s3cr3t',
    'client_secret=%s&grant_type=x',
    '"clientSecret": "%s"',
  ),
  ...planted(
    'refresh token',
    'r3fr3sh',
    'refresh_token=%s',
    '{"refreshToken":"%s"}',
    'access_token: %s',
  ),
  ...planted('API key in words', 'abc123def', 'API key: %s', 'api-key=%s'),
  ...planted(
    'e-mail address',
    'ada.lovelace+crm@mail.example.co.uk',
    'no user %s',
    'Key (email)=(%s) already exists.',
    '<%s>',
    'mailto:%s?subject=x',
    '%s',
  ),
  ...planted('e-mail address in a query', 'ada%40example.com', '/invite?to=%s&x=1'),
  ...planted('e-mail address of a long name', `${'x'.repeat(80)}@example.com`, 'to %s now'),
  ...planted('e-mail address with letters beyond ASCII', 'jörg@müller.example', 'an %s gesendet'),
  ...planted('phone number', '+49 30 901820-12', 'call %s now', '%s'),
  ...planted('phone number without blanks', '+14155550132', 'sms to %s failed', '{"to":"%s"}'),
  ...planted('phone number of North America', '(415) 555-0132', 'call %s'),
  ...planted('phone number with an exit code', '0049 170 1234567', 'tel %s'),
  ...planted('IBAN', 'DE89370400440532013000', 'refund to %s failed', '%s'),
  ...planted('IBAN in groups', 'GB82 WEST 1234 5698 7654 32', 'account %s IS CLOSED'),
  ...planted('card number', '4111111111111111', 'card %s declined', '%s.', '"pan":"%s"'),
  ...planted('card number in groups', '5500 0000 0000 0004', 'card %s 123', 'no. %s'),
  ...planted('card number of Amex', '3782-822463-10005', 'card %s'),
];

/** Values of which only the name says that they are secret. */
export const namedSecrets: readonly (readonly [name: string, value: string])[] = [
  ['password', 'plain words'],
  ['Authorization', 'opaque'],
  ['Set-Cookie', 'a=b'],
  ['cookies', 'a=b'],
  ['x-api-key', 'k'],
  ['apiKey', 'k'],
  ['client_secret', 's'],
  ['accessToken', 't'],
  ['csrf-token', 't'],
  ['passphrase', 'p'],
  ['privateKey', 'k'],
  ['proxy-authorization', 'p'],
  ['DATABASE_PASSWORD', 'd'],
  ['cvv', '123'],
  ['sessionId', 's'],
  ['connectionString', 'c'],
  ['sentryDsn', 'd'],
];

/** What must stay exactly as it is: without it an error cannot be understood. */
export const harmlessTexts: readonly string[] = [
  "Cannot read properties of undefined (reading 'token')",
  'Unexpected token < in JSON at position 0',
  'password is required',
  'Invalid password or user name',
  'bearer authentication is required',
  'basic configuration of the service',
  'max_tokens=4096 and token_count: 12',
  '{"promptTokens":15,"totalTokens":1500}',
  'secretary: Grace',
  'author: Ada',
  'cookie was not sent',
  '2026-11-25T10:00:00.000+01:00',
  'took 1764072000000 ms since 1764072000123',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7',
  '0123456789abcdef0123456789abcdef',
  'id 550e8400-e29b-41d4-a716-446655440000',
  'order 1234567890123456 of 9999999999999',
  'version 1.2.3.4 of 24.21.0',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'at handler (/app/node_modules/@sentry/core/build/esm/client.js:120:15)',
  'at run (file:///app/node_modules/.pnpm/@sentry+core@11.12.0/node_modules/@sentry/core/index.js:1:2)',
  'https://packages.example/@unite/apm/-/apm-1.0.0.tgz',
  'http://localhost:3000/path/@scope/pkg?page=2&sort=name',
  'GET /api/contacts?limit=50&cursor=abc123 500',
  'icon@2x.png and pkg@1.0.0-beta.js',
  'select * from contacts where id = $1',
  'duplicate key value violates unique constraint "contacts_pkey"',
  'a@b',
  'DE89 is a room and GB82 WEST is a wing',
  '+1 for this, 3.14159265358979 and -42',
  'the eyJ prefix of a JWT',
  'skeleton sk-1 and uk_short',
  '',
  '日本語のエラー 🚀',
];

/** Texts on which a careless pattern takes quadratic or exponential time. */
export function hostileTexts(length: number): readonly string[] {
  const repeat = (text: string) => text.repeat(Math.ceil(length / text.length)).slice(0, length);
  return [
    ...['a', '@', 'a@', 'a.', '@a.', '1', '1 ', '1-', '+1', '=', 'a=', 'password', 'token ', ':'],
    ...[
      '://',
      '://a',
      '://a:',
      'http://a:b',
      'eyJ',
      'eyJa.',
      'Bearer ',
      'Bearer a',
      '\\',
      '\\"',
      '"',
    ],
    ...[
      'password="',
      'password=\\"',
      'cookie:',
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN ',
      '%40',
    ],
    ...[
      'a%40',
      'DE89',
      'DE89 AAAA ',
      '4111 ',
      '0049 1',
      '(415) ',
      'uk_',
      'a-b_c.',
      'A1',
      ' ',
      '\n',
    ],
    ...['=>', '%3D', 'a b c', ':::', '1:', '::1', '256.', 'é@é.'],
  ].map(repeat);
}
