namespace Analytics.MovingAverages;

/// <summary>The maximum of a window in time. Keeps only the values that are greater than all later ones, so they descend.</summary>
/// <remarks>
/// A monotonic queue that also accepts late values: one that is not greater than a later value is dropped at once; any other takes its
/// place in time and removes the smaller ones before it. Amortized O(1) in order, O(log n + later steps) when late.
/// </remarks>
internal sealed class Staircase
{
    private readonly TimedQueue _steps = new(4);

    /// <summary>The largest value; −∞ if there is none.</summary>
    public double Maximum => _steps.Count == 0 ? double.NegativeInfinity : _steps[0].Value;

    public void Add(long ticks, double value)
    {
        var position = _steps.PositionAfter(ticks);
        if (position < _steps.Count && _steps[position].Value >= value)
        {
            return;
        }

        var first = position;
        while (first > 0 && _steps[first - 1].Value <= value)
        {
            first--;
        }

        _steps.RemoveBefore(position, position - first);
        _steps.Insert(first, ticks, value);
    }

    public void RemoveUntil(long ticks)
    {
        var count = 0;
        while (count < _steps.Count && _steps[count].Ticks <= ticks)
        {
            count++;
        }

        _steps.RemoveBefore(count, count);
    }

    public void Clear() => _steps.Clear();
}
