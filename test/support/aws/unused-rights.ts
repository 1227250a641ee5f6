/** Rights that are granted and that a run of all scenarios does not use, each with the reason why it stays. */
export interface UnusedRight {
  readonly action: RegExp;
  /** As rights.ts names resources. */
  readonly on: RegExp;
  /** @default whichever has it */
  readonly functions?: readonly string[];
  readonly why: string;
  /** Some runs use it: what it is for happens by chance. */
  readonly onlySometimes?: true;
}

/** Functions that no scenario comes to, and what shows them instead. */
export const notReached: Readonly<Record<string, string>> = {
  'console/import': 'Imports by page are run by test/functions/console; scenarios import over the API.',
  'workflow/assess-work':
    'Only executions that were begun with an older definition come here. Its role is tried by negative-controls.aws-test.ts.',
  'workflow/record-failure':
    'No scenario has a task fail for good, which takes minutes of retries. Its role is tried by negative-controls.aws-test.ts.',
};

const sweeps = ['schedule/run-due', 'schedule/move-clock'];

export const explainedRights: readonly UnusedRight[] = [
  {
    action: /^logs:(CreateLogStream|PutLogEvents)$/,
    on: /^own log$/,
    why: 'Lambda writes the log with the role of the function; the emulator writes it by itself.',
  },
  {
    action: /^dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)$/,
    on: /^(stream of Work|\*)$/,
    functions: ['events/write-timelines', 'events/push-events'],
    why: 'Lambda reads the stream with the role of the function; the emulator hands changes over by itself.',
  },
  {
    action: /^sqs:/,
    on: /^queue Parked$/,
    functions: ['events/write-timelines', 'events/push-events'],
    why: 'Lambda sets hopeless changes aside with the role of the function; the emulator never does.',
  },
  {
    action: /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl)$/,
    on: /^queue QueuemailQueue$/,
    functions: ['events/send-mail'],
    why: 'Lambda takes messages with the role of the function; the emulator hands them over by itself.',
  },
  {
    action: /^(read|write)$/,
    on: /^files$/,
    why: 'What is longer than 8 KB stands in files, as do long answers that are kept for a repeated request; most of what scenarios write is shorter.',
    onlySometimes: true,
  },
  {
    action: /^secretsmanager:GetSecretValue$/,
    on: /^secret cursor-key$/,
    functions: ['api/projects', 'api/agents', 'api/workspaces', 'api/artifacts', 'api/checkpoints', 'console/index'],
    why: 'It signs the cursor of a list that is longer than a page; these lists are short in scenarios.',
    onlySometimes: true,
  },
  {
    action: /^secretsmanager:GetSecretValue$/,
    on: /^secret cookie-key$/,
    functions: ['approvals/submit-decision'],
    why: 'Who decides by a link above the risk limit is known by the cookie of their sign-in; scenarios refuse such links.',
    onlySometimes: true,
  },
  {
    action: /^read$/,
    on: /^table Audit$/,
    functions: ['api/service', 'api/knowledge', 'workflow/begin-iteration', 'workflow/apply-review', ...sweeps],
    why: 'A chain is continued from its last row where the head does not say it, a review is looked up before its path is refused (405), an index is made anew from the chain.',
    onlySometimes: true,
  },
  {
    action: /^(read|write)$/,
    on: /^table (Work|Substrate|Audit)$/,
    functions: ['workflow/apply-review'],
    why: 'It finishes a large review that was left half applied; in scenarios the decision itself has finished it.',
    onlySometimes: true,
  },
  {
    action: /^(read|write)$/,
    on: /^table (Substrate|Audit)$/,
    functions: sweeps,
    why: 'The sweep finishes or withdraws a large review that was left half applied, and writes expiries; in a run it is mostly the moved clock that does.',
    onlySometimes: true,
  },
  {
    action: /^(sqs:SendMessage|states:(SendTaskSuccess|StartExecution|DescribeExecution))$/,
    on: /^(queue QueuemailQueue|workflow (stateMachine|execution))$/,
    functions: sweeps,
    why: 'For doorbells, executions and mails that were lost; nothing is lost in a run unless by chance.',
    onlySometimes: true,
  },
  {
    action: /^states:(StartExecution|SendTaskSuccess)$/,
    on: /^workflow stateMachine$/,
    functions: ['workflow/open-checkpoint', 'workflow/close-session', 'workflow/record-failure'],
    why: 'Whoever frees a place starts the next session in the queue, and a checkpoint that was decided before it was opened rings its own bell.',
    onlySometimes: true,
  },
  {
    action: /^states:(StartExecution|StopExecution|DescribeExecution)$/,
    on: /^workflow (stateMachine|execution)$/,
    functions: ['console/index'],
    why: 'Sessions are started, cancelled and retried from their page as well; scenarios do so over the API.',
    onlySometimes: true,
  },
];
