import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** The rules that every page must pass: WCAG 2.0 to 2.2, levels A and AA, and axe's best practices. */
export const accessibilityRules: readonly string[] = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
  'best-practice',
];

/**
 * The accessibility violations of the page as it stands now, one line for each element; empty when there is none.
 */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  // An element that is still fading in has, for a moment, the contrast of its half-transparent self.
  await page.evaluate(async () => {
    const finite = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(async (animation) => animation.finished));
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags([...accessibilityRules])
    // One document without frames: no second tab is needed to merge results.
    .setLegacyMode(true)
    .analyze();
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) => `${violation.id}: ${violation.help} (${node.target.join(' ')}) ${node.html}`,
    ),
  );
}
