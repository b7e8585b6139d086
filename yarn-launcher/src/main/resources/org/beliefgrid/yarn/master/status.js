// Puts the newest status in the place of the one that is shown. It goes on asking where there is no answer, unless the application was
// ending.

/** Milliseconds between two questions, and that an answer may take. */
const [EVERY, PATIENCE] = [5_000, 20_000];
/** Milliseconds after which the master is lost for long, and between two questions from then on. */
const [LONG, SELDOM] = [60_000, 10_000];
/** States after which nothing new begins. */
const ENDINGS = ['STOPPING', 'SUCCEEDED', 'FAILED', 'KILLED'];
/** When the first answer was missing; null while there are answers. */
let lostAt = null;
let asking = false;
let ended = false;
let next = setTimeout(look, EVERY);

/** Nobody asks for a page that is not seen; one that is seen again asks at once. */
async function look() {
  if (document.hidden || asking || ended) {
    return;
  }
  clearTimeout(next);
  asking = true;
  try {
    const answer = await fetch('status', { signal: AbortSignal.timeout(PATIENCE) });
    const found = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('status') : null;
    if (found === null) {
      throw new Error('no status');
    }
    show(document.adoptNode(found));
    lostAt = null;
  } catch (failure) {
    lostAt ??= new Date();
    ended = ENDINGS.includes(document.getElementById('status').dataset.state);
  } finally {
    asking = false;
  }
  tell();
  if (!ended) {
    next = setTimeout(look, lostAt !== null && Date.now() - lostAt >= LONG ? SELDOM : EVERY);
  }
}

/** What has the focus keeps it, and tables stay where they were scrolled to. */
function show(found) {
  const shown = document.getElementById('status');
  if (shown.innerHTML === found.innerHTML) {
    return;
  }
  const focused = name(document.activeElement);
  const places = [...shown.querySelectorAll('[tabindex]')].map(place => [place.id, place.scrollLeft, place.scrollTop]);
  shown.replaceWith(found);
  for (const [id, left, top] of places) {
    document.getElementById(id)?.scrollTo(left, top);
  }
  if (focused) {
    [...found.querySelectorAll('a, [tabindex]')].find(place => name(place) === focused)?.focus({ preventScroll: true });
  }
}

function name(place) {
  return place?.id || place?.getAttribute('href');
}

/** Screen readers read the words whenever they are set. */
function tell() {
  const lost = document.getElementById('lost');
  const said = words();
  lost.hidden = said === '';
  if (lost.textContent !== said) {
    lost.textContent = said;
  }
}

function words() {
  if (lostAt === null) {
    return '';
  }
  const since = lostAt.toLocaleTimeString('en-GB');
  return ended ? `The application has ended: it was about to, and its master has not answered since ${since}. This is the last that was seen;`
    + ' YARN’s own page of the application has its final state.'
    : `The master has not answered since ${since}. This is the last that was seen; this page goes on asking. YARN’s own page of the`
    + ' application says whether it has ended, and leads to a master that YARN has started again, which has another address.';
}

document.addEventListener('visibilitychange', look);
