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
        var rollup = _assembler.Assemble(
            Draft,
            period,
            threshold,
            new MergeRules { Untimed = untimed, SlotSeconds = DayTotals.SlotSeconds }
        );
        if (Draft.EventCount > MaxKeptEvents)
        {
            (Draft, _assembler) = (new(pool), new());
        }

        Draft.Clear();
        return rollup;
    }

    /// <summary>
    /// Replaces the rows of some visitors, of whom not all need have others: all events of a visitor may count for whoever shares their
    /// ids.
    /// </summary>
    /// <param name="rows">All rows. The result has their period and threshold, and no totals.</param>
    /// <param name="replaced">The visitors, by index.</param>
    /// <param name="others">The rows that they have now; null for none.</param>
    public Rollup Replace(Rollup rows, bool[] replaced, Rollup? others)
    {
        if (others is null && !replaced.Contains(true))
        {
            return rows;
        }

        others ??= new RollupMerger().Merge(rows.Period, [], new() { Threshold = rows.Threshold });
        return _merge.Merge(rows, Array.ConvertAll(replaced, static isReplaced => !isReplaced), others);
    }
}
