// The dashboard's side of custom widgets, as far as the CloudWatch User Guide tells it ("Details about custom widgets", "Interactivity").
'use strict';

const refreshMilliseconds = 3000;
const asked = new URLSearchParams(location.search);
const settings = { theme: asked.get('theme') || 'light', lang: asked.get('lang') || 'en' };
const words = settings.lang === 'ja'
  ? { about: 'CloudWatch ダッシュボードの代わり（リハーサル用）', light: 'ライト', dark: 'ダーク', cancel: 'キャンセル', ok: 'OK', close: '閉じる', silent: 'リハーサルからの応答がない。' }
  : { about: 'a stand-in for the CloudWatch dashboard, by the lab', light: 'Light', dark: 'Dark', cancel: 'Cancel', ok: 'OK', close: 'Close', silent: 'The lab does not answer any more.' };

function contextOf(pane, widget) {
  const now = Date.now();
  return {
    dashboardName: 'mutex-responder', widgetId: pane.dataset.id, accountId: '123456789012', locale: settings.lang,
    timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 }, period: 300, isAutoPeriod: true,
    timeRange: { mode: 'relative', start: now - 86400000, end: now, relativeStart: 86400000 }, theme: settings.theme, linkCharts: true,
    title: widget.properties.title, forms: { all: formsOf(pane) }, params: widget.properties.params,
    width: Math.round(pane.clientWidth), height: Math.round(pane.clientHeight),
  };
}

function formsOf(root) {
  const fields = {};
  for (const field of root.querySelectorAll('input[name], textarea[name], select[name]')) fields[field.name] = field.value;
  return fields;
}

async function invoke(endpoint, params, context) {
  try {
    const response = await fetch('invoke', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ endpoint, event: { ...params, widgetContext: context } }),
    });
    return await response.json();
  } catch (problem) {
    return { error: `${words.silent} ${problem.message}` };
  }
}

function show(root, reply, widget, pane) {
  if (reply.error) {
    const fault = document.createElement('pre');
    fault.className = 'fault';
    fault.textContent = reply.error;
    root.replaceChildren(fault);
    return;
  }
  if (reply.removed.length > 0) console.error('Taken away from ' + widget.properties.title + ': ' + reply.removed.join(', '));
  root.innerHTML = reply.html;
  for (const action of root.querySelectorAll('cwdb-action')) arm(root, action, widget, pane);
}

// The behaviour belongs to the element right before it.
function arm(root, action, widget, pane) {
  const element = action.previousElementSibling;
  const act = async event => {
    event.preventDefault();
    if (action.hasAttribute('confirmation') && !await confirmed(action.getAttribute('confirmation'))) return;
    const reply = action.getAttribute('action') === 'call'
      ? await invoke(action.getAttribute('endpoint'), JSON.parse(action.textContent || '{}'), { ...contextOf(pane, widget), forms: { all: formsOf(root) } })
      : { html: action.innerHTML, removed: [] };
    if (action.getAttribute('display') === 'popup') popup(reply, widget, pane);
    else show(root, reply, widget, pane);
  };
  element.addEventListener(action.getAttribute('event') || 'click', act);
  element.addEventListener('keydown', event => { if (event.key === 'Enter') act(event); });
}

function dialog(name, ...parts) {
  const box = document.createElement('dialog');
  box.className = name;
  box.append(...parts);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

function button(text, name, press) {
  const made = document.createElement('button');
  made.textContent = text;
  made.className = name;
  made.addEventListener('click', press);
  return made;
}

function foot(...buttons) {
  const made = document.createElement('footer');
  made.append(...buttons);
  return made;
}

function confirmed(question) {
  return new Promise(resolve => {
    const text = document.createElement('p');
    text.textContent = question;
    const box = dialog('ask', text, foot(button(words.cancel, '', () => { resolve(false); box.close(); }), button(words.ok, 'yes', () => { resolve(true); box.close(); })));
    box.addEventListener('cancel', () => resolve(false));
  });
}

function popup(reply, widget, pane) {
  const open = document.querySelector('dialog.popup > div');
  const content = open || document.createElement('div');
  if (!open) {
    const box = dialog('popup', content, foot(button(words.close, 'yes', () => box.close())));
  }
  show(content, reply, widget, pane);
  content.parentElement.scrollTop = 0;
}

// Nothing is drawn anew under the hands of who is typing, nor between the press and the release of a button: the click would be lost.
function isHeld(pane) {
  return document.querySelector('dialog') !== null || pane.matches(':active') || (pane.contains(document.activeElement) && document.activeElement.tagName === 'INPUT');
}

async function draw(pane, widget) {
  const reply = await invoke(widget.properties.endpoint, widget.properties.params, contextOf(pane, widget));
  if (!isHeld(pane)) show(pane.lastElementChild, reply, widget, pane);
}

async function start() {
  document.documentElement.dataset.theme = settings.theme;
  document.documentElement.lang = settings.lang;
  document.querySelector('.bar span').textContent = words.about;
  for (const choice of document.querySelectorAll('[data-set]')) {
    const name = choice.dataset.set;
    const other = { light: 'dark', dark: 'light', en: 'ja', ja: 'en' }[settings[name]];
    choice.textContent = { light: words.light, dark: words.dark, en: 'English', ja: '日本語' }[other];
    choice.addEventListener('click', () => { location.search = new URLSearchParams({ ...settings, [name]: other }); });
  }
  const widgets = await (await fetch('widgets')).json();
  const panes = widgets.map((widget, number) => {
    const pane = document.createElement('div');
    pane.className = 'pane';
    pane.dataset.id = 'widget-' + number;
    pane.style.gridColumn = `${widget.x + 1} / span ${widget.width}`;
    const title = document.createElement('h4');
    title.textContent = widget.properties.title;
    pane.append(title, document.createElement('div'));
    document.getElementById('grid').append(pane);
    return pane;
  });
  while (true) {
    await Promise.all(panes.map((pane, number) => isHeld(pane) ? null : draw(pane, widgets[number])));
    if (asked.get('refresh') === 'off') return;
    await new Promise(resolve => setTimeout(resolve, refreshMilliseconds));
  }
}

start();
