/** @jest-environment node */
import { columnsPath } from './columns-path.ts';

const box = { width: 100, height: 40 };

describe('the path of columns', () => {
  it('has one column for each value, as high as its part of the top', () => {
    expect(columnsPath([10, 5], box, 10)).toBe('M0 40v-40h36v40zM50 40v-20h36v20z');
  });

  it('shows the smallest value and does not leave the box', () => {
    expect(columnsPath([0.001, 99], box, 10)).toBe('M0 40v-1h36v1zM50 40v-40h36v40z');
  });

  it('is empty where there is nothing', () => {
    expect(columnsPath([0, 0], box, 0)).toBe('');
    expect(columnsPath([], box, 1)).toBe('');
  });
});
