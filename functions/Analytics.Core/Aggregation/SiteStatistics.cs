using Analytics.MovingAverages;

namespace Analytics.Core.Aggregation;

/// <summary>The rolling averages of one site. Not thread-safe.</summary>
internal sealed class SiteStatistics
{
    /// <summary>The longest window, in minutes.</summary>
    public const int Minutes = 60;

    // Minutes. A clock that goes back by at most this was corrected: the open minute stays open until the clock reaches it again.
    private const int ClockStep = 5;

    private const int ValueWindow = 100;
    private const double SignalDeviations = 4;
    private const double SignalEvents = 10;
    private static readonly int[] Windows = [5, 15, Minutes];

    private readonly MinuteSeries _events = new();
    private readonly MinuteSeries _pageviews = new();
    private readonly SortedDictionary<string, MinuteSeries> _revenue = new(StringComparer.Ordinal);
    private SimpleMovingAverage? _values;
    private long _open;
    private long _lastAdded;

    /// <summary>True if the site was removed; events added afterwards are lost.</summary>
    public bool IsForgotten { get; set; }

    public bool IsIdle(long minute) => Math.Abs(minute - _lastAdded) > Minutes;

    /// <summary>
    /// Closes the minutes before <paramref name="minute"/>. If the clock ran ahead and was set back, the minutes after
    /// <paramref name="minute"/> are dropped, and counting continues at once.
    /// </summary>
    public void Advance(long minute)
    {
        if (_open - minute > ClockStep)
        {
            _events.Clear();
            _pageviews.Clear();
            _revenue.Clear();
            _open = minute - Minutes - 1;
            _lastAdded = minute;
        }

        if (minute - _open > Minutes)
        {
            _open = minute - Minutes - 1;
        }

        for (; _open < minute; _open++)
        {
            _events.Close(_open);
            _pageviews.Close(_open);
            foreach (var revenue in _revenue.Values)
            {
                revenue.Close(_open);
            }
        }
    }

    /// <summary>Adds to a minute; events with a time in the future count in the open minute.</summary>
    public void Add(long minute, long events, long pageviews)
    {
        minute = Math.Min(minute, _open);
        if (InWindow(minute))
        {
            _events.Add(minute, _open, events);
            _pageviews.Add(minute, _open, pageviews);
            _lastAdded = _open;
        }
    }

    public void AddRevenue(long minute, string currency, Int128 amountMicros)
    {
        minute = Math.Min(minute, _open);
        if (!InWindow(minute))
        {
            return;
        }

        if (!_revenue.TryGetValue(currency, out var series))
        {
            _revenue[currency] = series = new();
        }

        series.Add(minute, _open, (double)amountMicros);
    }

    public void AddValue(double value)
    {
        (_values ??= new(ValueWindow)).Add(value);
        _lastAdded = _open;
    }

    public LiveStatistics Read(DateTimeOffset now)
    {
        Advance(now.ToUnixTimeSeconds() / 60);
        var rates = Array.ConvertAll(
            Windows,
            minutes => new LiveRate(
                minutes,
                _events.Mean(minutes, _open),
                _pageviews.Mean(minutes, _open),
                _revenue.ToDictionary(r => r.Key, r => Amount(r.Value.Mean(minutes, _open)))
            )
        );
        return new(
            DateTimeOffset.FromUnixTimeSeconds(_open * 60),
            rates,
            _values is { Count: > 0 } ? _values.Average : null,
            _values?.Count ?? 0,
            Signal()
        );
    }

    /// <summary>
    /// Returns the signal of the last minute: it stands out if it is four standard deviations and at least ten events away from the mean
    /// of the 59 minutes before it.
    /// </summary>
    private LiveSignal Signal()
    {
        var deviation = _events.DeviationBeforeLast(_open, out var mean);
        var distance = _events.Last(_open) - mean;
        return Math.Abs(distance) < Math.Max(SignalEvents, SignalDeviations * deviation) ? LiveSignal.None
            : distance > 0 ? LiveSignal.Spike
            : LiveSignal.Drop;
    }

    /// <summary>
    /// Converts millionths to units of a currency. Clamped to 10²⁷ millionths, which exceeds any real amount and fits a decimal.
    /// </summary>
    private static decimal Amount(double micros) => Math.Round((decimal)Math.Clamp(micros, -1e27, 1e27) / 1_000_000m, 6);

    private bool InWindow(long minute) => minute >= _open - Minutes;
}
