/** What a request to the tunnel is, as the query of its address. RUM's own says `ddforward`. */
export const tunnelQuery = { report: '?report', envelope: '?envelope' } as const;
