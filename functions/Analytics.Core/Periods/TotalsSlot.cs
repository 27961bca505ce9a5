using System.Runtime.CompilerServices;

namespace Analytics.Core.Periods;

/// <summary>The additive counts of one slot of time, by <see cref="TotalsMetric"/>.</summary>
[InlineArray(TotalsSlot.Metrics)]
public struct TotalsSlot
{
    /// <summary>Number of metrics.</summary>
    public const int Metrics = 8;

    private long _first;

    /// <summary>Gets or sets one count.</summary>
    public long this[TotalsMetric metric]
    {
        readonly get => this[(int)metric];
        set => this[(int)metric] = value;
    }

    /// <summary>Returns the counts multiplied by a factor.</summary>
    internal readonly TotalsSlot Times(int factor)
    {
        var times = this;
        for (var i = 0; i < Metrics; i++)
        {
            times[i] *= factor;
        }

        return times;
    }

    /// <summary>Adds all counts of another slot.</summary>
    public void Add(in TotalsSlot other)
    {
        for (var i = 0; i < Metrics; i++)
        {
            this[i] += other[i];
        }
    }
}
