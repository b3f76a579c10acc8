export { createScrubber, type Scrubber, type ScrubberOptions } from './scrubber.ts';
