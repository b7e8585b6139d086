// Shows snapshots of a run as they come. It only reads.

import { Charts, number, percent } from './charts.js';

const STATES = { STARTING: 'starting', LEARNING: 'learning', EVALUATING: 'evaluating', DONE: 'done', STOPPED: 'stopped', FAILED: 'failed' };
/** Milliseconds between two questions, of a stream that is too quiet, and that an answer may take. */
const [EVERY, QUIET, PATIENCE] = [2_000, 5_000, 20_000];
/** Milliseconds after which a connection is lost for long, and between two questions from then on. */
const [LONG, SELDOM] = [60_000, 10_000];
/** Milliseconds between two looks at the store. */
const STORE_EVERY = 60_000;
const element = id => document.getElementById(id);
const charts = new Charts(element('charts'));
let last = null;
let seenAt = 0;
let announced = '';
let drawnCharts = '';
/** When the connection was lost; null while there is one. */
let lostAt = null;
/** Whether the store is being listed, and whether there were news meanwhile. */
let [listing, listAgain] = [false, false];

function text(id, value) {
  const place = element(id);
  if (place.textContent !== value) {
    place.textContent = value;
  }
}

function show(id, shown) {
  element(id).hidden = !shown;
}

function data(id, value, words) {
  element(id).value = String(value);
  text(id, words);
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = value => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function cell(kind, value, numeric) {
  const made = document.createElement(kind);
  if (numeric) {
    made.className = 'n';
  }
  if (value instanceof Node) {
    made.append(value);
  } else {
    made.textContent = value;
  }
  return made;
}

/** Fills a table. Columns are [heading, whether numbers, what to show of a row]; the first one names the row. */
function table(place, columns, rows) {
  place.hidden = rows.length === 0;
  place.querySelector('thead tr').replaceChildren(...columns.map(([heading, numeric]) => {
    const made = cell('th', heading, numeric);
    made.scope = 'col';
    return made;
  }));
  place.querySelector('tbody').replaceChildren(...rows.map(row => {
    const line = document.createElement('tr');
    line.append(...columns.map(([, numeric, of], index) => {
      const made = cell(index === 0 ? 'th' : 'td', of(row), numeric);
      if (index === 0) {
        made.scope = 'row';
      }
      return made;
    }));
    return line;
  }));
}

function link(words, address, label, download) {
  if (!address) {
    return '–';
  }
  const made = document.createElement('a');
  made.href = address;
  made.textContent = words;
  made.setAttribute('aria-label', label);
  if (download) {
    made.download = '';
  } else {
    made.target = '_blank';
    made.rel = 'noopener';
  }
  return made;
}

const whole = value => value.toLocaleString('en');

function header(snapshot) {
  const { now, state } = snapshot;
  document.title = `${STATES[state]}${now.phase ? `, ${now.phase} ${now.epoch}/${now.epochs}` : ''} – ${snapshot.model}`;
  text('title', snapshot.model);
  text('subtitle', `Run ${snapshot.run} on ${snapshot.dataset}`);
  text('state', STATES[state]);
  element('state').dataset.state = state;
  element('progress').value = state === 'DONE' || state === 'EVALUATING' ? 1 : now.share;
  text('phase', now.phase ?? '–');
  text('figures', now.figures.replaceAll(' %', '\u00a0%'));
  text('epoch', now.phase ? String(now.epoch) : '–');
  text('epochs', now.phase ? `of ${now.epochs}` : '');
  element('epoch').dataset.done = String(snapshot.phases.reduce((sum, phase) => sum + phase.epoch, 0));
  data('casesPerSecond', now.casesPerSecond, now.casesPerSecond > 0 ? whole(Math.round(now.casesPerSecond)) : '–');
  element('phases').replaceChildren(...snapshot.phases.map(phase => {
    const item = document.createElement('li');
    item.textContent = `${phase.name} ${phase.epoch}/${phase.epochs}`;
    if (state === 'LEARNING' && phase.name === now.phase) {
      item.setAttribute('aria-current', 'step');
    }
    return item;
  }));
  const news = state === 'LEARNING' ? now.phase ?? 'learning' : STATES[state];
  if (news !== announced) {
    announced = news;
    text('announcement', news);
    store();
  }
  tick();
}

const going = state => state === 'STARTING' || state === 'LEARNING' || state === 'EVALUATING';

/** Time goes on between snapshots. */
function tick() {
  if (!last) {
    return;
  }
  const goesOn = going(last.state);
  const since = goesOn ? ((lostAt ?? performance.now()) - seenAt) / 1000 : 0;
  const left = last.now.secondsLeft;
  const elapsed = duration(last.now.elapsedSeconds + since);
  text('left-name', goesOn ? 'time left' : 'time');
  text('left', goesOn ? left === null ? '–' : duration(left - since) : elapsed);
  text('elapsed', goesOn ? `${elapsed} so far` : 'from start to end');
}

function curves(snapshot) {
  show('no-curves', snapshot.charts.length === 0);
  show('numbers', snapshot.charts.length > 0);
  const form = JSON.stringify(snapshot.charts);
  if (form !== drawnCharts) {
    drawnCharts = form;
    charts.draw(snapshot.charts);
    numbers(snapshot.charts);
  }
}

function numbers(found) {
  if (!element('numbers').open) {
    return;
  }
  element('numbers-body').replaceChildren(...found.map(chart => {
    const wide = document.createElement('div');
    wide.className = 'wide short';
    wide.tabIndex = 0;
    wide.setAttribute('role', 'region');
    wide.setAttribute('aria-label', `Numbers of ${chart.title}`);
    wide.innerHTML = '<table><thead><tr></tr></thead><tbody></tbody></table>';
    const rows = chart.series.flatMap(series => series.epochs.map((epoch, index) => [series.name, epoch, series.values[index]]));
    table(wide, [[chart.title, false, row => row[0]], ['epoch', true, row => String(row[1])],
      [chart.unit || 'value', true, row => number(row[2])]], rows);
    return wide;
  }));
}

function pictures(snapshot) {
  show('no-pictures', !snapshot.pictures.some(picture => picture.name !== 'mistakes'));
  for (const figure of document.querySelectorAll('.pictures figure[id]')) {
    // A training that was started again has none of those of the one before it.
    if (!snapshot.pictures.some(picture => picture.name === figure.id)) {
      figure.hidden = true;
      delete figure.dataset.revision;
    }
  }
  for (const picture of snapshot.pictures) {
    const figure = element(picture.name);
    if (figure.dataset.revision === String(picture.revision)) {
      continue;
    }
    figure.dataset.revision = String(picture.revision);
    figure.querySelector('figcaption').textContent = picture.caption;
    const image = figure.querySelector('img');
    image.alt = picture.says;
    image.src = `picture/${picture.name}?r=${picture.revision}`;
    figure.hidden = false;
  }
  text('no-pictures', snapshot.state === 'DONE' ? 'The cases of this run are no images.'
    : going(snapshot.state) ? 'Pictures come a few seconds after the first layer begins to learn.' : 'No picture was drawn before the end.');
}

function test(snapshot) {
  const found = snapshot.test;
  show('error-tile', found !== null);
  show('test', found !== null);
  if (found === null || element('confusion').tBodies.length > 0) {
    return;
  }
  data('testErrorPercent', found.errorPercent, percent(found.errorPercent));
  text('errors', `${whole(found.errors)} of ${whole(found.cases)} wrong`);
  confusion(found);
  table(element('mistake-rows').parentElement, [['row, from 0', true, row => String(row.row)], ['class', true, row => String(row.label)],
    ['taken for', true, row => String(row.predicted)], ['probability', true, row => percent(100 * row.probability)]],
  found.mistakes);
}

function confusion(found) {
  const head = element('confusion').createTHead().insertRow();
  head.append(document.createElement('td'), ...found.confusion.map((row, label) => {
    const made = cell('th', String(label), true);
    made.scope = 'col';
    return made;
  }));
  const wrong = cell('th', 'wrong', true);
  wrong.scope = 'col';
  head.append(wrong);
  const body = element('confusion').createTBody();
  found.confusion.forEach((row, label) => {
    const line = body.insertRow();
    const name = cell('th', String(label), true);
    name.scope = 'row';
    const cases = row.reduce((sum, count) => sum + count, 0);
    line.append(name, ...row.map((count, predicted) => {
      const made = cell('td', whole(count), true);
      made.classList.add(label === predicted ? 'right' : `heat${found.heat[label][predicted]}`);
      return made;
    }), cell('td', cases === 0 ? '–' : percent(100 * (cases - row[label]) / cases), true));
  });
}

function places(snapshot) {
  show('no-shards', snapshot.shards.length === 0 && snapshot.members.length === 0);
  text('no-shards', going(snapshot.state) ? 'The shards are listed as soon as the cases are in the grid.' : 'No shard was seen before the end.');
  const seconds = value => value === null ? '–' : value.toFixed(3);
  table(element('shards'), [['shard', true, row => String(row.shard)], ['cases', true, row => row.cases === null ? '–' : whole(row.cases)],
    ['cases on', false, row => row.owner || 'on its way'],
    ['learned by', false, row => row.member === null ? '–' : row.member === row.owner ? 'the same' : row.member],
    ['last, s', true, row => seconds(row.lastSeconds)], ['mean, s', true, row => seconds(row.meanSeconds)],
    ['re-runs', true, row => String(row.reruns)]], snapshot.shards);
  table(element('members'), [['member', false, row => row.address], ['shards', true, row => String(row.shards)],
    ['shard epochs', true, row => whole(row.tasks)], ['blocks read locally', true, row => whole(row.localReads)],
    ['from others', true, row => whole(row.remoteReads)]], snapshot.members);
}

function result(snapshot) {
  show('result', snapshot.result !== null);
  if (snapshot.result === null || element('sha256').textContent) {
    return;
  }
  text('version', snapshot.result.version);
  text('sha256', snapshot.result.sha256);
  show('download', snapshot.result.file !== null);
  show('place-words', snapshot.result.file === null);
  if (snapshot.result.file === null) {
    text('place', snapshot.result.place);
  } else {
    element('download').href = snapshot.result.file;
  }
  show('report-link', snapshot.result.report !== null);
  if (snapshot.result.report !== null) {
    element('report').href = snapshot.result.report;
  }
}

function notes(snapshot) {
  element('notes').replaceChildren(...snapshot.notes.map(note => {
    const item = document.createElement('li');
    item.textContent = note;
    return item;
  }));
  text('plan', snapshot.plan);
}

/** One listing at a time, however long it takes; who asks meanwhile gets one after it. */
async function store() {
  if (listing) {
    listAgain = true;
    return;
  }
  listing = true;
  listAgain = false;
  try {
    const answer = await fetch('store', { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    const found = await answer.json();
    text('no-store', 'Nothing is in the store yet.');
    show('no-store', found.models.length === 0 && found.runs.length === 0);
    table(element('models'), [['model', false, row => row.version + (row.promoted ? ' (promoted)' : '')],
      ['test error', true, row => row.errorPercent === null ? '–' : percent(row.errorPercent)],
      ['report', false, row => link('open', row.report, `Report of ${row.version}`, false)],
      ['file', false, row => link('download', row.file, `Download ${row.version}`, true)]], found.models);
    table(element('runs'), [['run', false, row => row.run], ['state', false, row => row.state],
      ['last checkpoint', false, row => row.phase ? `${row.phase} ${row.epoch}/${row.epochs}` : '–']], found.runs);
  } catch (failure) {
    text('no-store', `The store cannot be listed: ${failure.message}`);
    show('no-store', true);
  } finally {
    listing = false;
  }
  if (listAgain) {
    store();
  }
}

function draw(snapshot) {
  last = snapshot;
  seenAt = performance.now();
  header(snapshot);
  curves(snapshot);
  pictures(snapshot);
  test(snapshot);
  places(snapshot);
  result(snapshot);
  notes(snapshot);
  document.body.dataset.state = snapshot.state;
}

/** Where snapshots come from: a stream of events, or asking again and again where none comes through. */
class Updates {
  constructor() {
    this.revision = null;
    this.heardAt = performance.now();
    this.askedAt = 0;
    this.ended = false;
    this.asking = false;
    this.events = document.body.dataset.updates === 'events' ? this.open() : null;
    setInterval(() => this.look(), EVERY);
    document.addEventListener('visibilitychange', () => this.look());
    if (!this.events) {
      this.look();
    }
  }

  open() {
    const events = new EventSource('events');
    events.addEventListener('message', event => this.take(event.lastEventId, JSON.parse(event.data)));
    events.addEventListener('end', () => this.end());
    events.addEventListener('error', () => {
      // Where the stream is refused, asking may do; where it broke, the browser connects again.
      if (events.readyState === EventSource.CLOSED) {
        this.events = null;
      }
      lost();
    });
    return events;
  }

  take(revision, snapshot) {
    this.revision = revision;
    this.heardAt = performance.now();
    draw(snapshot);
    connected();
  }

  /** Only the server knows that nothing comes any more: what fails once, or is started again, may be there a moment later. */
  end() {
    this.ended = true;
    this.events?.close();
    ended();
  }

  /** Asks if there is no stream, or if it is so quiet that something may hold it back. Nobody asks for a page that is not seen. */
  async look() {
    const now = performance.now();
    const rests = lostAt !== null && now - lostAt > LONG && now - this.askedAt < SELDOM;
    if (this.ended || this.asking || document.hidden || rests || this.events && now - this.heardAt <= QUIET) {
      return;
    }
    this.asking = true;
    this.askedAt = now;
    try {
      await this.ask();
    } catch (failure) {
      if (!this.ended) {
        lost();
      }
    } finally {
      this.asking = false;
    }
  }

  async ask() {
    const answer = await fetch(`snapshot?since=${this.revision ?? ''}`, { signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    const found = await answer.json();
    if (this.ended) {
      return;
    }
    if (found.snapshot !== null && String(found.revision) !== this.revision) {
      this.events?.close();
      this.events = null;
      this.take(String(found.revision), found.snapshot);
    } else {
      this.heardAt = performance.now();
      connected();
    }
    if (found.last) {
      this.end();
    }
  }
}

/** The connection is there. */
function connected() {
  if (lostAt !== null) {
    lostAt = null;
    connection('');
    if (last !== null) {
      announced = '';
      header(last);
    }
  }
}

/** The connection is gone, and is tried again. */
function lost() {
  if (lostAt !== null) {
    return;
  }
  lostAt = performance.now();
  connection('lost', `The connection to the training is gone since ${new Date().toLocaleTimeString('en-GB')}. What is shown here is the last `
    + 'that was seen. This page goes on asking, and shows more as soon as there is an answer.'
    + (document.body.dataset.updates === 'events' ? '' : ' A master that YARN has started again has another address: YARN’s page of'
    + ' the application leads to it.'));
  document.title = `no connection – ${last?.model ?? 'BeliefGrid'}`;
  text('state', 'no connection');
  element('state').dataset.state = 'LOST';
  announced = 'no connection';
  text('announcement', announced);
  tick();
}

/** The server has said its last. */
function ended() {
  lostAt = null;
  connection('ended', 'The program that showed this page has ended, and this is the last that there was to see. Keep the page: it cannot '
    + 'be loaded again. Models and reports are in the store.');
}

function connection(state, words) {
  document.body.dataset.connection = state;
  show('lost', state !== '');
  text('lost', words ?? '');
}

new Updates();
element('numbers').addEventListener('toggle', () => numbers(last ? last.charts : []));
setInterval(tick, 1000);
setInterval(() => {
  if (last !== null && going(last.state) && lostAt === null && !document.hidden) {
    store();
  }
}, STORE_EVERY);
