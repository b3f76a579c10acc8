/** The version of the service and of its interface. */
export const apiVersion = '0.1.0';
