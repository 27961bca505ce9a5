using Analytics.Core.Dimensions;
using Analytics.Core.Periods;

namespace Analytics.Core.Queries.Scanning;

/// <summary>What a scan derives of each visit from its events. Times are seconds since the start of the rollup's period.</summary>
internal sealed class VisitFacts
{
    private readonly RollupColumns _columns;
    private readonly bool _onlyPageviews;
    private int[]? _entryRows;
    private int[]? _exitRows;

    public VisitFacts(RollupColumns columns)
    {
        _columns = columns;
        var names = columns.Event(EventDimension.Name);
        Pageview = IndexOf(names, VisitRules.Pageview);
        Engagement = IndexOf(names, VisitRules.Engagement);
        _onlyPageviews = names.Codes is null && Pageview == 0;
        NameCodes = names.Codes;
        var eventsOfVisit = columns.EventsOfVisit.Value;
        FirstRows = new int[eventsOfVisit.Length + 1];
        Starts = new int[eventsOfVisit.Length];
        Ends = new int[eventsOfVisit.Length];
        Counting = new int[eventsOfVisit.Length];
        var seconds = columns.Seconds.Value;
        var row = 0;
        if (_onlyPageviews)
        {
            for (var visit = 0; visit < eventsOfVisit.Length; visit++)
            {
                FirstRows[visit] = row;
                Starts[visit] = seconds[row];
                row += eventsOfVisit[visit];
                Ends[visit] = seconds[row - 1];
                Counting[visit] = eventsOfVisit[visit];
            }

            FirstRows[^1] = row;
            return;
        }

        var nonInteractive = new SparseCursor<int>(columns.NonInteractive.Value);
        for (var visit = 0; visit < eventsOfVisit.Length; visit++)
        {
            FirstRows[visit] = row;
            Starts[visit] = -1;
            for (var end = row + eventsOfVisit[visit]; row < end; row++)
            {
                if (IsEngagement(row))
                {
                    continue;
                }

                Starts[visit] = Starts[visit] < 0 ? seconds[row] : Starts[visit];
                Ends[visit] = seconds[row];
                Counting[visit] += nonInteractive.TryAt(row, out _) ? 0 : 1;
            }
        }

        FirstRows[^1] = row;
    }

    /// <summary>Code of the name <c>pageview</c>, −1 if there is none.</summary>
    public int Pageview { get; }

    /// <summary>Code of the name <c>engagement</c>, −1 if there is none.</summary>
    public int Engagement { get; }

    public int[]? NameCodes { get; }

    /// <summary>Each visit's first event; one more for the end.</summary>
    public int[] FirstRows { get; }

    /// <summary>The first event that is no engagement; −1 if there is none and so no visit.</summary>
    public int[] Starts { get; }

    /// <summary>The last event that is no engagement.</summary>
    public int[] Ends { get; }

    /// <summary>Events that count against a bounce.</summary>
    public int[] Counting { get; }

    /// <summary>Whether every event is a pageview, which allows shortcuts.</summary>
    public bool OnlyPageviews => _onlyPageviews;

    /// <summary>Each visit's first pageview, −1 without any.</summary>
    public int[] EntryRows => _entryRows ??= PageviewRows(last: false);

    /// <summary>Each visit's last pageview, −1 without any.</summary>
    public int[] ExitRows => _exitRows ??= PageviewRows(last: true);

    public bool IsEngagement(int row) => Engagement >= 0 && (NameCodes is null ? 0 : NameCodes[row]) == Engagement;

    public bool IsPageview(int row) => Pageview >= 0 && (NameCodes is null ? 0 : NameCodes[row]) == Pageview;

    private int[] PageviewRows(bool last)
    {
        var rows = new int[_columns.VisitCount];
        for (var visit = 0; visit < rows.Length; visit++)
        {
            rows[visit] = -1;
            var (from, to, step) = last
                ? (FirstRows[visit + 1] - 1, FirstRows[visit] - 1, -1)
                : (FirstRows[visit], FirstRows[visit + 1], 1);
            for (var row = from; row != to && rows[visit] < 0; row += step)
            {
                rows[visit] = IsPageview(row) ? row : -1;
            }
        }

        return rows;
    }

    private static int IndexOf(TextColumn names, string name)
    {
        for (var i = 0; i < names.Texts.Count; i++)
        {
            if (names.Texts.GetString(i) == name)
            {
                return i;
            }
        }

        return -1;
    }
}
