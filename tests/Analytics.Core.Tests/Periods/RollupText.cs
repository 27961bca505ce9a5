using System.Globalization;
using System.Text;
using Analytics.Core.Dimensions;
using Analytics.Core.Periods;

namespace Analytics.Core.Tests.Periods;

/// <summary>Everything a rollup says, as text, whatever the numbering of its dictionaries.</summary>
internal static class RollupText
{
    public static string Of(Rollup rollup) => Sums(rollup) + Rows(rollup);

    public static string Sums(Rollup rollup)
    {
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"{rollup.Period.RowKey} θ={rollup.Threshold:x} v{rollup.LogicVersion}\n"
        );
        foreach (var partition in rollup.Included.Partitions)
        {
            text.Append(CultureInfo.InvariantCulture, $"included {partition}: {string.Join(' ', rollup.Included.Ranges(partition))}\n");
        }

        foreach (var (slot, counts) in rollup.Totals.Slots)
        {
            var values = Enumerable.Range(0, TotalsSlot.Metrics).Select(i => counts[i]).ToArray();
            if (values.Any(value => value != 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"slot {slot}: {string.Join(' ', values)}\n");
            }
        }

        return text.AppendJoin('\n', rollup.Columns.RevenueTotals.Value.All).Append('\n').ToString();
    }

    public static string Rows(Rollup rollup)
    {
        var text = new StringBuilder();
        var columns = rollup.Columns;
        var optional = new[]
        {
            Sparse("ms", columns.Milliseconds.Value),
            Sparse("quiet", columns.NonInteractive.Value),
            Sparse("key", columns.Keys.Value),
            Sparse("value", columns.Values.Value),
            Sparse("scroll", columns.ScrollDepths.Value),
            Sparse("engaged", columns.EngagementMilliseconds.Value),
            Sparse("amount", new SparseColumn<long>(columns.Revenue.Value.Rows, columns.Revenue.Value.AmountMicros)),
        };
        var previous = Sparse("yesterday", columns.PreviousVisitors.Value);
        var aliases = Sparse("alias", columns.Aliases.Value);
        var properties = Keys(columns.Properties)
            .Select(key => columns.Properties.Of(key)!)
            .SelectMany(column => column.Rows.Select((of, i) => (Row: of, Text: $"{column.Key}={column.Values.TextOf(i)}")))
            .ToLookup(static property => property.Row, static property => property.Text);
        int visit = 0,
            row = 0;
        for (var visitor = 0; visitor < columns.VisitorCount; visitor++)
        {
            for (var end = visit + columns.VisitsOfVisitor.Value[visitor]; visit < end; visit++)
            {
                var dimensions = Enumerable.Range(0, RollupDraft.Dimensions).Select(i => columns.Visit((VisitDimension)i).TextOf(visit));
                text.Append(CultureInfo.InvariantCulture, $"visitor {columns.Visitors.Value[visitor]:x} [{string.Join('|', dimensions)}]");
                text.Append(previous.GetValueOrDefault(visit)).Append(aliases.GetValueOrDefault(visit)).Append('\n');
                for (var last = row + columns.EventsOfVisit.Value[visit]; row < last; row++)
                {
                    text.Append(CultureInfo.InvariantCulture, $"  {columns.Seconds.Value[row]} ");
                    text.AppendJoin(' ', Enumerable.Range(0, 3).Select(i => columns.Event((EventDimension)i).TextOf(row)));
                    text.AppendJoin(string.Empty, optional.Select(value => value.GetValueOrDefault(row)));
                    text.AppendJoin(string.Empty, properties[row].Select(property => $" {property}"));
                    text.Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The keys of all properties, in ordinal order.</summary>
    public static IReadOnlyList<string> Keys(PropertyColumns properties)
    {
        var rare = properties.Rare.Value.Keys.Texts;
        return
        [
            .. properties
                .Common.Select(static property => property.Key)
                .Concat(Enumerable.Range(0, rare.Count).Select(rare.GetString))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Dictionary<int, string> Sparse<T>(string name, SparseColumn<T> column) =>
        column
            .Rows.Zip(column.Values)
            .ToDictionary(entry => entry.First, entry => string.Create(CultureInfo.InvariantCulture, $" {name}={entry.Second}"));
}
