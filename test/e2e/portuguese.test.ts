import {
  contextMenu,
  dialog,
  inputBox,
  notification,
  openView,
  quickPick,
  runCommand,
  screenshot,
  statusItem,
  treeRow,
  useWorkbench,
  waitFor,
} from './support';
import { useSandbox } from './support/sandbox';

describe('Uma pessoa que usa o VS Code em português', () => {
  const sandbox = useSandbox();
  const workbench = useWorkbench(() => ({
    language: 'pt-br',
    settings: { 'workbookSessions.sandbox.endpoint': sandbox().endpoint },
  }));

  it('vê as sessões e fecha uma, em português do começo ao fim', async () => {
    const { page } = workbench;
    await openView(page, 'Sessões Excel');
    await page
      .locator('.part.sidebar')
      .getByText('precisa do seu próprio registro de aplicativo')
      .waitFor();
    await screenshot(page, 'pt-br-boas-vindas');
    await runCommand(page, 'Sessões Excel: Iniciar Sandbox');
    const row = treeRow(page, /Sales report Q3\.xlsx, não persistente, cerca de 5 min/);
    await row.waitFor();
    // The first session gets the focus in the end, which would close a menu.
    await treeRow(page, /^Sessão /)
      .first()
      .and(page.locator('.focused'))
      .waitFor();
    await waitFor(async () => (await statusItem(page).innerText()).includes('4'));
    await contextMenu(row, 'Manter Sessão Ativa');
    await treeRow(page, /Sales report Q3\.xlsx, .*, mantida ativa até \d\d:\d\d/).waitFor();
    await screenshot(page, 'pt-br-mantida-ativa');
    await contextMenu(row, 'Fechar Sessão');
    const question = await dialog(page, 'Sales report Q3.xlsx');
    await screenshot(page, 'pt-br-confirmar');
    await question.press('Fechar Sessão');
    await notification(page, /fechada/i);
    await row.waitFor({ state: 'detached' });
    await screenshot(page, 'pt-br-fechada');
  });

  it('agrupa as sessões por estado e dá um rótulo a uma delas', async () => {
    const { page } = workbench;
    await runCommand(page, 'Sessões Excel: Agrupar Sessões por…');
    const picker = await quickPick(page, 'Agrupar Sessões por');
    await screenshot(page, 'pt-br-agrupar');
    await picker.choose('Estado');
    await treeRow(page, /^Estado Ainda Abertas/).waitFor();
    await contextMenu(treeRow(page, /^Sessão /).first(), 'Definir Rótulo…');
    await (await inputBox(page, 'Um nome para a sessão')).submit('importação noturna');
    await treeRow(page, /^importação noturna, Sessão /).waitFor();
    await screenshot(page, 'pt-br-agrupada');
  });
});
