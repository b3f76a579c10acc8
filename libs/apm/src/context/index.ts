export { bindContext, createContextSlot, type ContextSlot } from './context-slot.ts';
