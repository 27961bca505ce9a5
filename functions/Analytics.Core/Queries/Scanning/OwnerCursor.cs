namespace Analytics.Core.Queries.Scanning;

/// <summary>
/// Finds the visits of rows and the visitors of visits of one segment, both in ascending order. Each call continues where the last one
/// ended.
/// </summary>
/// <param name="facts">The segment's facts.</param>
internal struct OwnerCursor(SegmentFacts facts)
{
    private int _visit;
    private int _visitor;

    /// <summary>Finds the visit of each row. Linear in rows and in the visits passed.</summary>
    /// <param name="rows">Ascending rows, none before the rows of the previous call.</param>
    /// <param name="visits">Receives the index of each row's visit.</param>
    public void FindVisits(ReadOnlySpan<int> rows, Span<int> visits) => Find(facts.FirstRows, rows, visits, ref _visit);

    /// <summary>Finds the visitor of each visit. Linear in visits and in the visitors passed.</summary>
    /// <param name="visits">Ascending visits, none before the visits of the previous call.</param>
    /// <param name="visitors">Receives the index of each visit's visitor.</param>
    public void FindVisitors(ReadOnlySpan<int> visits, Span<int> visitors) => Find(facts.FirstVisits, visits, visitors, ref _visitor);

    private static void Find(ReadOnlySpan<int> firsts, ReadOnlySpan<int> items, Span<int> owners, ref int owner)
    {
        var current = owner;
        for (var i = 0; i < items.Length; i++)
        {
            while (firsts[current + 1] <= items[i])
            {
                current++;
            }

            owners[i] = current;
        }

        owner = current;
    }
}
