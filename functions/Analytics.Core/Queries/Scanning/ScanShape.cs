using System.Globalization;
using System.Text;
using Analytics.Core.Queries.Visitors;

namespace Analytics.Core.Queries.Scanning;

/// <summary>Keys of requests: requests with equal keys have equal counts for the same rows.</summary>
internal static class ScanShape
{
    /// <param name="site">The site.</param>
    /// <param name="request">The request.</param>
    /// <param name="source">The source.</param>
    /// <param name="identity">Identifies the rows of the source.</param>
    public static string Of(string site, ScanRequest request, ScanSource source, string identity)
    {
        var text = new StringBuilder(site).Append('\n').Append(identity).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Math.Max(request.From, source.Start)} {Math.Min(request.To, source.End)} ");
        return Append(text, request, Buckets(request, source));
    }

    /// <summary>Returns the key of everything that determines the answer to a request, except the sources.</summary>
    public static string Of(ScanRequest request)
    {
        var text = new StringBuilder(request.Site).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{request.From} {request.To} ");
        return Append(text, request, request.BucketStarts);
    }

    /// <summary>
    /// Returns the key of everything that determines the counters of a question about the order of events; null if they must not be
    /// cached.
    /// </summary>
    public static string? Of(VisitorRequest request)
    {
        if (request.Counted is null)
        {
            return null;
        }

        var text = new StringBuilder(request.Site).Append('\n');
        text.Append(
            CultureInfo.InvariantCulture,
            $"{request.From} {request.To} {request.Sample.Bits} {(int)request.Kept} {request.Value} "
                + $"{string.Join(' ', request.Currencies)}\n"
        );
        text.AppendJoin(' ', request.BucketStarts).Append('\n');
        Append(text, request.Filter);
        foreach (var mark in request.Marks)
        {
            Append(text.Append('\n'), mark);
        }

        return text.Append('\n').Append(request.Counted).ToString();
    }

    /// <summary>
    /// Returns the request with only the time buckets that a source can touch, so that their number does not matter for caching.
    /// </summary>
    public static ScanRequest Clip(ScanRequest request, ScanSource source) =>
        request with
        {
            BucketStarts = [.. Buckets(request, source)],
        };

    private static IEnumerable<long> Buckets(ScanRequest request, ScanSource source)
    {
        var starts = request.BucketStarts;
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : request.To;
            if (starts[i] < source.End && end > source.Start)
            {
                yield return starts[i];
            }
        }
    }

    private static string Append(StringBuilder text, ScanRequest request, IEnumerable<long> buckets)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"{(int)request.Needs} {request.Sample.Bits} {request.BucketsSplitVisits} {request.HasShares} "
                + $"{request.TellsVisitorsApart}"
        );
        foreach (var start in buckets)
        {
            text.Append(' ').Append(start);
        }

        text.Append(request.TellsReturns ? " returns" : string.Empty);
        foreach (var dimension in request.Dimensions)
        {
            text.Append('\n').Append(dimension.ToString());
        }

        foreach (var goal in request.Goals)
        {
            text.Append('\n').Append(goal.Name.Length).Append(':').Append(goal.Name).Append(goal.Currency);
            Append(text.Append('/').AppendJoin('/', goal.OtherCurrencies).Append('='), goal.Filter);
        }

        if (request.Revenue is { } revenue)
        {
            Append(text, revenue);
        }

        Append(text.Append('\n'), request.Filter);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ScanRevenue revenue)
    {
        Append(text.Append("\nrevenue ").Append(revenue.Currency).Append(' '), revenue.Filter);
        foreach (var other in revenue.Elsewhere)
        {
            Append(text, other);
        }
    }

    private static void Append(StringBuilder text, ScanFilter? filter)
    {
        switch (filter)
        {
            case null:
                break;
            case ScanFilter.And and:
                AppendAll(text.Append("and("), and.Filters);
                break;
            case ScanFilter.Or or:
                AppendAll(text.Append("or("), or.Filters);
                break;
            case ScanFilter.Not not:
                AppendAll(text.Append("not("), [not.Filter]);
                break;
            case ScanFilter.Match match:
                text.Append(match.Dimension.ToString()).Append(match.Key.Length).Append(':').Append(match.Key);
                break;
            case ScanFilter.Goal goal:
                AppendAll(text.Append("goal("), [goal.Filter]);
                break;
            case ScanFilter.HasDone done:
                AppendAll(text.Append("done("), [done.Filter]);
                break;
            case ScanFilter.Scrolled scrolled:
                text.Append(CultureInfo.InvariantCulture, $"scrolled({scrolled.Depth})");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(filter), filter, "Unknown kind of filter.");
        }
    }

    private static void AppendAll(StringBuilder text, IReadOnlyList<ScanFilter> filters)
    {
        foreach (var filter in filters)
        {
            Append(text, filter);
            text.Append(',');
        }

        text.Append(')');
    }
}
