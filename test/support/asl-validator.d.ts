/** The package ships no types. It adds a QueryLanguage to each state of what it is given. */
declare module 'asl-validator' {
  export default function validate(definition: unknown): {
    readonly isValid: boolean;
    readonly errors: readonly { readonly 'Error code': string; readonly Message?: string }[];
  };
}
