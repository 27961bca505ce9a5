using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>A filter bound to one source: each predicate was called once per distinct value, so that a test of a row is a look-up.</summary>
internal abstract class CompiledFilter
{
    /// <summary>Whether any part looks at the event.</summary>
    public abstract bool OfEvent { get; }

    public abstract bool Test(int visit, int row);

    public static CompiledFilter Compile(ScanFilter filter, RollupColumns columns, VisitFacts facts) => filter switch
    {
        ScanFilter.And and => new All([.. and.Filters.Select(part => Compile(part, columns, facts))]),
        ScanFilter.Or or => new Any([.. or.Filters.Select(part => Compile(part, columns, facts))]),
        ScanFilter.Not not => new Negation(Compile(not.Filter, columns, facts)),
        ScanFilter.Match match => Leaf.Of(match, ScanColumn.Of(match.Dimension, columns, facts)),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown kind of filter."),
    };

    private sealed class All(CompiledFilter[] parts) : CompiledFilter
    {
        public override bool OfEvent { get; } = parts.Any(part => part.OfEvent);

        public override bool Test(int visit, int row)
        {
            foreach (var part in parts)
            {
                if (!part.Test(visit, row))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class Any(CompiledFilter[] parts) : CompiledFilter
    {
        public override bool OfEvent { get; } = parts.Any(part => part.OfEvent);

        public override bool Test(int visit, int row)
        {
            foreach (var part in parts)
            {
                if (part.Test(visit, row))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Negation(CompiledFilter part) : CompiledFilter
    {
        public override bool OfEvent => part.OfEvent;

        public override bool Test(int visit, int row) => !part.Test(visit, row);
    }

    /// <param name="column">The values.</param>
    /// <param name="matches">By code + 1; the first is for "absent".</param>
    private sealed class Leaf(ScanColumn column, bool[] matches) : CompiledFilter
    {
        private readonly int[]? _codes = column.Codes;

        public override bool OfEvent { get; } = column.OfEvent;

        public static Leaf Of(ScanFilter.Match match, ScanColumn column)
        {
            var matches = new bool[Math.Max(2, column.Cardinality)];
            matches[0] = column.OfEvent && match.Matches(null);
            for (var code = 0; code < matches.Length - 1; code++)
            {
                matches[code + 1] = match.Matches(column.Text(code));
            }

            return new(column, matches);
        }

        public override bool Test(int visit, int row) => matches[(_codes is null ? 0 : _codes[OfEvent ? row : visit]) + 1];
    }
}
