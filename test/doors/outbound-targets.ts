/** Addresses that a server must not be led to, in the spellings that get past a look at their letters (T9). */
const hosts: readonly string[] = [
  ...[
    '127.0.0.1',
    'localhost',
    'localhost.',
    'LOCALHOST',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '127.0.0.2',
    '127.255.255.254',
  ],
  ...['2130706433', '0x7f000001', '0x7f.0.0.1', '017700000001', '0177.0.0.1', '0177.0000.0000.0001', '127.0x0.0.1'],
  ...[
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ],
  ...['①②⑦.⓪.⓪.①', '127。0。0。1', 'ⓛocalhost', '127.0.0.1.', '127%2e0%2e0%2e1', 'user@127.0.0.1', 'a:b@127.0.0.1'],
  ...[
    'evil.example@127.0.0.1',
    '127.0.0.1#@evil.example',
    '127.0.0.1?@evil.example',
    '127.0.0.1\\@evil.example',
    'xn--localhost-.example',
  ],
];
/** Of clouds and networks, at whatever port they answer. */
const elsewhere: readonly string[] = [
  ...[
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/',
    'http://169.254.170.2/v2/credentials',
  ],
  ...[
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://[::ffff:169.254.169.254]/',
    'http://metadata.google.internal/',
  ],
  ...[
    'http://100.100.100.200/',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://192.168.0.1/',
  ],
  ...[
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://127.0.0.1:9001/2018-06-01/runtime/invocation/next',
    'http://127.0.0.1:2000/',
  ],
  ...[
    'https://evil.example/',
    '//evil.example/',
    '\\\\evil.example\\share',
    'http:evil.example',
    'https://evil.example:22/',
  ],
  ...[
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_FLUSHALL',
    'dict://127.0.0.1:11211/',
    'ftp://127.0.0.1/',
    'data:text/plain,x',
  ],
  ...[
    'jar:http://evil.example!/',
    'ldap://127.0.0.1/',
    'unix:/var/run/docker.sock',
    'ws://evil.example/',
    'blob:http://evil.example/x',
  ],
];

/** At least 120 of them; those of this machine lead to a server that counts. @param port where it listens */
export const targets = (port: number): readonly string[] => [
  ...['http', 'https', 'ws'].flatMap((scheme) =>
    hosts.map((host) => `${scheme}://${host.replace(/([#?\\]|$)/, `:${port}$1`)}/seen`),
  ),
  ...elsewhere,
];
