import type { ComponentChildren } from 'preact';
import type { JsonSchema } from './document-view.ts';

const refPrefix = '#/components/schemas/';
export const schemaAnchor = (name: string): string => `schema-${name}`;

/** A schema in few words, with links to the named ones. */
export function TypeName({ schema }: { readonly schema: JsonSchema }): ComponentChildren {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(refPrefix.length);
    return name.startsWith('__') ? 'any JSON' : <a href={`#${schemaAnchor(name)}`}>{name}</a>;
  }
  const alternatives = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (alternatives !== undefined) {
    return alternatives.map((alternative, index) => (
      <>
        {index > 0 && ' | '}
        <TypeName schema={alternative} />
      </>
    ));
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items !== undefined) {
    return (
      <>
        list of <TypeName schema={schema.items} />
      </>
    );
  }
  if (schema.properties !== undefined) return <Members schema={schema} />;
  if (typeof schema.additionalProperties === 'object') {
    return (
      <>
        map of <TypeName schema={schema.additionalProperties} />
      </>
    );
  }
  return [schema.type ?? 'any JSON'].flat().join(' | ');
}

/** The members of an object, one to a line. */
export function Members({ schema }: { readonly schema: JsonSchema }) {
  const required = new Set(schema.required);
  return (
    <dl class="members">
      {Object.entries(schema.properties ?? {}).map(([name, member]) => (
        <div>
          <dt>
            <code>{name}</code>
            {required.has(name) ? '' : ' (optional)'}
          </dt>
          <dd>
            <TypeName schema={member} />
            {member.default !== undefined && ` – default ${JSON.stringify(member.default)}`}
            {member.description !== undefined && ` – ${member.description}`}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A named schema with its members. */
export function NamedSchema({ name, schema }: { readonly name: string; readonly schema: JsonSchema }) {
  return (
    <details id={schemaAnchor(name)}>
      <summary>{name}</summary>
      {schema.properties === undefined ? <TypeName schema={schema} /> : <Members schema={schema} />}
    </details>
  );
}
