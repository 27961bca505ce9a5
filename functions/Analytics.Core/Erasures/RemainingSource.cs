using Analytics.Core.Periods;
using Analytics.Core.Periods.Segments;

namespace Analytics.Core.Erasures;

/// <summary>A stored period, or a live block, without the erased events.</summary>
/// <param name="source">The period.</param>
/// <param name="scope">The events to erase.</param>
/// <param name="head">The head of the remaining part.</param>
internal sealed class RemainingSource(IPartSource source, ErasureScope scope, IRollupPart head) : IPartSource
{
    /// <inheritdoc/>
    public IRollupPart Head => head;

    /// <inheritdoc/>
    public int Bits => source.Bits;

    /// <inheritdoc/>
    public long StoredBytes => source.StoredBytes;

    /// <summary>The ids without a timestamp of erased events, with their seconds.</summary>
    public required IReadOnlyCollection<(ulong Key, long Second)> UntimedIds { get; init; }

    /// <summary>
    /// Returns the part without the erased events; null if it contains none of them. O(rows of the visitors concerned).
    /// </summary>
    public static async ValueTask<RemainingSource?> OfAsync(IPartSource source, ErasureScope scope, CancellationToken cancellationToken)
    {
        var period = source.Head.Period;
        if (!scope.Overlaps(period))
        {
            return null;
        }

        var (erased, revenue) = (new Totals(), new RevenueTotals());
        var ids = new HashSet<(ulong Key, long Second)>();
        var isFound = false;
        for (var prefix = 0; prefix < 1 << source.Bits; prefix++)
        {
            if (scope.VisitorsOf(source.Head, VisitorRange.OfPrefix(source.Bits, prefix)) is not { } visitors)
            {
                continue;
            }

            foreach (var part in await source.LoadAsync(visitors, cancellationToken))
            {
                isFound |= Count(part, visitors, scope, erased, revenue, ids);
            }
        }

        isFound |= HasCounts(source.Head, scope);
        return !isFound ? null : new(source, scope, Rest(source.Head, scope, erased, revenue)) { UntimedIds = ids };
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IRollupPart>> LoadAsync(VisitorRange visitors, CancellationToken cancellationToken) =>
        [.. (await source.LoadAsync(visitors, cancellationToken)).Select(part => new RemainingPart(part, scope, new(), new()))];

    private static bool Count(
        IRollupPart part,
        VisitorRange visitors,
        ErasureScope scope,
        Totals erased,
        RevenueTotals revenue,
        HashSet<(ulong Key, long Second)> ids
    )
    {
        var rows = new RollupDraft(new());
        part.AddTo(rows, 0, visitors);
        var (pageview, engagement) = (rows.Pool.Intern(VisitRules.Pageview), rows.Pool.Intern(VisitRules.Engagement));
        var isFound = false;
        for (var fragment = 0; fragment < rows.FragmentCount; fragment++)
        {
            for (var row = rows.FirstEvents[fragment]; row < rows.EndOf(fragment); row++)
            {
                var second = part.Period.Start + rows.Seconds[row];
                if (!scope.Contains(rows.Visitors[fragment], second, rows.KeyOf(row)))
                {
                    continue;
                }

                isFound = true;
                var slot = rows.Seconds[row] / part.Period.SlotSeconds;
                erased.Add(slot, TotalsMetric.Events, rows.Names[row] == engagement ? 0 : 1);
                erased.Add(slot, TotalsMetric.Pageviews, rows.Names[row] == pageview ? 1 : 0);
                if (rows.KeyOf(row) is not 0 and var key && !EventIdentity.IsTimed(key))
                {
                    ids.Add((key, second));
                }

                if (rows.OptionalValuesOf[row] >= 0 && rows.OptionalValues[rows.OptionalValuesOf[row]] is { Currency: not 0 } optional)
                {
                    revenue.Add(slot, rows.Pool.GetString(optional.Currency), optional.AmountMicros, 1);
                }
            }
        }

        return isFound;
    }

    private static bool HasCounts(IRollupPart head, ErasureScope scope) =>
        head.Totals.Slots.Keys.Any(slot => scope.ContainsCounts(head.Period.Start + ((long)slot * head.Period.SlotSeconds)));

    private static RemainingPart Rest(IRollupPart head, ErasureScope scope, Totals erased, RevenueTotals erasedRevenue)
    {
        var (totals, revenue) = (new Totals(), new RevenueTotals());
        foreach (var (slot, counts) in head.Totals.Slots)
        {
            var remaining = counts;
            var gone = erased.Slots.TryGetValue(slot, out var found) ? found : default;
            remaining[TotalsMetric.Events] -= gone[TotalsMetric.Events];
            remaining[TotalsMetric.Pageviews] -= gone[TotalsMetric.Pageviews];
            if (!IsGone(slot) && ((ReadOnlySpan<long>)remaining).ContainsAnyExcept(0))
            {
                totals.Add(slot, remaining);
            }
        }

        var taken = erasedRevenue.All.ToDictionary(sum => (sum.Slot, sum.Currency));
        foreach (var sum in head.RevenueTotals.All)
        {
            var gone = taken.GetValueOrDefault((sum.Slot, sum.Currency));
            if (!IsGone(sum.Slot) && sum.Count > gone.Count)
            {
                revenue.Add(sum.Slot, sum.Currency, sum.AmountMicros - gone.AmountMicros, sum.Count - gone.Count);
            }
        }

        return new(head, scope, totals, revenue);

        // Ranges are whole hours and therefore whole slots.
        bool IsGone(int slot) => scope.ContainsCounts(head.Period.Start + ((long)slot * head.Period.SlotSeconds));
    }
}
