/**
 * What schema public holds: relations, foreign keys and functions, as far as a request can name them. It says
 * nothing about rights: those are Postgres' to enforce, statement by statement.
 */
export interface Column {
  readonly name: string;
  /** Type as declared, for reading a request's body into. */
  readonly declaredType: string;
  readonly json: boolean;
  /** Character types: full text search converts them with the language of the filter. */
  readonly text: boolean;
  /** SQL of the default, null when there is none. */
  readonly defaultSql: string | null;
}

export interface Relation {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly primaryKey: readonly string[];
}

export interface ForeignKey {
  readonly name: string;
  readonly from: string;
  readonly fromColumns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** The referencing columns are unique: at most one row refers to each row. */
  readonly unique: boolean;
}

export interface FunctionParameter {
  /** '' when unnamed. */
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly variadic: boolean;
}

export interface FunctionReturn {
  readonly kind: 'void' | 'scalar' | 'composite';
  readonly set: boolean;
  /** The relation whose row type is returned, or one made of the OUT columns; null for scalars. */
  readonly relation: Relation | null;
}

export interface PublicFunction {
  readonly name: string;
  readonly parameters: readonly FunctionParameter[];
  readonly returns: FunctionReturn;
  readonly volatile: boolean;
}

export interface Catalogue {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly foreignKeys: readonly ForeignKey[];
  /** Overloads by name. */
  readonly functions: ReadonlyMap<string, readonly PublicFunction[]>;
}
