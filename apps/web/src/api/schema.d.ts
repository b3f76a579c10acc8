export interface paths {
  '/api/contacts': {
    get: {
      parameters: {
        query?: {
          limit?: number;
          offset?: number;
          cursor?: string;
          search?: string;
          stage?: 'lead' | 'qualified' | 'customer' | 'churned';
          sort?: string;
          count?: boolean;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: components['schemas']['Contact'][];
              nextCursor: string | null;
              total?: number;
            };
          };
        };
      };
    };
  };
  '/api/contacts/{id}': {
    get: {
      parameters: { path: { id: string } };
      responses: { 200: { content: { 'application/json': components['schemas']['Contact'] } } };
    };
  };
  '/api/workspace': {
    get: {
      parameters: {};
      responses: { 200: { content: { 'application/json': components['schemas']['Workspace'] } } };
    };
  };
}
export interface components {
  schemas: {
    Workspace: {
      id: string;
      name: string;
      tier: string;
      timeZone: string;
      region: string;
      version: number;
      createdAt: string;
      updatedAt: string;
    };
    Contact: {
      id: string;
      name: string | null;
      email: string | null;
      phone: string | null;
      company: string | null;
      jobTitle: string | null;
      notes: string | null;
      stage: 'lead' | 'qualified' | 'customer' | 'churned';
      version: number;
      createdAt: string;
      updatedAt: string;
    };
  };
}
