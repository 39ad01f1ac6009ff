// Stand-in until the server's OpenAPI document exists; `npm run types` writes the real one.
interface Operation {
  parameters: { query?: Record<string, unknown>; header?: Record<string, unknown>; path?: Record<string, unknown>; cookie?: never };
  requestBody?: { content: { 'application/json': unknown } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': unknown } } };
}
export interface paths {
  [path: string]: { get: Operation; post: Operation; patch: Operation; delete: Operation };
}
