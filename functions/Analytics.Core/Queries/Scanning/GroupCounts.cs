using System.Runtime.CompilerServices;

namespace Analytics.Core.Queries.Scanning;

/// <summary>The unscaled counts of one group, by <see cref="ScanCounter"/> up to <see cref="ScanCounter.PassingVisits"/>.</summary>
[InlineArray(Counters)]
internal struct GroupCounts
{
    /// <summary>Number of counters.</summary>
    public const int Counters = (int)ScanCounter.PassingVisits + 1;

    private long _first;

    /// <summary>True if all counts are 0.</summary>
    public readonly bool IsZero
    {
        get
        {
            long all = 0;
            for (var i = 0; i < Counters; i++)
            {
                all |= this[i];
            }

            return all == 0;
        }
    }

    /// <summary>Gets or sets one count.</summary>
    public long this[ScanCounter counter]
    {
        readonly get => this[(int)counter];
        set => this[(int)counter] = value;
    }

    /// <summary>Adds or subtracts the counts of another group.</summary>
    /// <param name="other">The other group.</param>
    /// <param name="sign">1 to add, −1 to subtract.</param>
    public void Add(in GroupCounts other, int sign = 1)
    {
        for (var i = 0; i < Counters; i++)
        {
            this[i] += sign * other[i];
        }
    }
}
