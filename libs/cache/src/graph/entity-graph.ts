import { checkNumber } from '../check-option.ts';
import { CacheError } from '../errors.ts';
import { encodePart, type KeyPart } from '../keys/key-part.ts';

/** What identifies an entity among those of its kind, in all tenants. 1 and '1' are the same. */
export type EntityId = string | number | bigint;

/** What an invalidation is told: the tenant's field, and whatever the dependents are found by. */
export type CascadeContext = Readonly<Record<string, unknown>>;

/** A kind of entity. */
export interface EntityDeclaration<Entity extends string, Context = CascadeContext> {
  /**
   * Whether it belongs to no tenant, as a currency or a tariff does. By default it belongs to the one that the context
   * names, as do all that depend on it.
   */
  readonly isShared?: boolean;
  /**
   * What is out of date as soon as one of this kind changes: for each kind of dependent, which. They are called each
   * time, so what needs a query is looked up before and handed over in the context.
   */
  readonly dependents?: {
    readonly [Dependent in Entity]?: (id: EntityId, context: Context) => readonly EntityId[];
  };
}

/** Options of {@link createEntityGraph}. */
export interface EntityGraphOptions<Entity extends string, Context = CascadeContext> {
  /** By name: a letter, then letters, digits and hyphens. */
  readonly entities: Readonly<Record<Entity, EntityDeclaration<NoInfer<Entity>, Context>>>;
  /** The field of the context that names the tenant. Without it there is but one tenant. */
  readonly tenantField?: string;
  /** How many entities one cascade may reach: whole, 10,000 by default. */
  readonly maxNodes?: number;
}

/** One entity that a cascade reached. */
export interface CascadeNode<Entity extends string = string> {
  readonly entity: Entity;
  readonly id: EntityId;
  /** The tag of all values that were made from this entity. */
  readonly tag: string;
  /** What it depends on, by the shortest path; undefined for the origin. */
  readonly from: CascadeNode<Entity> | undefined;
}

/** All that is out of date after a change. */
export interface CascadePlan<Entity extends string = string> {
  /** Each entity once, the origin first, then by distance from it. */
  readonly nodes: readonly CascadeNode<Entity>[];
  /** What has to be invalidated: a tag of each node, then one of each kind that was reached. */
  readonly tags: readonly string[];
}

/** Which entities make which others out of date. */
export interface EntityGraph<Entity extends string = string, Context = CascadeContext> {
  /**
   * The tag of values made from this entity.
   *
   * @throws {CacheError} CACHE_OPTION_INVALID for an entity that was not declared, CACHE_KEY_INVALID for an unusable id
   */
  tagOf(entity: Entity, id: EntityId): string;

  /**
   * The tag of values made from any entity of a kind in one tenant: what a namespace with `dependsOn` puts on its
   * values, so that every change of such an entity invalidates them.
   *
   * @param tenant needed unless the entity is shared or there are no tenants
   * @throws {CacheError} CACHE_OPTION_INVALID for an entity that was not declared, CACHE_KEY_INVALID without its tenant
   */
  anyTagOf(entity: Entity, tenant?: KeyPart): string;

  /**
   * The transitive closure of the dependents of one entity. Cycles end. It costs time and space in proportion to the
   * dependents that are named.
   *
   * @throws {CacheError} CACHE_OPTION_INVALID for an entity that was not declared; CACHE_KEY_INVALID for an unusable id
   * and where the context lacks the tenant; CACHE_CASCADE_TOO_WIDE beyond `maxNodes`. What a function of dependents
   * throws comes through.
   */
  cascade(entity: Entity, id: EntityId, context: Context): CascadePlan<Entity>;
}

const entityForm = /^[a-z][a-z0-9-]*$/i;

/**
 * @throws {CacheError} CACHE_OPTION_INVALID for an unusable name, or a dependent that was not declared
 */
