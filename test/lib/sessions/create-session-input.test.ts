import { CreateSession } from '../../../lib/sessions/index.ts';

const request = (taskConfiguration: unknown) => ({
  taskIntent: 'Find out what we charge',
  taskType: 'research',
  agentType: 'research',
  taskConfiguration,
});

describe('what a session is asked to do', () => {
  it('T8 refuses a configuration that no row could hold', () => {
    expect(CreateSession.safeParse(request({ notes: 'x'.repeat(70_000) })).success).toBe(false);
    expect(CreateSession.safeParse(request({ deep: [{ price: 1e200 }] })).success).toBe(false);
    expect(CreateSession.safeParse(request({ deep: [{ price: 1e-200 }] })).success).toBe(false);
  });

  it('S1 takes any other configuration', () => {
    expect(CreateSession.safeParse(request({ deep: [{ price: 0, off: -1.5, on: null, name: 'a' }] })).success).toBe(
      true,
    );
  });
});
