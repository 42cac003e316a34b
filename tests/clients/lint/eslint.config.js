// The schema against graphql-eslint's recommended and relay rules. Options say what we decided; no rule is switched off.
import { readFileSync } from 'node:fs';
import graphqlPlugin from '@graphql-eslint/eslint-plugin';

const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphqlPlugin.configs;

// What a plug-in brings that is no Node is an answer and no object.
const answers = [...readFileSync(process.env.HOTLINE_SDL, 'utf-8').matchAll(/^type (\w+) @plugin/gm)].map((found) => found[1]);

export default [
  {
    files: ['**/*.graphql'],
    languageOptions: {
      parser: graphqlPlugin.parser,
      parserOptions: { graphQLConfig: { schema: process.env.HOTLINE_SDL } },
    },
    plugins: { '@graphql-eslint': graphqlPlugin },
    rules: {
      ...recommended.rules,
      ...relay.rules,
      '@graphql-eslint/require-description': [
        'error',
        { types: true, rootField: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true, DirectiveDefinition: true },
      ],
      // Places, categories and codes are known by their official code, queues by their name, and what is in one by its position
      // and its event's id; answers, sums and messages of streams, which are no objects, have no identity.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Connection', 'Edge', 'Payload'],
            types: [
              'Category', 'Code', 'District',
              'ParkedEvent', 'QueueConsumer', 'QueueEvent', 'WorkQueue',
              'CaseEventUpdate', 'CaseEventsNow', 'DeadlineAlert', 'DeadlineAlertUpdate', 'MyTasksUpdate', 'QueueDigest',
              'QueueHeartbeat', 'QueueResync',
              'Action', 'AssignmentCount', 'AssignmentCounts', 'CaseAnswer', 'CaseCount', 'CaseCounts', 'DashboardPanel', 'DispatchProposal', 'ExplanationLine', 'ExportScope', 'OwnCase', 'PageInfo',
              'PanelFigure', 'Plugin', 'PluginHealth', 'PluginLag', 'PluginSwitch', 'RateExclusion', 'StaleObject',
              'UnitRate', 'UserError', 'ViewerGrant',
              ...answers,
            ],
          },
        },
      ],
      // Bounded lists are plain lists and say their bound; lists that grow are connections. Places have codes, not ids.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
    },
  },
];
