// Puts the newest status in the place of the one that is shown, and goes on asking where there is no answer.

const EVERY = 5_000;
const PATIENCE = 20_000;
let lostAt = null;
let asking = false;

async function look() {
  if (document.hidden || asking) {
    return;
  }
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
  } finally {
    asking = false;
  }
  tell();
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

function tell() {
  const lost = document.getElementById('lost');
  lost.hidden = lostAt === null;
  lost.textContent = lostAt === null ? '' : `The master has not answered since ${lostAt.toLocaleTimeString('en-GB')}. This is the last that was`
    + ' seen; this page goes on asking. A master that YARN has started again has another address: YARN’s page of the application leads to it.';
}

setInterval(look, EVERY);
document.addEventListener('visibilitychange', look);
