using System.Globalization;
using System.Text;

namespace Analytics.Core.Queries.Scanning;

/// <summary>What of a request decides the contribution of one source: requests of equal shape can share it.</summary>
internal static class ScanShape
{
    public static string Of(string site, ScanRequest request, ScanSource source) => Of(site, request, source, source.Identity);

    /// <param name="site">The site.</param>
    /// <param name="request">The request.</param>
    /// <param name="source">The source.</param>
    /// <param name="identity">Stands for the rows of the source.</param>
    public static string Of(string site, ScanRequest request, ScanSource source, string identity)
    {
        var text = new StringBuilder(site).Append('\n').Append(identity).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Math.Max(request.From, source.Start)} {Math.Min(request.To, source.End)} ");
        text.Append(CultureInfo.InvariantCulture, $"{(int)request.Needs} {request.BucketsSplitVisits}");
        foreach (var start in Buckets(request, source))
        {
            text.Append(' ').Append(start);
        }

        foreach (var dimension in request.Dimensions)
        {
            text.Append('\n').Append(dimension.ToString());
        }

        Append(text.Append('\n'), request.Filter);
        return text.ToString();
    }

    /// <summary>The request cut down to the time buckets that a source can touch, whatever their number was.</summary>
    public static ScanRequest Clip(ScanRequest request, ScanSource source) =>
        request with { BucketStarts = [.. Buckets(request, source)] };

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
