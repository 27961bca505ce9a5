using System.Globalization;
using System.Text;
using Analytics.Core.Erasures;
using Analytics.Core.EventLog;
using Analytics.Core.Jobs;
using Analytics.Core.Visitors;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;
using Analytics.Web.Jobs;

namespace Analytics.Web.Erasures;

/// <summary>Creates the jobs of requested erasures.</summary>
internal static class ErasureRequests
{
    /// <summary>Maximum number of visitors of a request.</summary>
    public const int MaxVisitors = 1_000;

    /// <summary>Maximum bytes of a request's body.</summary>
    public const int MaxBytes = 256 * 1024;

    // After every event.
    private static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns a job that erases all data of a site.</summary>
    public static JobRequest OfSite(string site) => Of(site, ErasureKind.Site, DateTimeOffset.UnixEpoch, Never);

    /// <summary>Reads a request to erase a range or visitors.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static JobRequest Read(string site, ErasureRequest request)
    {
        var names = VisitorsOf(request);
        if (names.Count > 0)
        {
            if (request.From is not null || request.To is not null)
            {
                throw JsonBody.Bad(
                    "visitor_id: a visitor is erased from all times; leave out 'from' and 'to', or 'visitor_id' to erase a range"
                );
            }

            var ids = names.Select(visitor => VisitorIds.Persistent(Encoding.UTF8.GetBytes(site), Encoding.UTF8.GetBytes(visitor)));
            return Of(site, ErasureKind.Visitor, DateTimeOffset.UnixEpoch, Never) with
            {
                Visitors = string.Join(',', ids.Distinct().Select(static id => id.ToString("x16", CultureInfo.InvariantCulture))),
            };
        }

        var (from, to) = (Hour("from", request.From), Hour("to", request.To));
        return from < to
            ? Of(site, ErasureKind.Range, from, to)
            : throw JsonBody.Bad($"to: {request.To} is not after from, {request.From}; 'to' is exclusive");
    }

    private static IReadOnlyList<string> VisitorsOf(ErasureRequest request)
    {
        if (request.VisitorIds is not { } several)
        {
            return request.VisitorId is { } one ? [Checked("visitor_id", one)] : [];
        }

        return request.VisitorId is not null ? throw JsonBody.Bad("visitor_id: 'visitor_ids' names visitors as well; send one of the two")
            : several.Count is 0 or > MaxVisitors
                ? throw JsonBody.Bad($"visitor_ids: {several.Count} visitors are given; give 1 to {MaxVisitors}")
            : [.. several.Select(static (visitor, i) => Checked($"visitor_ids[{i}]", visitor))];
    }

    private static string Checked(string name, string visitor) =>
        visitor.Length is not 0 and <= EventLimits.VisitorIdCharacters
            ? visitor
            : throw JsonBody.Bad(
                $"{name}: has {visitor.Length} characters; send 1 to {EventLimits.VisitorIdCharacters}, as in the events"
            );

    private static JobRequest Of(string site, ErasureKind kind, DateTimeOffset from, DateTimeOffset to) =>
        new(Eraser.Kind, from, to, [site], DryRun: false) { Erases = kind };

    private static DateTimeOffset Hour(string name, string? text)
    {
        if (text is null)
        {
            throw JsonBody.Bad($"{name}: is missing; send 'from' and 'to', or 'visitor_id', or 'visitor_ids'");
        }

        var time = JobRequestReader.Time(name, text);
        return time.Ticks % TimeSpan.TicksPerHour == 0
            ? time
            : throw JsonBody.Bad($"{name}: '{Excerpt.Of(text)}' is not on a full hour UTC; statistics are erased by whole hours");
    }
}
