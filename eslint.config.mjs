import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which folders of src a layer may import from, itself included (ARCHITECTURE.md, "Layers"). */
const layers = {
  base: [],
  core: ['base'],
  graph: ['base', 'core'],
  auth: ['base', 'core'],
  storage: ['base', 'core'],
  presentation: ['base', 'core', 'contributions.ts'],
  vscode: ['base', 'core', 'presentation', 'contributions.ts'],
  sandbox: ['base'],
};

const zones = Object.entries(layers).map(([layer, allowed]) => ({
  target: `./src/${layer}`,
  from: './src',
  except: [`./${layer}`, ...allowed.map((name) => `./${name}`)],
  message: `src/${layer} may import only ${[layer, ...allowed].join(', ')}.`,
}));

const noVscode = {
  name: 'vscode',
  message: 'Only src/vscode and src/extension.ts know VS Code.',
};
const noNodeFetch = {
  name: 'node-fetch',
  message: 'Only src/base/nodeFetch.ts imports node-fetch; take an HttpClient by parameter.',
};

const moduleLevelLet = {
  selector: 'Program > VariableDeclaration[kind="let"]',
  message: 'No module-level state: pass it by constructor.',
};
const calledOnlyIn = (name, file) => ({
  selector: `CallExpression[callee.property.name="${name}"]`,
  message: `${name} is called only in ${file}.`,
});
const setContext = {
  selector: 'CallExpression > Literal[value="setContext"]',
  message: 'Context keys are set only in src/vscode/contextKeys.ts.',
};
const registerCommand = calledOnlyIn('registerCommand', 'src/vscode/commandRegistrar.ts');
const getConfiguration = calledOnlyIn('getConfiguration', 'src/vscode/settings.ts');

export default defineConfig(
  { ignores: ['dist/', 'out/', '**/node_modules/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      complexity: ['error', 8],
      curly: 'error',
      eqeqeq: 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'no-restricted-imports': ['error', { paths: [noVscode, noNodeFetch] }],
      'no-restricted-syntax': [
        'error',
        moduleLevelLet,
        setContext,
        registerCommand,
        getConfiguration,
      ],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    },
  },
  {
    files: ['src/vscode/**/*.ts', 'src/extension.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noNodeFetch] }] },
  },
  {
    files: ['src/base/nodeFetch.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode] }] },
  },
  {
    files: ['src/vscode/contextKeys.ts'],
    rules: {
      'no-restricted-syntax': ['error', moduleLevelLet, registerCommand, getConfiguration],
    },
  },
  {
    files: ['src/vscode/commandRegistrar.ts'],
    rules: { 'no-restricted-syntax': ['error', moduleLevelLet, setContext, getConfiguration] },
  },
  {
    files: ['src/vscode/settings.ts'],
    rules: { 'no-restricted-syntax': ['error', moduleLevelLet, setContext, registerCommand] },
  },
  {
    files: ['src/sandbox/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error'],
    },
  },
  { files: ['**/*.mjs', '**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
  prettier,
);
