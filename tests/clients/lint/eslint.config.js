// The schema against graphql-eslint's recommended and relay rules. Options say what we decided; no rule is switched off.
import graphqlPlugin from '@graphql-eslint/eslint-plugin';

const { 'flat/schema-recommended': recommended, 'flat/schema-relay': relay } = graphqlPlugin.configs;

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
      // Places, categories and codes are known by their official code; answers that are no objects have no identity.
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          exceptions: {
            suffixes: ['Connection', 'Edge', 'Payload'],
            types: [
              'Category', 'Code', 'District',
              'Action', 'CaseAnswer', 'ExplanationLine', 'OwnCase', 'PageInfo', 'RateExclusion', 'StaleObject', 'UnitRate',
              'UserError', 'ViewerGrant',
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
