using Analytics.Core.Periods;
using Analytics.Core.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Puts rows of a day that still grows together, in buffers that are used again. Several may be used at a time, as long as the pool has
/// all texts of the rows; each is not thread-safe.
/// </summary>
/// <param name="pool">The day's pool.</param>
internal sealed class DayAssembler(TextPool pool)
{
    /// <summary>Maximum number of events for which the buffers are kept for the next use.</summary>
    private const int MaxKeptEvents = 16_384;

    private readonly DisjointMerge _merge = new(pool);
    private RollupAssembler _assembler = new();

    /// <summary>The rows to put together.</summary>
    public RollupDraft Draft { get; private set; } = new(pool);

    /// <summary>Approximate memory in bytes.</summary>
    public long Weight => Draft.Weight;

    /// <summary>Returns the rows of <see cref="Draft"/> as columns, without duplicates.</summary>
    public Rollup Assemble(RollupPeriod period, ulong threshold, UntimedIds untimed)
    {
        var rollup = _assembler.Assemble(Draft, period, threshold, new MergeRules { Untimed = untimed });
        if (Draft.EventCount > MaxKeptEvents)
        {
            (Draft, _assembler) = (new(pool), new());
        }

        Draft.Clear();
        return rollup;
    }

    /// <summary>Returns the rows of one rollup, but those of the visitors of another in place of its own.</summary>
    public Rollup Replace(Rollup first, Rollup second)
    {
        var replaced = second.Columns.Visitors.Value.ToHashSet();
        return Merge(first, Array.ConvertAll(first.Columns.Visitors.Value, visitor => !replaced.Contains(visitor)), second);
    }

    /// <inheritdoc cref="DisjointMerge.Merge"/>
    public Rollup Merge(Rollup first, bool[] taken, Rollup second) => _merge.Merge(first, taken, second);
}