export function createEntityGraph<Entity extends string, Context extends object = CascadeContext>(
  options: EntityGraphOptions<Entity, Context>,
): EntityGraph<Entity, Context> {
  const { tenantField, maxNodes = 10_000 } = options;
  checkNumber('maxNodes', maxNodes, { min: 1, isWhole: true });
  const kinds = declaredKinds(options.entities);

  function kindOf(entity: Entity) {
    const kind = kinds.get(entity);
    if (kind === undefined)
      throw new CacheError('CACHE_OPTION_INVALID', `entity "${entity}" was not declared`);
    return kind;
  }

  function tagOf(entity: Entity, id: EntityId): string {
    kindOf(entity);
    return `e:${entity}:${encodePart(`the id of ${entity}`, id)}`;
  }

  function anyTagOf(entity: Entity, tenant?: unknown): string {
    const isTenants = tenantField !== undefined && !kindOf(entity).isShared;
    return `a:${entity}:${isTenants ? encodePart(`${tenantField} of ${entity}`, tenant) : ''}`;
  }

  function tenantIn(context: Context): unknown {
    return tenantField === undefined ? undefined : Reflect.get(context, tenantField);
  }

  return {
    tagOf,
    anyTagOf: (entity, tenant) => {
      kindOf(entity);
      return anyTagOf(entity, tenant);
    },
    cascade(entity, id, context) {
      const origin: CascadeNode<Entity> = { entity, id, tag: tagOf(entity, id), from: undefined };
      // A Map keeps the order of arrival, and goes on to what is added meanwhile: it is the queue as well.
      const reached = new Map([[origin.tag, origin]]);
      const anyTags = new Set<string>();
      for (const from of reached.values()) {
        anyTags.add(anyTagOf(from.entity, tenantIn(context)));
        for (const [dependent, idsOf] of kindOf(from.entity).dependents)
          for (const each of idsOf(from.id, context)) {
            const tag = tagOf(dependent, each);
            if (reached.has(tag)) continue;
            if (reached.size === maxNodes) throw tooWide(entity, dependent, maxNodes);
            reached.set(tag, { entity: dependent, id: each, tag, from });
          }
      }
      return { nodes: [...reached.values()], tags: [...reached.keys(), ...anyTags] };
    },
  };
}

/** The entities from the origin of a cascade to `node`, both included. */
export function pathTo<Entity extends string>(
  node: CascadeNode<Entity>,
): readonly CascadeNode<Entity>[] {
  const path: CascadeNode<Entity>[] = [];
  for (let at: CascadeNode<Entity> | undefined = node; at !== undefined; at = at.from)
    path.push(at);
  return path.reverse();
}

function declaredKinds<Entity extends string, Context>(
  entities: EntityGraphOptions<Entity, Context>['entities'],
) {
  // Object.keys forgets that the keys of this record are what it was declared with.
  const names = Object.keys(entities) as Entity[];
  const isDeclared = (name: string): name is Entity => Object.hasOwn(entities, name);
  return new Map(
    names.map((name) => {
      if (!entityForm.test(name))
        throw new CacheError('CACHE_OPTION_INVALID', `"${name}" is no name of an entity`);
      const { isShared = false, dependents = {} } = entities[name];
      const known = Object.entries<DependentIds<Context> | undefined>(dependents).flatMap(
        ([dependent, idsOf]) => {
          if (idsOf === undefined) return [];
          if (isDeclared(dependent)) return [[dependent, idsOf] as const];
          const message = `"${dependent}", which depends on ${name}, was not declared`;
          throw new CacheError('CACHE_OPTION_INVALID', message);
        },
      );
      return [name, { isShared, dependents: known }] as const;
    }),
  );
}

type DependentIds<Context> = (id: EntityId, context: Context) => readonly EntityId[];

const tooWide = (origin: string, dependent: string, maxNodes: number): CacheError =>
  new CacheError(
    'CACHE_CASCADE_TOO_WIDE',
    `a change of one ${origin} reaches more than ${maxNodes} entities, at ${dependent}: let a namespace depend on all of them instead`,
  );
