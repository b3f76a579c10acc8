export { createCircuit, type Circuit, type CircuitOptions } from './circuit.ts';
export { systemClock, type Clock, type Timer } from '../clock.ts';
export { systemRandom, type Random } from '../random.ts';
