/** Rows as the API gives them; the columns of docs/cli.md. */
export interface StatementRow {
  statement_id: string;
  statement_pk: number;
  document_pk: number;
  document_id: string;
  published: string | null;
  publisher: string | null;
  title: string | null;
  event: string;
  mode: string | null;
  status: "actual" | "planned" | "possible" | "negated";
  background: boolean;
  actor_codes: string | null;
  actor_texts: string | null;
  recipient_codes: string | null;
  recipient_texts: string | null;
  own_voice: boolean;
  voice_texts: string | null;
  voice_codes: string | null;
  when: string | null;
  when_earliest: string | null;
  when_latest: string | null;
  where_text: string | null;
  where_name: string | null;
  where_code: string | null;
  sentence: string;
}

export interface ReportRow {
  document_pk: number;
  document_id: string;
  published: string | null;
  publisher: string | null;
  title: string | null;
  url: string | null;
  statements: number;
  sentences: number;
  characters: number;
}
