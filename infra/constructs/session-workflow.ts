import { readFileSync } from 'node:fs';
import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachine,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { LambdaFunction } from './lambda-function.ts';
import { explainWildcard } from './wildcard.ts';

export interface SessionWorkflowProps {
  readonly stateMachineName: string;
  /** Path of the definition; each `${Placeholder}` in it is the address of one function. */
  readonly definitionFile: string;
  /** By placeholder: what `workflow/stage-bundle` does is `${stageBundle}` in the definition. */
  readonly tasks: ReadonlyMap<string, LambdaFunction>;
  readonly logRetention: RetentionDays;
}

/** The lifecycle of a session. The same file is run by the embedded host, so nothing about it is said here but where its tasks are. */
export class SessionWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: SessionWorkflowProps) {
    super(scope, id);
    const definition = readFileSync(props.definitionFile, 'utf8');
    const used = placeholdersOf(definition).map((placeholder) => {
      const task = props.tasks.get(placeholder);
      if (task === undefined)
        throw new Error(`${props.definitionFile} names \${${placeholder}}, but no workflow function is called that`);
      return { placeholder, task };
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        // Those, too, that only executions of an older definition still call.
        resources: [...props.tasks.values()].map((task) => task.function.functionArn),
      }),
    );
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: props.stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      // As text, not as a file: checks of the template then see the states.
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: Object.fromEntries(
        used.map(({ placeholder, task }) => [placeholder, task.function.functionArn]),
      ),
      role,
      logs: {
        destination: new LogGroup(this, 'Logs', {
          retention: props.logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    this.acknowledge();
  }

  private acknowledge(): void {
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-SF1',
        reason: 'Only errors, without data: what a state was given includes task tokens, which no log may hold.',
      },
      {
        id: 'AwsSolutions-SF2',
        reason:
          'The history of each execution and the timeline of each session show the same; traces would be a third copy.',
      },
    );
    explainWildcard(this, '*', 'Log delivery of Step Functions has no resource-level rights.');
    if (this.stateMachine.node.defaultChild instanceof CfnStateMachine) {
      // cfn-lint takes a JSONata expression for a wrong type; asl-validator checks the definition.
      this.stateMachine.node.defaultChild.addMetadata('cfn-lint', { config: { ignore_checks: ['E3601'] } });
    }
  }
}

/** @returns each `${Name}` of a definition once, in the order of the file */
export function placeholdersOf(definition: string): readonly string[] {
  return [...new Set([...definition.matchAll(/\$\{([A-Za-z]+)\}/g)].map((match) => match[1] ?? ''))];
}
