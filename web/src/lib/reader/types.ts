/** A report with what was read in it, as `GET /api/reports/PK` gives it.  Spans are [start, end) in code points. */
export type Pair = [number, number];
export type StatusName = "actual" | "planned" | "possible" | "negated";

export interface Party {
  span: Pair;
  text: string;
  code: string | null;
  name: string | null;
  rule: string;
  candidates: string[];
}

export interface VoiceTold {
  span: Pair;
  text: string;
  cue: Pair;
  code: string | null;
  name: string | null;
  via: string | null;
  via_span: Pair | null;
  kind: string;
  source_kind: string;
}

export interface When {
  edtf: string | null;
  span: Pair | null;
  earliest: string | null;
  latest: string | null;
  granularity: string | null;
  approx: boolean;
  basis: string | null;
}

export interface Where {
  span: Pair;
  text: string;
  within: string | null;
  code: string | null;
  name: string | null;
  admin1: string | null;
  level: string | null;
  lat: number | null;
  lon: number | null;
  radius_km: number | null;
}

export interface Thing {
  span: Pair;
  text: string;
  kind: string;
  quantity: string | null;
}

export interface Reason {
  stage: string;
  rule: string;
  note: string;
  spans: Pair[];
}

/** What somebody said of a statement or of one slot of it. */
export interface Said {
  pk: number;
  slot: string;
  action: "correct" | "reject" | "confirm" | "unsure";
  value: string | null;
  was: string | null;
  by: string;
  at: string;
  why: string;
  counts: boolean;
  withdrawn: boolean;
}

export interface Told {
  id: string;
  standing: "stands" | "rejected" | "candidate" | "older";
  codebook: string;
  event: string;
  mode: string | null;
  status: StatusName;
  background: boolean;
  confidence: number;
  trigger: Pair;
  sentence: Pair;
  evidence: Pair[];
  actor: Party[];
  recipient: Party[];
  voices: VoiceTold[];
  when: When | null;
  where: Where | null;
  what: Thing[];
  condition: Pair | null;
  operators: { span: Pair; force: string; rule: string }[];
  certainty: string;
  mood: string;
  author_certainty: string;
  codes: Record<string, unknown> | null;
  contexts: string[];
  steps: Reason[];
  values: Record<string, string>;
  coded: Record<string, string>;
  said: Said[];
}

export interface Reported {
  document: {
    document_pk: number;
    document_id: string;
    version: number;
    title: string | null;
    publisher: string | null;
    published: string | null;
    url: string | null;
    language: string;
    characters: number;
    loaded: string;
  };
  text: string;
  present: boolean;
  coder: { version: string; knowledge: string; model: string } | null;
  sentences: number;
  statements: Told[];
  remarks: { stage: string; severity: string; message: string; span: Pair | null }[];
  versions: { document_pk: number; version: number; loaded: string; current: boolean }[];
  story: { story_id: string; title: string; reports: number; origins: number } | null;
  origin: { document_pk: number; document_id: string; title: string | null; publisher: string | null; copy: boolean; reports: number; why: string } | null;
  page: boolean;
}

/** The slots that stand in the text, in the order in which one wins where several cover the same characters. */
export const SLOTS = ["trigger", "actor", "recipient", "when", "where", "what", "cue", "voice", "condition"] as const;
export type Slot = (typeof SLOTS)[number];

/** What a view in the place of the text is given, and what it tells: how far down each statement stands, in pixels. */
export interface SeenView {
  statements: Told[];
  active: number | null;
  selected: number | null;
  marks: boolean;
  mention: Pair[];
  tell: (tops: number[]) => void;
  onhover: (statement: number | null) => void;
  onselect: (statement: number) => void;
}
