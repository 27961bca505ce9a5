using Analytics.MovingAverages;

namespace Analytics.Core.Aggregation;

/// <summary>
/// The last 60 whole minutes of one quantity with their moving average. The average grows by a minute at a time; a late event, which
/// changes a minute that is already in it, makes it again. Not thread-safe.
/// </summary>
internal sealed class MinuteSeries
{
    private readonly double[] _minutes = new double[SiteStatistics.Minutes + 1];
    private readonly SimpleMovingAverage _average = new(SiteStatistics.Minutes);
    private bool _late;

    /// <summary>Adds to a minute at most 60 before the open one.</summary>
    /// <param name="minute">The minute, Unix time.</param>
    /// <param name="open">The minute that still runs.</param>
    /// <param name="amount">Amount to add.</param>
    public void Add(long minute, long open, double amount)
    {
        _minutes[minute % _minutes.Length] += amount;
        _late |= minute < open;
    }

    /// <summary>Closes the open minute and opens the next.</summary>
    public void Close(long open)
    {
        _average.Add(_minutes[open % _minutes.Length]);
        _minutes[(open + 1) % _minutes.Length] = 0;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_minutes);
        _average.Clear();
        _late = false;
    }

    /// <summary>The mean of the last whole minutes; those before the first event count as 0.</summary>
    public double Mean(int minutes, long open)
    {
        if (_late || _average.Count < SiteStatistics.Minutes)
        {
            _average.Clear();
            for (var minute = open - SiteStatistics.Minutes; minute < open; minute++)
            {
                _average.Add(_minutes[minute % _minutes.Length]);
            }

            _late = false;
        }

        return _average.AverageOfLast(minutes);
    }

    /// <summary>The last whole minute.</summary>
    public double Last(long open) => _minutes[(open - 1) % _minutes.Length];

    /// <summary>The standard deviation of the whole minutes before the last.</summary>
    public double DeviationBeforeLast(long open, out double mean)
    {
        var before = SiteStatistics.Minutes - 1;
        mean = ((Mean(SiteStatistics.Minutes, open) * SiteStatistics.Minutes) - Last(open)) / before;
        double squares = 0;
        for (var minute = open - SiteStatistics.Minutes; minute < open - 1; minute++)
        {
            var difference = _minutes[minute % _minutes.Length] - mean;
            squares += difference * difference;
        }

        return Math.Sqrt(squares / before);
    }
}
