import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';

/** How AWS says that a right is missing, and how the product says that a binding is. */
export const readsAsDenied = (text: string): boolean =>
  /AccessDenied|is not authorized to perform|is not bound to th|environment variable \w+ is missing/i.test(text);

export interface LogScan {
  /** Everything, as `log group: line`. */
  readonly text: readonly string[];
  readonly groups: number;
  /** `log group: line` of each line that says so. */
  readonly denied: readonly string[];
}

/** Reads everything that functions logged since `since` (epoch milliseconds). @param passOver log groups whose denials are wanted */
export async function scanLogs(since: number, passOver: (group: string) => boolean): Promise<LogScan> {
  const client = new CloudWatchLogsClient({});
  const denied: string[] = [];
  const text: string[] = [];
  let groups = 0;
  for await (const page of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName } of page.logGroups ?? []) {
      if (logGroupName === undefined || passOver(logGroupName)) continue;
      groups += 1;
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName, startTime: since })) {
        for (const { message = '' } of events) {
          text.push(`${logGroupName}: ${message.trim()}`);
          if (readsAsDenied(message)) denied.push(`${logGroupName}: ${message.trim()}`);
        }
      }
    }
  }
  client.destroy();
  return { text, groups, denied };
}
