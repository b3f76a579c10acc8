'use client';

import { SelectField } from '../ui/field.tsx';
import { regions } from './regions.ts';

/** Asks which country's phone numbers are written without a country code. */
export function RegionSelect(props: { value: string; onChange: (region: string) => void }) {
  const { value, onChange } = props;
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const options = regions
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  return (
    <SelectField
      label="Phone numbers without a country code are from"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    >
      {options.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
