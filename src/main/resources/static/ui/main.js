/**
 * The application frame: the navigation bar, the current view, and the sign-in dialog.
 * @module
 */
import { html, render } from './lit/lit-html.js';
import { onSignInNeeded, whoami } from './api.js';
import { onRoute, routeOf } from './router.js';
import { signIn } from './parts/sign-in.js';
import { themeSwitch } from './theme.js';

/** The views by path; each module is loaded on first use. */
const VIEWS = [
  { pattern: /^\/$/, title: () => 'Fleet', nav: 'fleet', load: () => import('./views/fleet.js') },
  { pattern: /^\/new$/, title: () => 'New VM', nav: 'new', load: () => import('./views/editor.js') },
  { pattern: /^\/vms\/([^/]+)$/, title: (name) => name, nav: 'fleet', load: () => import('./views/vm.js') },
  { pattern: /^\/vms\/([^/]+)\/edit$/, title: (name) => `Edit ${name}`, nav: 'fleet', load: () => import('./views/editor.js') },
  { pattern: /^\/simulation$/, title: () => 'Simulation', nav: 'simulation', load: () => import('./views/simulation.js') },
  { pattern: /^\/migrations$/, title: () => 'Migrations', nav: 'migrations', load: () => import('./views/migrations.js') },
  { pattern: /^\/migrations\/([^/]+)$/, title: (id) => `Migration ${id}`, nav: 'migrations', load: () => import('./views/migration.js') },
  { pattern: /^\/migration-plan$/, title: () => 'Migration plan', nav: 'plan', load: () => import('./views/plan.js') },
  { pattern: /^\/portability$/, title: () => 'Portability', nav: 'portability', load: () => import('./views/portability.js') },
];

const LINKS = [
  { nav: 'fleet', href: '#/', text: 'Fleet' },
  { nav: 'new', href: '#/new', text: 'New VM', writes: true },
  { nav: 'simulation', href: '#/simulation', text: 'Simulation' },
  { nav: 'migrations', href: '#/migrations', text: 'Migrations' },
  { nav: 'plan', href: '#/migration-plan', text: 'Migration plan' },
  { nav: 'portability', href: '#/portability', text: 'Portability' },
];

const bar = document.getElementById('bar');
const main = document.getElementById('main');
const access = document.getElementById('access');

let open = null;
let shown = '';
let current = '';

function drawBar() {
  render(html`
    <a class="brand" href="#/"><img src="ui/icon.svg" alt="" width="20" height="20">Outset</a>
    <nav aria-label="Views">
      ${LINKS.filter((link) => whoami.mayWrite || !link.writes).map((link) => html`<a href=${link.href} aria-current=${link.nav === current ? 'page' : 'false'}>${link.text}</a>`)}
    </nav>
    <nav aria-label="Reference" class="aside">
      <a href="swagger-ui.html">API</a>
      ${themeSwitch(drawBar)}
      ${whoami.name ? html`<button type="button" class="quiet" @click=${() => whoami.signOut()} title="Sign out">${whoami.name}</button>` : ''}
    </nav>`, bar);
}

async function show(route) {
  const view = VIEWS.find((candidate) => candidate.pattern.test(route.path));
  const name = view ? decodeURIComponent(view.pattern.exec(route.path)[1] ?? '') : '';
  const key = view ? route.path : '';
  if (open && key === shown && open.update) {
    open.update(route);
    return;
  }
  open?.close?.();
  open = null;
  shown = key;
  current = view?.nav ?? '';
  document.title = `${view ? view.title(name) : 'Not found'} · Outset`;
  drawBar();
  if (!view) {
    render(html`<h1>Not found</h1><p class="empty">There is no view at “${route.path}”. <a href="#/">Go to the fleet</a></p>`, newContainer());
    return;
  }
  const module = await view.load();
  if (shown !== key) {
    return; // The user has navigated to another view.
  }
  open = module.open(newContainer(), { ...route, name });
}

/** Replaces the container of the previous view with an empty one. */
function newContainer() {
  const container = document.createElement('div');
  container.className = 'view';
  main.replaceChildren(container);
  return container;
}

onSignInNeeded((reason) => {
  render(signIn(reason, () => {
    render('', access);
    shown = '';
    start();
  }), access);
  const dialog = access.querySelector('dialog');
  if (!dialog.open) {
    dialog.showModal();
  }
});

/** Shows the view immediately; the permissions of the user are loaded in the background. */
function start() {
  show(routeOf(location.hash));
  whoami.load().catch(() => {});
}

whoami.onChange(() => {
  drawBar();
  open?.redraw?.();
});

// The back/forward cache keeps the connections of a page, and a browser opens only six to one host.
addEventListener('pagehide', () => open?.close?.());
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    open?.resume?.();
  }
});

start();
onRoute((route) => {
  show(route);
  main.focus({ preventScroll: true });
});
