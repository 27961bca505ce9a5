using System.Globalization;

namespace Analytics.Core.Tests.Oracles;

/// <summary>A question and, from the definitions of the API, its answer.</summary>
/// <param name="Site">The site.</param>
/// <param name="From">First second of the range.</param>
/// <param name="To">End of the range, exclusive.</param>
/// <param name="Grain">The time dimension.</param>
/// <param name="BySource">True to group by source too.</param>
/// <param name="ZoneSeconds">By how much local time is ahead of UTC.</param>
internal sealed record OracleQuestion(string Site, long From, long To, OracleGrain Grain, bool BySource, long ZoneSeconds = 0)
{
    private bool SplitsVisits => Grain == OracleGrain.Hour;

    /// <summary>The rows of the answer, in the order of their time and source.</summary>
    public IReadOnlyList<OracleRow> Answer(VisitOracle oracle)
    {
        var visits = oracle.Visits.Where(visit => visit.Site == Site && visit.Events.Any(IsAsked)).ToList();
        var events = visits
            .SelectMany(visit => visit.Events.Where(IsAsked).Select(e => (Key: Key(visit, e.Second), Event: e)))
            .ToLookup(x => x.Key, x => x.Event);
        var persons = visits
            .SelectMany(visit => Presence(visit).Select(second => (Key: Key(visit, second), visit.Person)))
            .ToLookup(x => x.Key, x => x.Person);
        var counted = visits
            .SelectMany(visit => Counts(visit).Select(second => (Key: Key(visit, second), Visit: visit)))
            .ToLookup(x => x.Key, x => x.Visit);
        var timed = visits
            .SelectMany(visit => Ends(visit).Select(second => (Key: Key(visit, second), Visit: visit)))
            .ToLookup(x => x.Key, x => x.Visit);
        return
        [
            .. persons
                .Select(row => row.Key)
                .Order()
                .Select(key => new OracleRow(
                    key.Time,
                    key.Source,
                    persons[key].Distinct().Count(),
                    counted[key].Count(),
                    events[key].Count(e => e.IsPageview),
                    events[key].Count(),
                    Mean(counted[key].Select(visit => visit.IsBounce ? 100.0 : 0)),
                    Mean(timed[key].Select(visit => (double)visit.Seconds)) ?? (SplitsVisits ? 0 : null),
                    Mean(counted[key].Select(visit => (double)visit.Pageviews), decimals: 2)
                )),
        ];
    }

    /// <summary>One second of each bucket in which a visit's visitor counts.</summary>
    private IEnumerable<long> Presence(OracleVisit visit) =>
        SplitsVisits
            ? Throughout(Math.Max(visit.Start, From), Math.Min(visit.End, To - 1))
            : visit.Events.Where(IsAsked).Select(e => e.Second);

    /// <summary>One second of each bucket in which a visit counts.</summary>
    private IEnumerable<long> Counts(OracleVisit visit) => SplitsVisits ? Presence(visit) : new[] { visit.Start }.Where(IsAsked);

    /// <summary>A second of the bucket in which a visit's duration counts.</summary>
    private IEnumerable<long> Ends(OracleVisit visit) => new[] { SplitsVisits ? visit.End : visit.Start }.Where(IsAsked);

    private IEnumerable<long> Throughout(long first, long last)
    {
        for (var hour = Math.DivRem(first + ZoneSeconds, 3_600).Quotient; hour * 3_600 <= last + ZoneSeconds; hour++)
        {
            yield return (hour * 3_600) - ZoneSeconds;
        }
    }

    private bool IsAsked(RawEvent e) => IsAsked(e.Second);

    private bool IsAsked(long second) => second >= From && second < To;

    private (string Time, string Source) Key(OracleVisit visit, long second) =>
        (
            Label(second),
            !BySource ? ""
            : visit.Source.Length == 0 ? "Direct / None"
            : visit.Source
        );

    private string Label(long second)
    {
        var local = DateTimeOffset.FromUnixTimeSeconds(second + ZoneSeconds);
        return Grain switch
        {
            OracleGrain.Day => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            OracleGrain.Hour => local.ToString("yyyy-MM-dd HH:00:00", CultureInfo.InvariantCulture),
            _ => "",
        };
    }

    private static double? Mean(IEnumerable<double> values, int decimals = 0) =>
        values.Select(value => (double?)value).Average() is { } mean ? Math.Round(mean, decimals, MidpointRounding.AwayFromZero) : null;
}
