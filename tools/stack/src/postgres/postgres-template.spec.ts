import { templateName } from './postgres-template.ts';

describe("the template's name", () => {
  const content = { settings: { a: '1' }, database: 'unite', ownerRole: 'owner', appRole: 'app' };

  it('is the same for the same content', () => {
    expect(templateName('18.4', content)).toBe(templateName('18.4', { ...content }));
    expect(templateName('18.4', content)).toMatch(/^postgres-18\.4-[0-9a-f]{12}$/);
  });

  it.each([{ settings: { a: '2' } }, { database: 'other' }, { ownerRole: 'x' }, { appRole: 'x' }])(
    'differs for %j',
    (change) => {
      expect(templateName('18.4', { ...content, ...change })).not.toBe(
        templateName('18.4', content),
      );
    },
  );
});
