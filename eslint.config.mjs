import path from 'node:path';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { forAll, subjects } from './test/subjects.mjs';

/** Globs for the files of a folder of src without those of subjects in it, or for one file. */
const filesOf = (name) => {
  const inner = [...subjects.keys()].filter((other) => path.dirname(other) === name);
  const others = `!(${['ui', ...inner.map((other) => path.basename(other))].join('|')})`;
  const globs = name.includes('.') ? [`${name}*`] : [`${name}/*`, `${name}/${others}/*`];
  return globs.map((glob) => path.join(import.meta.dirname, 'src', glob));
};

/** What a folder may not import (ARCHITECTURE.md, "Subjects"). */
const zones = [...subjects]
  .filter(([name]) => !name.includes('.'))
  .map(([name, allowed]) => {
    const all = [...new Set([name, ...forAll, ...allowed])];
    return {
      target: filesOf(name),
      from: path.join(import.meta.dirname, 'src/**/*'),
      except: all.flatMap(filesOf),
      message: `src/${name} may import only ${all.join(', ')}.`,
    };
  });

const noVscode = {
  name: 'vscode',
  message:
    'Only ui folders, src/window, telemetry’s sender and the files of src itself know VS Code.',
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
  message: 'Context keys are set only in src/window/contextKeys.ts.',
};
const registerCommand = calledOnlyIn('registerCommand', 'src/window/commandRegistrar.ts');
const getConfiguration = calledOnlyIn('getConfiguration', 'src/window/settings.ts');

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
      'max-lines': ['error', { max: 300, skipComments: true }],
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
    files: ['src/*.ts', 'src/**/ui/*.ts', 'src/window/*.ts', 'src/telemetry/telemetryReporter.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noNodeFetch] }] },
  },
  {
    files: ['src/base/nodeFetch.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noVscode] }] },
  },
  {
    files: ['src/window/contextKeys.ts'],
    rules: {
      'no-restricted-syntax': ['error', moduleLevelLet, registerCommand, getConfiguration],
    },
  },
  {
    files: ['src/window/commandRegistrar.ts'],
    rules: { 'no-restricted-syntax': ['error', moduleLevelLet, setContext, getConfiguration] },
  },
  {
    files: ['src/window/settings.ts'],
    rules: { 'no-restricted-syntax': ['error', moduleLevelLet, setContext, registerCommand] },
  },
  {
    files: ['src/sandbox/program.ts', 'src/sandbox/package/*.ts'],
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
