export { catalogueFaults, type CatalogueExpectations } from './catalogue-faults.ts';
export { hostileValues, type HostileValue } from './hostile-values.ts';
export { responseFaults, type ExpectedProblem } from './response-faults.ts';
