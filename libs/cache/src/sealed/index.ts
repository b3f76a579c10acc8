export { sealedCodec, type Seal } from './sealed-codec.ts';
