import { Plain } from '../text/plain.tsx';

/** Text that others wrote, as a link where there is an address to go to. */
export const LinkedText = ({ address, text }: { readonly address: string | undefined; readonly text: string }) =>
  address === undefined ? (
    <Plain text={text} />
  ) : (
    <a href={address}>
      <Plain text={text} />
    </a>
  );
