// Learning curves: one uPlot for each chart of a snapshot, kept and given new data as long as its series are the same.

const COLOURS = 6;
const HEIGHT = 220;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** At most four digits. */
export function number(value) {
  return value === null || value === undefined ? '–' : Number(value.toPrecision(4)).toString();
}

/** Two decimals, rounded as the terminal does it: halves up. */
export function percent(value) {
  return `${(Math.round(value * 100 + 1e-7) / 100).toFixed(2)}\u00a0%`;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Series over the epochs of any of them: what was not measured is null. */
function aligned(chart) {
  const epochs = [...new Set(chart.series.flatMap(series => series.epochs))].sort((a, b) => a - b);
  return [epochs, ...chart.series.map(series => {
    const values = new Map(series.epochs.map((epoch, index) => [epoch, series.values[index]]));
    return epochs.map(epoch => values.get(epoch) ?? null);
  })];
}

/** A chart in words. */
function says(chart) {
  return `Chart of ${chart.title} by epoch. ` + chart.series.map(series => {
    const last = series.values.length - 1;
    return `${series.name}: from ${number(series.values[0])} at epoch ${series.epochs[0]} to ${number(series.values[last])}`
      + ` at epoch ${series.epochs[last]}.`;
  }).join(' ');
}

function options(chart, width, legend) {
  const axis = { stroke: colour('--quiet'), font: '12px system-ui, sans-serif', grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 } };
  return {
    width, height: HEIGHT, legend: { show: false }, cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (plot, low, high) => low === null ? [0, 1] : [low, Math.max(high, low + 1)] },
      y: { range: (plot, low, high) => {
        if (low === null) {
          return [0, 1];
        }
        const from = low >= 0 && low < high / 2 ? 0 : low;
        const margin = (high - from || Math.abs(high) || 1) * 0.06;
        return [from === 0 ? 0 : from - margin, high + margin];
      } },
    },
    axes: [
      { ...axis, incrs: STEPS, size: 26, label: 'epoch', labelSize: 18, labelFont: axis.font, labelGap: 0, values: (plot, splits) => splits.map(split => split === null ? '' : String(split)) },
      { ...axis, size: 56, values: (plot, splits) => splits.map(number) },
    ],
    series: [{}, ...chart.series.map((series, index) => ({
      stroke: colour(`--c${index % COLOURS + 1}`), width: 2, spanGaps: true, points: { size: 5, show: series.epochs.length <= 30 },
    }))],
    hooks: { setCursor: [plot => legend(plot.cursor.idx)] },
  };
}

class CurveChart {
  constructor(chart) {
    this.figure = document.createElement('figure');
    this.figure.dataset.chart = chart.title;
    const caption = this.figure.appendChild(document.createElement('figcaption'));
    caption.append(chart.title + (chart.unit ? `, ${chart.unit}` : ''));
    this.legend = caption.appendChild(document.createElement('span'));
    this.legend.className = 'legend';
    this.place = this.figure.appendChild(document.createElement('div'));
    this.place.className = 'plot';
    this.place.setAttribute('role', 'img');
  }

  fits(chart) {
    return this.names === chart.series.map(series => series.name).join('|')
      && chart.series.every(series => (series.epochs.length <= 30) === this.few);
  }

  draw(chart) {
    this.chart = chart;
    this.data = aligned(chart);
    this.few = chart.series.every(series => series.epochs.length <= 30);
    if (!this.plot || !this.fits(chart)) {
      this.make(chart);
    } else {
      this.plot.setData(this.data);
    }
    this.place.setAttribute('aria-label', says(chart));
    this.figure.dataset.points = String(chart.series.reduce((sum, series) => sum + series.values.length, 0));
    this.tell(null);
  }

  make(chart) {
    this.plot?.destroy();
    this.names = chart.series.map(series => series.name).join('|');
    this.legend.replaceChildren(...chart.series.map((series, index) => {
      const entry = document.createElement('span');
      const key = entry.appendChild(document.createElement('i'));
      key.className = `key c${index % COLOURS + 1}`;
      entry.append(`${series.name}:`);
      entry.appendChild(document.createElement('b'));
      return entry;
    }));
    this.plot = new uPlot(options(chart, this.place.clientWidth || 300, index => this.tell(index)), this.data, this.place);
  }

  /** Values at a place of the cursor, or the last ones. */
  tell(index) {
    this.legend.querySelectorAll('b').forEach((value, series) => {
      const values = this.data[series + 1];
      const last = values.findLast(found => found !== null);
      const found = index === null || index === undefined ? last : values[index];
      value.textContent = this.chart.unit === '%' && Number.isFinite(found) ? percent(found) : number(found);
    });
  }

  remove() {
    this.plot?.destroy();
    this.figure.remove();
  }

  again() {
    this.make(this.chart);
    this.tell(null);
  }

  resize() {
    if (this.place.clientWidth > 0 && this.plot && this.plot.width !== this.place.clientWidth) {
      this.plot.setSize({ width: this.place.clientWidth, height: HEIGHT });
    }
  }
}

/** All charts of a page, in a place of it. */
export class Charts {
  constructor(place) {
    this.place = place;
    this.charts = new Map();
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.charts.forEach(chart => chart.again()));
    new ResizeObserver(() => this.charts.forEach(chart => chart.resize())).observe(place);
  }

  draw(charts) {
    for (const [title, drawn] of this.charts) {
      if (!charts.some(chart => chart.title === title)) {
        drawn.remove();
        this.charts.delete(title);
      }
    }
    for (const chart of charts) {
      let drawn = this.charts.get(chart.title);
      if (!drawn) {
        drawn = new CurveChart(chart);
        this.charts.set(chart.title, drawn);
        this.place.append(drawn.figure);
      }
      drawn.draw(chart);
    }
  }
}
