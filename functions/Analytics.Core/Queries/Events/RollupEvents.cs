using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Events;

/// <summary>Extracts the events from the columns of a rollup. O(rows).</summary>
/// <remarks>
/// A visit across midnight has two visitor ids, which are joined: its rows are stored under the id of the earlier day, and the visit has
/// the id of its own day as its alias. An extracted event has the id of its own day and, in the first half hour, also the id of the day
/// before, as it was collected:
/// <code>
/// stored      visitor Y   23:50            visit A
///             visitor Y   23:55  00:10     visit B, alias T
///             visitor Y   15:00            visit C, alias T
/// extracted   Y           Y      T (Y)  T
/// </code>
/// </remarks>
internal static class RollupEvents
{
    private const int Day = 86_400;
    private const int Overlap = 30 * 60;

    /// <summary>Lists the events in the order of the rows.</summary>
    /// <param name="rollup">The rows.</param>
    /// <param name="skipUpTo">Visitors up to this id are skipped; null skips none.</param>
    public static IEnumerable<StoredEvent> Of(Rollup rollup, ulong? skipUpTo = null)
    {
        var columns = rollup.Columns.Reopen?.Invoke() ?? rollup.Columns;
        var visitTexts = columns.VisitTexts.Select(column => new Texts(column.Value)).ToArray();
        var (ids, visitsOfVisitor, eventsOfVisit) = (columns.Visitors.Value, columns.VisitsOfVisitor.Value, columns.EventsOfVisit.Value);
        var (aliases, previous) = (
            new SparseCursor<ulong>(columns.Aliases.Value),
            new SparseCursor<ulong>(columns.PreviousVisitors.Value)
        );
        var seconds = columns.Seconds.Value;
        var rows = new Rows(columns);
        int visit = 0,
            row = 0;
        for (var visitor = 0; visitor < ids.Length; visitor++)
        {
            var (day, idOfDay, idOfDayBefore) = (0L, ids[visitor], ids[visitor]);
            for (var lastVisit = visit + visitsOfVisitor[visitor]; visit < lastVisit; visit++)
            {
                var (alias, before) = (aliases.At(visit), previous.At(visit));
                string[] dimensions = [.. visitTexts.Select(texts => texts.At(visit))];
                var end = row + eventsOfVisit[visit];
                var lastDay = (rollup.Period.Start + seconds[Math.Max(row, end - 1)]) / Day;
                for (; row < end; row++)
                {
                    var second = rollup.Period.Start + seconds[row];
                    if (second / Day != day)
                    {
                        (day, idOfDayBefore) = (second / Day, idOfDay);
                        idOfDay = alias != 0 && day == lastDay ? alias : ids[visitor];
                    }

                    if (ids[visitor] <= skipUpTo)
                    {
                        continue;
                    }

                    var ownId = alias != 0 && day == lastDay ? alias : ids[visitor];
                    yield return rows.EventOf(
                        row,
                        second,
                        ownId,
                        second % Day >= Overlap ? 0
                            : alias != 0 && ownId == alias ? idOfDayBefore
                            : before,
                        dimensions
                    );
                }
            }
        }
    }

    /// <summary>The texts of a column, each decoded once.</summary>
    private sealed class Texts(TextColumn column)
    {
        private readonly string?[] _texts = new string?[Math.Max(1, column.Texts.Count)];

        public string At(int row)
        {
            var code = column.Code(row);
            return _texts[code] ??= column.Texts.Count == 0 ? "" : column.Texts.GetString(code);
        }
    }

    /// <summary>Reads the events at ascending rows.</summary>
    private sealed class Rows(RollupColumns columns)
    {
        private readonly Texts _names = new(columns.EventTexts[0].Value);
        private readonly Texts _pages = new(columns.EventTexts[1].Value);
        private readonly Texts _hosts = new(columns.EventTexts[2].Value);
        private readonly Properties? _properties = columns.Properties.IsEmpty ? null : new(columns);
        private readonly Texts _currencies = new(columns.Revenue.Value.Currencies);
        private readonly RevenueColumn _revenue = columns.Revenue.Value;
        private SparseCursor<int> _milliseconds = new(columns.Milliseconds.Value);
        private SparseCursor<int> _nonInteractive = new(columns.NonInteractive.Value);
        private SparseCursor<double> _values = new(columns.Values.Value);
        private SparseCursor<int> _scrollDepths = new(columns.ScrollDepths.Value);
        private SparseCursor<long> _engagement = new(columns.EngagementMilliseconds.Value);
        private int _nextRevenue;

        public StoredEvent EventOf(int row, long second, ulong visitor, ulong previous, string[] dimensions)
        {
            while (_nextRevenue < _revenue.Rows.Length && _revenue.Rows[_nextRevenue] < row)
            {
                _nextRevenue++;
            }

            var hasRevenue = _nextRevenue < _revenue.Rows.Length && _revenue.Rows[_nextRevenue] == row;
            return new()
            {
                Visitor = visitor,
                PreviousVisitor = previous,
                TimestampMilliseconds = (second * 1000) + _milliseconds.At(row),
                Name = _names.At(row),
                Page = _pages.At(row),
                Hostname = _hosts.At(row),
                IsInteractive = !_nonInteractive.TryAt(row, out _),
                Value = _values.TryAt(row, out var value) ? value : null,
                ScrollDepth = _scrollDepths.TryAt(row, out var depth) ? depth : null,
                EngagementMilliseconds = _engagement.TryAt(row, out var engagement) ? engagement : null,
                Currency = hasRevenue ? _currencies.At(_nextRevenue) : null,
                AmountMicros = hasRevenue ? _revenue.AmountMicros[_nextRevenue] : 0,
                Properties = _properties?.Of(row) ?? [],
                Dimensions = dimensions,
            };
        }
    }

    /// <summary>Reads the properties of events, in order of their keys.</summary>
    private sealed class Properties(RollupColumns columns)
    {
        private readonly PropertyRows _rows = new(columns.Properties, columns.EventCount);
        private readonly (string Key, Texts Values)[] _common =
        [
            .. columns.Properties.Common.Select(static property => (property.Key, new Texts(property.Value.Value.Values))),
        ];
        private readonly Texts _rareKeys = new(columns.Properties.Rare.Value.Keys);
        private readonly Texts _rareValues = new(columns.Properties.Rare.Value.Values);

        public List<KeyValuePair<string, string>> Of(int row)
        {
            var found = new List<KeyValuePair<string, string>>();
            var hasRare = false;
            foreach (var (column, entry) in _rows.Of(row))
            {
                var isRare = column == _common.Length;
                hasRare |= isRare;
                found.Add(
                    isRare ? new(_rareKeys.At(entry), _rareValues.At(entry)) : new(_common[column].Key, _common[column].Values.At(entry))
                );
            }

            if (hasRare)
            {
                found.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
            }

            return found;
        }
    }
}
