module.exports = {
  displayName: 'web',
  preset: '../../jest.preset.js',
  testEnvironment: '<rootDir>/jest.environment.cjs',
  setupFiles: ['<rootDir>/jest.setup.ts'],
  testMatch: ['<rootDir>/src/**/*.spec.ts?(x)', '<rootDir>/{gate,scripts,test}/*.spec.ts'],
  // Pages and layouts are async server components, which only a server can render: the end-to-end
  // tests cover them, together with the wiring files that read cookies and headers.
  collectCoverageFrom: [
    'src/**/*.{ts,tsx}',
    '!src/**/*.spec.{ts,tsx}',
    '!src/api/schema.d.ts',
    '!src/**/*-stand-in.ts',
    '!src/app/**/{page,layout,error,global-error,not-found,loading}.tsx',
    '!src/app/**/route.ts',
    '!src/{proxy,instrumentation}.ts',
  ],
};
