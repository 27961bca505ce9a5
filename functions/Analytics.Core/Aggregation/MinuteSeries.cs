using Analytics.MovingAverages;

namespace Analytics.Core.Aggregation;

/// <summary>
/// The last 60 whole minutes of one quantity with their moving average. The average is extended minute by minute; a late event changes a
/// minute that is already in the average, so the next read recomputes it. Not thread-safe.
/// </summary>
internal sealed class MinuteSeries
{
    private readonly double[] _minutes = new double[SiteStatistics.Minutes + 1];
    private readonly SimpleMovingAverage _average = new(SiteStatistics.Minutes);
    private bool _isStale;

    /// <summary>Adds to a minute at most 60 before the open one.</summary>
    /// <param name="minute">The minute, in Unix minutes.</param>
    /// <param name="open">The minute that has not ended.</param>
    /// <param name="amount">Amount to add.</param>
    public void Add(long minute, long open, double amount)
    {
        _minutes[minute % _minutes.Length] += amount;
        _isStale |= minute < open;
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
        _isStale = false;
    }

    /// <summary>Returns the mean of the last whole minutes; minutes before the first event count as 0.</summary>
    public double Mean(int minutes, long open)
    {
        if (_isStale || _average.Count < SiteStatistics.Minutes)
        {
            _average.Clear();
            for (var minute = open - SiteStatistics.Minutes; minute < open; minute++)
            {
                _average.Add(_minutes[minute % _minutes.Length]);
            }

            _isStale = false;
        }

        return _average.AverageOfLast(minutes);
    }

    /// <summary>Returns the amount of the last whole minute.</summary>
    public double Last(long open) => _minutes[(open - 1) % _minutes.Length];

    /// <summary>Returns the standard deviation of the whole minutes before the last one.</summary>
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
