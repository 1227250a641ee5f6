/** What is watched, and what to do when it rings. */
import { readFileSync } from 'node:fs';
import { functionTable } from '../../infra/stacks/function-table.ts';
import { resourcesOf, synthesize } from '../support/aws/synthesized.ts';

const { platform } = synthesize({ spendAlarmUsdPerDay: 20 });
const alarms = resourcesOf(platform, 'AWS::CloudWatch::Alarm').map(({ id, properties }) => ({ id, ...properties }));
const runbook = readFileSync('infra/operations/runbook.md', 'utf8');
const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title);
const sectionOf = (alarm: Record<string, unknown>): string | undefined =>
  /infra\/operations\/runbook\.md, "(.+)"\.$/.exec(String(alarm.AlarmDescription))?.[1];
const named = (part: string) => alarms.filter(({ id }) => id.startsWith(`Alarms${part}`));

describe('every alarm', () => {
  it('names a section of the runbook that is there', () => {
    expect(alarms.filter((alarm) => !sections.includes(sectionOf(alarm) ?? ''))).toEqual([]);
  });

  it('tells somebody, and is of one metric alone', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({ AlarmActions: [expect.anything()] });
      expect(alarm).not.toHaveProperty('Metrics');
    }
  });
});

describe('every section of the runbook', () => {
  it('is what an alarm leads to', () => {
    const used = new Set(alarms.map(sectionOf));
    expect(sections.filter((section) => !used.has(section))).toEqual([]);
  });

  it('says more than the alarm does', () => {
    for (const text of runbook.split(/^## .+$/m).slice(1)) expect(text.trim().length).toBeGreaterThan(100);
  });
});

describe('what is watched', () => {
  const functions = Object.keys(functionTable({ testClock: false }));

  it('is each function, for errors and for throttles', () => {
    expect(named('Errors')).toHaveLength(functions.length);
    expect(named('Throttles')).toHaveLength(functions.length);
  });

  it('is each queue of what could not be done, and each execution that did not end well', () => {
    const metrics = [...named('DeadLetters'), ...named('Failed'), ...named('TimedOut')].map(
      (alarm) => alarm['MetricName' as keyof typeof alarm],
    );
    expect(metrics).toEqual([
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesVisible',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ]);
  });

  it.each([
    ['DecidedNotApplied', 'DecidedNotAppliedSeconds', 300],
    ['WaitingPastDue', 'WaitingPastDueSeconds', 300],
    ['SessionsNotLookedAfter', 'SessionLateSeconds', 300],
    ['OutboxAge', 'OutboxAgeSeconds', 300],
    ['Spend', 'SpendUsd', 20],
  ])('is %s, by what the log says', (part, metric, above) => {
    const filters = resourcesOf(platform, 'AWS::Logs::MetricFilter').filter(({ properties }) =>
      JSON.stringify(properties.MetricTransformations).includes(`"${metric}"`),
    );
    expect(named(part)).toMatchObject([{ MetricName: metric, Namespace: 'Countersign/production', Threshold: above }]);
    expect(filters).toHaveLength(part === 'DecidedNotApplied' ? 2 : 1);
  });

  it('is whether the sweep runs at all: no figure is as bad as too few', () => {
    expect(named('SweepStopped')).toMatchObject([
      { MetricName: 'Invocations', ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    ]);
  });

  it('is on one dashboard', () => {
    platform.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });
});

describe('the log lines that alarms go by', () => {
  it('are written as the filters read them', () => {
    const patterns = resourcesOf(platform, 'AWS::Logs::MetricFilter').map(({ properties }) =>
      String(properties.FilterPattern),
    );
    const events = patterns.map((pattern) => /\$\.event = "([\w.]+)"/.exec(pattern)?.[1] ?? '');
    const sources = ['lib/timers/late.ts', 'lib/timers/reconcile-session.ts', 'lib/execution/take-turn.ts'];
    const written = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
    for (const event of events) expect(written).toContain(`('${event}'`);
    for (const { properties } of resourcesOf(platform, 'AWS::Logs::MetricFilter')) {
      const value = /\$\.(\w+)/.exec(JSON.stringify(properties.MetricTransformations))?.[1];
      expect(written).toContain(`${value}:`);
    }
  });
});
